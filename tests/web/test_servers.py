"""The service under servers that others keep: ASGI servers, and Flask alone under WSGI servers."""

import http.client
import os
import subprocess
import sys
import time
import urllib.parse
from importlib.util import find_spec
from pathlib import Path

import pytest

from bilateral.store.snapshots.snapshot_builder import build_store

from .conftest import WRITER, Server
from .strangers import is_again
from .test_kills import family
from .test_proxy import free_port

APPLICATION = "bilateral.web.asgi:app"
FLASK = "bilateral.web.wsgi:app"
WSGIREF = """
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server
from bilateral.web.wsgi import app
class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True
make_server("127.0.0.1", int(sys.argv[1]), app, Threaded).serve_forever()
"""
SERVERS = {
    "hypercorn": ["-m", "hypercorn", "--bind", "127.0.0.1:{port}", APPLICATION],
    "granian": ["-m", "granian", "--interface", "asgi", "--port", "{port}", APPLICATION],
    "uvicorn": ["-m", "uvicorn", "--http", "h11", "--port", "{port}", APPLICATION],
    "waitress": ["-m", "waitress", "--listen", "127.0.0.1:{port}", FLASK],
    "wsgiref": ["-c", WSGIREF, "{port}"],
    "werkzeug": ["-m", "flask", "--app", FLASK, "run", "--port", "{port}"],
}
"""How each is started. The service is set up by the environment, as by the options of `bilateral serve`."""


class Foreign(Server):
    """A server of another make, asked as ours is."""

    def __init__(self, name, **settings):
        self.name, self.port = name, free_port()
        environment = {f"BILATERAL_{key.upper()}": str(value) for key, value in settings.items()}
        command = [sys.executable, *(part.replace("{port}", str(self.port)) for part in SERVERS[name])]
        self.said = (settings["data"].parent / f"{name}.said").open("w+")
        self.process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=self.said, stderr=self.said
        )
        end = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise AssertionError(Path(self.said.name).read_text())
            time.sleep(0.1)

    def is_ready(self):
        try:
            return self.get("/ready").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
            self.said.close()


def needed(name):
    if name != "wsgiref" and find_spec(name) is None:
        pytest.skip(f"needs {name}, as PyPI's package of that name")


@pytest.fixture(scope="module", params=SERVERS)
def foreign(request, token_file, tmp_path_factory):
    """A plain store under a server of another make."""
    needed(request.param)
    data = tmp_path_factory.mktemp(request.param) / "data"
    build_store(data, [])
    server = Foreign(
        request.param, data=data, token_file=token_file, empty="1", reasoning="none", query_timeout="2.5"
    )
    yield server
    server.stop()


@pytest.fixture
def vacant(foreign):
    """That server with nothing in it."""
    assert foreign.update("DROP ALL").status == 200
    return foreign


