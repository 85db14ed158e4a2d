"""The service behind nginx with TLS: every address it gives is the public one, and clients are told apart."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urljoin

import pytest

from bilateral.store.snapshots.snapshot_builder import build_store

from .commands import Client, Served
from .test_attacks import values

NAME = "graph.example"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
CONFIGURATION = """
daemon off;
pid nginx.pid;
error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        proxy_http_version 1.1;
        proxy_read_timeout 60;
        {headers}
        location / {{ proxy_pass http://127.0.0.1:{upstream}/; }}
    }}
}}
"""
FORWARDED_FOR = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
X_FORWARDED = f"""
        {FORWARDED_FOR}
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header Forwarded "";
"""
FORWARDED = """
        proxy_set_header Forwarded "for=$remote_addr;proto=$scheme;host=\\"$http_host\\"";
"""
TRUSTED = ["--trusted-proxy", "127.0.0.1"]
WAYS = {
    "X-Forwarded": (X_FORWARDED, TRUSTED, ""),
    "Forwarded": (FORWARDED, TRUSTED, ""),
    "public URL": ("", [], "--public-url"),
}
"""What nginx says of the client; options of `bilateral serve`."""

FIRST = (Path(__file__).parent / "addresses.txt").read_text(encoding="utf-8").split("\n")[:-1]
"""Where a crawl begins: an address of every kind."""
ACCEPTS = ["text/html", "application/json, */*;q=0.1", "text/turtle, */*;q=0.1"]
ABSOLUTE = re.compile(
    rf"https?://(?:{re.escape(NAME)}|127\.0\.0\.1|localhost|\[::1\])[^\s\"'<>\\)]*", re.IGNORECASE
)
LINKED = re.compile(r'\s(?:href|src|action|formaction|data-[a-z]+)="([^"]*)"')
MOST = {"X-Forwarded": 120, "public URL": 120}
"""Addresses that are crawled; elsewhere those that a crawl begins with."""
MUST_NAME = {
    "/robots.txt": "Sitemap: {}/sitemap.xml",
    "/sitemap.xml": "<loc>{}/sitemap/State.xml</loc>",
    "/sitemap/State.xml": "<loc>{}/page/state/CHN</loc>",
    "/.well-known/void": "{}/sparql",
    "/openapi.json": '"{}"',
    "/reconcile": '"{}/reconcile',
    "/reconcile/draft": '"{}/',
    "/help": "{}/sparql",
    "/relation/CHN-RUS.bib": "{}/relation/CHN-RUS",
}
"""What each of these has to give as an address, whoever asks."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def nginx(folder, certificate, **values):
    """An nginx of this test's own, with nothing of the machine's."""
    for name in ("certificate.pem", "key.pem"):
        shutil.copy(certificate.parent / name, folder)
    (folder / "nginx.conf").write_text(CONFIGURATION.format(**values))
    command = [
        NGINX,
        "-p",
        folder,
        "-c",
        "nginx.conf",
    ]
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen([*command, "-e", "stderr"], stderr=said)
        try:
            wait_for(values["port"], process)
            yield
        finally:
            process.terminate()
            process.wait(20)


def wait_for(port, process):
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not start")


@contextmanager
def proxied(data, folder, certificate, way, *options):
    """A server behind nginx, and the address that it has there."""
    if NGINX is None:
        pytest.skip("needs nginx, as Debian's package nginx-light")
    headers, trusted, public = WAYS[way]
    port = free_port()
    address = f"https://{NAME}:{port}"
    given = [public, address] if public else []
    server = Served("--data", data, *trusted, *given, *options)
    try:
        with nginx(folder, certificate, port=port, upstream=server.port, headers=headers):
            yield server, address
    finally:
        server.stop()


@pytest.fixture(scope="module", params=WAYS)
def behind(request, world, certificate, tmp_path_factory):
    """One who asks for the graph of this checkout by its public address."""
    with proxied(world.data, tmp_path_factory.mktemp("nginx"), certificate, request.param) as (_, address):
        client = Client(address, certificate)
        client.most = MOST.get(request.param, 0)
        yield client


def wrong(answer, public):
    """Return the addresses in an answer that lead to this machine by any other than its public address."""
    text = "\n".join([*map(str, answer.headers.values()), answer.body.decode("utf-8", "replace")])
    # An address may be the parameter of another, and JSON may escape its slashes.
    spellings = (text, unescape(text), unquote(unescape(text)), text.replace("\\/", "/"))
    found = {each for spelling in spellings for each in ABSOLUTE.findall(spelling)}
    return {each for each in found if not re.match(rf"{re.escape(public)}(?![\w.:-])", each)}


