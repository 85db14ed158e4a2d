"""Events told twice, found and merged from the command line."""

import shutil
from pathlib import Path

import pytest

from bilateral.__main__ import run
from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.ingest.identity.merging import decisions
from bilateral.rdf.iris import entity
from bilateral.rdf.vocabulary import BIL, DCT
from bilateral.store.snapshots.snapshot import Snapshot

from .told_twice import DOUBLE, TALKS, as_trig, tell_twice, triples

ROOT = Path(__file__).parents[2]


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


def test_decisions_that_are_exported_are_kept_by_the_next_build(merge, data, small_content, tmp_path):
    merge("accept", TALKS, DOUBLE, "--author", "alice")
    assert merge("export", "-o", str(tmp_path / "merges.nq"))[1].startswith("1 decisions: ")
    (tmp_path / "other-report.trig").write_text(as_trig())
    built, files = tmp_path / "built", [tmp_path / "merges.nq", tmp_path / "other-report.trig"]
    build(small_content, BuildSettings(data=built), files)
    with Snapshot(built) as snapshot, Snapshot(data) as before:
        assert decisions(snapshot) == decisions(before)
        assert {quad[1:3] for quad in snapshot.match(entity(DOUBLE))} == {(DCT.isReplacedBy, entity(TALKS))}
        assert entity("state/CHN") in {quad.object for quad in snapshot.match(entity(TALKS), BIL.place)}


def test_what_was_rejected_is_not_proposed_again(merge, data):
    before = holds(data)
    assert merge("reject", TALKS, DOUBLE, "--author", "alice")[0] == 0
    assert merge("list")[1].startswith("0 pairs wait")
    status, told = merge("accept", TALKS, DOUBLE, "--author", "alice")
    assert (status, "told apart" in told) == (2, True)
    assert merge("undo", DOUBLE, TALKS)[0] == 0
    assert holds(data) == before
    assert merge("list")[1].startswith(f"{TALKS} {DOUBLE}")
