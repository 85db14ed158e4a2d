"""Look-ups end when their time is over."""

import pytest

from bilateral.rdf.terms import Quad
from bilateral.store.engine.deadline import OutOfTime, deadline
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    data = tmp_path_factory.mktemp("looked-up")
    build_store(data, [Quad(f"<x:s{number}>", "<x:p>", "<x:o>", "") for number in range(1000)])
    return Snapshot(data)


def test_a_look_up_without_a_deadline_takes_what_it_takes(snapshot):
    assert len(list(snapshot.match(graph=""))) == 1000


def test_what_is_read_after_the_deadline_is_refused(snapshot):
    with deadline(0.0), pytest.raises(OutOfTime, match="longer than 0 seconds"):
        list(snapshot.match(graph=""))
    assert len(list(snapshot.triples(None, "<x:p>", None, ""))) == 1000


def test_a_deadline_can_be_lifted_within_another(snapshot):
    with deadline(0.0), deadline(None):
        assert len(list(snapshot.match(graph=""))) == 1000


def test_a_look_up_in_time_is_complete(snapshot):
    with deadline(60.0):
        assert len(set(snapshot.triples(None, None, "<x:o>", ""))) == 1000