def led_to(answer, page, public):
    """Return the paths of this service that an answer leads to, and links that lead out of it."""
    links = set()
    if answer.type == "text/html":
        links |= set(map(unescape, LINKED.findall(answer.body.decode())))
    if "location" in answer.headers:
        links.add(answer.headers["location"])
    links |= set(re.findall(r"<([^>]*)>;", answer.headers.get("link", "")))
    whole = {urljoin(page, link).partition("#")[0] for link in links if re.match(r"[/?]|https?://", link)}
    host = public[: len("https://")] + public[len("https://") :].partition("/")[0]
    inside = {each for each in whole if each == public or each.startswith((public + "/", public + "?"))}
    return inside, {each for each in whole - inside if each.startswith(host)}


def test_every_address_that_is_given_is_the_public_one(behind):
    public = behind.address
    todo, seen, faults = [public + path for path in FIRST], set(), []
    for page in todo:
        for accept in ACCEPTS if behind.most and page.removeprefix(public) in FIRST else ACCEPTS[:1]:
            answer = behind.get(page, Accept=accept)
            inside, outside = led_to(answer, page, public)
            faults += [(page, accept, each) for each in (*wrong(answer, public), *outside)]
            faults += [(page, accept, answer.status)] * (answer.status >= 500)
            new = sorted(inside - seen - set(todo))
            # A few of each page's links: the rest are of the same kinds.
            todo += new[:: max(1, len(new) // 8)] if len(todo) < behind.most else []
        seen.add(page)
    assert len(seen) >= max(len(FIRST), behind.most)
    assert faults == []


@pytest.mark.parametrize("path", MUST_NAME)
def test_it_says_where_it_is(behind, path):
    text = behind.get(path, Accept="*/*").body.decode().replace("\\/", "/")
    assert MUST_NAME[path].format(behind.address) in unescape(text)


def test_the_description_of_the_service_names_its_public_address(behind):
    text = behind.get("/sparql", Accept="application/n-triples").body.decode()
    assert f"#endpoint> <{behind.address}/sparql>" in text


def test_a_link_that_leads_to_a_page_leads_there(behind):
    answer = behind.get("/id/state/CHN", Accept="text/html")
    assert answer.status == 303
    page = urljoin(f"{behind.address}/id/state/CHN", answer.headers["location"])
    assert page == f"{behind.address}/page/state/CHN"
    assert behind.get(page, Accept="text/html").status == 200


def test_relative_names_in_a_query_are_resolved_against_the_public_address(behind):
    text = "SELECT (IRI('here') AS ?here) (<there> AS ?there) {}"
    answer = behind.get("/sparql?" + urlencode({"query": text}), Accept="text/csv")
    assert answer.body.split() == [b"here,there", f"{behind.address}/here,{behind.address}/there".encode()]


def test_scripts_and_styles_are_found_where_the_page_is(behind):
    page = f"{behind.address}/sparql"
    text = behind.get("/sparql", Accept="text/html").body.decode()
    parts = set(re.findall(r'(?:src|href)="([^"]*\.(?:js|css))"', text))
    assert parts
    todo = sorted(urljoin(page, part) for part in parts)
    for part in todo:
        answer = behind.get(part)
        assert (answer.status, answer.type.startswith("text/")) == (200, True), part
        imported = re.findall(r'from "([^"]+)"', answer.body.decode())
        todo += [each for name in imported if (each := urljoin(part, name)) not in todo]


def test_the_server_itself_and_its_public_address_are_not_mixed_up_in_what_is_kept(
    world, certificate, tmp_path
):
    with proxied(world.data, tmp_path, certificate, "X-Forwarded") as (server, address):
        public, direct = Client(address, certificate), f"http://127.0.0.1:{server.port}"
        for path in ("/help", "/reconcile", "/.well-known/void", "/sitemap/State.xml", "/sparql"):
            for _ in range(2):
                assert not wrong(public.get(path, Accept="text/html, */*"), address)
                here = Client(direct, source="127.0.0.2").get(path, Accept="text/html, */*")
                assert NAME not in here.body.decode()


@pytest.fixture(scope="module", params=["X-Forwarded", "public URL"])
def writing(request, certificate, token_file, tmp_path_factory):
    """One who writes to a plain store by its public address."""
    folder = tmp_path_factory.mktemp("writing")
    options = ["--empty", "--reasoning", "none", "--token-file", token_file]
    with proxied(folder / "data", folder, certificate, request.param, *options) as (_, address):
        yield Client(address, certificate)


def write(client, method, path, kind="text/turtle", body=b"<s> <p> <o> ."):
    return client.request(
        method, path, body, Authorization="Bearer let-me-write", Content_Type=kind, Accept="*/*"
    )


def names(client):
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    return client.get("/sparql?" + urlencode({"query": text}), Accept="text/csv").body.decode().split()[1:]


def test_a_new_graph_is_named_by_the_public_address(writing):
    answer = write(writing, "POST", "/graphs")
    assert answer.status == 201
    location = answer.headers["location"]
    assert location.startswith(f"{writing.address}/graphs/")
    assert location in names(writing)
    assert writing.get(location, Accept="text/turtle").status == 200


def test_a_graph_by_its_own_address_has_the_public_address_as_its_name(writing):
    assert write(writing, "PUT", "/graphs/named").status in {200, 201}
    assert f"{writing.address}/graphs/named" in names(writing)
    subject = writing.get("/graphs/named", Accept="application/n-triples").body.split()[0].decode()
    assert subject == f"<{writing.address}/graphs/s>"
    assert write(writing, "DELETE", "/graphs/named", body=b"").status in {200, 204}
    assert f"{writing.address}/graphs/named" not in names(writing)


def test_relative_names_in_an_update_are_resolved_against_the_public_address(writing):
    text = b"INSERT DATA { GRAPH <relative> { <s> <p> <o> } }"
    assert write(writing, "POST", "/update", "application/sparql-update", text).status == 200
    assert f"{writing.address}/relative" in names(writing)


SPOOFED = {
    "Forwarded": 'for=192.0.2.9;proto=https;host="evil.example"',
    "X_Forwarded_For": "192.0.2.9",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Port": "444",
    "X_Forwarded_Prefix": "/evil",
    "X_Forwarded_Server": "evil.example",
    "X_Original_URL": "/evil",
    "X_Rewrite_URL": "/evil",
    "X_Real_IP": "192.0.2.9",
}
SAYING = ["/.well-known/void", "/reconcile", "/sitemap.xml", "/openapi.json", "/robots.txt"]


@pytest.fixture(scope="module")
def trusting(tmp_path_factory):
    """A server that trusts two proxies, and writes down who asks."""
    folder = tmp_path_factory.mktemp("trusting")
    proxies = ["--trusted-proxy", "127.0.0.1", "--trusted-proxy", "127.0.0.5"]
    server = Served("--data", folder / "data", "--empty", *proxies, "--access-log", "--per-client", "3")
    yield server
    server.stop()


def client_of(server, source="127.0.0.1", **headers):
    """Return whom the server takes for the client of a request."""
    path = f"/sparql?query=ASK%7B%7D&mark={time.time_ns()}"
    answer = Client(f"http://127.0.0.1:{server.port}", source=source).get(path, **headers)
    assert answer.status == 200
    return json.loads(server.process.stderr.readline())["client"]


def test_a_stranger_cannot_say_where_the_service_is(trusting, reading):
    for server, source in ((trusting, "127.0.0.2"), (reading, "127.0.0.1")):
        client = Client(f"http://127.0.0.1:{server.port}", source=source)
        for path in SAYING:
            answer = client.get(path, Accept="*/*", **SPOOFED)
            text = f"{answer.headers} {answer.body.decode()}"
            assert (answer.status, "evil" in text, "https://127" in text) == (200, False, False)
            assert f"http://127.0.0.1:{server.port}" in text.replace("\\/", "/")
    drain(trusting, len(SAYING))


def drain(server, lines):
    for _ in range(lines):
        server.process.stderr.readline()


def test_a_stranger_cannot_say_who_he_is(trusting):
    assert client_of(trusting, "127.0.0.2", **SPOOFED) == "127.0.0.2"


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        ({}, "127.0.0.1"),
        ({"X_Forwarded_For": "192.0.2.1"}, "192.0.2.1"),
        ({"X_Forwarded_For": "203.0.113.7, 192.0.2.1"}, "192.0.2.1"),
        ({"X_Forwarded_For": "192.0.2.1, 127.0.0.5"}, "192.0.2.1"),
        ({"X_Forwarded_For": "203.0.113.7,192.0.2.1 ,127.0.0.5"}, "192.0.2.1"),
        ({"X_Forwarded_For": "2001:db8::1"}, "2001:db8::1"),
        ({"Forwarded": "for=192.0.2.1"}, "192.0.2.1"),
        ({"Forwarded": "For=192.0.2.1;Proto=https"}, "192.0.2.1"),
        ({"Forwarded": 'for=203.0.113.7, for="192.0.2.1:4711";proto=https, for=127.0.0.5'}, "192.0.2.1"),
        ({"Forwarded": 'for="[2001:db8::1]:4711"'}, "2001:db8::1"),
        ({"Forwarded": 'for="192.0.2.1";by="a,b;for=203.0.113.7"'}, "192.0.2.1"),
    ],
)
def test_the_client_is_the_last_whom_a_trusted_proxy_names(trusting, headers, client):
    assert client_of(trusting, **headers) == client


