"""Clients name formats in as many ways as there are servers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.sparql import format_names, negotiation, protocol
from bilateral.sparql.errors import RequestError
from bilateral.store import BINDINGS, BOOLEAN, TRIPLES, formats

# A name, the media type of solutions and that of triples; None where the Accept header decides.
CASES = [
    ("json", formats.JSON, formats.JSON_LD),
    ("JSON", formats.JSON, formats.JSON_LD),
    ("xml", formats.XML, formats.RDF_XML),
    ("sparql", formats.XML, formats.RDF_XML),
    ("csv", formats.CSV, None),
    ("tsv", formats.TSV, None),
    ("turtle", None, formats.TURTLE),
    ("ttl", None, formats.TURTLE),
    ("n3", None, formats.N3),
    ("rdf", None, formats.RDF_XML),
    ("rdf%2Bxml", None, formats.RDF_XML),
    ("rdf+xml", None, formats.RDF_XML),
    ("rdf/xml", None, formats.RDF_XML),
    ("json-ld", None, formats.JSON_LD),
    ("ntriples", None, formats.N_TRIPLES),
    ("n-triples", None, formats.N_TRIPLES),
    ("nquads", None, formats.N_QUADS),
    ("trig", None, formats.TRIG),
    ("text", formats.TSV, formats.N_TRIPLES),
    ("sparql-results+json", formats.JSON, None),
    ("application/sparql-results%2Bjson", formats.JSON, None),
    ("application/sparql-results+json", formats.JSON, None),
    ("application%2Fsparql-results%2Bxml%3B%20charset%3Dutf-8", formats.XML, None),
    ("application/ld%2Bjson,application/x-json%2Bld", None, formats.JSON_LD),
    ("application/turtle,text/turtle", None, formats.TURTLE),
    ("text/csv", formats.CSV, None),
    ("text/html", None, None),
    ("application/json", formats.JSON, formats.JSON_LD),
]


def chosen(query_string, kind, accept="application/sparql-results+xml, text/turtle;q=0.5"):
    asked = protocol.parse_query("GET", "", f"query=ASK+{{}}&{query_string}", b"", reasoning=True)
    return negotiation.preferred(asked.accept, accept, kind)


@pytest.mark.parametrize("parameter", ["format", "output", "results", "Accept"])
@pytest.mark.parametrize(("name", "solutions", "triples"), CASES)
def test_a_name_is_understood_wherever_it_stands(parameter, name, solutions, triples):
    assert chosen(f"{parameter}={name}", BINDINGS) == (solutions or formats.XML)
    assert chosen(f"{parameter}={name}", TRIPLES) == (triples or formats.TURTLE)


def test_a_truth_value_comes_in_what_is_named_even_in_csv():
    assert chosen("format=csv", BOOLEAN) == formats.CSV
    assert chosen("format=turtle", BOOLEAN) == formats.XML


@pytest.mark.parametrize(
    ("query_string", "expected"),
    [
        ("output=csv&format=tsv", formats.TSV),
        ("results=csv&output=tsv", formats.TSV),
        ("format=&output=tsv", formats.TSV),
        ("format=tsv&format=text/tab-separated-values", formats.TSV),
        ("format=rdf%2Bxml&format=", formats.XML),
        ("format=turtle&format=csv", formats.CSV),
    ],
)
def test_the_first_parameter_counts_with_all_of_its_values(query_string, expected):
    assert chosen(query_string, BINDINGS) == expected


@pytest.mark.parametrize("name", ["pdf", "image/png", "jsonp", "%C3%A9", "a,b"])
def test_an_unknown_name_is_refused_with_those_there_are(name):
    with pytest.raises(RequestError, match="format is one of json, xml, csv, tsv, ttl"):
        chosen(f"format={name}", BINDINGS)


@given(st.dictionaries(st.sampled_from(format_names.PARAMETERS), st.lists(st.text(max_size=8), max_size=3)))
def test_whatever_is_sent_is_a_header_or_refused(parameters):
    try:
        header = format_names.accept(parameters)
    except RequestError:
        return
    assert all(media_range.type for media_range in negotiation.parse(header))
