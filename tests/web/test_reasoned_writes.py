"""Writes are checked and reasoned over before they are made."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.snapshots.snapshot_builder import build_store

from .test_kills import family

DEADLINE = 3.0
PATIENCE = 10.0  # for the writer to start anew on a busy machine
Q = "ASK { <a:s> <a:q> ?o }"


@pytest.fixture
def reasoned(start, token_file, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    build_store(tmp_path / "data", [])
    return start(data=tmp_path / "data", token_file=token_file, committer="echo:main")


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
    text = f"INSERT DATA {{ GRAPH {INFERRED} {{ <a:s> <a:q> 1 }} }}"
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


@pytest.fixture
def hasty(start, token_file, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    build_store(tmp_path / "data", [])
    settings = {"data": tmp_path / "data", "token_file": token_file, "committer": "echo:main"}
    return start(**settings, update_timeout=DEADLINE)


@pytest.mark.parametrize("how", ["sleeps", "computes", "completes", "takes"])
def test_a_write_that_is_reasoned_over_for_too_long_is_not_made_and_the_next_one_is(hasty, how):
    assert hasty.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    before, begun = hasty.get("/health").json()["snapshot"], time.monotonic()
    answer = hasty.update(f"INSERT DATA {{ <a:s> <a:{how}> 1 }}")
    assert time.monotonic() - begun < DEADLINE + PATIENCE
    expected = (503, "too-heavy") if how == "takes" else (504, "deadline")
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == expected
    assert "nothing was changed" in answer.json()["detail"]
    assert hasty.get("/health").json()["snapshot"] == before
    assert hasty.update("INSERT DATA { <a:s> <a:p> 2 }").status == 200
    assert hasty.query(
        "SELECT ?o { <a:s> ?p ?o } ORDER BY ?o", "text/csv", reasoning="none"
    ).body.split() == [
        b"o",
        b"1",
        b"2",
    ]


def test_a_writer_that_is_killed_at_rest_costs_no_write(hasty):
    assert hasty.update("INSERT DATA { <a:s> <a:p> 1 }").status == 200
    (writer,) = family(hasty.process.pid)["writer"]
    os.kill(writer, signal.SIGKILL)
    while family(hasty.process.pid)["writer"]:
        time.sleep(0.01)
    assert hasty.update("INSERT DATA { <a:s> <a:p> 2 }").status == 200


def test_a_writer_that_is_killed_at_work_says_that_nothing_was_changed(hasty):
    (writer,) = family(hasty.process.pid)["writer"]
    threading.Timer(0.5, os.kill, (writer, signal.SIGKILL)).start()
    answer = hasty.update("INSERT DATA { <a:s> <a:sleeps> 1 }")
    assert (answer.status, "nothing was changed" in answer.json()["detail"]) == (503, True)
    assert not hasty.ask("ASK { ?s ?p ?o }")