@pytest.mark.parametrize("name", ["X_Forwarded_For", "Forwarded"])
@pytest.mark.parametrize(
    "value",
    ["", "unknown", "_hidden", ",", ";;=", '"', "for", "for=", 'for="', "999.1.2.3", "x" * 5000, "\xe9"],
)
def test_nonsense_of_a_proxy_about_the_client_is_no_fault_of_the_service(trusting, name, value):
    client = Client(f"http://127.0.0.1:{trusting.port}")
    answer = client.get("/sparql?query=ASK%7B%7D", **{name: value.encode("latin-1")})
    drain(trusting, 1)
    assert answer.status in {200, 400}


@pytest.mark.parametrize(
    "host", ["xn--", "a b", 'a"><script>', "a:99999", "user@a", "a/b", "a\\b", "\xe9", "a,b", "["]
)
@pytest.mark.parametrize("name", ["X_Forwarded_Host", "Forwarded"])
def test_nonsense_of_a_proxy_about_the_host_gets_into_no_address(trusting, name, host):
    value = 'host="' + host.replace("\\", "\\\\").replace('"', '\\"') + '"' if name == "Forwarded" else host
    client = Client(f"http://127.0.0.1:{trusting.port}")
    answer = client.get("/robots.txt", **{name: value.encode("latin-1")})
    drain(trusting, 1)
    assert answer.status in {200, 400}
    assert f"//{host}" not in answer.body.decode("latin-1")


