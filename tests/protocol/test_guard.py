"""What is refused before the engine sees it, and what is not."""

import contextlib
import socket
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.errors import BilateralError, QuerySyntaxError
from bilateral.protocol import request_guard
from bilateral.protocol.refusals import Forbidden, TooComplex, TooLarge
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES
from bilateral.syntax import diagnosis

CAPS = request_guard.RequestLimits(services=("https://allowed.example/", "http://127.0.0.1:"))


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 100_000,
        "SELECT (" + "(" * 100_000 + "1",
        "ASK { FILTER(" + "!" * 100_000 + "true) }",
        "ASK { FILTER " + "NOT " * 1000 + "EXISTS {} }",
        "ASK { ?s " + "^" * 1000 + "<a:p> ?o }",
        "ASK { ?s ?p " + "(" * 300 + ")" * 300 + " }",
        "ASK { " + "?s ?p ?o . " * 1000 + "}",
        "ASK { ?s " + "<a:p>/" * 1000 + "<a:p> ?o }",
        "ASK { FILTER(" + "1 || " * 10_000 + "1) }",
    ],
)
def test_bombs_are_refused_with_a_place(text):
    with pytest.raises(TooComplex) as caught:
        request_guard.inspect(text, CAPS)
    assert caught.value.line == 1


def test_a_long_text_is_refused():
    with pytest.raises(TooLarge):
        request_guard.inspect("ASK {} #" + "x" * CAPS.length, CAPS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { VALUES ?x { " + "1 " * 20_000 + "} }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1, " * 2000 + "1)) }",
        "INSERT DATA { " + "<a:s> <a:p> 1 ; <a:q> 2 . " * 2000 + "}",
        "SELECT * { ?s ?p '" + "((((" * 1000 + "' } # {{{{{{" + "{" * 1000,
    ],
)
def test_long_data_is_no_bomb(text):
    request_guard.inspect(text, CAPS)


LONG = 1 << 20
REPEATED = [
    ("SELECT * { VALUES ?x {", " 1", " } }}"),
    ("SELECT * { VALUES ?x {", " TRUE", " } }"),
    ("SELECT * { VALUES (?x ?y) {", "(1 a:b)", " } }"),
    ("SELECT * { ?x ?y ?z FILTER(?z IN (1", ",1", ")) }"),
    ("ASK { FILTER(1", "+1", ">0) }"),
    ("ASK { FILTER(?x", "&&?x", ") }"),
    ("ASK { FILTER(?x ", "||?x <a:b>", ") }"),
    ("INSERT DATA {", " <a:s> <a:p> True .", "}"),
    ("SELECT * {", " SERVICE SILENT ?x {}", "}"),
    ("SELECT * { ?s ?p '", "a", "' }"),
    ("SELECT * { <", "a", "> ?p }"),
    ("PREFIX a: <b:> ASK {", " a:b", " }"),
    *(
        ("", piece, "")
        for piece in ("{", "{}", "}", "(", "[", "<<", "<<(", "#", "#\n", "'", '"', "a:", "NOT ")
    ),
    *(("", piece, "") for piece in ("SERVICE ", "?x<", "@a-", "1e", "_:a.", "\\", "&&", "TRUE ", "COUNT(")),
]


@pytest.mark.parametrize(("begin", "piece", "end"), REPEATED)
def test_a_megabyte_is_inspected_and_diagnosed_in_no_time(begin, piece, end):
    text = begin + piece * ((LONG - len(begin + end)) // len(piece)) + end
    started = time.process_time()
    with contextlib.suppress(BilateralError):
        request_guard.inspect(text, CAPS)
    diagnosis.locate(QuerySyntaxError("no", 1, 1), text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("piece", [piece for _, piece, _ in REPEATED])
def test_what_is_quick_takes_milliseconds(piece):
    text = (piece * LONG)[: request_guard.QUICK]
    assert len(text) == request_guard.QUICK
    started = time.process_time()
    with contextlib.suppress(BilateralError):
        request_guard.inspect(text, CAPS)
    assert time.process_time() - started < 0.02


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (SUM(COUNT(?x)) AS ?y) {}",
        "ASK { BIND(<<( <<( ?s ?p ?o )>> ?p ?o )>> AS ?x) FILTER(<<( TRUE ?p ?o )>> = ?x) }",
        "ASK { FILTER((?x <?a&&?b> ?y)) }",
    ],
)
def test_what_is_passed_over_hides_nothing(text):
    with pytest.raises(QuerySyntaxError):
        request_guard.inspect(text, CAPS)


