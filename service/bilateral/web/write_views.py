"""The update endpoint, the graph store, and the retraction of documents."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import Gone, NotFound

from bilateral import texts
from bilateral.ingest.drafts.acceptance import after_withdrawal
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.drafts.withdrawals import withdrawn_at
from bilateral.protocol import graph_store, operations, preconditions, query_endpoint
from bilateral.protocol.refusals import Forbidden, ProtocolError, UnsupportedMediaType
from bilateral.rdf import iris, media_types
from bilateral.store.changes.document_provenance import DIRECT
from bilateral.store.changes.graph_operations import DROP, EXTEND, REPLACE, RETRACT, GraphRequest
from bilateral.store.changes.update_evaluation import UpdateRequest
from bilateral.store.snapshots.change_log import ChangeNote
from bilateral.web.access_tokens import authorise
from bilateral.web.http import request_log
from bilateral.web.service import current_service
from bilateral.web.sparql_views import streamed
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from bilateral.protocol.graph_store import Target
    from bilateral.store.writes.writer import Receipt
    from bilateral.web.service import GraphService

blueprint = Blueprint("writing", __name__)

_VERBS = {"PUT": REPLACE, "POST": EXTEND, "DELETE": DROP}
_METHODS = ["GET", "PUT", "POST", "DELETE"]
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@blueprint.route("/update", methods=["POST"])
def update() -> Response:
    """Make an update, completely or not at all."""
    service, note = _authorised()
    operation = operations.parse_update(
        request.headers.get("Content-Type", ""), request.query_string.decode("latin-1"), request.get_data()
    )
    request_log.current().query = operation.text
    text = service.queries.inspect(operation.text, service.settings.max_body).text
    asked = UpdateRequest(text, request.base_url, operation.using, operation.using_named)
    return _receipt(service, service.writer().update(asked, _states(service, None), note), 200)


@blueprint.route("/graphs", methods=_METHODS)
def graphs() -> Response:
    """Read or write the graph that the parameters name, or all if they name none."""
    return _graph(graph_store.target(request.query_string.decode("latin-1"), request.base_url))


@blueprint.route("/graphs/<path:name>", methods=_METHODS)
def graph_by_url(name: str) -> Response:
    """Read or write the graph whose name is this URL."""
    del name
    return _graph(graph_store.direct(request.base_url))


@blueprint.route("/documents/<slug>", methods=["DELETE"])
def document(slug: str) -> Response:
    """Withdraw a document: its graph, its statements, and what rests only on it."""
    service, note = _authorised()
    if service.settings.plain:
        raise Forbidden("this server has graphs, not documents")
    if not _SLUG.fullmatch(slug) or iris.graph(slug) in iris.SPECIAL | {DIRECT}:
        raise NotFound(f"{slug} is no document")
    graph = iris.graph(slug)
    receipt = service.writer().change_graph(GraphRequest(RETRACT, graph), _states(service, graph), note)
    data = service.settings.data
    if not receipt.existed:
        if moment := withdrawn_at(data, slug):
            raise Gone(f"the document {slug} was withdrawn on {moment[:10]}")
        raise NotFound(f"no graph rests on the document {slug} alone")
    after_withdrawal(DraftFolder(data), slug)
    return _receipt(service, receipt, 200)


def _graph(target: Target) -> Response:
    if request.method in {"GET", "HEAD"}:
        return _read(target)
    service, note = _authorised()
    if target.graph is None:
        return _write_all(service, target, note)
    if not service.settings.plain and target.graph == graph_store.DEFAULT and request.method != "POST":
        raise Forbidden("the default graph is the sum of the documents: replace or delete those")
    content = _content() if request.method != "DELETE" else (b"", "")
    receipt = _write(service, target.graph, target.base, content, note)
    if request.method == "DELETE" and not receipt.existed:
        raise NotFound(f"there is no graph {target.graph}")
    return _receipt(service, receipt, 200 if receipt.existed else 201)


def _write_all(service: GraphService, target: Target, note: ChangeNote) -> Response:
    """Write a dataset to the whole store, or a graph under a new name, depending on the media type."""
    if request.method == "DELETE":
        raise ProtocolError("name a graph, by graph= or by default")
    content = _content()
    if content[1] in media_types.DATASETS:
        return _receipt(service, _write(service, None, target.base, content, note), 200)
    if request.method != "POST":
        raise ProtocolError(
            "name a graph, by graph= or by default; for all of them, send TriG, N-Quads or JSON-LD"
        )
    name = f"{target.base}/{uuid.uuid4()}"
    response = _receipt(service, _write(service, f"<{name}>", name, content, note), 201)
    response.headers["Location"] = name
    return response


def _write(
    service: GraphService, graph: str | None, base: str, content: tuple[bytes, str], note: ChangeNote
) -> Receipt:
    asked = GraphRequest(_VERBS[request.method], graph, *content, base, service.settings.plain)
    return service.writer().change_graph(asked, _states(service, graph), note)


def _content() -> tuple[bytes, str]:
    """Return the RDF of a request, and its media type."""
    if operations.media_type(request.headers.get("Content-Type", "")) != "multipart/form-data":
        return request.get_data(), graph_store.content_format(request.headers.get("Content-Type", ""))
    files = [part for _, part in request.files.items(multi=True)]
    kinds = {graph_store.content_format(part.content_type or "") for part in files}
    if len(kinds) != 1 or kinds & {media_types.RDF_XML, media_types.JSON_LD}:
        raise UnsupportedMediaType("send parts of one media type, which can be joined: Turtle, say")
    return b"\n".join(texts.without_mark(part.read(), "body") for part in files), kinds.pop()


def _read(target: Target) -> Response:
    service = current_service()
    media_type = graph_store.choose(request.headers.get("Accept", ""), target)
    snapshot = service.snapshot()
    tag = preconditions.tag(snapshot.number, snapshot.stamp, media_type.rpartition("/")[2])
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        answer = service.graph(target.graph, media_type, request_log.current())
        if not answer.describe()["known"]:
            answer.close()
            raise NotFound(f"there is no graph {target.graph}")
        response = streamed(answer, (("content-type", query_endpoint.with_charset(media_type)),))
    response.set_etag(tag)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _authorised() -> tuple[GraphService, ChangeNote]:
    """Return the service to a client that may write, and the note that says who it is."""
    service = current_service()
    token = authorise(request.headers.get("Authorization", ""), "write", service.tokens)
    return service, ChangeNote(token.name)


def _states(service: GraphService, graph: str | None) -> list[str] | None:
    """Return the states that the request's preconditions allow, None for any.

    Raises:
        Outdated: the preconditions fail.
    """
    snapshot = service.snapshot()
    there = graph is None or snapshot.has_graph(graph)
    now = [preconditions.tag(snapshot.number, snapshot.stamp)]
    if request.if_none_match:
        if request.if_none_match.star_tag and there:
            raise Outdated("the graph is there already")
        return now
    if not request.if_match:
        return None
    if request.if_match.star_tag:
        if not there:
            raise Outdated("the graph is not there")
        return now
    return preconditions.states(request.if_match.as_set())


def _receipt(service: GraphService, receipt: Receipt, status: int) -> Response:
    response = jsonify(receipt._asdict())
    response.status_code = status
    snapshot = service.snapshot()
    if snapshot.number == receipt.snapshot:
        response.set_etag(preconditions.tag(snapshot.number, snapshot.stamp))
    response.headers["Cache-Control"] = "no-store"
    return response
