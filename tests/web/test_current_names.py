"""The names that search, completion and reconciliation share follow the state."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bilateral.rdf.terms import Quad, iri, literal
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.store.snapshots import snapshot_builder
from bilateral.web.server_settings import ServerSettings
from bilateral.web.service import GraphService
from bilateral.web.shared_name_index import THREAD, SharedNameIndex
from bilateral.workers.failures import Busy

STATE = iri("https://w3id.org/bilateral/id/state/XYZ")


def build(data, *names):
    labels = [Quad(STATE, RDFS.label, literal(name, language="en"), "") for name in names]
    snapshot_builder.build_store(data, [Quad(STATE, RDF.type, BIL["State"], ""), *labels])


@pytest.fixture
def service(tmp_path):
    """A service over a state of one name."""
    build(tmp_path, "Ruritania")
    service = GraphService(ServerSettings(data=tmp_path, readers=1))
    yield service
    service.close()


def finds(names, text):
    return bool(names.find(text))


def settle(kept):
    """Wait until nothing is being made."""
    end = time.monotonic() + 60
    while kept.making:
        assert time.monotonic() < end, "it does not come to an end"
        time.sleep(0.01)


def test_names_are_made_when_a_state_is_announced(service, tmp_path):
    kept = SharedNameIndex(service)
    for names in (["Ruritania"], ["Ruritania", "Graustark"]):
        build(tmp_path, *names)
        kept.announce()
        settle(kept)
        assert finds(kept.latest, names[-1])


def test_making_them_gives_way_to_others_but_comes_to_an_end(service):
    kept = SharedNameIndex(service, lambda: True)
    kept.announce()
    settle(kept)
    assert finds(kept.get(), "ruritania")


def test_of_a_small_graph_a_request_waits_for_the_names_of_what_was_written(service, tmp_path):
    kept = SharedNameIndex(service)
    kept.get()
    build(tmp_path, "Graustark")
    assert finds(kept.get(), "graustark")
    assert not finds(kept.get(), "ruritania")


def test_of_a_large_graph_the_last_names_answer_while_new_ones_are_made(service, tmp_path):
    kept = SharedNameIndex(Slow(service))
    first = kept.get()
    settle(kept)
    kept.seconds = 60.0
    build(tmp_path, "Graustark")
    assert kept.get() is first
    settle(kept)
    assert finds(kept.get(), "graustark")


def test_the_first_names_can_be_had_before_they_are_complete(service):
    kept, going_on = SharedNameIndex(service, lambda: going_on.wait(60) is None), threading.Event()
    hasty = kept.get(complete=False)
    going_on.set()
    assert finds(hasty, "ruritania")
    assert kept.get().is_complete


def test_nothing_is_at_work_when_names_are_made(service):
    kept = SharedNameIndex(service)
    kept.get()
    settle(kept)
    assert not kept.making


def test_where_the_first_names_take_long_all_but_who_asked_first_are_told_so(service):
    kept = SharedNameIndex(Slow(service))
    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(kept.get, complete=False) for _ in range(3)]
    assert sum(isinstance(each.exception(), Busy) for each in asked) == 2


class Slow:
    """A service that takes longer to read than a page may take."""

    def __init__(self, service):
        self._service = service
        self.settings = ServerSettings(data=service.settings.data, page_timeout=0.01)

    def snapshot(self):
        if threading.current_thread().name == THREAD:
            time.sleep(1)
        return self._service.snapshot()
