from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bilateral.content import locations
from bilateral.linking.mapping_sets import (
    SssomMapping,
    read_mapping_set,
    reviewed_quads,
    stored_mappings,
    write_mapping_set,
)
from bilateral.linking.publication import linksets, mapping_set, same_as
from bilateral.linking.subjects import linked_items
from bilateral.rdf import iris
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import SKOS, WD
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

ROOT = Path(__file__).parent.parent.parent
DATASET = "https://w3id.org/bilateral/void"


def test_linksets_count_every_link_once(world):
    triples = list(linksets(world.snapshot, DATASET))
    total = sum(int(literal_parts(o).value) for _, p, o in triples if p.endswith("void#triples>"))
    assert total == int(
        world.rows(
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT (COUNT(*) AS ?n) WHERE {"
            " GRAPH <https://w3id.org/bilateral/graph/links> { ?s skos:exactMatch|skos:closeMatch ?o } }"
        )[0]["n"]
    )
    assert any("wikidata.org" in o for _, p, o in triples if p.endswith("uriSpace>"))


def test_the_mapping_set_can_be_read_again(world, tmp_path):
    path = tmp_path / "links.sssom.tsv"
    path.write_text(mapping_set(world.snapshot), "utf-8")
    rows = read_mapping_set(path)
    assert {"bil:state/RUS"} <= {row.subject_id for row in rows}
    write_mapping_set(tmp_path / "again.sssom.tsv", rows, "All links of bilateral")
    assert len(read_mapping_set(tmp_path / "again.sssom.tsv")) == len(rows)


def test_what_sources_link_to_two_items_is_not_merged_with_either(world):
    denmark = iris.entity("state/DNK")
    assert len(linked_items(world.snapshot, denmark)) == 2
    assert denmark not in {subject for subject, _, _ in same_as(world.snapshot)}


def test_same_as_is_an_export_and_not_in_the_graph(world):
    exported = set(same_as(world.snapshot))
    assert (iris.entity("state/RUS"), "<http://www.w3.org/2002/07/owl#sameAs>", WD["Q159"]) in exported
    assert not any(True for s, p, o in exported if next(world.snapshot.match(s, p, o), None))


def test_every_entity_with_a_verified_identifier_is_linked_to_exactly_that(shared, world):
    with (shared / "reference" / "verified_ids.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row for row in csv.DictReader(file) if row["kind"] in {"country", "org", "person", "position"}
        ]
    verified = [row for row in rows if row["verified"].startswith("yes")]
    assert len(verified) > 50
    for row in verified:
        item = WD[row["qid"]]
        (entity,) = {quad.subject for quad in world.snapshot.match(None, SKOS.exactMatch, item)}
        assert linked_items(world.snapshot, entity) == [item], row["label"]
        if row["kind"] == "country":
            kind = "economy" if row["iso3"] in {"HKG", "TWN"} else "state"
            assert entity == iris.entity(f"{kind}/{row['iso3']}")


def test_every_mapping_of_the_seeds_is_in_the_graph_with_its_author_and_date(world):
    rows = stored_mappings(world.snapshot)
    seeds = [row for path in locations.locate(ROOT).mappings for row in read_mapping_set(path)]
    assert len(rows) == len(seeds)
    assert all(row.mapping_justification and row.mapping_date for row in rows)
    assert stored_mappings(world.snapshot, iris.entity("state/RUS")) == [
        row for row in rows if row.subject_id == "bil:state/RUS"
    ]


@pytest.mark.parametrize("modifier", ["", "Not"])
def test_a_decision_is_recorded_whole_and_links_only_where_it_accepts(tmp_path, modifier):
    row = SssomMapping(
        "bil:place/tashkent", "Tashkent", "wd:Q269", "Tashkent", "semapv:ManualMappingCuration",
        "0.6", "2026-01-02", "A. Reviewer", "bilateral", "+50 called so", predicate_modifier=modifier,
    )  # fmt: skip
    build_store(tmp_path, reviewed_quads(row))
    with Snapshot(tmp_path) as snapshot:
        assert stored_mappings(snapshot) == [row]
        assert bool(linked_items(snapshot, iris.entity("place/tashkent"))) == (modifier == "")


def test_links_are_counted_in_void_and_downloaded(world, pages):
    client = pages(world.data)
    void = client.get("/.well-known/void", headers={"Accept": "application/n-triples"}).get_data(as_text=True)
    assert void.count("http://rdfs.org/ns/void#Linkset>") == len(
        {s for s, p, o in linksets(world.snapshot, DATASET) if o.endswith("void#Linkset>")}
    )
    merged = client.get("/links.sameas.nt")
    assert (merged.status_code, merged.mimetype) == (200, "application/n-triples")
    assert len(merged.data.splitlines()) == len(set(same_as(world.snapshot)))
    mappings = client.get("/links.sssom.tsv")
    assert mappings.get_data(as_text=True) == mapping_set(world.snapshot)
    again = client.get("/links.sssom.tsv", headers={"If-None-Match": mappings.headers["ETag"]})
    assert again.status_code == 304
    paths = client.get("/openapi.json").get_json()["paths"]
    assert {"/links.sssom.tsv", "/links.sameas.nt", "/review"} <= paths.keys()
