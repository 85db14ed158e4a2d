"""What follows from a live write, by the rules and dates of the content the store was built from."""

from __future__ import annotations

import pytest

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.build.incremental_reasoner import IncrementalReasoner
from bilateral.errors import Inconsistent, Refused
from bilateral.rdf.terms import XSD, Quad, iri, literal
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.snapshots.snapshot import Snapshot

ID = "https://w3id.org/bilateral/id/"
GRAPH = "<https://w3id.org/bilateral/graph/little>"
MEMBERSHIP = iri(ID + "membership/a-club")


@pytest.fixture
def upkeep(little, tmp_path):
    settings = BuildSettings(data=tmp_path / "data")
    build(little, settings)
    with Snapshot(settings.data) as snapshot:
        yield IncrementalReasoner(settings.data), snapshot


def end(text, graph=GRAPH):
    return Quad(MEMBERSHIP, BIL.end, literal(text, datatype=XSD + "gYear"), graph)


def test_a_date_that_is_written_gets_its_bounds_and_ends_the_spell(upkeep):
    reasoner, view = upkeep
    extra = reasoner.complete(view, QuadDelta(added={end("2001")}))
    assert {(quad.predicate, quad.object[1:11]) for quad in extra.added} == {
        (BIL["endEarliest"], "2001-01-01"),
        (BIL["endLatest"], "2001-12-31"),
    }
    assert extra.removed == {Quad(MEMBERSHIP, RDF.type, BIL.OngoingSpell, GRAPH)}


def test_a_date_that_goes_takes_its_bounds_along(upkeep):
    reasoner, view = upkeep
    start = Quad(MEMBERSHIP, BIL.start, literal("1998-11", datatype=XSD + "gYearMonth"), GRAPH)
    extra = reasoner.complete(view, QuadDelta(removed={start}))
    assert {quad.predicate for quad in extra.removed} == {BIL["startEarliest"], BIL["startLatest"], RDF.type}
    assert not extra.added


def test_what_is_no_date_is_refused(upkeep):
    reasoner, view = upkeep
    with pytest.raises(Refused, match="no gYear"):
        reasoner.complete(view, QuadDelta(added={end("2001-13")}))


def test_domain_rules_follow_a_write(upkeep):
    reasoner, view = upkeep
    role = Quad(MEMBERSHIP, BIL.role, iri(ID + "role/member"), "")
    change = reasoner.changes(view, QuadDelta(removed={role}))
    assert {quad.predicate for quad in change.removed} >= {BIL["everMemberOf"], BIL["everHadMember"]}


def test_a_clash_is_refused(upkeep):
    reasoner, view = upkeep
    person = Quad(iri(ID + "organisation/club"), RDF.type, BIL.Person, "")
    with pytest.raises(Inconsistent, match="cax-dw"):
        reasoner.changes(view, QuadDelta(added={person}))


def test_an_ill_typed_literal_is_refused(upkeep):
    reasoner, view = upkeep
    quad = Quad(iri(ID + "place/town"), BIL["latitude"], literal("north", datatype=XSD + "decimal"), "")
    with pytest.raises(Refused, match="no value of xsd:decimal"):
        reasoner.changes(view, QuadDelta(added={quad}))


def test_a_number_that_is_there_in_another_spelling_has_nothing_computed_anew(upkeep, monkeypatch):
    reasoner, view = upkeep
    near, there = (literal(text, datatype=XSD + "decimal") for text in ("0.90", "0.9"))
    first = QuadDelta(added={Quad(iri(ID + "place/town"), BIL["latitude"], there, "")})
    with view.mutable_copy() as copy:
        copy.apply(first)
        monkeypatch.delattr("bilateral.reasoning.bulk.materialise.materialise")
        change = reasoner.changes(
            copy, QuadDelta(added={Quad(iri(ID + "place/city"), BIL["latitude"], near, "")})
        )
    assert all(quad.subject == iri(ID + "place/city") for quad in change.added)
