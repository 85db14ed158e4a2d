"""The format a client likes best, or a list of what is on offer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.sparql import negotiation
from bilateral.sparql.errors import NotAcceptable
from bilateral.store import BINDINGS, BOOLEAN, TRIPLES, formats

CASES = [
    ("", BINDINGS, formats.JSON),
    ("*/*", BINDINGS, formats.JSON),
    ("text/*", BINDINGS, formats.CSV),
    ("application/json", BINDINGS, formats.JSON),
    ("application/xml", BOOLEAN, formats.XML),
    ("text/csv;q=0.5, text/tab-separated-values", BINDINGS, formats.TSV),
    ("application/sparql-results+json;q=0.1, application/sparql-results+xml;q=0.9", BINDINGS, formats.XML),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", BINDINGS, formats.XML),
    ("APPLICATION/SPARQL-RESULTS+JSON; charset=utf-8", BINDINGS, formats.JSON),
    ("*/*, text/turtle;q=0", TRIPLES, formats.N_TRIPLES),
    ("application/rdf+xml, text/turtle;q=0.9", TRIPLES, formats.RDF_XML),
    (";;;q=,", TRIPLES, formats.TURTLE),
]


@pytest.mark.parametrize(("accept", "kind", "expected"), CASES)
def test_the_best_offer_is_chosen(accept, kind, expected):
    assert negotiation.for_kind(accept, kind) == expected


@pytest.mark.parametrize("accept", ["image/png", "application/sparql-results+json;q=0", "text/turtle"])
def test_what_cannot_be_offered_is_refused_with_the_offers(accept):
    with pytest.raises(NotAcceptable) as caught:
        negotiation.for_kind(accept, BOOLEAN)
    assert caught.value.offers == (formats.JSON, formats.XML)


offers = st.lists(st.sampled_from([*formats.RDF]), min_size=1, max_size=4, unique=True)
weights = st.sampled_from(["", ";q=0", ";q=0.3", ";q=0.7", ";q=1"])


@given(offers, st.lists(st.tuples(st.sampled_from([*formats.RDF, "*/*", "text/*"]), weights), max_size=4))
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
        assert negotiation.for_kind(accept, TRIPLES) in formats.RDF
    except NotAcceptable:
        assert "/" in accept
