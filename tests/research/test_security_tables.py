"""Commitments and coded events by year are what a plain count of the source files gives."""

import csv
import gzip
import io
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bilateral.build.date_spans import DateSpans
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowLeftOut
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.explore.graph.graph import Graph
from bilateral.explore.research import measures
from bilateral.explore.research.year_tables import dyad_years, read_request
from bilateral.rdf.iris import INFERRED, ONTOLOGY
from bilateral.rdf.terms import Quad, iri
from bilateral.rdf.vocabulary import BIL, PREFIXES, RDF
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

DATASETS = Path(__file__).parents[2] / "datasets"
STATES = {"2", "70", "200", "220", "265", "365", "640", "710", "740"}
FLAGS = {
    "commitments_defence": "atop_defense",
    "commitments_offence": "atop_offense",
    "commitments_neutrality": "atop_neutral",
    "commitments_nonaggression": "atop_nonagg",
    "commitments_consultation": "atop_consul",
}
COMMITMENT, BROADER = iri(f"{BIL}SecurityCommitment"), iri(f"{PREFIXES['skos']}broader")
FROM = 1940
PASSING = {1990, 1991}
"""Years in which a code of the sample passes on, or its state ends."""


def mapped(name, file, world):
    mapping = read_mapping(DATASETS / name / "mapping.json")
    compiled = compile_mapping(mapping.tables[0], graph_resolvers(world.snapshot), document=name)
    for row in rows_of(mapping.tables[0], file):
        try:
            yield from compiled.quads(row)
        except RowLeftOut:
            continue


@pytest.fixture(scope="module")
def sample(shared, tmp_path_factory):
    """The rows of ATOP between some states, and the file that has them."""
    source = shared / "datasets" / "leaders" / "atop_alliance.csv.gz"
    if not source.is_file():
        pytest.skip("needs datasets/leaders of ../shared")
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        rows = [
            {name: cell.removesuffix(".0") for name, cell in row.items()}
            for row in csv.DictReader(file)
            if STATES.issuperset({row["ccode1"].removesuffix(".0"), row["ccode2"].removesuffix(".0")})
        ]
    path = tmp_path_factory.mktemp("sample") / "atop_alliance.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows, path


@pytest.fixture(scope="module")
def graph(sample, shared, world, tmp_path_factory):
    """The polities, codes and concepts of this checkout, with the sample and the events of ICEWS."""
    state = world.snapshot
    icews = shared / "datasets" / "events" / "icews.events.2018.sample.tab"
    quads = [*mapped("atop", sample[1], world), *mapped("icews", icews, world)]
    spans = DateSpans(state.triples(None, None, None, ONTOLOGY))
    bounds = [Quad(*bound, quad.graph) for quad in quads for bound in spans.bounds(quad[:3])]
    kinds = [
        Quad(quad.subject, RDF.type, COMMITMENT, quad.graph) for quad in quads if quad.predicate == BIL.party
    ]
    known = [
        Quad(*triple, ONTOLOGY)
        for predicate in (BIL.cow, BIL.iso3, BIL.codeOf, BIL.code, BIL.codeScheme, BROADER)
        for subject, _, _ in state.triples(None, predicate, None, "")
        for graph in ("", INFERRED)
        for triple in state.triples(subject, None, None, graph)
    ]
    data = tmp_path_factory.mktemp("security") / "data"
    build_store(data, dict.fromkeys([*quads, *bounds, *kinds, *known]))
    with Snapshot(data) as snapshot:
        yield Graph(snapshot)


SMALL = """
PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX level: <https://w3id.org/bilateral/id/representation/> PREFIX state: <https://w3id.org/bilateral/id/state/>
state:A a bil:Polity ; bil:iso3 "AAA" . state:B a bil:Polity ; bil:iso3 "BBB" .
<urn:ended> bil:treatyParty state:A , state:B ; bil:terminated "1952"^^xsd:gYear ;
  bil:startLatest "1951-05-01"^^xsd:date ; bil:endEarliest "1952-01-01"^^xsd:date .
<urn:endless> bil:treatyParty state:A , state:B ; bil:startLatest "1950-05-01"^^xsd:date .
<urn:level> a bil:Representation ; bil:sendingState state:A ; bil:receivingState state:B ;
  bil:representationLevel level:embassy ; bil:startLatest "1951-01-01"^^xsd:date ;
  bil:attestedOn "1952-06-01"^^xsd:date .
<urn:water> a bil:WaterContiguity ; bil:party state:A , state:B ; bil:withinMiles 150 ;
  bil:startLatest "1952-01-01"^^xsd:date ; bil:endEarliest "1953-01-01"^^xsd:date .
"""
IN_SMALL = {
    "treaties_in_force": ["", "1", "1", ""],
    "represented_embassy": ["", "1", "1", ""],
    "represented_legation": ["", "", "", ""],
    "water_within_miles": ["", "", "150", "150"],
}


@pytest.mark.parametrize("column", IN_SMALL)
def test_what_holds_counts_in_its_years(column, tmp_path):
    build_store(tmp_path / "data", parse(SMALL.encode(), media_type="text/turtle"))
    with Snapshot(tmp_path / "data") as snapshot:
        rows = table(Graph(snapshot), from_="1950", to="1953", codes="iso3", measures=column)
    assert [row[column] for row in rows] == IN_SMALL[column]


def table(graph, **given):
    request = read_request(
        {name.rstrip("_"): each for name, each in given.items()}, measures.measures(graph.content), 2026
    )
    return list(csv.DictReader(io.StringIO("".join(dyad_years(graph, request)), newline="")))


def test_commitments_are_the_flags_of_atop(graph, sample):
    """Codes of states that are no more stand for them in their time: 365, 265."""
    expected = defaultdict(set)
    for row in sample[0]:
        pair = tuple(sorted((row["ccode1"], row["ccode2"])))
        for column, flag in FLAGS.items():
            if row[flag] == "1" and int(row["year"]) >= FROM and int(row["year"]) not in PASSING:
                expected[column].add((*pair, int(row["year"])))
    found = defaultdict(set)
    for row in table(graph, from_=str(FROM), to="2018", codes="cow", measures=",".join(FLAGS)):
        pair = tuple(sorted((row["cow_1"], row["cow_2"])))
        for column in FLAGS:
            if row[column] not in {"", "0"} and int(row["year"]) not in PASSING:
                found[column].add((*pair, int(row["year"])))
    assert sum(map(len, expected.values())) > 1000
    assert found == expected


def test_coded_events_are_the_rows_of_icews_by_root(graph, shared):
    with (shared / "datasets" / "events" / "icews.events.2018.sample.tab").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    names = {"China": "CHN", "United States": "USA", "Russian Federation": "RUS", "North Korea": "PRK"}
    pairs = [
        (names.get(row["Source Country"]), names.get(row["Target Country"]), row["CAMEO Code"])
        for row in rows
    ]
    pairs = [each for each in pairs if all(each) and each[0] != each[1]]
    found = {
        (row["iso3_1"], row["iso3_2"]): row
        for row in table(
            graph,
            from_="2018",
            to="2018",
            codes="iso3",
            measures="coded,coded_consult,coded_fight",
            directed="true",
        )
    }
    for column, root in (("coded", ""), ("coded_consult", "04"), ("coded_fight", "19")):
        expected = Counter((one, other) for one, other, code in pairs if code.startswith(root))
        said = {
            pair: int(found[pair][column] or 0)
            for one in names.values()
            for other in names.values()
            if (pair := (one, other)) in found
        }
        assert {pair: number for pair, number in said.items() if number} == dict(expected)
