"""The format a client likes best, or a list of what is on offer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.protocol import negotiation
from bilateral.protocol.refusals import NotAcceptable
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES

CASES = [
    ("", BINDINGS, media_types.JSON),
    ("*/*", BINDINGS, media_types.JSON),
    ("text/*", BINDINGS, media_types.CSV),
    ("application/json", BINDINGS, media_types.JSON),
    ("application/xml", BOOLEAN, media_types.XML),
    ("text/csv;q=0.5, text/tab-separated-values", BINDINGS, media_types.TSV),
    (
        "application/sparql-results+json;q=0.1, application/sparql-results+xml;q=0.9",
        BINDINGS,
        media_types.XML,
    ),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", BINDINGS, media_types.XML),
    ("APPLICATION/SPARQL-RESULTS+JSON; charset=utf-8", BINDINGS, media_types.JSON),
    ("*/*, text/turtle;q=0", TRIPLES, media_types.N_TRIPLES),
    ("application/rdf+xml, text/turtle;q=0.9", TRIPLES, media_types.RDF_XML),
    (";;;q=,", TRIPLES, media_types.TURTLE),
]


@pytest.mark.parametrize(("accept", "kind", "expected"), CASES)
def test_the_best_offer_is_chosen(accept, kind, expected):
    assert negotiation.for_kind(accept, kind) == expected


@pytest.mark.parametrize("accept", ["image/png", "application/sparql-results+json;q=0", "text/turtle"])
def test_what_cannot_be_offered_is_refused_with_the_offers(accept):
    with pytest.raises(NotAcceptable) as caught:
        negotiation.for_kind(accept, BOOLEAN)
    assert caught.value.offers == (media_types.JSON, media_types.XML)


offers = st.lists(st.sampled_from([*media_types.RDF]), min_size=1, max_size=4, unique=True)
weights = st.sampled_from(["", ";q=0", ";q=0.3", ";q=0.7", ";q=1"])


@given(offers, st.lists(st.tuples(st.sampled_from([*media_types.RDF, "*/*", "text/*"]), weights), max_size=4))
def test_an_offer_that_is_chosen_is_one_that_is_accepted(given_offers, ranges):
    accept = ", ".join(name + weight for name, weight in ranges)
    try:
        chosen = negotiation.choose(accept, given_offers)
    except NotAcceptable:
        assert ranges
        return
    assert chosen in given_offers
    exact = [weight for name, weight in ranges if name == chosen]
    assert not exact or set(exact) != {";q=0"}


@given(st.text(max_size=30))
def test_no_header_breaks_it(accept):
    try:
        assert negotiation.for_kind(accept, TRIPLES) in media_types.RDF
    except NotAcceptable:
        assert "/" in accept
