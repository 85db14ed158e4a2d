"""Clients name formats in as many ways as there are servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.protocol import negotiation, operations
from bilateral.protocol.refusals import ProtocolError
from bilateral.rdf import media_types
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES

# A name, the media type of solutions and that of triples; None where the Accept header decides.
CASES = [
    ("json", media_types.JSON, media_types.JSON_LD),
    ("JSON", media_types.JSON, media_types.JSON_LD),
    ("xml", media_types.XML, media_types.RDF_XML),
    ("sparql", media_types.XML, media_types.RDF_XML),
    ("csv", media_types.CSV, None),
    ("tsv", media_types.TSV, None),
    ("turtle", None, media_types.TURTLE),
    ("ttl", None, media_types.TURTLE),
    ("n3", None, media_types.N3),
    ("rdf", None, media_types.RDF_XML),
    ("rdf%2Bxml", None, media_types.RDF_XML),
    ("rdf+xml", None, media_types.RDF_XML),
    ("rdf/xml", None, media_types.RDF_XML),
    ("json-ld", None, media_types.JSON_LD),
    ("ntriples", None, media_types.N_TRIPLES),
    ("n-triples", None, media_types.N_TRIPLES),
    ("nquads", None, media_types.N_QUADS),
    ("trig", None, media_types.TRIG),
    ("text", media_types.TSV, media_types.N_TRIPLES),
    ("sparql-results+json", media_types.JSON, None),
    ("application/sparql-results%2Bjson", media_types.JSON, None),
    ("application/sparql-results+json", media_types.JSON, None),
    ("application%2Fsparql-results%2Bxml%3B%20charset%3Dutf-8", media_types.XML, None),
    ("application/ld%2Bjson,application/x-json%2Bld", None, media_types.JSON_LD),
    ("application/turtle,text/turtle", None, media_types.TURTLE),
    ("text/csv", media_types.CSV, None),
    ("text/html", None, None),
    ("application/json", media_types.JSON, media_types.JSON_LD),
]


def chosen(query_string, kind, accept="application/sparql-results+xml, text/turtle;q=0.5"):
    asked = operations.parse_query("GET", "", f"query=ASK+{{}}&{query_string}", b"", reasoning=True)
    return negotiation.preferred(asked.accept, accept, kind)


@pytest.mark.parametrize("parameter", ["format", "output", "results", "Accept"])
@pytest.mark.parametrize(("name", "solutions", "triples"), CASES)
def test_a_name_is_understood_wherever_it_stands(parameter, name, solutions, triples):
    assert chosen(f"{parameter}={name}", BINDINGS) == (solutions or media_types.XML)
    assert chosen(f"{parameter}={name}", TRIPLES) == (triples or media_types.TURTLE)


def test_a_truth_value_comes_in_what_is_named_even_in_csv():
    assert chosen("format=csv", BOOLEAN) == media_types.CSV
    assert chosen("format=turtle", BOOLEAN) == media_types.XML


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        ("output=csv&format=tsv", media_types.TSV),
        ("results=csv&output=tsv", media_types.TSV),
        ("format=&output=tsv", media_types.TSV),
        ("format=tsv&format=text/tab-separated-values", media_types.TSV),
        ("format=rdf%2Bxml&format=", media_types.XML),
        ("format=turtle&format=csv", media_types.CSV),
    ],
)
def test_the_first_parameter_counts_with_all_of_its_values(query_string, expected):
    assert chosen(query_string, BINDINGS) == expected


@pytest.mark.parametrize("name", ["pdf", "image/png", "jsonp", "%C3%A9", "a,b"])
def test_an_unknown_name_is_refused_with_those_there_are(name):
    with pytest.raises(ProtocolError, match="format is one of json, xml, csv, tsv, ttl"):
        chosen(f"format={name}", BINDINGS)


@given(st.dictionaries(st.sampled_from(negotiation.PARAMETERS), st.lists(st.text(max_size=8), max_size=3)))
def test_whatever_is_sent_is_a_header_or_refused(parameters):
    try:
        header = negotiation.accept(parameters)
    except ProtocolError:
        return
    assert all(media_range.type for media_range in negotiation.parse(header))