def test_a_query_is_answered(vacant):
    assert vacant.ask("ASK {}") is True
    assert vacant.post("SELECT * { VALUES ?x { 1 2 } }", "text/csv").body.split() == [b"x", b"1", b"2"]
    form = urllib.parse.urlencode({"query": "ASK { ?s ?p ?o }"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
    assert vacant.request("POST", "/sparql", form, kind).json()["boolean"] is False


def test_a_fault_has_the_same_problem_as_ever(vacant):
    answer = vacant.query("SELECT *")
    assert (answer.status, answer.type) == (400, "application/problem+json")
    assert vacant.get("/none").type == "application/problem+json"
    assert vacant.request("DELETE", "/sparql").status == 405


def test_a_write_is_made_and_read(vacant):
    assert vacant.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    assert vacant.ask("ASK { <a:s> <a:p> 1 }")
    put = vacant.request(
        "PUT", "/graphs?graph=http://e/g", b"<a:s> <a:q> 2 .", {**WRITER, "Content-Type": "text/turtle"}
    )
    assert put.status == 201
    got = vacant.get("/graphs?graph=http://e/g", Accept="application/n-triples")
    assert got.body.split()[:2] == [b"<a:s>", b"<a:q>"]
    assert vacant.request("DELETE", "/graphs?graph=http://e/g", headers=WRITER).status in {200, 204}
    assert not vacant.ask("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_a_write_without_a_token_is_refused(vacant):
    assert vacant.update("INSERT DATA { <a:s> <a:p> 1 }", Authorization="").status == 401
    assert not vacant.ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
def test_a_large_body_arrives_whole(vacant, chunked):
    if chunked and vacant.name == "wsgiref":
        return  # it reads no chunks
    lines = "".join(f'<a:s{i}> <a:p> "{"x" * 200}" .\n' for i in range(5000)).encode()
    body = iter([lines[i : i + 10_000] for i in range(0, len(lines), 10_000)]) if chunked else lines
    headers = {**WRITER, "Content-Type": "application/n-triples"}
    if chunked:
        headers["Transfer-Encoding"] = "chunked"
    connection = http.client.HTTPConnection("127.0.0.1", vacant.port, timeout=60)
    connection.request("PUT", "/graphs?default", body, headers, encode_chunked=chunked)
    status = connection.getresponse().status
    connection.close()
    assert status in {200, 201}
    assert vacant.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv").body.split()[1] == b"5000"


def test_a_large_answer_arrives_whole(vacant):
    numbers = " ".join(map(str, range(300)))
    text = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    assert vacant.post(text, "text/csv").body.count(b"\n") == 90_001


def test_settings_come_from_the_environment(vacant):
    numbers = " ".join(map(str, range(900)))
    forever = " ".join(f"VALUES ?{name} {{ {numbers} }}" for name in "abcd")
    started = time.monotonic()
    assert vacant.post(f"SELECT (COUNT(*) AS ?n) {{ {forever} }}").status == 504
    assert 2 < time.monotonic() - started < 10


def test_what_was_asked_before_is_told_to_be_the_same(vacant):
    first = vacant.query("ASK { ?kept ?p ?o }")
    tag = first.headers["etag"]
    again = vacant.get("/sparql?query=" + urllib.parse.quote("ASK { ?kept ?p ?o }"), If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    vacant.update("INSERT DATA { <a:s> <a:p> 1 }")
    assert vacant.query("ASK { ?kept ?p ?o }").json()["boolean"] is True


@pytest.mark.parametrize("path", ["/", "/docs", "/help", "/sparql", "/search?q=china", "/static/site.css"])
def test_a_page_is_shown(vacant, path):
    answer = vacant.get(path, Accept="text/html, text/css")
    assert (answer.status, answer.type in {"text/html", "text/css"}) == (200, True)
    assert answer.headers["x-content-type-options"] == "nosniff"
    head = vacant.request("HEAD", path, headers={"Accept": "text/html, text/css"})
    assert (head.status, head.body) == (200, b"")


def test_it_says_where_it_is(vacant):
    assert f"http://127.0.0.1:{vacant.port}/sitemap.xml" in vacant.get("/robots.txt").body.decode()


def test_a_monitor_sees_requests(vacant):
    vacant.ask("ASK { ?monitored ?p ?o }")
    assert b"bilateral_requests_total" in vacant.get("/metrics").body


@pytest.mark.parametrize("name", ["hypercorn", "waitress"])
def test_nothing_of_it_is_left_when_it_ends(token_file, tmp_path, name):
    needed(name)
    build_store(tmp_path / "data", [])
    server = Foreign(name, data=tmp_path / "data", token_file=token_file, empty="1")
    pids = [each for members in family(server.process.pid).values() for each in members]
    assert server.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    server.stop()
    assert is_again(lambda: not [each for each in pids if Path(f"/proc/{each}").exists()], 20)


def test_a_setting_that_is_none_is_told(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", f"import {FLASK.partition(':')[0]} as module; module.app"],
        env={**os.environ, "BILATERAL_DATA": str(tmp_path / "none"), "BILATERAL_QUERY_TIMEOUT": "soon"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode != 0
    assert "BILATERAL_QUERY_TIMEOUT" in ran.stderr
