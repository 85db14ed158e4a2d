"""Writes over HTTP: who may, what they do, and what survives."""

import threading

import pytest

from bilateral.store.snapshots.snapshot_builder import build_store

WRITER = {"Authorization": "Bearer let-me-write"}

TURTLE = {"Content-Type": "text/turtle", **WRITER}


def graph(server, method, name, body=None, **headers):
    given = {key.replace("_", "-"): value for key, value in headers.items()}
    return server.request(method, f"/graphs?graph={name}", body, {**TURTLE, **given})


def test_an_update_is_seen_by_the_next_query(empty):
    receipt = empty.update("INSERT DATA { <a:s> <a:p> 1, 2 } ; DELETE DATA { <a:s> <a:p> 1 }")
    assert (receipt.status, receipt.json()["added"]) == (200, 1)
    assert empty.query("SELECT ?o { ?s ?p ?o }", "text/csv").body == b"o\r\n2\r\n"
    assert empty.get("/health").json()["snapshot"] == receipt.json()["snapshot"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic let-me-write"}, 401),
        ({"Authorization": "Bearer let-me-read"}, 403),
        ({"Authorization": "Bearer let-me-do-all"}, 200),
    ],
)
def test_only_a_token_with_its_scope_writes(empty, headers, status):
    answer = empty.update("INSERT DATA { <a:s> <a:p> 1 }", **headers)
    assert answer.status == status
    assert ("www-authenticate" in answer.headers) == (status == 401)
    assert empty.ask("ASK { ?s ?p ?o }") == (status == 200)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("INSERT DATA { <a:s> <a:p> 1 } ; INSERT DATA { oops", 400),
        ("INSERT DATA { <a:s> <a:p> 1 } ; LOAD <file:///etc/hostname>", 409),
        ("INSERT DATA { <a:s> <a:p> 1 } ; DROP GRAPH <a:none>", 409),
        (
            "INSERT { <a:x> <a:p> ?x } WHERE { SERVICE <http://127.0.0.1:9/> {} }",
            403,
        ),
        ("SELECT * {}", 400),
    ],
)
def test_an_update_that_fails_changes_nothing(empty, text, status):
    assert empty.update(text).status == status
    assert not empty.ask("ASK { ?s ?p ?o }")


def test_states_that_nobody_reads_are_removed(start, token_file, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", token_file=token_file, plain=True)
    for number in range(30):
        server.update(f"INSERT DATA {{ <a:s> <a:p> {number} }}")
        assert server.ask(f"ASK {{ ?s ?p {number} }}")
    assert len(list((tmp_path / "data" / "snapshots").iterdir())) <= 10


def test_an_update_that_takes_too_long_is_stopped(empty):
    values = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(100)))} }}" for i in range(6))
    assert empty.update(f"INSERT {{ <a:s> <a:p> ?v0 }} WHERE {{ {values} }}").status == 504
    assert empty.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200


