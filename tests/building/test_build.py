from __future__ import annotations

import pytest

from bilateral.build import contradictions
from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build, is_current
from bilateral.errors import Inconsistent, Refused
from bilateral.store.snapshots import dump as dump_module
from bilateral.store.snapshots.dump import write_n_quads
from bilateral.store.snapshots.snapshot import Snapshot

MEMBER = "<https://w3id.org/bilateral/id/membership/a-club>"
NS = "https://w3id.org/bilateral/ns#"


@pytest.fixture
def settings(tmp_path):
    return BuildSettings(data=tmp_path / "data")


def dump(settings, which="both"):
    with Snapshot(settings.data) as snapshot:
        return "".join(write_n_quads(dump_module.dump(snapshot, which)))


def test_the_same_content_gives_the_same_dump_byte_for_byte(little, settings, tmp_path):
    build(little, settings)
    other = BuildSettings(data=tmp_path / "other")
    build(little, other)
    assert dump(settings) == dump(other)


def test_dates_get_their_bounds_in_the_same_graph(little, settings):
    build(little, settings)
    lines = dump(settings, "asserted")
    graph = "<https://w3id.org/bilateral/graph/little>"
    for bound, day in (("startEarliest", "1998-11-01"), ("startLatest", "1998-11-30")):
        assert f'{MEMBER} <{NS}{bound}> "{day}"^^<http://www.w3.org/2001/XMLSchema#date> {graph} .' in lines


def test_a_spell_with_a_start_and_no_end_is_ongoing(little, settings, write):
    build(little, settings)
    assert f"{MEMBER} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{NS}OngoingSpell>" in dump(settings)
    write(f'{MEMBER} bil:end "2001"^^xsd:gYear .\n')
    build(little, settings)
    assert "OngoingSpell> <https://w3id.org/bilateral/graph/little>" not in dump(settings)


def test_a_graph_is_derived_from_its_document_when_that_was_recorded(little, settings):
    build(little, settings)
    lines = dump(settings, "asserted")
    prov = "http://www.w3.org/ns/prov#"
    graph = "<https://w3id.org/bilateral/graph/little>"
    assert f"{graph} <{prov}wasDerivedFrom> <https://w3id.org/bilateral/id/document/little>" in lines
    assert f'{graph} <{prov}generatedAtTime> "2026-01-02T00:00:00Z"' in lines


def test_domain_rules_infer(little, settings):
    build(little, settings)
    assert f"organisation/band> <{NS}everMemberOf>" in dump(settings, "inferred")
    assert f"<{NS}everMemberOf>" not in dump(settings, "asserted").replace(f"<{NS}everMemberOf> <http", "")


def test_what_is_current_is_not_built_again(little, settings, write):
    assert not is_current(little, settings)
    build(little, settings)
    assert is_current(little, settings)
    write("# a comment\n")
    assert not is_current(little, settings)


CLASH = """<https://w3id.org/bilateral/id/person/x> a bil:Person , bil:Forum ;
    rdfs:label "X"@en .
"""


def test_a_clash_is_refused_with_rule_and_premises(little, settings, write):
    write(CLASH)
    with pytest.raises(Inconsistent, match=r"cax-dw.*person/x"):
        build(little, settings)


def test_a_clash_is_kept_and_listed_where_the_setting_says_so(little, tmp_path, write):
    write(CLASH)
    report = build(little, BuildSettings(data=tmp_path / "data", keep_clashes=True))
    assert report.clashes
    assert report.snapshot == 1
    with Snapshot(tmp_path / "data") as snapshot:
        kept = contradictions.kept_contradictions(snapshot)
    assert {clash.rule for clash in kept} == {clash.rule for clash in report.clashes}


def test_after_a_refusal_the_store_that_was_there_still_serves(little, settings, write):
    build(little, settings)
    before = dump(settings)
    write("<https://w3id.org/bilateral/id/x/y> a bil:Nonsense .\n")
    with pytest.raises(Refused):
        build(little, settings)
    assert dump(settings) == before


TALKS = """<https://w3id.org/bilateral/id/meeting/talks> a bil:Event ; rdfs:label "Talks"@en ;
    bil:status <https://w3id.org/bilateral/id/status/occurred> ; bil:start "2024-05-0%d"^^xsd:date ;
    bil:end "2024-05-02"^^xsd:date .
"""
DATED = f"<https://w3id.org/bilateral/id/meeting/talks> <{NS}date> "


@pytest.mark.parametrize(("start", "is_known"), [(2, True), (1, False)])
def test_what_is_of_one_day_has_it_for_its_date(little, settings, write, start, is_known):
    write(TALKS % start)
    build(little, settings)
    assert (DATED in dump(settings, "inferred")) == is_known
