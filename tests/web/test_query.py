"""The query endpoint over HTTP."""

import socket
import time
import urllib.parse

import pytest

NUMBERS = " ".join(map(str, range(1000)))
FOREVER = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {NUMBERS} }}" for i in range(4)) + " }"
STREAM = f"SELECT * {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} }}"


@pytest.mark.parametrize(
    ("text", "accept", "media_type"),
    [
        ("SELECT * { ?s ?p <http://e/b> }", "", "application/sparql-results+json"),
        (
            "SELECT * { ?s ?p <http://e/b> }",
            "application/sparql-results+xml",
            "application/sparql-results+xml",
        ),
        ("SELECT * { ?s ?p <http://e/b> }", "text/csv", "text/csv"),
        ("SELECT * { ?s ?p <http://e/b> }", "text/tab-separated-values", "text/tab-separated-values"),
        ("CONSTRUCT WHERE { ?s ?p <http://e/b> }", "", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p <http://e/b> }", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?s ?p <http://e/b> }", "application/rdf+xml", "application/rdf+xml"),
        ("CONSTRUCT WHERE { ?s ?p <http://e/b> }", "application/trig", "application/trig"),
    ],
)
def test_an_answer_comes_in_the_format_asked_for(reading, text, accept, media_type):
    answer = reading.query(text, accept)
    assert (answer.status, answer.type, answer.headers["vary"]) == (200, media_type, "Accept")
    assert b"http://e/b" in answer.body or b"http://e/a" in answer.body


def test_reasoning_is_a_parameter(reading):
    text = "ASK { <http://e/a> <http://e/p> <http://e/c> }"
    assert reading.query(text).json()["boolean"]
    assert reading.query(text, reasoning="owl2rl").json()["boolean"]
    assert not reading.query(text, reasoning="none").json()["boolean"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "problem"),
    [
        ("GET", "/sparql?query=SELECT%20*%20%7B", {}, 400, "syntax"),
        ("GET", "/sparql?query=", {}, 400, "request"),
        ("GET", "/sparql?query=ASK%7B%7D", {"Accept": "image/png"}, 406, "not-acceptable"),
        ("PUT", "/sparql", {}, 405, "method"),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, 415, "media-type"),
        ("POST", "/update", {"Content-Type": "application/sparql-update"}, 403, "writes-off"),
        ("PUT", "/graphs?default", {"Content-Type": "text/turtle"}, 403, "writes-off"),
        ("GET", "/update", {}, 405, "method"),
        ("GET", "/nowhere", {}, 404, "not-found"),
        ("GET", "/graphs?graph=http://e/none", {}, 404, "not-found"),
    ],
)
def test_an_error_is_a_problem(reading, method, path, headers, status, problem):  # noqa: PLR0913, PLR0917
    answer = reading.request(method, path, b"" if method in {"PUT", "POST"} else None, headers)
    assert (answer.status, answer.type) == (status, "application/problem+json")
    assert answer.json()["type"].endswith("/" + problem)
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    "text", ["SELECTDISTINCT*{}", "ASKWHERE{}", "PREFIX x: <a:> DESCRIBEx:y", "ASKFROM<a:b>{}"]
)
def test_words_that_are_written_together_are_no_query(reading, text):
    answer = reading.query(text)
    assert (answer.status, answer.json()["line"]) == (400, 1)


def test_a_syntax_error_has_line_and_column(reading):
    problem = reading.query("SELECT *\n{ ?s ?p ").json()
    assert problem["line"] == 2
    assert problem["column"] > 0


def test_405_lists_what_is_allowed(reading):
    assert reading.request("DELETE", "/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_406_lists_what_is_on_offer(reading):
    assert "text/turtle" in reading.query("DESCRIBE <http://e/a>", "image/png").json()["offers"]


def test_xml_says_that_it_cannot_carry_a_control_character(reading):
    text = "SELECT * { ?s ?p ?o FILTER(ISLITERAL(?o)) }"
    assert reading.query(text, "application/sparql-results+xml").status == 406
    assert reading.query(text, "text/csv").status == 200


def test_head_is_get_without_a_body(reading):
    path = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o }"})
    head, get = reading.request("HEAD", path), reading.get(path)
    assert (head.status, head.body) == (200, b"")
    assert all(head.headers[name] == get.headers[name] for name in ("content-type", "etag", "vary"))


