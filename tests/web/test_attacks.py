"""What strangers send, to the real server: each is answered in time, and others are served meanwhile."""

import contextlib
import gzip
import http.client
import http.server
import socket
import threading
import time
import urllib.parse

import pytest

from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.snapshot_builder import build_store

from .strangers import memory

DEADLINE = 1.0
PEOPLE = 1000


def values(name, number):
    return f"VALUES ?{name} {{ {' '.join(map(str, range(number)))} }}"


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
BOMBS = {
    "count": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "order": f"SELECT * {{ {CROSS} }} ORDER BY ?l ?a",
    "distinct": f"SELECT DISTINCT ?a ?d ?g ?j {{ {CROSS} }}",
    "group_concat": f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {CROSS} }}",
    "stream": f"SELECT * {{ {CROSS} }}",
    "values": f"SELECT (SUM(?a * ?b) AS ?n) {{ {values('a', 9999)} {values('b', 9999)} {values('c', 999)} }}",
    "doubling": "SELECT ?x30 { BIND('xxxxxxxxxxxxxxxx' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(30))
    + " }",
    "path": "SELECT (COUNT(*) AS ?n) { ?a (<a:p>|^<a:p>)* ?b . ?c (<a:p>|^<a:p>)* ?d }",
    "regex": "SELECT * { ?s ?p ?o FILTER(REGEX('" + "a" * 5000 + "!', '(a+)+$')) }",
}
REFUSED = {
    "brackets": "SELECT (" + "(" * 100_000 + "1" + ")" * 100_000 + " AS ?x) {}",
    "nots": "ASK { FILTER(" + "!" * 100_000 + "true) }",
    "groups": "ASK " + "{" * 100_000 + "}" * 100_000,
    "paths": "ASK { ?s " + "(" * 100_000 + "<a:p>" + ")" * 100_000 + " ?o }",
    "lists": "ASK { ?s ?p " + "(" * 300 + ")" * 300 + " }",
    "patterns": "ASK { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(1000)) + " }",
}


@pytest.fixture(scope="module")
def target(start, token_file, tmp_path_factory):
    data = tmp_path_factory.mktemp("target") / "data"
    text = "".join(f"<a:s{i}> <a:p> <a:s{(i * 7) % PEOPLE}> .\n" for i in range(PEOPLE))
    build_store(data, parse(text.encode(), media_type="application/n-triples"))
    return start(
        data=data,
        token_file=token_file,
        plain=True,
        query_timeout=DEADLINE,
        update_timeout=DEADLINE,
        memory=1024,
    )


@pytest.fixture
def others(target):
    """Another client, asking all the while; its answers' times are returned."""
    times, statuses, over = [], [], threading.Event()

    def ask():
        while True:
            # Another each time: one that was answered before would come from the cache.
            text = f"ASK {{ <a:s{len(times)}> <a:p> ?o }}"
            started = time.monotonic()
            statuses.append(target.query(text).status)
            times.append(time.monotonic() - started)
            if over.wait(0.02):
                return

    thread = threading.Thread(target=ask)
    thread.start()
    yield times
    over.set()
    thread.join()
    assert set(statuses) == {200}
    if len(times) > 20:
        late = sorted(times)[int(len(times) * 0.95)]
        print(f"{len(times)} others, of which 95 % had an answer in {late * 1000:.0f} ms")  # noqa: T201
        assert late < DEADLINE


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_stopped_at_the_deadline(target, name):
    started = time.monotonic()
    try:
        status = target.post(BOMBS[name]).status
    except (OSError, http.client.IncompleteRead):
        status = None  # broken off half way
    assert time.monotonic() - started < DEADLINE + 1
    assert status in {None, 200, 502, 503, 504}
    assert status != 200 or name in {"doubling", "regex"}
    assert target.ask("ASK { <a:s1> <a:p> ?o }")


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("names", [["count", "stream"], ["order", "distinct", "stream", "stream", "count"]])
def test_several_bombs_at_once_leave_a_reader_to_others(target, names):
    def throw(name):
        started = time.monotonic()
        with contextlib.suppress(OSError, http.client.IncompleteRead):
            statuses.append(target.post(BOMBS[name]).status)
        times.append(time.monotonic() - started)

    statuses, times = [], []
    bombs = [threading.Thread(target=throw, args=(name,)) for name in names]
    for bomb in bombs:
        bomb.start()
    for bomb in bombs:
        bomb.join()
    assert set(statuses) <= {503, 504}
    assert max(times) < DEADLINE * len(names) + 1


