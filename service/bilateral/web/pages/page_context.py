"""The graph of the current snapshot as pages read it, and what one request asks for."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from flask import current_app, g, request

from bilateral.explore.entity import overview
from bilateral.explore.graph import display_dates, languages
from bilateral.explore.graph.graph import Graph
from bilateral.explore.graph.page_queries import SolutionTable
from bilateral.explore.graph.reading import Reading
from bilateral.explore.questions import question_catalogue
from bilateral.protocol.refusals import ProtocolError
from bilateral.store.engine.deadline import deadline
from bilateral.web.pages.page_queue import FairSemaphore, SingleFlight
from bilateral.web.shared_name_index import shared_name_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.explore.graph.page_queries import Ask
    from bilateral.explore.questions.question_catalogue import Question
    from bilateral.names.graph_names import GraphNames
    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.web.service import GraphService

_OPENING: Final = threading.Lock()
_KEPT: Final = "bilateral.pages"
_TURNS, _SINGLE_FLIGHT = "bilateral.pages.turns", "bilateral.pages.flights"
_AT_ONCE: Final = 3  # one of which may wait for a reader
_ABROAD: Final = 16  # of those that wait for an engine far away


def graph() -> Graph:
    """Return the graph of the current snapshot; one request sees one snapshot."""
    if "graph" not in g:
        g.graph = _current()
    found: Graph = g.graph
    return found


def names() -> GraphNames:
    """Return the names of the current state, or of the last one while new ones are being read.

    Whoever wrote a name and looks for it is to find it: those who ask wait a moment for an index of the new
    state, unless the last took longer.

    Raises:
        Busy: the first are being read, and it takes long.
    """
    return shared_name_index().get(complete=False)


def prepare() -> None:
    """Make what pages need of the current snapshot, and have its names read, unless that was done."""
    over, known = _current(), shared_name_index().latest
    overview.overview(Reading(over, (languages.DEFAULT,), today()))
    if known is not None and known.state is not over.snapshot:
        shared_name_index().announce()


def reading() -> Reading:
    """Return for whom and as of when this request reads."""
    return Reading(graph(), reader_languages(), today(), as_of())


def reader_languages() -> tuple[str, ...]:
    """Return the reader's languages, best first."""
    return languages.preferences(request.headers.get("Accept-Language", ""), request.args.get("lang", ""))


def as_of() -> date | None:
    """Return the day that the request names.

    Raises:
        ProtocolError: it names none that exists.
    """
    text = request.args.get("date", "").strip()
    if not text:
        return None
    day = display_dates.read(text)
    if day is None:
        raise ProtocolError(f"{text!r} is no date; write 2025-07-13, 2025-07 or 2025")
    return day


def today() -> date:
    """Return the present day, in UTC."""
    return datetime.now(UTC).date()


def catalogue() -> Mapping[str, Question]:
    """Return the questions of the content that the graph was built from."""
    return question_catalogue.catalogue(graph().content)


def turns() -> FairSemaphore:
    """Return who makes pages now."""
    engine = service().settings.engine
    made: FairSemaphore = current_app.extensions.setdefault(
        _TURNS, FairSemaphore(_AT_ONCE if engine is None else _ABROAD)
    )
    return made


def single_flight() -> SingleFlight:
    """Return the pages that are being made."""
    made: SingleFlight = current_app.extensions.setdefault(_SINGLE_FLIGHT, SingleFlight())
    return made


def service() -> GraphService:
    """Return the service that this application serves."""
    found: GraphService = current_app.extensions["bilateral"]
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


def open_graph(of: GraphService, snapshot: GraphState) -> Graph:
    """Return a state as pages read it: by the content it was built from, its queries asked of a reader."""
    content = of.content
    return Graph(snapshot, content, _asking(of, snapshot))


def _asking(of: GraphService, snapshot: GraphState) -> Ask:
    def ask(text: str, most: int) -> SolutionTable:
        found = of.ask(text, snapshot.number, most)
        snapshot.expect(term for row in found.rows for term in row if term)
        return SolutionTable(found.columns, found.rows, found.more)

    return ask