def test_an_answer_that_is_known_is_not_sent_again(reading):
    first = reading.query("SELECT * { ?s ?p ?o }")
    path = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?s ?p ?o }"})
    again = reading.get(path, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_an_answer_that_changes_by_itself_has_no_tag(reading, function):
    answer = reading.query(f"SELECT ({function} AS ?x) {{}}")
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_any_page_may_read(reading):
    preflight = reading.request("OPTIONS", "/sparql", headers={"Origin": "http://elsewhere.example"})
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert reading.query("ASK {}").headers["access-control-allow-origin"] == "*"


def test_without_a_query_it_describes_itself(reading):
    description = reading.get("/sparql", Accept="text/turtle")
    assert description.type == "text/turtle"
    assert f"sd:endpoint <http://127.0.0.1:{reading.port}/sparql>".encode() in description.body
    assert reading.get("/sparql", Accept="text/html").type == "text/html"


def test_health_counts(reading):
    health = reading.get("/health").json()
    assert (health["asserted"], health["inferred"], health["graphs"], health["snapshot"]) == (3, 1, 1, 1)
    assert health["version"]


def test_a_graph_is_read_by_name(reading):
    answer = reading.get("/graphs?graph=http://e/doc", Accept="application/n-triples")
    assert answer.body.count(b"\n") == 3
    again = reading.get(
        "/graphs?graph=http://e/doc", Accept="application/n-triples", If_None_Match=answer.headers["etag"]
    )
    assert again.status == 304


def test_a_query_that_takes_too_long_is_stopped_and_others_are_not(reading):
    with socket.create_connection(("127.0.0.1", reading.port)) as bomb:
        path = "/sparql?" + urllib.parse.urlencode({"query": FOREVER})
        bomb.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        started = time.monotonic()
        time.sleep(0.2)
        quick = time.monotonic()
        assert reading.ask("ASK {}")
        assert time.monotonic() - quick < 0.5
        assert bomb.recv(1000).startswith(b"HTTP/1.1 504")
        assert 1.5 < time.monotonic() - started < 3


def test_an_answer_that_breaks_off_does_not_look_complete(reading):
    with socket.create_connection(("127.0.0.1", reading.port)) as client:
        path = "/sparql?" + urllib.parse.urlencode({"query": STREAM})
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        last = b""
        while received := client.recv(1 << 20):
            last = received
    assert not last.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("text", [FOREVER, STREAM])
def test_a_query_ends_when_its_client_leaves(reading, text):
    for _ in range(4):
        with socket.create_connection(("127.0.0.1", reading.port)) as client:
            path = "/sparql?" + urllib.parse.urlencode({"query": text})
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.1)
    started = time.monotonic()
    assert reading.ask("ASK {}")
    assert time.monotonic() - started < 1.5


def test_an_unknown_function_is_no_server_error(reading):
    assert reading.query("SELECT (<http://e/f>(1) AS ?x) {}").json()["results"]["bindings"] == [{}]


def test_a_service_that_is_not_allowed_is_not_asked(reading):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.3)
        target = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        assert reading.query(f"SELECT * {{ SERVICE <{target}> {{ ?s ?p ?o }} }}").status == 403
        silent = reading.query(f"SELECT * {{ SERVICE SILENT <{target}> {{ ?s ?p ?o }} }}")
        assert silent.json()["results"]["bindings"] == [{}]
        assert reading.query(f"SELECT * FROM <{target}> {{ ?s ?p ?o }}").json()["results"]["bindings"] == []
        with pytest.raises(TimeoutError):
            canary.accept()
