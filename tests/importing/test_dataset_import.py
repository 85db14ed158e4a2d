"""Files of a dataset come into the graph as one change, with their document, and once only."""

from tests.importing.conftest import row, table

from bilateral.content.tables import read_tables
from bilateral.rdf.iris import INFERRED, PROVENANCE, entity, graph
from bilateral.rdf.terms import iri, literal
from bilateral.rdf.vocabulary import BIL, PROV, RDF
from bilateral.store.snapshots.change_log import ChangeLog
from bilateral.store.snapshots.data_directory import IMPORTS, current


def left(imported):
    folder = imported.data / IMPORTS
    return list(folder.iterdir()) if folder.exists() else []


def missions(state, slug):
    return {subject for subject, _, _ in state.triples(None, RDF.type, BIL["Mission"], graph(slug))}


def test_a_file_is_imported_once_and_one_change_says_so(imported):
    text = table(row(1), row(2, also="MNG PRK"), row(3, sender="XXX"), row(4, kind="honorary"))
    before = current(imported.data)
    status, told = imported("one.csv", text)
    assert status == 0
    assert "document/one: 2 of 4 rows were imported, 1 left out, 1 rejected." in told
    assert "1 left out: honorary" in told
    assert current(imported.data) == before + 1
    entry = next(iter(ChangeLog(imported.data).latest()))
    assert (entry.kind, entry.documents) == ("import", ("one",))
    assert entry.sentence == "Missions: 2 of 4 rows were imported, 1 left out, 1 rejected."
    assert {"state/FRA", "state/CHN", "state/MNG"} <= set(entry.states)
    assert left(imported) == []
    status, told = imported("one.csv", text)
    assert (status, current(imported.data)) == (0, before + 1)
    assert "nothing to do" in told


def test_every_thing_names_its_row_and_the_document_says_where_it_comes_from(imported):
    imported("two.csv", table(row(1), row(2, kind="consulate"), row(3, kind="honorary")))
    document, thing = entity("document/two"), entity("mission/two-2")
    with imported.state() as state:
        assert state.has((thing, BIL.record, iri(f"{document[1:-1]}#row=3")), graph("two"))
        said = {triple[1]: triple[2] for triple in state.triples(document, None, None, PROVENANCE)}
        assert said[BIL.leftOut] == literal("honorary: 1")
        assert said[iri("http://www.w3.org/ns/dcat#version")] == literal("3")
        assert said[BIL.mappedBy].startswith('"missions ')
        assert state.has((graph("two"), PROV.wasDerivedFrom, document), PROVENANCE)
        assert state.has((entity("coverage/two-1"), BIL.coveredBy, document), graph("two"))
        # What follows from a row is there: a state that sends is a party.
        assert state.has((thing, BIL.party, entity("state/FRA")), INFERRED)


def test_rejected_rows_are_listed_with_line_column_value_and_reason(imported):
    rows = [
        row(1),
        row(1, host="JPN"),
        row(2, since="1964-13"),
        row(3, also="FRA"),
        row(4, host=""),
        row(5, kind="palace"),
        row(6, since="1990", until="1980"),
    ]
    assert imported("three.csv", table(*rows))[0] == 0
    listed = [[*line.split(",")[:2], line.split(",", 3)[3]] for line in imported.rejected("three.csv")[1:]]
    reasons = {place: (column, rest) for place, column, rest in listed}
    assert list(reasons) == sorted(reasons) == ["3", "4", "5", "6", "7", "8"]
    assert "its key is that of line 2" in reasons["3"][1]
    assert reasons["4"][0] == "from"
    assert "No mission is accredited to the state that sends it" in reasons["5"][1]
    assert "A relation has exactly two parties" in reasons["6"][1]
    assert "mission-kind/palace is described nowhere" in reasons["7"][1]
    with imported.state() as state:
        assert missions(state, "three") == {entity("mission/three-1")}


