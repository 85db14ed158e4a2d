"""curl in all the ways that it speaks HTTP: what is asked is answered, and what is written is there."""

import gzip
import shutil
import subprocess
from functools import cache
from typing import NamedTuple

import pytest

CURL = ["curl", "--silent", "--show-error", "--max-time", "60", "--write-out", "\n%{http_code}"]
GRAPH = "/graphs?graph=http://e/g"
TOKEN = ["--header", "Authorization: Bearer let-me-write"]
QUERY = ["--header", "Content-Type: application/sparql-query"]
UPDATE = [*TOKEN, "--header", "Content-Type: application/sparql-update"]
TRIPLES = [*TOKEN, "--header", "Content-Type: application/n-triples"]
ASKING = ["--header", "Expect: 100-continue", "--expect100-timeout", "20"]
ASK = "ASK { VALUES ?x { 1 } }"
VERSIONS = ["--http1.0", "--http1.1", "--http2", "--http2-prior-knowledge"]
MANY = 8_000
"""Triples of a body of two megabytes, which no buffer on its way holds."""
FILLING = "x" * 200


class Answer(NamedTuple):
    status: int
    body: bytes


@cache
def features():
    if shutil.which("curl") is None:
        return None
    return subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True).stdout


def curl(server, path, *options, body=None, given=b""):
    """Return what curl was answered.

    Args:
        server: that is asked.
        path: and query.
        options: of curl.
        body: what it sends as it is.
        given: what it can read from standard input.
    """
    data = [] if body is None else ["--data-binary", "@-"]
    ran = subprocess.run(
        [*CURL, *options, *data, f"http://127.0.0.1:{server.port}{path}"],
        input=given if body is None else body,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    content, _, status = ran.stdout.rpartition(b"\n")
    return Answer(int(status), content)


@pytest.fixture(params=VERSIONS)
def version(request):
    """A version of HTTP as curl is told to speak it."""
    if features() is None:
        pytest.skip("needs curl, as Debian's package curl")
    if "http2" in request.param and "HTTP2" not in features():
        pytest.skip("needs a curl with HTTP/2, as Debian's is")
    return request.param


def lines(number):
    return "".join(f'<http://e/s{i}> <http://e/p> "{i} {FILLING}" .\n' for i in range(number)).encode()


def count(server):
    answer = server.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "text/csv")
    return int(answer.body.split()[1])


def test_a_query_is_answered(empty, version):
    asked = ["--get", "--data-urlencode", f"query={ASK}", "--header", "Accept: text/csv, */*;q=0.1"]
    direct = curl(empty, "/sparql", version, *QUERY, body=ASK.encode())
    form = curl(empty, "/sparql", version, "--data-urlencode", f"query={ASK}")
    for answer in (curl(empty, "/sparql", version, *asked), form, direct):
        assert (answer.status, b"true" in answer.body) == (200, True)


def test_an_update_is_done(empty, version):
    answer = curl(empty, "/update", version, *UPDATE, body=b"INSERT DATA { <a:s> <a:p> 1 }")
    assert answer.status == 200
    assert empty.ask("ASK { <a:s> <a:p> 1 }")
    form = ["--data-urlencode", "update=DELETE WHERE { ?s ?p ?o }"]
    assert curl(empty, "/update", version, *TOKEN, *form).status == 200
    assert not empty.ask("ASK { ?s ?p ?o }")


def test_an_update_without_a_token_is_not_done(empty, version):
    answer = curl(empty, "/update", version, *UPDATE[2:], body=b"INSERT DATA { <a:s> <a:p> 1 }")
    assert answer.status == 401
    assert not empty.ask("ASK { ?s ?p ?o }")


def test_a_graph_is_put_read_and_deleted(empty, version):
    put = curl(empty, GRAPH, version, *TRIPLES, "--request", "PUT", body=lines(2))
    assert (put.status, count(empty)) == (201, 2)
    got = curl(empty, GRAPH, version, "--header", "Accept: application/n-triples")
    assert (got.status, sorted(got.body.splitlines())) == (200, sorted(lines(2).splitlines()))
    assert curl(empty, GRAPH, version, *TOKEN, "--request", "DELETE").status in {200, 204}
    assert count(empty) == 0


@pytest.mark.parametrize("options", [[], ASKING], ids=["at once", "after asking"])
def test_a_large_body_arrives_whole(empty, version, options):
    answer = curl(empty, GRAPH, version, *TRIPLES, *options, "--request", "PUT", body=lines(MANY))
    assert (answer.status, count(empty)) == (201, MANY)


@pytest.mark.parametrize("version", VERSIONS[1:], indirect=True)
@pytest.mark.parametrize("options", [[], ASKING], ids=["at once", "after asking"])
def test_a_body_of_unknown_length_arrives_whole(empty, version, options):
    chunked = ["--header", "Transfer-Encoding: chunked", "--upload-file", "-"]
    answer = curl(empty, GRAPH, version, *TRIPLES, *options, *chunked, given=lines(MANY))
    assert (answer.status, count(empty)) == (201, MANY)


def test_a_large_answer_arrives_whole(empty, version):
    assert curl(empty, GRAPH, *TRIPLES, "--request", "PUT", body=lines(MANY)).status == 201
    got = curl(empty, GRAPH, version, "--header", "Accept: application/n-triples")
    assert len(got.body.splitlines()) == MANY
    asked = ["--get", "--data-urlencode", "query=SELECT * { GRAPH ?g { ?s ?p ?o } }"]
    rows = curl(empty, "/sparql", version, *asked, "--header", "Accept: text/csv")
    assert len(rows.body.splitlines()) == MANY + 1


def test_head_has_no_body(empty, version):
    for path in ("/health", "/sparql?query=ASK%7B%7D", "/none"):
        head = curl(empty, path, version, "--head")
        get = curl(empty, path, version)
        assert head.status == get.status
        assert head.body.rstrip().count(b"\r\n\r\n") == 0


def test_an_answer_is_compressed_only_where_it_is_wanted(empty, version):
    assert b"true" in curl(empty, "/sparql?query=ASK%7B%7D", version, "--compressed").body
    asked = ["--header", "Accept-Encoding: gzip", "--include"]
    head, _, body = curl(empty, "/static/site.css", version, *asked).body.partition(b"\r\n\r\n")
    if b"content-encoding: gzip" in head.lower():
        body = gzip.decompress(body)
    assert body == curl(empty, "/static/site.css", version, "--header", "Accept-Encoding: identity").body


@pytest.mark.parametrize("version", VERSIONS[1:3], indirect=True)
def test_what_is_too_long_is_refused_before_it_is_sent(empty, version):
    long = [*ASKING, "--header", "Content-Length: 99999999999"]
    assert curl(empty, GRAPH, version, *TRIPLES, *long, "--request", "PUT", body=b"#").status == 413


@pytest.mark.parametrize("version", VERSIONS[1:], indirect=True)
def test_several_requests_at_once_are_all_answered(empty, version):
    url = f"http://127.0.0.1:{empty.port}/sparql?query=ASK%7B%7D"
    # Without "immediate" curl 7.88 reuses a connection of HTTP/2 that it had prior knowledge of, and fails.
    options = [version, "--silent", "--show-error", "--max-time", "30", "--parallel", "--parallel-immediate"]
    ran = subprocess.run(["curl", *options, *[url] * 40], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout.count(b"true")) == (0, 40), ran.stderr
