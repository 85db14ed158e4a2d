"""Every write of clients is in the change log before it is acknowledged, whatever is killed."""

import threading

import pytest

from bilateral.rdf.iris import GRAPH, ID
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.change_log import ChangeLog
from bilateral.store.snapshots.snapshot_builder import build_store

from .conftest import WRITER

TURTLE = {**WRITER, "Content-Type": "text/turtle"}
MEETING = f"<{ID}meeting/a> <http://e/p> <{ID}state/CHN>, <{ID}state/RUS> ."
SECRET = b"let-me-write"


@pytest.fixture
def served(start, token_file, tmp_path):
    build_store(tmp_path / "data", [])
    return start(data=tmp_path / "data", token_file=token_file), tmp_path / "data"


def insert(server, number):
    text = f"INSERT DATA {{ <http://e/{number}> <http://e/p> {number} }}"
    return server.request("POST", "/update", text, {**WRITER, "Content-Type": "application/sparql-update"})


def changes(server, query=""):
    return server.get(f"/changes?format=json{query}").json()["changes"]


def test_an_update_says_who_and_how_much(served):
    server, _ = served
    receipt = insert(server, 1).json()
    latest = changes(server)[0]
    assert (latest["actor"], latest["kind"], latest["added"]) == ("writer", "update", 1)
    assert latest["snapshot"] == receipt["snapshot"]


def test_graphs_and_documents_say_what_they_are_about(served):
    server, _ = served
    place = f"/graphs?graph={GRAPH}talks"
    sent = [
        ("PUT", MEETING),
        ("PUT", MEETING + "<a:s> <a:p> 1 ."),
        ("POST", "<a:s> <a:p> 2 ."),
        ("DELETE", None),
    ]
    for method, body in sent:
        assert server.request(method, place, body, TURTLE).status in {200, 201}
    server.request("PUT", place, MEETING, TURTLE)
    assert server.request("DELETE", "/documents/talks", None, WRITER).status == 200
    found = changes(server)[::-1][1:]
    assert [each["sentence"] for each in found] == [
        "graph/talks was created.",
        "graph/talks was replaced.",
        "graph/talks was added to.",
        "graph/talks was deleted.",
        "graph/talks was created.",
        "The document talks was withdrawn, with what rested on it alone.",
    ]
    assert {tuple(each["documents"]) for each in found} == {("talks",)}
    pair = [["state/CHN", "state/RUS"]]
    assert [each["together"] for each in found] == [pair, [], [], pair, pair, pair]


def test_what_is_refused_or_changes_nothing_has_no_entry(served):
    server, _ = served
    insert(server, 1)
    before = changes(server)
    assert insert(server, 1).json()["added"] == 0
    assert server.request("POST", "/update", "nonsense", WRITER).status >= 400
    assert server.request("PUT", f"/graphs?graph={GRAPH}x", "no turtle", TURTLE).status == 400
    assert changes(server) == before


def test_no_token_is_in_the_log(served):
    server, data = served
    insert(server, 1)
    assert all(SECRET not in path.read_bytes() for path in ChangeLog(data).files())
    assert SECRET not in server.get("/changes.atom").body


def test_the_log_is_there_after_a_restart(served, start, token_file):
    server, data = served
    for number in range(3):
        insert(server, number)
    before = changes(server)
    server.stop()
    assert changes(start(data=data, token_file=token_file)) == before


def test_every_state_has_one_entry_though_all_is_killed_again_and_again(start, token_file, tmp_path):
    data = tmp_path / "data"
    build_store(data, [])
    acknowledged = []
    for turn in range(4):
        server = start(data=data, token_file=token_file)
        writes = threading.Thread(target=write_until_killed, args=(server, turn, acknowledged))
        writes.start()
        writes.join(0.5 + turn / 3)
        server.process.kill()
        writes.join()
    server = start(data=data, token_file=token_file)
    found = every_change(server)
    assert [each["snapshot"] for each in found] == list(range(data_directory.current(data), 0, -1))
    assert len({each["id"] for each in found}) == len(found)
    assert set(acknowledged) <= {each["snapshot"] for each in found}
    assert acknowledged


def write_until_killed(server, turn, acknowledged):
    try:
        for number in range(10_000):
            acknowledged.append(insert(server, 10_000 * turn + number).json()["snapshot"])
    except (OSError, ValueError):
        return


def every_change(server):
    path, found = "/changes?format=json", []
    while path:
        answer = server.get(path).json()
        found += answer["changes"]
        path = answer["older"]
    return found