@pytest.mark.parametrize("scheme", ["javascript", "", "https://", "ftp", "ht tp"])
def test_a_scheme_that_is_none_of_the_web_gets_into_no_address(trusting, scheme):
    client = Client(f"http://127.0.0.1:{trusting.port}")
    answer = client.get("/robots.txt", X_Forwarded_Proto=scheme)
    drain(trusting, 1)
    assert answer.status == 400 or b"Sitemap: http" in answer.body


def test_a_stranger_behind_the_proxy_cannot_say_who_he_is_or_where_the_service_is(certificate, tmp_path):
    options = ["--empty", "--access-log"]
    for way in ("X-Forwarded", "Forwarded"):
        folder = tmp_path / quote(way)
        folder.mkdir()
        with proxied(folder / "data", folder, certificate, way, "--access-log", *options) as (
            server,
            address,
        ):
            client = Client(address, certificate, source="127.0.0.3")
            for path in SAYING:
                answer = client.get(path, Accept="*/*", **{**SPOOFED, "X_Forwarded_Prefix": ""})
                assert json.loads(server.process.stderr.readline())["client"] == "127.0.0.3"
                assert "evil" not in f"{answer.headers} {answer.body.decode()}"


def test_each_client_behind_the_proxy_has_a_limit_of_its_own(certificate, tmp_path):
    build_store(tmp_path / "data", [])
    forever = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(values(name, 500) for name in 'abcd')} }} # "
    options = ["--empty", "--per-client", "3", "--query-timeout", "5", "--queue-timeout", "5"]
    with proxied(tmp_path / "data", tmp_path, certificate, "X-Forwarded", *options) as (server, address):
        one, other = (Client(address, certificate, source=f"127.0.0.{each}") for each in (2, 3))
        direct = Client(f"http://127.0.0.1:{server.port}")
        with many(server, "192.0.2.1", [f"{forever}{number}" for number in range(3)]):
            full = direct.get("/sparql?query=ASK%7B%7D", X_Forwarded_For="192.0.2.1")
            assert (full.status, "retry-after" in full.headers) == (429, True)
            assert [each.get("/sparql?query=ASK%7B%7D").status for each in (one, other)] == [200, 200]


@contextmanager
def many(server, address, queries):
    """Requests of one address, by a trusted proxy, that are worked on."""
    opened = []
    try:
        for text in queries:
            opened.append(socket.create_connection(("127.0.0.1", server.port)))
            path = "/sparql?" + urlencode({"query": text})
            opened[-1].sendall(
                f"GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\n\r\n".encode()
            )
        time.sleep(0.5)
        yield
    finally:
        for each in opened:
            each.close()
