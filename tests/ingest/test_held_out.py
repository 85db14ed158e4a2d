"""Texts with gold of our own, which nobody had read while the rules for them were written."""

import importlib.util
import json
import sys

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
    return score.score(score.load_gold(str(FOLDER / "gold.jsonl")), score.load_pred(str(out)))[0]
