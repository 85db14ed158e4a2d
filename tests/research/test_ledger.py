"""The ledger of two has what the table of all has, and tells what was not found from what was not sought."""

import csv
import io

import pytest

from bilateral.explore.graph.graph import Graph
from bilateral.explore.research import measures
from bilateral.explore.research.ledger import pair_ledger
from bilateral.explore.research.year_tables import dyad_years, read_request
from bilateral.explore.research.year_values import Window
from bilateral.rdf.iris import entity
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

COVERED = """
PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX state: <https://w3id.org/bilateral/id/state/>
<urn:covers> a bil:Coverage ; bil:coveredBy <urn:list> ; bil:coversClass bil:Visit ; bil:coversParty state:A ;
  bil:startEarliest "2000-01-01"^^xsd:date ; bil:endLatest "2001-12-31"^^xsd:date ; bil:complete true .
<urn:graph> prov:wasDerivedFrom <urn:list> ; prov:generatedAtTime "2026-01-02"^^xsd:date .
"""


@pytest.fixture(scope="module")
def table(world):
    """The table of all pairs since 2010, the columns of each by its codes and year."""
    graph = Graph(world.snapshot)
    known = measures.measures(graph.content)
    given = read_request({"from": "2010", "to": "2025", "codes": "iso3"}, known, 2026)
    text = "".join(dyad_years(graph, given))
    kept = [line for line in text.splitlines() if line[5:12] in {"CHN,RUS", "RUS,USA", "DEU,FRA"}]
    rows = csv.DictReader(io.StringIO("\n".join([text.splitlines()[0], *kept]), newline=""))
    return {(row["iso3_1"], row["iso3_2"], int(row["year"])): dict(list(row.items())[3:]) for row in rows}


@pytest.mark.parametrize(("one", "other"), [("CHN", "RUS"), ("RUS", "USA"), ("DEU", "FRA")])
def test_a_ledger_has_what_the_table_of_all_pairs_has(world, table, one, other):
    pair = entity(f"state/{one}"), entity(f"state/{other}")
    found = pair_ledger(Graph(world.snapshot), pair, Window(2010, 2025, 2026))
    names = [column.name for column in found.columns]
    told = {year: dict(zip(names, cells, strict=True)) for year, cells in found.years}
    for year in range(2010, 2026):
        expected = {name: cell for name, cell in table[one, other, year].items() if cell}
        assert {name: cell for name, cell in told.get(year, {}).items() if cell} == expected
    assert told


def test_where_somebody_looked_and_found_nothing_is_a_zero(tmp_path):
    build_store(tmp_path, parse(COVERED.encode(), media_type="text/turtle"))
    with Snapshot(tmp_path) as snapshot:
        window = Window(1999, 2002, 2026)
        found = pair_ledger(Graph(snapshot), (entity("state/A"), entity("state/B")), window)
        others = pair_ledger(Graph(snapshot), (entity("state/C"), entity("state/B")), window)
    assert (found.years, [each.name for each in found.columns]) == (
        [(2001, ["0"]), (2000, ["0"])],
        ["visits"],
    )
    assert [each.updated for each in found.coverages] == ["2026-01-02"]
    assert (others.years, others.coverages) == ([], [])
