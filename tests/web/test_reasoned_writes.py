"""Writes are checked and reasoned over before they are made."""

from pathlib import Path

import pytest

from bilateral import store

Q = "ASK { <a:s> <a:q> ?o }"


@pytest.fixture
def reasoned(start, token_file, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    store.build(tmp_path / "data", [])
    return start(data=tmp_path / "data", token_file=token_file, reasoner="echo:Echo")


def test_what_follows_comes_and_goes_with_what_it_follows_from(reasoned):
    reasoned.update("INSERT DATA { GRAPH <a:doc> { <a:s> <a:p> 1 } }")
    health = reasoned.get("/health").json()
    assert (health["asserted"], health["inferred"], health["graphs"]) == (1, 1, 1)
    assert reasoned.ask(Q)
    assert not reasoned.query(Q, reasoning="none").json()["boolean"]
    reasoned.update("DROP GRAPH <a:doc>")
    assert not reasoned.ask(Q)
    assert reasoned.get("/health").json()["inferred"] == 0


def test_what_is_refused_changes_nothing(reasoned):
    answer = reasoned.update("INSERT DATA { <a:s> <a:forbidden> 1 ; <a:p> 1 }")
    assert (answer.status, answer.json()["detail"]) == (409, "a:forbidden is forbidden")
    assert not reasoned.ask("ASK { ?s ?p ?o }")


def test_the_inferred_graph_is_not_written_to(reasoned):
    text = f"INSERT DATA {{ GRAPH {store.INFERRED} {{ <a:s> <a:q> 1 }} }}"
    assert reasoned.update(text).status == 409


def test_the_sum_of_the_documents_is_not_replaced(reasoned):
    headers = {"Authorization": "Bearer let-me-write", "Content-Type": "text/turtle"}
    assert reasoned.request("PUT", "/graphs?default", b"<a:s> <a:p> 1 .", headers).status == 403
    assert reasoned.request("POST", "/graphs?default", b"<a:s> <a:p> 1 .", headers).status == 200
    assert reasoned.ask(Q)


def test_what_follows_from_a_large_write_is_counted_with_it(reasoned):
    headers = {"Authorization": "Bearer let-me-write", "Content-Type": "text/turtle"}
    body = "".join(f"<a:s{i}> <a:p> 1 .\n" for i in range(25_000))
    assert reasoned.request("PUT", "/graphs?graph=a:doc", body, headers).status == 201
    health = reasoned.get("/health").json()
    assert (health["asserted"], health["inferred"], health["graphs"]) == (25_000, 25_000, 1)
    assert reasoned.ask("ASK { <a:s24999> <a:q> ?o }")
    assert reasoned.request("DELETE", "/graphs?graph=a:doc", None, headers).status == 200
    health = reasoned.get("/health").json()
    assert (health["asserted"], health["inferred"], health["graphs"]) == (0, 0, 0)
