"""The graph of the current snapshot as pages read it, and what one request asks for."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from flask import current_app, g, request

from bilateral.entities import Graph, Reading, languages, moments
from bilateral.entities.search import Index
from bilateral.iris import ID
from bilateral.sparql.errors import RequestError

if TYPE_CHECKING:
    from bilateral.web.service import Service

_LOCK: Final = threading.Lock()
_KEPT: Final = "bilateral.pages"
_INDEX: Final = "bilateral.search"


def graph() -> Graph:
    """Return the graph of the current snapshot; one request sees one snapshot."""
    if "graph" not in g:
        g.graph = _current()
    found: Graph = g.graph
    return found


def index() -> Index:
    """Return the search index of the current snapshot."""
    return graph_index(graph())


def graph_index(over: Graph) -> Index:
    """Return the index of a graph, made when it is first asked for."""
    kept: tuple[Graph, Index] | None = current_app.extensions.get(_INDEX)
    if kept is not None and kept[0] is over:
        return kept[1]
    if kept is not None and not _LOCK.acquire(blocking=False):
        # Another request is at it; until then the names of the state before will do.
        return kept[1]
    if kept is None:
        _LOCK.acquire()
    try:
        kept = current_app.extensions.get(_INDEX)
        if kept is None or kept[0] is not over:
            kept = current_app.extensions[_INDEX] = (over, Index(over))
        return kept[1]
    finally:
        _LOCK.release()


def reading() -> Reading:
    """Return for whom and as of when this request reads."""
    return Reading(graph(), reader_languages(), today(), as_of(), base())


def reader_languages() -> tuple[str, ...]:
    """Return the reader's languages, best first."""
    return languages.preferences(request.headers.get("Accept-Language", ""), request.args.get("lang", ""))


def as_of() -> date | None:
    """Return the day that the request names.

    Raises:
        RequestError: it names none that exists.
    """
    text = request.args.get("date", "").strip()
    if not text:
        return None
    day = moments.read(text)
    if day is None:
        raise RequestError(f"{text!r} is no date; write 2025-07-13, 2025-07 or 2025")
    return day


def today() -> date:
    """Return the present day, in UTC."""
    return datetime.now(UTC).date()


def base() -> str:
    """Return what the IRIs of entities begin with."""
    return str(getattr(service().settings, "id_base", ID))


def service() -> Service:
    """Return the service that this application serves."""
    found: Service = current_app.extensions["bilateral"]
    return found


def _current() -> Graph:
    snapshot = service().snapshot()
    kept: Graph | None = current_app.extensions.get(_KEPT)
    if kept is None or kept.snapshot is not snapshot:
        kept = current_app.extensions[_KEPT] = Graph(snapshot)
    return kept
