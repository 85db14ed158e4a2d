"""What official readouts tell of rests on sentences that stand in them, where the tables say."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest

from bilateral.content.documents import hash_of
from bilateral.ingest.reading.tidy_text import tidy

TABLES = Path(__file__).parents[2] / "seeds" / "readouts"
PREFIXES = """
PREFIX bil: <https://w3id.org/bilateral/ns#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
QUOTED = """
?document dct:publisher ?publisher . FILTER (?publisher IN ("The White House", "President of Russia"))
?statement bil:reporter ?document ; rdf:subject ?event ; bil:evidence/oa:hasSelector/oa:exact ?words .
"""


def table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def texts(shared):
    """The texts of the files that were read, by their addresses, as ingest would read them."""
    with gzip.open(shared / "datasets" / "readouts" / "readouts.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {record["url"]: tidy(record["text"]) for record in records}


def test_there_are_events_with_a_quoted_sentence(whole_world):
    query = f"{PREFIXES} SELECT (COUNT(DISTINCT ?event) AS ?n) WHERE {{ {QUOTED} }}"
    assert int(whole_world.rows(query)[0]["n"]) >= 1000


def test_the_graph_reaches_into_2026(whole_world):
    query = f"{PREFIXES} SELECT (MAX(?day) AS ?last) WHERE {{ {QUOTED} ?event bil:date ?day }}"
    assert whole_world.rows(query)[0]["last"] >= "2026-02-01"


def test_each_sentence_was_reviewed(whole_world):
    assert not whole_world.rows(
        f"""{PREFIXES} SELECT ?statement WHERE {{ {QUOTED}
            FILTER NOT EXISTS {{ ?statement prov:wasGeneratedBy/prov:wasAssociatedWith/a bil:Reviewer }} }}"""
    )


def test_two_states_or_a_state_and_an_organisation_take_part(whole_world):
    assert not whole_world.rows(
        f"""{PREFIXES} SELECT DISTINCT ?event WHERE {{ {QUOTED}
            ?event bil:stateRepresented ?state .
            FILTER NOT EXISTS {{ ?event bil:stateRepresented ?other FILTER (?other != ?state) }}
            FILTER NOT EXISTS {{ ?event bil:participant/a bil:Organisation }} }}"""
    )


def test_the_sentences_stand_where_the_tables_say(texts):
    documents = {row["slug"]: texts[row["url"]] for row in table("documents.csv")}
    quotations = table("quotations.csv")
    assert {row["document"] for row in quotations} == set(documents)
    for row in quotations:
        text = documents[row["document"]]
        assert text[int(row["start"]) : int(row["end"])] == row["exact"]
        assert hash_of(text) == row["text_hash"]


def test_documents_have_the_hash_of_their_text(texts):
    assert all(hash_of(texts[row["url"]]) == row["text_hash"] for row in table("documents.csv"))
