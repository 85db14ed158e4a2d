"""The competency questions: the answer to each stands beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bilateral.build.question_checks import answer, check_questions
from bilateral.content import locations

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = locations.locate(ROOT).competency
BOTH = [path for path in QUESTIONS if path.with_suffix(".asserted.csv").is_file()]


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_the_answer_is_the_expected_one(whole_world, path):
    assert answer(path, whole_world.snapshot) == rows(path.with_suffix(".expected.csv"))


@pytest.mark.parametrize("path", BOTH, ids=lambda path: path.stem)
def test_reasoning_adds_to_the_answer(whole_world, path):
    without = answer(path, whole_world.snapshot, inferred=False)
    assert without == rows(path.with_suffix(".asserted.csv"))
    assert without != answer(path, whole_world.snapshot)


def test_all_questions_are_there_and_reasoning_matters_for_ten():
    assert {int(path.name[:2]) for path in QUESTIONS} >= set(range(1, 26))
    assert len(BOTH) >= 10


def test_no_integrity_query_finds_a_problem(whole_world):
    assert check_questions(locations.locate(ROOT), whole_world.snapshot) == []