def test_what_is_put_off_for_others_is_answered_in_the_end(start, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", plain=True, query_timeout=20, cache=0)
    text = f"SELECT (COUNT(*) AS ?n) {{ {values('a', 2000)} {values('b', 2000)} FILTER(?a < ?b) }} # "
    found, over = [], threading.Event()

    def ask(number):
        found.append(server.post(f"{text}{number}", "text/csv").body.split())

    def distract():
        while not over.wait(0.01):
            server.ask("ASK {}")

    slow = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    quick = threading.Thread(target=distract)
    for client in [*slow, quick]:
        client.start()
    for client in slow:
        client.join()
    over.set()
    quick.join()
    assert found == [[b"n", b"1999000"]] * 3


def test_memory_is_given_back(target):
    assert target.ask("ASK { <a:s1> <a:p> ?o }")
    before = memory(target)
    for bomb in BOMBS.values():
        with contextlib.suppress(OSError, http.client.IncompleteRead):
            target.post(bomb)
    end = time.monotonic() + 20
    while memory(target) > before + 64 and time.monotonic() < end:
        time.sleep(0.1)
    assert memory(target) <= before + 64


@pytest.mark.parametrize("name", REFUSED)
def test_nesting_and_repetition_are_refused_at_once(target, name):
    started = time.monotonic()
    answer = target.post(REFUSED[name])
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (400, "too-complex")
    assert time.monotonic() - started < DEADLINE + 1


def put(server, body, **headers):
    given = {"Authorization": "Bearer let-me-write", "Content-Type": "application/rdf+xml", **headers}
    for _ in range(20):
        answer = server.request("PUT", "/graphs?graph=http://e/g", body, given)
        if answer.status != 503:
            break
        # What evaluates writes may just have been killed by the attack before: it says to come again.
        time.sleep(0.5)
    return answer


def test_an_entity_bomb_is_not_opened(target):
    entities = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    body = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "lol">{entities}]><r>&e9;</r>'
    assert put(target, body.encode()).status == 400


def test_an_external_entity_is_not_read(target):
    body = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>'
    assert put(target, body.encode()).status == 400


def test_a_compressed_body_is_not_opened(target):
    body = gzip.compress(b"<a:s> <a:p> 1 .\n" * 1_000_000)
    answer = put(target, body, **{"Content-Type": "application/n-triples", "Content-Encoding": "gzip"})
    assert answer.status == 415


def test_a_body_that_is_too_long_is_refused(target):
    with socket.create_connection(("127.0.0.1", target.port)) as client:
        head = "PUT /graphs?graph=http://e/g HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer let-me-write\r\n"
        client.sendall(f"{head}Content-Type: text/turtle\r\nContent-Length: 200000000\r\n\r\n".encode())
        sent, piece = 0, b"#" * (1 << 20)
        try:
            for _ in range(200):
                client.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        answer = client.recv(100)
    assert answer.startswith(b"HTTP/1.1 413") or (not answer and sent < 100_000_000)
    assert target.ask("ASK { <a:s1> <a:p> ?o }")


def test_requests_that_never_end_hold_nobody_up(target):
    open_ones = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(300)]
    try:
        for client in open_ones:
            client.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n")
        started = time.monotonic()
        assert target.ask("ASK { <a:s1> <a:p> ?o }")
        assert time.monotonic() - started < 1
    finally:
        for client in open_ones:
            client.close()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * FROM <URL> { ?s ?p ?o }",
        "SELECT * { BIND(<URL> AS ?u) SERVICE SILENT ?u { ?s ?p ?o } }",
        "PREFIX x: <URL> SELECT * { SERVICE SILENT x: { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<URL> { ?s ?p ?o } }",
        "PREFIX x: <URL> SELECT * { SERVICEx:y { ?s ?p ?o } }",
        "SELECT * { VALUES ?n { 1 } ?s ?p ?o FILTER(?n = 1)SERVICE<URL> { ?s ?p ?o } }",
        "DESCRIBE <URL>",
    ],
)
def test_nothing_is_fetched_from_elsewhere(target, text):
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.2)
        url = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        target.query(text.replace("URL", url))
        within = text.replace("URL", url).replace("SELECT *", "INSERT {} WHERE")
        for update in (f"LOAD <{url}>", f"LOAD SILENT <{url}>", f"LOADSILENT<{url}>", within):
            target.update(update)
        with pytest.raises(TimeoutError):
            canary.accept()


class Redirecting(http.server.BaseHTTPRequestHandler):
    """Leads whoever asks for /STATUS/PORT to that port."""

    def do_POST(self):
        _, status, port = self.path.split("/")
        self.send_response(int(status))
        self.send_header("Location", f"http://127.0.0.1:{port}/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_service_that_is_allowed_leads_nowhere_else(start, tmp_path):
    build_store(tmp_path / "data", [])
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirecting) as service,
        socket.create_server(("127.0.0.1", 0)) as canary,
    ):
        threading.Thread(target=service.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{service.server_port}/"
        server = start(data=tmp_path / "data", services=(address,))
        canary.settimeout(0.2)
        for status in (301, 302, 303, 307, 308):
            name = f"{address}{status}/{canary.getsockname()[1]}"
            answer = server.query(f"SELECT * {{ SERVICE <{name}> {{ ?s ?p ?o }} }}")
            assert (answer.status, "edirect" in answer.json()["detail"]) == (502, True)
        with pytest.raises(TimeoutError):
            canary.accept()
        service.shutdown()


def test_one_client_does_not_get_everything(start, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", per_client=3, query_timeout=DEADLINE)
    forever = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(values(name, 500) for name in 'abcd')} }}"
    path = "/sparql?" + urllib.parse.urlencode({"query": forever})
    with contextlib.ExitStack() as clients:
        for _ in range(3):
            client = clients.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.3)
        answer = server.query("ASK {}")
    assert (answer.status, answer.headers.get("retry-after")) == (429, "1")
