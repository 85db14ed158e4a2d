from __future__ import annotations

import csv

from bilateral import iris
from bilateral.linking import linksets, mapping_set, same_as
from bilateral.linking.mappings import read, write
from bilateral.linking.subjects import items
from bilateral.terms import iri, literal_parts
from bilateral.vocabulary import WD

DATASET = "https://w3id.org/bilateral/void"
CODES = {"org": "organisation", "person": "person", "position": "office", "place": "place"}


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
    rows = read(path)
    assert {"bil:state/RUS"} <= {row.subject_id for row in rows}
    write(tmp_path / "again.sssom.tsv", rows, "All links of bilateral")
    assert len(read(tmp_path / "again.sssom.tsv")) == len(rows)


def test_same_as_is_an_export_and_not_in_the_graph(world):
    exported = set(same_as(world.snapshot))
    assert (iris.entity("state/RUS"), "<http://www.w3.org/2002/07/owl#sameAs>", iri(WD + "Q159")) in exported
    assert not any(True for s, p, o in exported if next(world.snapshot.match(s, p, o), None))


def test_every_verified_identifier_is_linked_to_exactly_that(shared, world):
    with (shared / "reference" / "verified_ids.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["qid"] and row["verified"].startswith("yes")]
    linked = {}
    for quad in world.snapshot.match(None, iri("http://www.w3.org/2004/02/skos/core#exactMatch")):
        linked.setdefault(quad.object, set()).add(quad.subject)
    for row in rows:
        if row["kind"] == "country":
            found = [f"<{iris.ID}{kind}/{row['iso3']}>" for kind in ("state", "economy")]
            links = {item for entity in found for item in items(world.snapshot, entity)}
            assert links <= {iri(WD + row["qid"])}, row["label"]
        if row["kind"] in {"country", "org", "person", "position"}:
            assert len(linked.get(iri(WD + row["qid"]), ())) == 1, row["label"]
