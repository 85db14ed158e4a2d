"""What is made of each state is made when there is a new one, and nobody looks for it by the clock."""

import re
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from bilateral.rdf.iris import entity
from bilateral.rdf.terms import Quad, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.store.changes.update_evaluation import UpdateRequest
from bilateral.store.snapshots import snapshot_builder
from bilateral.store.snapshots.backup import backup, restore
from bilateral.web.app import create_app
from bilateral.web.pages import page_context
from bilateral.web.server_settings import ServerSettings
from bilateral.web.service import GraphService, StateNotifier

PLACE = entity("place/quorvelle")
REST, FEW = 2.0, 3  # seconds, and the times that a thread may wake in them


def state(number):
    return SimpleNamespace(number=number, stamp=f"stamp {number}")


def waiting(states, known):
    thread = threading.Thread(target=states.wait, args=(known,), daemon=True)
    thread.start()
    return thread


def test_who_waits_hears_of_another_state_and_not_of_the_one_that_is_known():
    states = StateNotifier()
    states.announce(state(1))
    thread = waiting(states, states.latest)
    states.announce(state(1))
    thread.join(0.1)
    assert thread.is_alive()
    states.announce(state(2))
    thread.join(5)
    assert not thread.is_alive()
    assert states.latest == (2, "stamp 2")


def test_what_was_announced_before_the_wait_is_not_missed():
    states = StateNotifier()
    states.announce(state(1))
    known = states.latest
    states.announce(state(2))
    states.wait(known)
    states.wait(None)


def test_a_wait_has_an_end():
    states = StateNotifier()
    states.wait(None, 0.01)
    assert states.latest is None


def build(data, *names):
    labels = [Quad(PLACE, RDFS.label, literal(name, language="en"), "") for name in names]
    snapshot_builder.build_store(data, [Quad(PLACE, RDF.type, BIL.Place, ""), *labels])


@pytest.fixture
def app(tmp_path):
    """An application over a state with one name."""
    build(tmp_path, "Quorvelle")
    service = GraphService(ServerSettings(data=tmp_path, readers=1))
    yield create_app(service)
    service.close()


def warmed(app):
    """Keep an application warm; return the thread that does."""
    ready = threading.Event()
    before = set(threading.enumerate())
    page_context.warm(app, ready.set)
    assert ready.wait(60)
    (thread,) = set(threading.enumerate()) - before
    return thread


def wakes(thread):
    status = Path(f"/proc/self/task/{thread.native_id}/status").read_text("utf-8")
    return int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)", status, re.MULTILINE)[1])


def test_nobody_looks_for_a_new_state_by_the_clock(app):
    thread = warmed(app)
    time.sleep(0.2)
    before = wakes(thread)
    time.sleep(REST)
    assert wakes(thread) - before <= FEW


def test_a_state_that_another_process_made_is_seen_at_the_next_request(app, tmp_path):
    thread = warmed(app)
    build(tmp_path, "Quorvelle", "Brandelshire")
    before = wakes(thread)
    client = app.test_client()
    assert client.get("/health").status_code == 200
    assert "Brandelshire" in client.get("/search?q=brandelshire", headers={"Accept": "text/html"}).text
    assert wakes(thread) > before


def test_pages_and_search_show_a_write_at_once(start, token_file, tmp_path):
    build(tmp_path / "data", "Quorvelle")
    server = start(data=tmp_path / "data", token_file=token_file)
    for number in range(3):
        label = f"Ostrevaine {number}."
        assert (
            server.update(
                f'INSERT DATA {{ GRAPH <http://e/g{number}> {{ {PLACE} {RDFS.label} "{label}" }} }}'
            ).status
            == 200
        )
        hits = server.get(f"/search?q=ostrevaine+{number}", Accept="application/json").json()["hits"]
        assert label in [hit["matched"] for hit in hits]
        assert label in server.get("/page/place/quorvelle", Accept="text/html").body.decode()


def test_a_writer_tells_of_a_write_and_of_a_state_that_was_restored(token_file, tmp_path):
    build(tmp_path / "data", "Quorvelle")
    service = GraphService(ServerSettings(data=tmp_path / "data", token_file=token_file, readers=1))
    try:
        service.announce()
        first = service.states.latest
        service.writer().update(UpdateRequest("INSERT DATA { <http://e/a> <http://e/p> 1 }", "http://e/"))
        service.states.wait(first, 30)
        second = service.states.latest
        backup(tmp_path / "data", tmp_path / "backup")
        restore(tmp_path / "backup", tmp_path / "data")
        service.states.wait(second, 30)
        assert len({first, second, service.states.latest}) == 3
    finally:
        service.close()
