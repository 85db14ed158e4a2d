"""The SPARQL endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, render_template, request

from bilateral.sparql import description, negotiation, protocol
from bilateral.sparql.description import Endpoint
from bilateral.sparql.protocol import Description
from bilateral.store import BOOLEAN, formats, serialise

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.sparql.protocol import Query
    from bilateral.web.connection import Visitor
    from bilateral.web.service import Service

blueprint = Blueprint("sparql", __name__)

_HTML = "text/html"
_CACHE = "public, no-cache"


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or say what this endpoint is."""
    service: Service = current_app.extensions["bilateral"]
    operation = protocol.parse_query(
        request.method,
        request.headers.get("Content-Type", ""),
        request.query_string.decode("latin-1"),
        request.get_data(cache=False) if request.method == "POST" else b"",
        reasoning=service.settings.reasoning,
    )
    if isinstance(operation, Description):
        return _description(service)
    return _answer(service, operation)


def _answer(service: Service, query: Query) -> Response:
    shape = service.inspect(query.text)
    # A text that is no query at all is for the engine to refuse, with its place.
    kind = shape.kind or BOOLEAN
    media_type = negotiation.for_kind(request.headers.get("Accept", ""), kind)
    tag = _tag(service, query, media_type) if shape.repeatable and request.method != "POST" else ""
    if tag and request.if_none_match.contains_weak(tag):
        return _conditional(Response(status=304), tag)
    answer = service.query(query.text, query.dataset, {kind: media_type}, request.base_url, gone=_gone())
    if request.method == "HEAD":
        answer.close()
        response = Response(content_type=_with_charset(media_type))
    else:
        body = answer.chunks if answer.whole is None else answer.whole
        response = Response(body, content_type=_with_charset(media_type))
    response.headers["Vary"] = "Accept"
    return _conditional(response, tag)


def _gone() -> Callable[[], bool]:
    visitor: Visitor | None = request.environ.get("bilateral.visitor")
    return visitor.gone if visitor else bool


def _conditional(response: Response, tag: str) -> Response:
    if tag:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = _CACHE
    else:
        response.headers["Cache-Control"] = "no-store"
    return response


def _tag(service: Service, query: Query, media_type: str) -> str:
    snapshot = service.snapshot()
    mode = "owl2rl" if query.dataset.inferred else "none"
    return f"{snapshot.number}-{snapshot.stamp}-{mode}-{media_type.rpartition('/')[2]}"


def _description(service: Service) -> Response:
    accept = request.headers.get("Accept", "")
    offers = (formats.TURTLE, formats.RDF_XML, formats.N_TRIPLES, formats.JSON_LD, _HTML)
    media_type = negotiation.choose(accept, offers, {"application/json": formats.JSON_LD})
    if media_type == _HTML:
        response = Response(render_template("query.html", endpoint=request.base_url), content_type=_HTML)
    else:
        endpoint = Endpoint(
            url=request.base_url,
            counts=service.snapshot().counts,
            reasoning=service.settings.reasoning,
            writable=False,
            federated=bool(service.settings.services),
        )
        text = serialise(description.describe(endpoint), media_type, description.PREFIXES)
        response = Response(text, content_type=_with_charset(media_type))
    response.headers["Vary"] = "Accept"
    return response


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