def test_strict_refuses_all_if_one_is_rejected(imported):
    before = current(imported.data)
    status, told = imported("four.csv", table(row(1), row(2, sender="XXX")), "--strict")
    assert (status, current(imported.data)) == (2, before)
    assert told.startswith(f"{imported.folder}/four.csv.rejected.csv: ")
    assert len(imported.rejected("four.csv")) == 2


def test_a_file_of_which_nothing_can_be_mapped_changes_nothing(imported):
    before = current(imported.data)
    assert imported("five.csv", table(row(1, sender="XXX")))[0] == 2
    status, told = imported("five.csv", "x,y\n1,2\n")
    assert (status, current(imported.data)) == (2, before)
    assert told.startswith(f"{imported.folder}/five.csv:1: it has no column id")


def test_other_content_under_the_same_name_replaces_what_was_there(imported):
    imported("six.csv", table(row(1), row(2, since="1970")))
    imported("six.csv", table(row(2, since="1971"), row(3)))
    with imported.state() as state:
        assert missions(state, "six") == {entity("mission/six-2"), entity("mission/six-3")}
        starts = {value for _, _, value in state.triples(entity("mission/six-2"), BIL.start, None, "")}
        assert {each[1:5] for each in starts} == {"1971"}
        assert not list(state.match(entity("mission/six-1")))
        hashes = list(state.triples(entity("document/six"), BIL.textHash, None, PROVENANCE))
        assert len(hashes) == 1


def test_rows_about_one_thing_are_judged_together_with_the_graph(imported, without_key):
    """Of two rows about one mission each conforms; together they may not."""
    imported.mapping = without_key
    before = current(imported.data)
    status, told = imported("seven.csv", table(row(1), row(1, also="MNG"), row(2)))
    assert (status, current(imported.data)) == (0, before + 1)
    status, told = imported("eight.csv", table(row(1), row(1, host="JPN"), row(2)))
    assert (status, current(imported.data)) == (2, before + 1)
    assert "mission/eight-1: A mission has exactly one bil:receivingState." in told
    with imported.state() as state:
        assert state.has((entity("mission/seven-1"), BIL.party, entity("state/FRA")), INFERRED)


def test_a_dry_run_prints_quads_and_changes_nothing(imported):
    before = current(imported.data)
    out = imported.folder / "out.nq"
    status, told = imported("eight.csv", table(row(1)), "--dry-run", "--output", str(out))
    assert (status, current(imported.data)) == (0, before)
    assert f"<https://w3id.org/bilateral/id/mission/eight-1> {BIL['sendingState']}" in told
    assert out.read_text().count("mission/eight-1> ") > 5


def test_a_file_becomes_tables_of_the_seeds_that_say_the_same(imported):
    before, folder = current(imported.data), imported.folder / "seeds"
    text = table(row(1, also="MNG PRK"), row(2, since="1964-01"), row(3, kind="honorary"))
    status, told = imported("ten.csv", text, "--as-seeds", str(folder))
    assert (status, current(imported.data)) == (0, before)
    assert str(folder / "ten-mission.csv") in told
    said = {
        (quad.subject, quad.predicate, quad.object) for quad, _ in read_tables(folder / "ten-metadata.json")
    }
    mission = entity("mission/ten-1")
    also = {
        value for subject, predicate, value in said if (subject, predicate) == (mission, BIL["accreditedTo"])
    }
    assert also == {entity("state/MNG"), entity("state/PRK")}
    missions = {subject for subject, *said_of in said if said_of == [RDF.type, BIL["Mission"]]}
    assert missions == {mission, entity("mission/ten-2")}
    assert not {predicate for _, predicate, _ in said} & {BIL["startEarliest"], BIL["endLatest"]}
    assert (entity("document/ten"), RDF.type, BIL["SourceDocument"]) in said


def test_an_external_engine_is_refused_with_what_is_possible(imported):
    status, told = imported("nine.csv", table(row(1)), "--store", "http://localhost:1")
    assert (status, "--dry-run -o FILE.nq" in told) == (2, True)
