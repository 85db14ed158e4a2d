from itertools import product

import pytest

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.engine.view import StoreFacts
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

TERMS = ["<http://e/a>", "_:b", '"1"', '"01"^^<http://www.w3.org/2001/XMLSchema#integer>']
TURTLE = "<http://e/a> <http://e/a> _:b , 1 . _:b <http://e/a> <http://e/a> ."


@pytest.fixture
def facts(tmp_path):
    build_store(tmp_path, parse(TURTLE.encode(), media_type="text/turtle"))
    with Snapshot(tmp_path) as snapshot:
        yield StoreFacts(snapshot)


def test_any_term_can_be_asked_for_in_any_place(facts):
    for pattern in product([None, *TERMS], repeat=3):
        for triple in facts.match(*pattern):
            assert all(w is None or w == t or w == TERMS[3] for w, t in zip(pattern, triple, strict=True))
            assert facts.is_asserted(triple)
            assert not facts.is_inferred(triple)


def test_what_cannot_be_a_triple_is_none(facts):
    for triple in product(TERMS, repeat=3):
        legal = triple[0] in {"<http://e/a>", "_:b"} and triple[1] == "<http://e/a>"
        assert legal or not facts.is_asserted(triple)
