"""An event that two sources tell of is one; where that is not certain, two for now."""

import json

import pytest
from tests.importing.conftest import ID

from bilateral.rdf.iris import INFERRED, entity, graph, short
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, RDF

VISITOR = BIL["visitor"]
COLUMNS = [
    {"name": "id", "suppressOutput": True, "required": True},
    {"name": "visitor", "propertyUrl": "bil:visitor", "valueUrl": ID + "{+visitor}"},
    {"name": "place", "propertyUrl": "bil:place", "valueUrl": ID + "{+place}"},
    {"name": "day", "propertyUrl": "bil:date", "bil:dates": ["yyyy-MM-dd"]},
    {"name": "label", "virtual": True, "propertyUrl": "rdfs:label", "lang": "en", "bil:from": "id"},
    {"name": "status", "virtual": True, "propertyUrl": "bil:status", "valueUrl": ID + "status/occurred"},
    {"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "bil:Visit"},
]


@pytest.fixture
def visits(imported, tmp_path):
    """Import visits of a table that may be known."""
    schema = {"aboutUrl": ID + "visit/{_file}-{id}", "primaryKey": ["id"], "columns": COLUMNS}
    table = {"url": "visits.csv", "bil:match": True, "tableSchema": schema}
    source = {"slug": "{_file}", "title": "Visits"}
    content = {"@context": "http://www.w3.org/ns/csvw", "bil:source": source, "tables": [table]}
    imported.mapping = tmp_path / "visits.json"
    imported.mapping.write_text(json.dumps(content))
    return imported


def known_visit(state):
    """Return a visit of one official on one day in the graph, as a row of a table."""
    for visit, _, _ in state.triples(None, RDF.type, BIL.Visit, ""):
        said = {}
        for predicate in (VISITOR, BIL.place, BIL.date):
            said[predicate] = [value for _, _, value in state.triples(visit, predicate, None, "")]
        if not all(len(values) == 1 for values in said.values()):
            continue
        acted = list(state.triples(said[VISITOR][0], BIL.everActedFor, None, INFERRED))
        if "person/" in said[VISITOR][0] and len(acted) == 1:
            day = literal_parts(said[BIL.date][0]).value
            return visit, f"{short(said[VISITOR][0])},{short(said[BIL.place][0])},{day}"
    raise LookupError


def test_a_visit_that_the_graph_has_gets_a_second_source_and_another_is_new(visits):
    with visits.state() as state:
        visit, row = known_visit(state)
    other = row.rpartition(",")[0] + ",1931-05-06"
    status, told = visits("known.csv", f"id,visitor,place,day\n1,{row}\n2,{other}\n")
    assert (status, "1 events are new, 1 were known, 0 may be known" in told) == (0, True)
    with visits.state() as state:
        assert state.has((visit, BIL.record, f"<{ID}document/known#row=2>"), graph("known"))
        assert len({quad.graph for quad in state.match(visit, RDF.type)} - {"", INFERRED}) == 2
        assert not list(state.match(entity("visit/known-1")))
        assert list(state.match(entity("visit/known-2")))
    again, told = visits("known.csv", f"id,visitor,place,day\n1,{row}\n2,{other}\n3,{other[:-2]}09\n")
    assert (again, "1 were known" in told) == (0, True)
