"""Dossiers say in every form what the pages say."""

import csv
import io
import xml.etree.ElementTree as ET

import pytest

TALKS = "Talks of the Russian and Chinese foreign ministers, 13 July 2025"
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def test_a_dossier_of_two_states_is_one_page_with_numbered_sources(site):
    text = site.page("/dossier/CHN-RUS")
    assert TALKS in text
    assert 'id="source-1"' in text
    assert 'class="pager"' not in text


@pytest.mark.parametrize(
    "name", ["CHN-RUS", "meeting/russia-china-foreign-ministers-2025-07-13", "state/CHN"]
)
def test_the_forms_of_a_dossier_agree(site, name):
    records = site.get(f"/dossier/{name}.json", "*/*").get_json()
    rows = list(csv.DictReader(io.StringIO(site.get(f"/dossier/{name}.csv", "*/*").get_data(as_text=True))))
    assert len(rows) == len(records["records"]) > 10
    numbers = {source["number"] for source in records["sources"]}
    assert all(set(record["sources"]) <= numbers for record in records["records"])


def test_a_graph_has_an_end_for_every_edge(site):
    root = ET.fromstring(site.get("/dossier/CHN-RUS.graphml", "*/*").data)
    nodes = {node.get("id") for node in root.iter(f"{NAMESPACE}node")}
    edges = list(root.iter(f"{NAMESPACE}edge"))
    assert edges
    assert all({edge.get("source"), edge.get("target")} <= nodes for edge in edges)


@pytest.mark.parametrize("path", ["/dossier/RUS-CHN", "/dossier/CHN-XXX.csv", "/dossier/state/XXX"])
def test_a_dossier_of_nothing_is_not_found(site, path):
    assert site.get(path).status_code == 404
