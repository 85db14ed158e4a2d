"""The second report of an event adds to the one that the first made, by what the default extractor finds."""

import contextlib
import shutil
from datetime import date

import pytest

from bilateral.analysis.extractors.extractor_registry import load
from bilateral.cli.direct_writes import open_writer
from bilateral.ingest.drafts import review_decisions
from bilateral.ingest.drafts.acceptance import DraftReview
from bilateral.ingest.drafts.draft import EVENT, IDENTITY
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.suggestions.draft_maker import DraftMaker, read_context
from bilateral.rdf.iris import entity
from bilateral.rdf.vocabulary import BIL, PROV, RDF
from bilateral.store.snapshots.change_log import ChangeLog
from bilateral.store.snapshots.snapshot import Snapshot

NOW = "2026-11-29T10:00:00Z"
MOSCOW = """Call of Putin and Macron

On 5 March 2024, Vladimir Putin had a telephone conversation with President of France Emmanuel Macron.

The two leaders discussed the situation in Ukraine."""
PARIS = """President Macron speaks with President Putin

French President Emmanuel Macron spoke by telephone with Russian President Vladimir Putin on 5 March 2024."""
LATER = """Another call

French President Emmanuel Macron spoke by telephone with Russian President Vladimir Putin on 12 March 2024."""
NEXT_DAY = """President Macron speaks with President Putin

French President Emmanuel Macron spoke by telephone with Russian President Vladimir Putin on 6 March 2024."""
PLAN = """A call is planned

French President Emmanuel Macron will speak by telephone with Russian President Vladimir Putin
on 4 March 2024."""
OTHERS = """Call of Zelenskyy and Macron

On 5 March 2024, French President Emmanuel Macron spoke by telephone with President Volodymyr Zelenskyy
of Ukraine."""


@pytest.fixture(scope="module")
def desk(world, tmp_path_factory):
    """Where drafts are made and reviewed; the call is in the graph, by the readout of Moscow."""
    data = tmp_path_factory.mktemp("reports") / "data"
    shutil.copytree(world.data, data, symlinks=True)
    with open_writer(data) as writer, contextlib.ExitStack() as opened:
        made = Desk(data, writer, opened)
        made.accept(MOSCOW)
        yield made


class Desk:
    def __init__(self, data, writer, opened):
        self.data, self.folder, self._opened = data, DraftFolder(data), opened
        self._review = DraftReview(self.folder, writer, self.state, ChangeLog(data))

    def state(self):
        return self._opened.enter_context(Snapshot(self.data))

    def draft(self, text):
        """Return the draft of a text, made by what the graph knows now."""
        front = FrontMatter(text.partition("\n")[0], date(2024, 3, 13), language="en")
        maker = DraftMaker(load(""), read_context(self.state()))
        return maker.make(ReadDocument(text, front))

    def event(self, text):
        """Return the suggestion of the one event of a text, and the part that says which event it is."""
        (found,) = [each for each in self.draft(text).suggestions if each.kind == EVENT]
        return found, found.part(IDENTITY)

    def accept(self, text):
        """Accept the event of a text, and return its identifier."""
        draft = self.folder.create(self.draft(text))
        (found,) = [each for each in draft.suggestions if each.kind == EVENT]
        self._review.decide(draft.slug, lambda each: review_decisions.accept(each, found.id, "alice", NOW))
        return found.subject


def test_the_second_report_of_a_call_is_the_same_and_adds_its_evidence(desk):
    found, same = desk.event(PARIS)
    assert (same.doubt, same.candidates[0].value, same.value) == ("", found.subject, found.subject)
    assert "on the same day" in same.candidates[0].reason
    assert "the same two persons" in same.candidates[0].reason
    call = entity(desk.accept(PARIS))
    state = desk.state()
    calls = [quad.subject for quad in state.match(None, BIL.date, graph="") if quad.subject == call]
    graphs = {quad.graph for quad in state.match(call, BIL.date)} - {""}
    sources = {quad.object for graph in graphs for quad in state.match(graph, PROV.wasDerivedFrom)}
    assert (len(calls), len(graphs), len(sources)) == (1, 2, 2)
    assert len({quad.subject for quad in state.match(None, RDF.subject, call)}) > len(sources)


def test_a_report_that_gives_another_day_is_perhaps_the_same_and_says_what_differs(desk):
    _, same = desk.event(NEXT_DAY)
    assert "6 March 2024" in same.doubt
    assert "5 March 2024" in same.doubt
    assert "a day apart" in same.candidates[0].reason


def test_what_was_planned_is_perhaps_what_occurred(desk):
    _, same = desk.event(PLAN)
    assert same.doubt.startswith("perhaps the same as ")
    assert "one is planned, the other occurred" in same.candidates[0].reason


@pytest.mark.parametrize("text", [LATER, OTHERS])
def test_another_call_is_new(desk, text):
    found, same = desk.event(text)
    assert found.is_new
    assert [candidate.value for candidate in same.candidates] == [found.subject]
