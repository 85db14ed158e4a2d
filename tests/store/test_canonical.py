from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bilateral.rdf.terms import XSD, Quad, literal
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

numbers = st.from_regex(r"[+-]?0{0,2}[0-9]{1,3}", fullmatch=True).map(
    lambda text: literal(text, datatype=XSD + "integer")
)
moments = st.sampled_from(["Z", "+00:00", "-00:00", "+01:00"]).map(
    lambda zone: literal(f"2026-01-02T03:04:05{zone}", datatype=XSD + "dateTime")
)
terms = st.one_of(numbers, moments, st.just("_:b"), st.just('"x"@en'))
quads = st.lists(st.builds(Quad, st.just("<http://e/s>"), st.just("<http://e/p>"), terms, st.just("")))


@given(quads)
def test_what_is_canonical_stays_so(given_quads):
    once = canonical(given_quads)
    assert canonical(once) == once


def test_what_is_canonical_is_what_the_store_gives_back(tmp_path):
    texts = ["007", "+7", "-0", "8"]
    quads = [
        Quad("<http://e/s>", "<http://e/p>", literal(text, datatype=XSD + "integer"), "") for text in texts
    ]
    build_store(tmp_path, quads)
    with Snapshot(tmp_path) as snapshot:
        assert sorted(snapshot.quads("")) == canonical(quads)


def test_equal_blank_nodes_under_other_labels_are_the_same():
    def of(label):
        return canonical([Quad(label, "<http://e/p>", '"x"', ""), Quad(label, "<http://e/q>", '"y"', "")])

    assert of("_:one") == of("_:two")
