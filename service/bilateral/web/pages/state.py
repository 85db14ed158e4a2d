"""The graph of the current snapshot as pages read it, and what one request asks for."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from flask import current_app, g, request

from bilateral.entities import Graph, Reading, home, languages, moments, questions
from bilateral.entities.queries import Solutions
from bilateral.entities.search import Index
from bilateral.iris import ID
from bilateral.sparql.errors import RequestError
from bilateral.store import Busy, deadline
from bilateral.web.pages.turns import Flights, Turns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.entities.queries import Ask
    from bilateral.entities.questions import Question
    from bilateral.store import State
    from bilateral.web.service import Service

_LOCK: Final = threading.Lock()
_OPENING: Final = threading.Lock()
_KEPT: Final = "bilateral.pages"
_INDEX: Final = "bilateral.search"
_TURNS, _FLIGHTS = "bilateral.pages.turns", "bilateral.pages.flights"
_AT_ONCE: Final = 3  # one of which may wait for a reader
_ABROAD: Final = 16  # of those that wait for an engine far away
_TOOK: Final = "bilateral.search.took"
_PATIENCE: Final = 2.0  # seconds


def graph() -> Graph:
    """Return the graph of the current snapshot; one request sees one snapshot."""
    if "graph" not in g:
        g.graph = _current()
    found: Graph = g.graph
    return found


def index() -> Index:
    """Return the search index of the current snapshot, or of the last one while a new one is being made."""
    return graph_index(graph())


def graph_index(over: Graph) -> Index:
    """Return the index of a graph; that of another state while somebody else is making it.

    Whoever wrote a name and looks for it is to find it: those who ask wait a moment for an index of the new
    state, unless the last took longer.

    Raises:
        Busy: somebody is making the first one, and it takes long.
    """
    kept: Index | None = current_app.extensions.get(_INDEX)
    patience = _PATIENCE if current_app.extensions.get(_TOOK, 0.0) < _PATIENCE else 0.0
    if kept is not None and (kept.graph is over or not _LOCK.acquire(timeout=patience)):
        return kept
    if kept is None and not _LOCK.acquire(timeout=service().settings.page_timeout):
        raise Busy("the names are still being read; try again in a moment")
    try:
        kept = current_app.extensions.get(_INDEX)
        if kept is None or kept.graph is not over:
            # Every search after this one is quicker for it, so that it may take longer than a page.
            began = time.monotonic()
            with deadline(None):
                made = current_app.extensions[_INDEX] = Index(over, kept.names if kept else None)
            # The first is made from nothing: the next takes a fraction of it.
            current_app.extensions[_TOOK] = time.monotonic() - began if kept else 0.0
            kept = made
        return kept
    finally:
        _LOCK.release()


def prepare() -> None:
    """Make what pages need of the current snapshot, unless it was made."""
    over = _current()
    graph_index(over)
    home.overview(Reading(over, (languages.DEFAULT,), today(), None, base()))


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
    return ID


def catalogue() -> Mapping[str, Question]:
    """Return the questions of the content that the graph was built from."""
    return questions.catalogue(graph().content)


def turns() -> Turns:
    """Return who makes pages now."""
    engine = service().settings.engine
    made: Turns = current_app.extensions.setdefault(_TURNS, Turns(_AT_ONCE if engine is None else _ABROAD))
    return made


def flights() -> Flights:
    """Return the pages that are being made."""
    made: Flights = current_app.extensions.setdefault(_FLIGHTS, Flights())
    return made


def service() -> Service:
    """Return the service that this application serves."""
    found: Service = current_app.extensions["bilateral"]
    return found


def _current() -> Graph:
    snapshot = service().snapshot()
    kept: Graph | None = current_app.extensions.get(_KEPT)
    if kept is not None and kept.snapshot is snapshot:
        return kept
    # Its ontology is read once, however many ask at the same time for a state that is new.
    with _OPENING:
        kept = current_app.extensions.get(_KEPT)
        if kept is None or kept.snapshot is not snapshot:
            with deadline(None):
                kept = current_app.extensions[_KEPT] = open_graph(service(), snapshot)
        return kept


def open_graph(of: Service, snapshot: State) -> Graph:
    """Return a state as pages read it: by the content it was built from, its queries asked of a reader."""
    content = of.content
    return Graph(snapshot, content, _asking(of, snapshot), None if content else ())


def _asking(of: Service, snapshot: State) -> Ask:
    def ask(text: str, most: int) -> Solutions:
        found = of.ask(text, snapshot.number, most)
        snapshot.expect(term for row in found.rows for term in row if term)
        return Solutions(found.columns, found.rows, found.more)

    return ask
