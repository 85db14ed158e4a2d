"""Merging of two events that are one, telling them apart, and taking either back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.ingest.identity.merging import (
    MergeDecision,
    MergeError,
    current_name,
    decisions,
    merge,
    take_back,
    tell_apart,
    told_apart,
)
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import PROVENANCE, entity, graph
from bilateral.rdf.terms import Quad, literal
from bilateral.rdf.vocabulary import BIL, DCT, OWL, RDF, RDFS, SKOS
from bilateral.store.changes.document_provenance import with_default_graph
from bilateral.store.changes.graph_operations import CHANGE, RETRACT, GraphRequest, change
from bilateral.store.engine import quad_delta
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

BY_ALICE = MergeDecision("alice", datetime(2026, 11, 29, 12, 0, tzinfo=UTC))
KEPT, DOUBLE, THIRD = entity("meeting/kept"), entity("meeting/double"), entity("meeting/third")
ONE, OTHER = graph("one"), graph("other")
XI, PUTIN = entity("person/xi-jinping"), entity("person/vladimir-putin")
OCCURRED, PLANNED = entity("status/occurred"), entity("status/planned")


def english(text):
    return literal(text, language="en")


EVENTS = [
    Quad(KEPT, RDF.type, BIL.Event, ONE),
    Quad(KEPT, RDFS.label, english("Talks"), ONE),
    Quad(KEPT, BIL.participant, XI, ONE),
    Quad(KEPT, BIL.participant, XI, OTHER),
    Quad(KEPT, BIL.status, OCCURRED, ONE),
    Quad(DOUBLE, RDF.type, BIL.Event, OTHER),
    Quad(DOUBLE, RDFS.label, english("Meeting"), OTHER),
    Quad(DOUBLE, RDFS.label, literal("Встреча", language="ru"), OTHER),
    Quad(DOUBLE, BIL.participant, XI, OTHER),
    Quad(DOUBLE, BIL.participant, PUTIN, OTHER),
    Quad(DOUBLE, BIL.status, PLANNED, OTHER),
    Quad(DOUBLE, BIL["during"], KEPT, OTHER),
    Quad(entity("statement/other-1"), RDF.subject, DOUBLE, OTHER),
    Quad(entity("statement/other-1"), RDF.object, PUTIN, OTHER),
    Quad(THIRD, RDF.type, BIL.Event, ONE),
    Quad(THIRD, BIL["after"], DOUBLE, ONE),
]


@pytest.fixture(scope="module")
def writable(tmp_path_factory):
    """A graph that can be written to, without what follows."""
    data = tmp_path_factory.mktemp("merging")
    build_store(data, [], [])
    with Snapshot(data).mutable_copy() as opened:
        yield opened


@pytest.fixture(scope="module")
def fill(writable):
    """Return what replaces all that the graph holds."""

    def fill(quads):
        held = content(writable)
        writable.apply(QuadDelta(held, dropped={quad.graph for quad in held} - {""}))
        writable.apply(QuadDelta(added={*quads, *(quad._replace(graph="") for quad in quads)}))
        return writable

    return fill


def do(view, delta):
    """Make a change as the process that writes does."""
    write(view, GraphRequest(CHANGE, None, quad_delta.to_json(delta)))


def write(view, request):
    view.apply(with_default_graph(change(view, request), view))


@pytest.fixture
def view(fill):
    return fill(EVENTS)


def content(view):
    return {quad for each in ["", *view.graphs()] for quad in view.quads(each)}


def merged(view):
    return merge(view, KEPT, DOUBLE, BY_ALICE)


def test_what_was_said_of_either_is_said_of_the_one_that_stays(view):
    do(view, merged(view))
    assert set(view.match(KEPT, graph=OTHER)) == {
        Quad(KEPT, RDF.type, BIL.Event, OTHER),
        Quad(KEPT, SKOS.altLabel, english("Meeting"), OTHER),
        Quad(KEPT, RDFS.label, literal("Встреча", language="ru"), OTHER),
        Quad(KEPT, BIL.participant, XI, OTHER),
        Quad(KEPT, BIL.participant, PUTIN, OTHER),
        Quad(KEPT, BIL.status, PLANNED, OTHER),
    }
    assert Quad(entity("statement/other-1"), RDF.subject, KEPT, OTHER) in view
    assert Quad(THIRD, BIL["after"], KEPT, ONE) in view
    assert {quad.graph for quad in view.match(DOUBLE)} == {"", PROVENANCE}
    assert {quad[:3] for quad in view.match(DOUBLE)} == {(DOUBLE, DCT.isReplacedBy, KEPT)}
    assert current_name(view, DOUBLE) == current_name(view, KEPT) == KEPT


def test_a_merge_is_recorded_with_who_and_when(view):
    do(view, merged(view))
    (found,) = decisions(view)
    assert found.id.startswith("merge/")
    assert found[1:] == (True, "meeting/kept", "meeting/double", "alice", "2026-11-29T12:00:00Z")


def test_events_told_apart_are_recorded_and_not_merged(view):
    before = content(view)
    do(view, tell_apart(view, KEPT, DOUBLE, BY_ALICE))
    assert told_apart(view) == {frozenset(("meeting/double", "meeting/kept"))}
    assert [each.merged for each in decisions(view)] == [False]
    with pytest.raises(MergeError, match="told apart"):
        merged(view)
    do(view, take_back(view, KEPT, DOUBLE))
    assert content(view) == before


def test_what_was_withdrawn_since_does_not_come_back(view):
    do(view, merged(view))
    write(view, GraphRequest(RETRACT, OTHER))
    do(view, take_back(view, KEPT, DOUBLE))
    assert {quad for quad in content(view) if quad.graph} == {quad for quad in EVENTS if quad.graph == ONE}


def test_merges_are_taken_back_in_the_order_in_which_they_stand_on_each_other(view):
    before = content(view)
    do(view, merged(view))
    between = content(view)
    do(view, merge(view, THIRD, KEPT, BY_ALICE))
    assert current_name(view, DOUBLE) == THIRD
    with pytest.raises(MergeError, match="meeting/kept was merged into meeting/third since"):
        take_back(view, KEPT, DOUBLE)
    do(view, take_back(view, THIRD, KEPT))
    assert content(view) == between
    do(view, take_back(view, KEPT, DOUBLE))
    assert content(view) == before


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (KEPT, KEPT, "is one event already"),
        (KEPT, XI, "is no event"),
        (entity("meeting/nowhere"), KEPT, "is no event"),
    ],
)
def test_what_is_no_two_events_is_refused(view, one, other, reason):
    for decide in (merge, tell_apart):
        with pytest.raises(MergeError, match=reason):
            decide(view, one, other, BY_ALICE)
    with pytest.raises(MergeError, match="nothing was decided"):
        take_back(view, one, other)


def test_what_was_merged_is_not_merged_again(view):
    do(view, merged(view))
    with pytest.raises(MergeError, match="meeting/double was merged into meeting/kept"):
        merge(view, THIRD, DOUBLE, BY_ALICE)


NAMES = st.sampled_from([KEPT, DOUBLE, THIRD, XI, entity("statement/s")])
TEXTS = [english("Talks"), english("Meeting"), literal("Встреча", language="ru"), partial_date("2022-02")]
VALUES = st.one_of(NAMES, st.sampled_from([*TEXTS, OCCURRED, PLANNED, BIL.Event]))
PREDICATES = st.sampled_from(
    [RDFS.label, SKOS.altLabel, BIL.participant, BIL.status, BIL.date, BIL["during"], RDF.subject, OWL.sameAs]
)
QUADS = st.builds(Quad, NAMES, PREDICATES, VALUES, st.sampled_from([ONE, OTHER, PROVENANCE]))
GRAPHS = st.sets(QUADS, max_size=25).map(lambda quads: quads | TYPED)
TYPED = {Quad(each, RDF.type, BIL.Event, ONE) for each in (KEPT, DOUBLE)}


@given(GRAPHS)
def test_a_merge_taken_back_leaves_the_graph_as_it_was(fill, quads):
    view = fill(quads)
    before = content(view)
    do(view, merged(view))
    assert {quad.predicate for quad in view.match(DOUBLE)} <= {DCT.isReplacedBy}
    assert {quad.predicate for quad in view.match(None, None, DOUBLE)} <= {BIL.replaces}
    do(view, take_back(view, KEPT, DOUBLE))
    assert content(view) == before


@given(GRAPHS)
def test_no_document_loses_a_statement_by_a_merge(fill, quads):
    view = fill(quads)
    do(view, merged(view))
    for quad in quads:
        subject, value = (KEPT if term == DOUBLE else term for term in (quad.subject, quad.object))
        settled = quad.predicate == RDFS.label or subject == value
        assert settled or quad._replace(subject=subject, object=value) in view
