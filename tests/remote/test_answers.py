"""What engines write and what is read of it."""

import io
import json

import pyoxigraph as ox
import pytest

from bilateral.errors import QueryFailed
from bilateral.remote.engine_address import locate
from bilateral.remote.engine_answers import BoundedBody, RemoteBoolean, RemoteSolutions
from bilateral.remote.engine_terms import from_engine, to_engine
from bilateral.remote.reads.remote_view import with_dataset

ROWS = [
    {
        "s": {"type": "uri", "value": "http://e/s"},
        "o": {"type": "literal", "value": 'a "b"\n', "xml:lang": "en"},
    },
    {"o": {"type": "typed-literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#boolean"}},
    {"s": {"type": "uri", "value": to_engine("_:b0")[1:-1]}, "o": {"type": "literal", "value": "日本 ]}"}},
]
TERMS = [
    ("<http://e/s>", '"a \\"b\\"\\n"@en'),
    (None, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
    ("_:b0", '"日本 ]}"'),
]


class Slow(io.BytesIO):
    """A response of which a few bytes come at a time."""

    def read(self, size=-1):
        return super().read(min(size, 7) if size >= 0 else 7)


def solutions(text, most=0):
    return RemoteSolutions(BoundedBody(Slow(text.encode()), most))


@pytest.mark.parametrize("indent", [None, 1])
def test_solutions_are_read_as_they_come(indent):
    text = json.dumps({"head": {"vars": ["s", "o"]}, "results": {"bindings": ROWS}}, indent=indent)
    found = solutions(text)
    assert (found.variables, list(found.rows())) == (("s", "o"), TERMS)


def test_an_answer_that_ends_early_is_none():
    text = json.dumps({"head": {"vars": ["s", "o"]}, "results": {"bindings": ROWS}})
    with pytest.raises(QueryFailed, match="ends in the middle"):
        list(solutions(text[:-20]).rows())


def test_an_answer_is_not_longer_than_it_may_be():
    text = json.dumps({"head": {"vars": ["s", "o"]}, "results": {"bindings": ROWS}})
    with pytest.raises(QueryFailed, match="more than 60 bytes"):
        list(solutions(text, 60).rows())


@pytest.mark.parametrize("text", ["<html></html>", "{}", '{"boolean"', ""])
def test_what_is_no_answer_is_told(text):
    with pytest.raises(QueryFailed):
        RemoteBoolean(BoundedBody(io.BytesIO(text.encode()), 0))
    with pytest.raises(QueryFailed):
        solutions(text)


def test_solutions_are_written_in_any_format():
    output = io.BytesIO()
    text = json.dumps({"head": {"vars": ["s", "o"]}, "results": {"bindings": ROWS[2:]}})
    solutions(text).write(output, "text/csv")
    assert output.getvalue().decode() == f"s,o\r\n{ROWS[2]['s']['value']},日本 ]}}\r\n"


@pytest.mark.parametrize("term", ["_:b0", "_:a.b-c", "_:ä", "<http://e/s>", '"x"'])
def test_terms_come_back_as_they_were(term):
    assert from_engine(to_engine(term)) == term


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://e:7878", ("http://e:7878/query", "http://e:7878/update", "http://e:7878/store")),
        ("http://e/ds/query", ("http://e/ds/query", "http://e/ds/update", "")),
        ("http://e/sparql", ("http://e/sparql", "http://e/sparql", "")),
    ],
)
def test_where_updates_go_is_guessed(url, expected):
    found = locate(url)
    assert (found.query, found.update, found.graphs) == expected


@pytest.mark.parametrize("url", ["ftp://e/x", "http://user:secret@e/x", "nowhere"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(Exception, match="URL"):
        locate(url)


def test_credentials_are_one_line_of_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("me:let:me\n")
    assert locate("http://e", credentials=path).secret() == ("me", "let:me")
    path.write_text("nothing")
    with pytest.raises(Exception, match="user:password"):
        locate("http://e", credentials=path).secret()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p '{' }", "SELECT *  FROM <a:g> FROM NAMED <a:n> { ?s ?p '{' }"),
        ("SELECT (EXISTS { ?s ?p 1 } AS ?x) WHERE {}", "SELECT (EXISTS { ?s ?p 1 } AS ?x) {0} WHERE {}"),
        ("ASK{}", "ASK {0} {}"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } {0} WHERE { ?s ?p ?o }"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT {0} WHERE { ?s ?p ?o }"),
        ("DESCRIBE <a:x> LIMIT 1", "DESCRIBE <a:x> {0} LIMIT 1"),
        ("DESCRIBE <a:x>", "DESCRIBE <a:x> {0}"),
    ],
)
def test_the_dataset_goes_where_the_grammar_wants_it(query, expected):
    found = with_dataset(query, ["a:g"], ["a:n"])
    assert found.split() == expected.replace("{0}", "FROM <a:g> FROM NAMED <a:n>").split()
    ox.Store().query(found)
