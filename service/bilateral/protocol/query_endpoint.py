"""What the query endpoint answers, decided without a server.

A request becomes either a reply at once (the description, a 304) or a job for a worker and the headers of its
answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from bilateral.protocol import negotiation, operations, preconditions, service_description
from bilateral.protocol.operations import DescriptionRequest
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import BOOLEAN
from bilateral.store.engine.rdf_writer import serialise

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from bilateral.protocol.request_guard import Inspection
    from bilateral.protocol.service_description import Endpoint
    from bilateral.store.engine.graph_layout import Dataset

HTML: Final = "text/html"
_DESCRIPTION_OFFERS: Final = (
    media_types.TURTLE,
    media_types.RDF_XML,
    media_types.N_TRIPLES,
    media_types.JSON_LD,
    HTML,
)
_VARY: Final = ("vary", "Accept")


class QueryRequest(NamedTuple):
    """What the query endpoint looks at.

    Attributes:
        method: GET, HEAD or POST.
        url: of the endpoint, without a query string.
        query_string: still encoded.
        content_type: the header, "" if missing.
        accept: the header, "" if missing.
        if_none_match: the header, "" if missing.
        body: of a POST.
    """

    method: str
    url: str
    query_string: str = ""
    content_type: str = ""
    accept: str = ""
    if_none_match: str = ""
    body: bytes = b""


class EndpointState(NamedTuple):
    """The state that is current, and what the endpoint is.

    Attributes:
        number: of the snapshot.
        stamp: of the snapshot.
        endpoint: for the description.
    """

    number: int
    stamp: str
    endpoint: Endpoint


class QueryJob(NamedTuple):
    """A query as a worker takes it, and what of its answer is known beforehand.

    Attributes:
        text: what the engine is to evaluate.
        options: one of the worker's jobs and its arguments; the same bytes for the same arguments.
        kind: of the answer; empty for what is no query.
        media_type: to write the answer in.
        headers: of the answer.
        key: of the answer in a cache; None for one that is not the same every time.
    """

    text: str
    options: bytes
    kind: str
    media_type: str
    headers: tuple[tuple[str, str], ...]
    key: Hashable


Reply: TypeAlias = tuple[int, tuple[tuple[str, str], ...], bytes]
"""A response that needs no worker: status, headers, body; an HTML body is for the caller to make."""


def decide(
    request: QueryRequest,
    state: EndpointState,
    inspect: Callable[[str], Inspection],
    options: Callable[[str, str, Dataset, str, int], bytes],
) -> Reply | QueryJob:
    """Return what a request gets.

    Args:
        request: to the query endpoint.
        state: that is current.
        inspect: `guard.inspect`, with the caps of the server.
        options: what a worker is told of kind and media type of the answer, dataset, base, and snapshot.

    Raises:
        ProtocolError: the protocol does not allow it.
        QuerySyntaxError: the guard refuses it.
    """
    query = operations.parse_query(
        request.method,
        request.content_type,
        request.query_string,
        request.body,
        reasoning=state.endpoint.reasoning,
    )
    if isinstance(query, DescriptionRequest):
        return _describe(request, state.endpoint)
    shape = inspect(query.text)
    # A text that is no query at all is for the engine to refuse, with its place: no answer is of its kind.
    kind = shape.kind
    media_type = negotiation.preferred(query.accept, request.accept, kind or BOOLEAN)
    tag = ""
    if shape.repeatable:
        mode = "owl2rl" if query.dataset.inferred else "none"
        tag = preconditions.tag(state.number, state.stamp, mode, media_type.rpartition("/")[2])
    headers = _headers(media_type, tag)
    unchanged = tag and request.if_none_match and preconditions.matches(request.if_none_match, tag)
    if unchanged and request.method != "POST":
        return 304, headers, b""
    told = options(kind, media_type, query.dataset, request.url, state.number)
    key = (tag, shape.text, query.dataset, request.url) if tag else None
    return QueryJob(shape.text, told, kind, media_type, headers, key)


def _headers(media_type: str, tag: str) -> tuple[tuple[str, str], ...]:
    found = _VARY, ("content-type", with_charset(media_type))
    if not tag:
        return (*found, ("cache-control", "no-store"))
    return (*found, ("etag", f'W/"{tag}"'), ("cache-control", "public, no-cache"))


def _describe(request: QueryRequest, endpoint: Endpoint) -> Reply:
    media_type = negotiation.choose(
        request.accept, _DESCRIPTION_OFFERS, {"application/json": media_types.JSON_LD}
    )
    text = b""
    if media_type != HTML:
        described = service_description.describe(endpoint._replace(url=request.url))
        text = serialise(described, media_type, service_description.PREFIXES)
    return 200, (_VARY, ("content-type", with_charset(media_type))), text


def with_charset(media_type: str) -> str:
    """Return the Content-Type header for a media type; our text is UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
