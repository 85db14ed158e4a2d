"""Terms go through the engine and come back as they were."""

from hypothesis import given
from hypothesis import strategies as st

from bilateral.rdf.terms import Quad, iri, literal
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.converter import from_term, to_term
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.dump import write_n_quads, write_trig

XSD_TOKEN = "http://www.w3.org/2001/XMLSchema#token"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.text("abcxyz0189-._~é", max_size=8)
iris = names.map(lambda name: iri(f"http://example.org/{name}"))
literals = (
    texts.map(literal)
    | texts.map(lambda text: literal(text, language="en-gb"))
    | texts.map(lambda text: literal(text, datatype=XSD_TOKEN))
)
labels = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True).map(lambda label: f"_:{label}")
plain = iris | literals | labels
terms = st.recursive(
    plain, lambda inner: st.builds("<<( {} {} {} )>>".format, iris | labels, iris, inner), max_leaves=3
)
quads = st.builds(Quad, iris | labels, iris, terms, st.just("") | iris)


def accepted(value):
    try:
        from_term(f"<{value}>")
    except ValueError:
        return False
    return True


@given(st.text(st.characters() | st.sampled_from("%[]?#\ue000\x85\ufffe\U0001fffe4a"), max_size=8))
def test_an_iri_is_what_the_engine_takes_for_one(text):
    value = f"http://example.org/{text}"
    try:
        iri(value)
    except ValueError:
        assert not accepted(value)
    else:
        assert accepted(value)


@given(terms)
def test_a_term_survives_the_engine(term):
    assert to_term(from_term(term)) == term


@given(st.sets(quads, max_size=8))
def test_quads_survive_n_quads(given_quads):
    text = "".join(write_n_quads(sorted(given_quads))).encode()
    assert set(parse(text, media_type="application/n-quads")) == given_quads


@given(st.sets(quads, max_size=8))
def test_quads_survive_trig(given_quads):
    ordered = sorted(given_quads, key=lambda quad: (quad.graph, quad))
    text = "".join(write_trig(ordered)).encode()
    assert set(parse(text, media_type="application/trig")) == given_quads


@given(st.sets(quads, max_size=6), st.randoms())
def test_canonical_labels_depend_on_nothing_but_the_data(given_quads, random):
    labels = sorted({term for quad in given_quads for term in quad if term.startswith("_:")})
    shuffled = [f"_:other{number}" for number in range(len(labels))]
    random.shuffle(shuffled)
    renaming = dict(zip(labels, shuffled, strict=True))
    flat = [quad for quad in given_quads if not any(term.startswith("<<") for term in quad)]
    renamed = [Quad(*(renaming.get(term, term) for term in quad)) for quad in flat]
    assert canonical(renamed) == canonical(flat)