@pytest.mark.parametrize(
    "target",
    [
        "<http://evil.example/>",
        "<https://allowed.example.evil.example/>",
        "<http://127.0.0.1:x@evil.example/>",
        "<http://127.0.0.1:\\u0040evil.example/>",
        "?anywhere",
        "ex:service",
        "<relative>",
    ],
)
def test_only_allowed_services_are_asked(target):
    with pytest.raises(Forbidden):
        request_guard.inspect(f"SELECT * {{ SERVICE {target} {{ ?s ?p ?o }} }}", CAPS)
    silent = request_guard.inspect(f"SELECT * {{ sErViCe SILENT {target} {{ ?s ?p ?o }} }}", CAPS)
    assert target not in silent.text


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICESILENT<a:b> {}",
        "servicesilentx:y {}",
        "?s ?p 1 . SERVICEx:y {}",
        "SERVICE:y {}",
        "?s ?p 1SERVICEx:y {}",
        "?s ?p trueSERVICE<a:b> {}",
        "?s ?p trueSERVICEx:y {}",
        "?s ?p falseSERVICESILENT:y # here\n{}",
    ],
)
def test_a_service_is_found_in_words_that_the_engine_takes_apart(pattern):
    with pytest.raises(QuerySyntaxError) as caught:
        request_guard.inspect(f"SELECT * {{ {pattern} }}", CAPS)
    assert caught.value.line == 1


@pytest.mark.parametrize(
    "pattern",
    ["?s a service:x . { ?s ?p ?o }", "GRAPH services:g { ?s ?p ?o }", "?s ?servicesOf microservice:x"],
)
def test_names_like_service_are_no_service(pattern):
    text = f"PREFIX services: <a:> SELECT * FROM services:g {{ {pattern} }}"
    assert request_guard.inspect(text, CAPS).text == text


GLUE = [
    *" \n\t#.;,()[]{}<>|^*+/!=&@-_:?$'\"\\%1eaASxé·²\u00a0",
    "SERVICE",
    "SILENT",
    "GRAPH",
    "true",
    "x:",
    "1.",
]
ASKING = [
    "SELECT * { ?a ?b ?c SERVICE SILENT <URL> {?s ?p ?o} }",
    "SELECT * { ?a ?b 1 . SERVICE x:y {?s ?p ?o} FILTER(1 <2 && 4> 3) }",
    "ASK { { ?s a:p true SERVICE SILENT <URL> { } } UNION { GRAPH a:g { SERVICE x:a.b { } } } }",
    'SELECT * { ?a ?b \'x\' , """z""" SERVICE SILENT : {?s ?p ?o} # c\n }',
]


@st.composite
def mangled(draw):
    text = draw(st.sampled_from(ASKING))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text) - 1))
        until = draw(st.sampled_from([at, at + 1, text.find(" ", at) + 1 or at]))
        text = text[:at] + draw(st.sampled_from(["", *GLUE])) + text[until:]
    return text


@settings(max_examples=500, deadline=None)
@given(mangled())
def test_whatever_passes_asks_nobody(elsewhere, text):
    """The engine itself is asked: what it makes of a text is what counts."""
    url = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/"
    prologue = f"PREFIX x: <{url}> PREFIX : <{url}> PREFIX SERVICEx: <a:> PREFIX a: <a:> "
    engine = ox.Store()
    engine.update("INSERT DATA { <a:s> <a:p> 1, true, 'x' }")
    try:
        shape = request_guard.inspect(prologue + text.replace("URL", url), request_guard.RequestLimits())
        list(engine.query(shape.text, base_iri="http://a/"))
    except (BilateralError, SyntaxError, ValueError, RuntimeError, OSError, TypeError):
        pass
    with pytest.raises(BlockingIOError):
        elsewhere.accept()


@pytest.fixture(scope="module")
def elsewhere():
    """A service that is not on any list."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        yield canary


@pytest.mark.parametrize("target", ["<https://allowed.example/sparql>", "<http://127.0.0.1:8080/>"])
def test_allowed_services_are_asked(target):
    text = f"SELECT * {{ SERVICE {target} {{ ?s ?p ?o }} }}"
    shape = request_guard.inspect(text, CAPS)
    assert (shape.text, shape.repeatable) == (text, False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PREFIX select: <a:> ASK {}", BOOLEAN),
        ("# SELECT\nCONSTRUCT WHERE {}", TRIPLES),
        ("BASE <http://ask/> select * {}", BINDINGS),
        ("DESCRIBE <a:b>", TRIPLES),
        ("INSERT DATA {}", ""),
        ("nonsense", ""),
    ],
)
def test_the_form_is_the_first_keyword(text, kind):
    assert request_guard.inspect(text, CAPS).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(COUNT(*)) AS ?c) {}",
        "SELECT * { FILTER (?x<?a&&?b>?y) }",
        'SELECT * { BIND(<<( "literal" :q :z )>> AS ?x) }',
    ],
)
def test_what_the_engine_overlooks_is_refused(text):
    with pytest.raises(QuerySyntaxError):
        request_guard.inspect(text, CAPS)


def test_booleans_are_written_as_the_engine_knows_them():
    assert (
        request_guard.inspect("ASK { FILTER(TRUE || False) }", CAPS).text == "ASK { FILTER(true || false) }"
    )