def test_a_large_write_is_one_too(empty):
    number = 30_000
    body = "".join(f"<a:s{i}> <a:p> {i}, _:b{i} .\n" for i in range(number // 2))
    assert graph(empty, "PUT", "http://e/large", body).json()["added"] == number
    assert empty.update("INSERT { ?o <a:q> ?s } WHERE { GRAPH <http://e/large> { ?s ?p ?o } }").status == 200
    health = empty.get("/health").json()
    assert (health["asserted"], health["graphs"]) == (number // 2, 1), "a number is no subject"
    joined = "SELECT (COUNT(*) AS ?n) { ?o <a:q> ?s GRAPH <http://e/large> { ?s <a:p> ?o } }"
    assert empty.query(joined, "text/csv").body == f"n\r\n{number // 2}\r\n".encode()
    assert graph(empty, "POST", "http://e/large", "<a:s1> <a:p> 1, 'more' .").json()["added"] == 1
    assert graph(empty, "DELETE", "http://e/large").json()["removed"] == number + 1
    assert empty.get("/health").json()["asserted"] == number // 2


def test_a_graph_is_put_read_and_deleted(empty):
    assert graph(empty, "PUT", "http://e/g", b"<s> <p> 1 .").status == 201
    assert graph(empty, "PUT", "http://e/g", b"<s> <p> 2 .").status == 200
    assert graph(empty, "POST", "http://e/g", b"<s> <p> 3 .").status == 200
    content = graph(empty, "GET", "http://e/g", Accept="application/n-triples").body
    assert sorted(line.split()[0] for line in content.splitlines()) == [b"<http://e/s>"] * 2
    assert graph(empty, "DELETE", "http://e/g").status == 200
    assert graph(empty, "GET", "http://e/g").status == 404
    before = empty.get("/health").json()
    assert graph(empty, "DELETE", "http://e/g").status == 404
    assert empty.get("/health").json() == before


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/turtle", b"<s> <p> <oops", 400),
        ("text/csv", b"a,b", 415),
        ("application/trig", b"GRAPH <a:g> { <a:s> <a:p> 1 }", 400),
        ("application/ld+json", b'{"@context": "http://127.0.0.1:9/", "@id": "a:s", "a:p": 1}', 400),
        ("application/rdf+xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', 400),
        ("application/rdf+xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"), 400),
    ],
)
def test_content_that_is_no_rdf_is_refused_and_the_graph_stays(empty, content_type, body, status):
    graph(empty, "PUT", "http://e/g", b"<s> <p> 1 .")
    assert graph(empty, "PUT", "http://e/g", body, Content_Type=content_type).status == status
    assert empty.ask("ASK { GRAPH <http://e/g> { ?s ?p 1 } }")


def test_a_malformed_body_has_line_and_column(empty):
    problem = graph(empty, "PUT", "http://e/g", b"<s> <p> 1 .\n<s> <p> <oops").json()
    assert (problem["line"], problem["column"]) == (2, 9)


def test_a_new_graph_gets_an_address(empty):
    created = empty.request("POST", "/graphs", b"<a:s> <a:p> 1 .", TURTLE)
    assert created.status == 201
    address = created.headers["location"].partition(f":{empty.port}")[2]
    assert empty.get(address, Accept="application/n-triples").body.startswith(b"<a:s>")


def test_a_write_for_another_state_is_refused(empty):
    first = graph(empty, "PUT", "http://e/g", b"<s> <p> 1 .").headers["etag"]
    second = graph(empty, "PUT", "http://e/g", b"<s> <p> 2 .", If_Match=first)
    assert second.status == 200
    assert graph(empty, "PUT", "http://e/g", b"<s> <p> 3 .", If_Match=first).status == 412
    assert graph(empty, "PUT", "http://e/g", b"<s> <p> 3 .", If_None_Match="*").status == 412
    assert graph(empty, "PUT", "http://e/new", b"<s> <p> 3 .", If_Match="*").status == 412
    assert empty.ask("ASK { GRAPH <http://e/g> { ?s ?p 2 } }")


def test_increments_by_several_clients_are_all_counted(empty):
    empty.update("INSERT DATA { <a:counter> <a:is> 0 }")
    increment = "DELETE { ?c <a:is> ?n } INSERT { ?c <a:is> ?m } WHERE { ?c <a:is> ?n BIND(?n + 1 AS ?m) }"
    statuses = []

    def client():
        statuses.extend(empty.update(increment).status for _ in range(10))

    clients = [threading.Thread(target=client) for _ in range(4)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    assert set(statuses) == {200}
    assert empty.ask("ASK { <a:counter> <a:is> 40 }")


def test_documents_keep_their_own_triples(start, token_file, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", token_file=token_file)
    for name in ("http://e/one", "http://e/two"):
        graph(server, "PUT", name, b"<a:s> <a:p> 1 .")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert server.query(count, "text/csv").body == b"n\r\n1\r\n"
    graph(server, "DELETE", "http://e/one")
    assert server.query(count, "text/csv").body == b"n\r\n1\r\n"
    graph(server, "DELETE", "http://e/two")
    assert server.query(count, "text/csv").body == b"n\r\n0\r\n"
    assert server.get("/health").json()["asserted"] == 0


@pytest.mark.parametrize("path", ["/sparql", "/update"])
def test_a_byte_order_mark_is_no_part_of_a_request(empty, path):
    kind, text = ("query", "ASK {}") if path == "/sparql" else ("update", "INSERT DATA {}")
    headers = {"Content-Type": f"application/sparql-{kind}", **WRITER}
    assert empty.request("POST", path, f"\ufeff{text}".encode(), headers).status == 200
    refused = empty.request("POST", path, text.encode("utf-16"), headers)
    assert (refused.status, "UTF-16" in refused.json()["detail"]) == (400, True)


def test_a_byte_order_mark_is_no_part_of_a_graph(empty):
    mark = b"\xef\xbb\xbf"
    assert graph(empty, "PUT", "http://e/g", mark + b"<s> <p> 1 .").status == 201
    part = b'Content-Disposition: form-data; name="f"; filename="a.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
    body = b"".join(b"--b\r\n" + part + mark + b"<s> <p> %d .\r\n" % number for number in (2, 3)) + b"--b--"
    multipart = "multipart/form-data; boundary=b"
    assert graph(empty, "POST", "http://e/g", body, Content_Type=multipart).json()["added"] == 2
    refused = graph(empty, "PUT", "http://e/g", "<s> <p> 1 .".encode("utf-16"))
    assert (refused.status, "UTF-16" in refused.json()["detail"]) == (400, True)
