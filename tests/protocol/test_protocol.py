"""Requests to operations."""

import contextlib
import time
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.protocol import graph_store, operations
from bilateral.protocol.refusals import ProtocolError, UnsupportedMediaType
from bilateral.store.engine.graph_layout import Dataset

FORM, QUERY = operations.FORM, operations.QUERY
ASK = operations.QueryOperation("ASK {}", Dataset())


def parse(method, content_type="", query_string="", body=b""):
    return operations.parse_query(method, content_type, query_string, body, reasoning=True)


@pytest.mark.parametrize(
    "request_parts",
    [
        ("GET", "", "query=ASK%20%7B%7D"),
        ("HEAD", "", "query=ASK+{}"),
        ("POST", FORM + "; charset=utf-8", "", b"query=ASK%20%7B%7D"),
        ("POST", QUERY.title(), "", b"ASK {}"),
    ],
)
def test_a_query_comes_three_ways(request_parts):
    assert parse(*request_parts) == ASK


@pytest.mark.parametrize(
    "request_parts",
    [
        ("GET", "", "query=%EF%BB%BFASK+{}"),
        ("POST", FORM, "", b"query=%EF%BB%BFASK%20%7B%7D"),
        ("POST", QUERY, "", b"\xef\xbb\xbfASK {}"),
    ],
)
def test_a_byte_order_mark_is_no_part_of_a_query(request_parts):
    assert parse(*request_parts) == ASK


def test_a_byte_order_mark_is_no_part_of_an_update():
    assert operations.parse_update(operations.UPDATE, "", b"\xef\xbb\xbfDROP ALL").text == "DROP ALL"
    assert operations.parse_update(FORM, "", b"update=%EF%BB%BFDROP+ALL").text == "DROP ALL"


@pytest.mark.parametrize(
    ("parameters", "dataset"),
    [
        (
            "default-graph-uri=http://e/1&default-graph-uri=http://e/2",
            Dataset(default=("http://e/1", "http://e/2")),
        ),
        ("named-graph-uri=http://e/1", Dataset(named=("http://e/1",))),
        ("reasoning=none", Dataset(inferred=False)),
        ("reasoning=owl2rl", Dataset()),
    ],
)
def test_parameters_say_what_it_sees(parameters, dataset):
    assert parse("GET", "", "query=ASK+{}&" + parameters).dataset == dataset
    assert parse("POST", QUERY, parameters, b"ASK {}").dataset == dataset


@pytest.mark.parametrize(
    "request_parts",
    [
        ("GET", "", "query=ASK+{}&query=ASK+{}"),
        ("GET", "", "query="),
        ("GET", "", "update=CLEAR+ALL"),
        ("GET", "", "query=%FF"),
        ("GET", "", "query=ASK+{}&reasoning=owl-full"),
        ("GET", "", "query=ASK+{}&default-graph-uri=relative"),
        ("POST", FORM, "", b"foo=bar"),
        ("POST", FORM, "query=ASK+{}", b"query=ASK+{}"),
        ("POST", QUERY, "", b"ASK { ?s ?p '\xff' }"),
        ("POST", QUERY, "query=ASK+{}", b"ASK {}"),
    ],
)
def test_what_is_no_single_query_is_refused(request_parts):
    with pytest.raises(ProtocolError):
        parse(*request_parts)


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "", "application/sparql-update"])
def test_other_bodies_are_refused(content_type):
    with pytest.raises(UnsupportedMediaType):
        parse("POST", content_type, "", b"ASK {}")


def test_a_get_without_a_query_asks_for_the_description():
    assert isinstance(parse("GET"), operations.DescriptionRequest)


def test_a_graph_is_named_once():
    assert graph_store.target("graph=http://e/g", "http://h/graphs").graph == "<http://e/g>"
    assert graph_store.target("default", "http://h/graphs").graph == ""
    assert graph_store.target("", "http://h/graphs").graph is None
    for parameters in ("default&graph=http://e/g", "graph=g", "graph=http://e/a%20b"):
        with pytest.raises(ProtocolError):
            graph_store.target(parameters, "http://h/graphs")


@given(st.text(alphabet="aé=&+%4cC3A9 q\x00\r\n", max_size=30))
def test_parameters_are_decoded_as_the_standard_library_does(encoded):
    try:
        expected = parse_qs(encoded, keep_blank_values=True, errors="strict")
    except ValueError:
        with pytest.raises(ProtocolError):
            operations.decode(encoded)
    else:
        assert operations.decode(encoded) == expected


def test_parameters_may_be_many_but_not_too_many():
    assert operations.decode("&".join(["a=1"] * 2000)) == {"a": ["1"] * 2000}
    with pytest.raises(ProtocolError):
        operations.decode("&".join(["a=1"] * 2001))


@pytest.mark.parametrize(
    "encoded", ["a=1&" * 5_000_000, "&" * 5_000_000, "%41" * 2_000_000, "%zz=" * 1_000_000]
)
def test_long_forms_are_decoded_or_refused_at_once(encoded):
    started = time.perf_counter()
    with contextlib.suppress(ProtocolError):
        operations.decode(encoded)
    assert time.perf_counter() - started < 2
