"""Events told twice, found and merged from the command line."""

import shutil

import pytest

from bilateral.__main__ import run
from bilateral.rdf.iris import entity
from bilateral.rdf.vocabulary import BIL, DCT
from bilateral.store.snapshots.snapshot import Snapshot

from .told_twice import DOUBLE, TALKS, tell_twice, triples


@pytest.fixture(scope="module")
def doubled(world, tmp_path_factory):
    """A data directory in which the talks stand twice."""
    data = tmp_path_factory.mktemp("doubled") / "data"
    shutil.copytree(world.data, data, symlinks=True)
    tell_twice(data)
    return data


@pytest.fixture
def data(doubled, tmp_path):
    without_socket = shutil.ignore_patterns("control")
    return shutil.copytree(doubled, tmp_path / "data", symlinks=True, ignore=without_socket)


@pytest.fixture
def merge(data, capsys):
    """Return what runs a step and returns its status and what it printed."""

    def step(name, *arguments):
        status = run(["merge", "--data", str(data), name, *arguments])
        return status, "".join(capsys.readouterr())

    return step


def holds(data):
    with Snapshot(data) as snapshot:
        return triples(snapshot)


def test_events_told_twice_are_listed_with_what_speaks_for_it(merge):
    status, told = merge("list")
    assert (status, told.splitlines()[0]) == (0, f"{TALKS} {DOUBLE}  same 0.98")
    assert "the same two persons; Beijing lies in China" in told
    assert told.endswith("1 pairs wait; decide with: bilateral merge accept|reject ONE OTHER --author NAME\n")


def test_a_merge_is_made_with_what_follows_and_taken_back(merge, data):
    before = holds(data)
    assert merge("accept", TALKS, DOUBLE, "--author", "alice")[0] == 0
    with Snapshot(data) as snapshot:
        assert {quad[1:3] for quad in snapshot.match(entity(DOUBLE))} == {(DCT.isReplacedBy, entity(TALKS))}
        assert {quad.object for quad in snapshot.match(entity(TALKS), BIL.place)} == {
            entity("place/beijing"),
            entity("state/CHN"),
        }
    status, told = merge("list", "--decided")
    assert (status, told.startswith(f"{DOUBLE} merged into {TALKS}  alice, 20")) == (0, True)
    assert merge("list")[1].startswith("0 pairs wait")
    assert merge("undo", TALKS, DOUBLE)[0] == 0
    assert holds(data) == before


def test_what_was_rejected_is_not_proposed_again(merge, data):
    before = holds(data)
    assert merge("reject", TALKS, DOUBLE, "--author", "alice")[0] == 0
    assert merge("list")[1].startswith("0 pairs wait")
    status, told = merge("accept", TALKS, DOUBLE, "--author", "alice")
    assert (status, "told apart" in told) == (2, True)
    assert merge("undo", DOUBLE, TALKS)[0] == 0
    assert holds(data) == before
    assert merge("list")[1].startswith(f"{TALKS} {DOUBLE}")
