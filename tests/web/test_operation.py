"""Starting, watching, saving and stopping a server."""

import json
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.errors import InputError
from bilateral.store.snapshots.snapshot_builder import build_store
from bilateral.web.access_tokens import read_tokens
from bilateral.web.query_runner import AnswerCache


def test_a_monitor_sees_requests_and_readers(reading):
    reading.query("ASK { ?monitored ?p ?o }")
    text = reading.get("/metrics").body.decode()
    numbers = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(numbers['bilateral_requests_total{path="/sparql",status="200"}']) > 0
    assert float(numbers["bilateral_readers_alive"]) >= 1
    assert float(numbers["bilateral_asserted_triples"]) == 3


def test_it_says_that_it_is_ready(reading):
    assert reading.get("/ready").json()["ready"]


def test_every_request_and_every_slow_query_can_be_written_down(start, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", access_log=True, slow_query=0.0001)
    server.query("ASK { <a:logged> ?p ?o }")
    line = json.loads(server.process.stderr.readline())
    assert (line["path"], line["status"], line["text"]) == ("/sparql", 200, "ASK { <a:logged> ?p ?o }")
    assert len(line["query"]) == 12
    assert "rows" not in line
    for text, rows in (("SELECT * { VALUES ?x { 1 2 3 } }", 3), ("SELECT * { ?s ?p ?o }", 0)):
        for _ in range(2):  # the second time from the cache
            server.query(text)
            assert json.loads(server.process.stderr.readline())["rows"] == rows
    many = " ".join(map(str, range(20_000)))
    server.post(f"SELECT * {{ VALUES ?x {{ {many} }} }}")
    assert json.loads(server.process.stderr.readline())["rows"] == 20_000


def test_slow_updates_and_queries_of_the_query_page_are_written_down(start, token_file, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", token_file=token_file, slow_query=0.0001)
    update, text = "INSERT DATA { <a:s> <a:p> 1 }", "SELECT * { ?written ?by ?hand }"
    assert server.update(update).status == 200
    assert server.query(text, "text/html").type == "text/html"
    long = text + " " * 10_000
    assert server.post(long).status == 200
    lines = [json.loads(server.process.stderr.readline()) for _ in range(3)]
    assert [(line["path"], line["text"]) for line in lines] == [
        ("/update", update),
        ("/sparql", text),
        ("/sparql", long),
    ]


def test_the_same_query_is_answered_from_memory_until_the_next_write(empty):
    def hits():
        text = empty.get("/metrics").body.decode()
        return float(text.partition("\nbilateral_cache_hits_total ")[2].split()[0])

    text = "SELECT * { ?cached ?p ?o }"
    before = hits()
    first = [empty.query(text).body for _ in range(3)]
    assert (len(set(first)), hits()) == (1, before + 2)
    empty.update("INSERT DATA { <a:s> <a:p> 1 }")
    assert empty.query(text).body != first[0]


@given(st.lists(st.tuples(st.integers(0, 9), st.binary(max_size=80)), max_size=60))
def test_the_cache_never_holds_more_than_it_may(puts):
    cache = AnswerCache(1000)
    for key, answer in puts:
        cache.put(key, answer)
        assert cache.size <= 1000
        assert cache.get(key) is None or cache.size >= len(cache.get(key))


def test_a_request_that_is_worked_on_is_answered_before_the_end(start, tmp_path):
    build_store(tmp_path / "data", [])
    server = start(data=tmp_path / "data", query_timeout=1.0)
    numbers = " ".join(map(str, range(9999)))
    slow = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    answers = []
    client = threading.Thread(target=lambda: answers.append(server.post(slow).status))
    client.start()
    time.sleep(0.3)
    assert server.stop() == 0
    client.join()
    assert answers[0] in {200, 504}


def test_it_answers_soon_after_it_was_started(start, tmp_path):
    build_store(tmp_path / "data", [])
    # 0.5 s where nothing else runs. A machine may be busy at one start; a server that waits is slow at each.
    assert any(seconds_to_answer(start, tmp_path / "data") < 3 for _ in range(5))


def seconds_to_answer(start, data):
    started = time.monotonic()
    server = start(data=data)
    assert server.ask("ASK {}") is True
    seconds = time.monotonic() - started
    server.stop()
    return seconds


@pytest.mark.parametrize("text", ["", "# nothing\n", "name:none:secret\n", "name:write:\n"])
def test_a_token_file_that_says_nothing_is_refused(tmp_path, text):
    path = tmp_path / "tokens"
    path.write_text(text)
    with pytest.raises(InputError):
        read_tokens(path)
