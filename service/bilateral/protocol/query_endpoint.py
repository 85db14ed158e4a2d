"""The query endpoint: a request becomes an immediate reply, or a job for a worker with headers."""

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
    """The parts of a request that the query endpoint reads; a missing header is ""."""

    method: str
    url: str  # of the endpoint, without a query string
    query_string: str = ""  # still encoded
    content_type: str = ""
    accept: str = ""
    if_none_match: str = ""
    body: bytes = b""


class EndpointState(NamedTuple):
    """The snapshot that is asked, and the endpoint for its description."""

    number: int
    stamp: str
    endpoint: Endpoint
    name: str = ""  # that it is kept by; empty for the current one


class QueryJob(NamedTuple):
    """A query as a worker takes it, and what is known of its answer beforehand."""

    text: str  # for the engine to evaluate
    options: bytes  # the worker's job and its arguments; the same bytes for the same arguments
    kind: str  # of the answer; empty for what is not a query
    media_type: str
    headers: tuple[tuple[str, str], ...]
    key: Hashable  # of the answer in a cache; None if the answer may differ each time


Reply: TypeAlias = tuple[int, tuple[tuple[str, str], ...], bytes]
"""A response without a worker: status, headers, body; the caller makes an HTML body."""


def decide(
    request: QueryRequest,
    state: EndpointState,
    inspect: Callable[[str], Inspection],
    options: Callable[[str, str, Dataset, str, int | str], bytes],
) -> Reply | QueryJob:
    """Return the reply to a request, or the job for a worker.

    Args:
        request: to the query endpoint.
        state: of the graph, the current one or one that is kept.
        inspect: `request_guard.inspect` with the limits of the server.
        options: encodes kind and media type of the answer, dataset, base and snapshot (its name, or number).

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
    inspected = inspect(query.text)
    # The engine refuses a text that is not a query, and names the place.
    kind = inspected.kind
    media_type = negotiation.preferred(query.accept, request.accept, kind or BOOLEAN)
    tag = ""
    if inspected.repeatable:
        mode = "owl2rl" if query.dataset.inferred else "none"
        tag = preconditions.tag(state.number, state.stamp, mode, media_type.rpartition("/")[2])
    headers = _headers(media_type, tag)
    unchanged = tag and request.if_none_match and preconditions.matches(request.if_none_match, tag)
    if unchanged and request.method != "POST":
        return 304, headers, b""
    told = options(kind, media_type, query.dataset, request.url, state.name or state.number)
    key = (tag, inspected.text, query.dataset, request.url) if tag else None
    return QueryJob(inspected.text, told, kind, media_type, headers, key)


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
    """Return the Content-Type header of a media type; text is UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
