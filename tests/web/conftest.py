"""Real servers, in processes of their own."""

import contextlib
import http.client
import json
import re
import shutil
import subprocess
import sys
import urllib.parse

import pytest

from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

PATHS = ("data", "token_file", "tls_certificate", "tls_key")
MAIN = """
import ast, importlib, sys
from pathlib import Path
from bilateral.web.server import serve
from bilateral.web.server_settings import ServerSettings
given = ast.literal_eval(sys.argv[1])
if "committer" in given:
    module, _, name = given.pop("committer").partition(":")
    given["committer"] = getattr(importlib.import_module(module), name)
names = ("data", "token_file", "tls_certificate", "tls_key")
paths = {name: Path(given.pop(name)) for name in names if name in given}
sys.exit(serve(ServerSettings(**paths, **given)))
"""
TOKENS = "# who may write\nwriter:write:let-me-write\nreader:read:let-me-read\nlet-me-do-all\n"
WRITER = {"Authorization": "Bearer let-me-write"}


class Answer:
    """A response, read to its end."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()
        self.type = self.headers.get("content-type", "").partition(";")[0]

    def json(self):
        return json.loads(self.body)


class Server:
    """A server and a way to talk to it."""

    def __init__(self, **settings):
        given = {key: str(value) if key in PATHS else value for key, value in settings.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-c", MAIN, repr({"port": 0, **given})], stderr=subprocess.PIPE, text=True
        )
        line = self.process.stderr.readline()
        ready = re.match(r"bilateral: ready at https?://127.0.0.1:(\d+) snapshot \d+$", line.strip())
        if not ready:
            # It may well be running: what else it says is heard once it is stopped.
            self.process.terminate()
        assert ready, line + self.process.stderr.read()
        self.port = int(ready.group(1))

    def request(self, method, path, body=None, headers=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.request(
            "GET", path, headers={key.replace("_", "-"): value for key, value in headers.items()}
        )

    def query(self, text, accept="", **parameters):
        encoded = urllib.parse.urlencode({"query": text, **parameters})
        return self.get(f"/sparql?{encoded}", Accept=accept)

    def post(self, text, accept="application/sparql-results+json"):
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.request("POST", "/sparql", text.encode(), headers)

    def update(self, text, **headers):
        given = {"Content-Type": "application/sparql-update", **WRITER, **headers}
        return self.request("POST", "/update", text.encode(), given)

    def ask(self, text):
        return self.query(text).json()["boolean"]

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.stderr.close()


@pytest.fixture(scope="session")
def token_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("tokens") / "tokens"
    path.write_text(TOKENS)
    return path


@contextlib.contextmanager
def servers():
    """Start servers that are stopped at the end, each of which is seven processes."""
    started = []

    def start_one(**settings):
        started.append(Server(**settings))
        return started[-1]

    try:
        yield start_one
    finally:
        for server in started:
            server.process.terminate()
        for server in started:
            server.stop()


@pytest.fixture(scope="module")
def start():
    """Start servers for the tests of a module."""
    with servers() as start_one:
        yield start_one


@pytest.fixture(scope="session")
def start_for_all():
    """Start servers that the tests of several modules use."""
    with servers() as start_one:
        yield start_one


@pytest.fixture(scope="session")
def reading(start_for_all, tmp_path_factory):
    """A server of a small reasoned graph that takes no writes."""
    data = tmp_path_factory.mktemp("reading") / "data"
    text = b"PREFIX : <http://e/> GRAPH :doc { :a :p :b, 'x\\u0001' . :b :p :c }"
    asserted = canonical(parse(text, media_type="application/trig"))
    build_store(data, asserted, [("<http://e/a>", "<http://e/p>", "<http://e/c>")])
    return start_for_all(data=data, query_timeout=2.0, max_body=1 << 20)


@pytest.fixture(scope="session")
def plain(start_for_all, token_file, tmp_path_factory):
    """A strict SPARQL store, empty at first, that takes writes."""
    data = tmp_path_factory.mktemp("plain") / "data"
    build_store(data, [])
    return start_for_all(data=data, token_file=token_file, plain=True, reasoning=False, update_timeout=2.0)


@pytest.fixture
def empty(plain):
    """The plain server with nothing in it."""
    assert plain.update("DROP ALL").status == 200
    return plain


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate that nobody but the tests trusts, beside its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl, as Debian's package of that name")
    folder = tmp_path_factory.mktemp("certificate")
    names = "subjectAltName=DNS:graph.example,IP:127.0.0.1"
    made = ["-keyout", "key.pem", "-out", "certificate.pem", "-subj", "/CN=graph.example", "-addext", names]
    kind = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*kind, *made, "-days", "2"], cwd=folder, check=True, capture_output=True)
    return folder / "certificate.pem"
