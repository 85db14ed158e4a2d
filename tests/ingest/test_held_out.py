"""Texts with gold of our own, which nobody had read while the rules for them were written."""

import importlib.util
import json

import pytest

from . import predict

FOLDER = predict.ROOT / "tests" / "ingest" / "held_out"
FLOORS = {"mentions": 0.95, "offices": 0.85, "events: found": 0.7, "participants": 0.75, "status": 0.75}


@pytest.fixture(scope="module")
def scores(shared, world, tmp_path_factory):
    spec = importlib.util.spec_from_file_location("score", shared / "ingest" / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    out = tmp_path_factory.mktemp("predictions")
    predict.main([str(FOLDER / "texts"), str(FOLDER / "docs.jsonl"), str(out), "--data", str(world.data)])
    found = [json.loads(path.read_text("utf-8")) for path in sorted(out.iterdir())]
    gold = [json.loads(line) for line in (FOLDER / "gold.jsonl").read_text("utf-8").splitlines()]
    return score.score(gold, {each["id"]: each for each in found})[0]


@pytest.mark.parametrize("head", FLOORS)
def test_as_much_is_found_as_before(scores, head):
    assert scores[head]["f1"] >= FLOORS[head]


def test_few_suggested_events_are_wrong(scores):
    assert scores["events: found"]["precision"] >= 0.8
