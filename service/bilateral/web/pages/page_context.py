"""What pages need of the service: the graph of the current state, kept warm, and what a request asks for."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from flask import current_app, g, request

from bilateral.errors import StoreError
from bilateral.explore.entity import overview
from bilateral.explore.graph import display_dates, languages
from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.page_queries import SolutionTable
from bilateral.explore.graph.reading import Reading
from bilateral.explore.questions import question_catalogue
from bilateral.protocol.refusals import ProtocolError
from bilateral.store.engine.deadline import deadline
from bilateral.web.pages.page_queue import FairSemaphore, SingleFlight
from bilateral.web.service import current_service
from bilateral.web.shared_name_index import shared_name_index

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask

    from bilateral.explore.questions.question_catalogue import Question
    from bilateral.names.graph_names import GraphNames
    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.web.service import GraphService, Key

_OPENING: Final = threading.Lock()
_GRAPH, _SEMAPHORE, _FLIGHTS = "bilateral.pages", "bilateral.pages.turns", "bilateral.pages.flights"
_AT_ONCE: Final = 3  # one of which may wait for a reader
_AT_ONCE_REMOTE: Final = 16  # of those that wait for an external SPARQL engine
_RETRIES: Final = (0.25, 1.0, 4.0, 16.0, 0.0)  # seconds after a state that could not be read, then give up


def graph() -> Graph:
    """Return the graph of the current snapshot; one request sees one snapshot."""
    if "graph" not in g:
        g.graph = _current()
    found: Graph = g.graph
    return found


def names() -> GraphNames:
    """Return the names of the current state, or of the last one while new ones are being read.

    A client that wrote a name and looks for it is to find it: it waits a moment for an index of the new
    state, unless the last took longer.

    Raises:
        Busy: the first are being read, and it takes long.
    """
    return shared_name_index().get(complete=False)


def reading() -> Reading:
    """Return for whom and as of when this request reads."""
    return Reading(graph(), reader_languages(), today(), as_of())


def reader_languages() -> tuple[str, ...]:
    """Return the reader's languages, best first."""
    return languages.preferences(request.headers.get("Accept-Language", ""), request.args.get("lang", ""))


def as_of() -> date | None:
    """Return the day that the request names, if any.

    Raises:
        ProtocolError: there is no such day.
    """
    text = request.args.get("date", "").strip()
    if not text:
        return None
    day = display_dates.read(text)
    if day is None:
        raise ProtocolError(f"{text!r} is no date; write 2025-07-13, 2025-07 or 2025")
    return day


def today() -> date:
    """Return the present day in UTC, or the day of the snapshot whose page is asked for."""
    day: date | None = g.get("day")
    return day or datetime.now(UTC).date()


def catalogue() -> Mapping[str, Question]:
    """Return the questions of the content that the graph was built from."""
    return question_catalogue.catalogue(graph().content)


def semaphore() -> FairSemaphore:
    """Return what limits how many pages are made at a time."""
    limit = _AT_ONCE if current_service().settings.engine is None else _AT_ONCE_REMOTE
    found: FairSemaphore = current_app.extensions.setdefault(_SEMAPHORE, FairSemaphore(limit))
    return found


def single_flight() -> SingleFlight:
    """Return the pages that are being made."""
    found: SingleFlight = current_app.extensions.setdefault(_FLIGHTS, SingleFlight())
    return found


def warm(app: Flask, then: Callable[[], object]) -> None:
    """Prepare what pages need of each new state before it is asked for, in a thread of its own.

    `then` is called once, after the first state.
    """
    threading.Thread(target=_keep_warm, args=(app, then), name="warm", daemon=True).start()


def _keep_warm(app: Flask, then: Callable[[], object]) -> None:
    with app.app_context():
        states = current_service().states
    known = _prepare(app)
    then()
    while True:
        states.wait(known)
        known = _prepare(app)


def _prepare(app: Flask) -> Key | None:
    """Prepare the current state, and return which that was, even if it could not be read."""
    with app.app_context():
        of = current_service()
        for seconds in _RETRIES:
            of.announce()
            known = of.states.latest
            try:
                _make_ready()
            except StoreError:
                # It was tidied away, or the readers are busy.
                of.states.wait(known, seconds)
            else:
                break
    return known


def _make_ready() -> None:
    """Make what pages need of the current snapshot, and have its names read, unless that was done."""
    current, known = _current(), shared_name_index().latest
    overview.overview(Reading(current, (languages.DEFAULT,), today()))
    if known is not None and known.state is not current.snapshot:
        shared_name_index().announce()


def _current() -> Graph:
    snapshot = current_service().snapshot()
    kept: Graph | None = current_app.extensions.get(_GRAPH)
    if kept is not None and kept.snapshot is snapshot:
        return kept
    # Its ontology is read once, however many ask at the same time for a state that is new.
    with _OPENING:
        kept = current_app.extensions.get(_GRAPH)
        if kept is None or kept.snapshot is not snapshot:
            with deadline(None):
                kept = current_app.extensions[_GRAPH] = open_graph(current_service(), snapshot)
        return kept


def open_graph(of: GraphService, snapshot: GraphState) -> Graph:
    """Return a state as pages read it: by the content it was built from, its queries asked of a reader."""

    def ask(text: str, most: int) -> SolutionTable:
        found = of.ask(text, snapshot.number, most)
        snapshot.expect(term for row in found.rows for term in row if term)
        return SolutionTable(found.columns, found.rows, found.more)

    return Graph(snapshot, of.content, ask)
