from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.names import CERTAIN, Entity, Index, Name, candidates

HERE = Path(__file__).parent
WITHIN = {"place/singapore": "state/SGP", "place/tunis": "state/TUN"}


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def little():
    found = rows("names.tsv")
    entities = {
        row["entity"]: Entity(row["nature"], frozenset(filter(None, [WITHIN.get(row["entity"])])))
        for row in found
    }
    return Index([Name(row["entity"], row["name"], row["language"], row["role"]) for row in found], entities)


INDEX = little()


@pytest.mark.parametrize("case", rows("cases.tsv"), ids=lambda case: f"{case['query']}: {case['why']}")
def test_a_name_finds_its_entity_and_matches_only_when_nothing_else_is_meant(case):
    found = candidates(INDEX, case["query"])
    if case["entity"]:
        assert found[0].entity == case["entity"]
    assert any(each.match for each in found) == (case["match"] == "yes")


@given(st.text(max_size=60))
def test_candidates_are_ranked_scored_and_at_most_the_first_is_a_match(text):
    found = candidates(INDEX, text)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert not any(each.match for each in found[1:])


@given(st.sampled_from([row["name"] for row in rows("names.tsv") if row["role"] == "label"]))
def test_every_label_finds_its_entity_first_with_the_best_score(text):
    owners = {row["entity"] for row in rows("names.tsv") if row["name"] == text}
    found = candidates(INDEX, text)
    assert found[0].entity in owners
    assert found[0].score == 100


def test_what_is_not_accepted_is_no_rival():
    found = candidates(INDEX, "Tunis", lambda entity: entity.startswith("state/"))
    assert (found[0].entity, found[0].match) == ("state/TUN", True)


def test_a_candidate_says_which_name_fits_and_how():
    found = candidates(INDEX, "Sergej Lawrow")[0]
    assert found.name == "Sergey Lavrov"
    assert found.reason
    assert found.score >= CERTAIN


def test_a_name_of_many_thousand_characters_is_answered():
    assert candidates(INDEX, "China " * 5000) is not None
