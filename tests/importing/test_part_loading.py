"""Files that lie ready are loaded into a data directory: all of them or nothing, and counted."""

import contextlib
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.build.commit_processes import infer
from bilateral.errors import StoreError
from bilateral.rdf.terms import Quad
from bilateral.store.engine.bulk_load import load
from bilateral.store.engine.converter import line
from bilateral.store.engine.graph_layout import INFERRED, lay_out, lay_out_inferred
from bilateral.store.engine.view import GraphView
from bilateral.store.snapshots.change_log import ChangeLog, ChangeNote
from bilateral.store.snapshots.data_directory import IMPORTS, Counts, current
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store, count
from bilateral.store.writes.command_writer import command_writer
from bilateral.store.writes.part_loading import find_parts, load_parts
from bilateral.workers.failures import InsufficientStorage, NotWritten, Outdated
from bilateral.workers.pool import Limits

GRAPH = "<https://w3id.org/bilateral/graph/votes>"
OTHER = "<https://w3id.org/bilateral/graph/other>"
LIMITS = Limits(seconds=30.0, bytes=0)
NOTE = ChangeNote("command line", sentence="3 rows of votes: 2 agreements.", states=("state/CHN",))


def row(number, graph=GRAPH):
    return f'<a:row{number}> <a:p> "{number}" {graph} .\n<a:row{number}> <a:q> <a:o> {graph} .\n'


def lay_ready(data, asserted, inferred="", name="votes"):
    folder = data / IMPORTS / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(asserted):
        (folder / f"asserted-{number:04}.nq").write_text(text, "utf-8")
    (folder / "inferred-0000.nt").write_text(inferred, "utf-8")
    return name


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data"
    build_store(path, [Quad("<a:row1>", "<a:p>", '"1"', OTHER)], [("<a:row1>", "<a:r>", "<a:o>")])
    return path


@contextlib.contextmanager
def writer(data, limits=LIMITS):
    with command_writer(data, limits, infer) as one:
        yield one


def counted(data):
    """Return what the facts of the current state say that there is, and what there is."""
    with Snapshot(data) as snapshot:
        return snapshot.counts, count(ox.Store.read_only(str(snapshot.path)))


def test_what_was_loaded_stands_in_its_graph_and_in_the_sum_of_all(data):
    number = current(data)
    lay_ready(data, [row(1) + row(2), row(3)], "<a:row2> <a:r> <a:o> .\n")
    with writer(data) as one:
        receipt = one.load_parts("votes", note=NOTE)
    assert receipt == (number + 1, False, 5, 0)
    with Snapshot(data) as snapshot:
        assert len(list(snapshot.quads(GRAPH))) == 6
        assert snapshot.has(("<a:row3>", "<a:q>", "<a:o>"), "")
        assert snapshot.has(("<a:row2>", "<a:r>", "<a:o>"), INFERRED)
    facts, there = counted(data)
    assert facts == there == (6, 2, 2)


def test_the_change_log_says_what_was_imported(data):
    lay_ready(data, [row(1) + row(2)])
    with writer(data) as one:
        one.load_parts("votes", note=NOTE)
    entry = next(iter(ChangeLog(data).latest()))
    assert (entry.kind, entry.sentence, entry.added) == ("import", NOTE.sentence, 3)
    assert (entry.graphs, entry.documents, entry.states) == (("graph/votes",), ("votes",), ("state/CHN",))


def test_the_second_time_nothing_comes(data):
    lay_ready(data, [row(1) + row(2)], "<a:row1> <a:r> <a:o> .\n")
    with writer(data) as one:
        one.load_parts("votes")
        assert one.load_parts("votes")[1:] == (True, 0, 0)
    facts, there = counted(data)
    assert facts == there


WRONG = {
    "a line that is cut off": row(1)[:-9],
    "a malformed line": "<a:s> <a:p> nothing " + GRAPH + " .\n",
    "a line without a graph": "<a:s> <a:p> <a:o> .\n",
    "what follows said to be asserted": f"<a:s> <a:p> <a:o> {INFERRED} .\n",
}


@pytest.mark.parametrize("kind", WRONG)
def test_files_that_are_wrong_change_nothing_and_the_next_write_is_made(data, kind):
    number = current(data)
    lay_ready(data, [row(7), WRONG[kind]])
    lay_ready(data, [row(8)], name="right")
    with writer(data) as one:
        with pytest.raises(NotWritten):
            one.load_parts("votes")
        assert current(data) == number
        one.load_parts("right")
    with Snapshot(data) as snapshot:
        assert not list(snapshot.match("<a:row7>"))
        assert list(snapshot.match("<a:row8>"))


@pytest.mark.parametrize("name", ["absent", "../votes", ""])
def test_what_is_not_there_is_not_loaded(data, name):
    with writer(data) as one, pytest.raises(StoreError):
        one.load_parts(name)


def test_a_state_that_was_written_to_since_is_told(data):
    lay_ready(data, [row(1)])
    with writer(data) as one, pytest.raises(Outdated):
        one.load_parts("votes", ["1-00000000"])


def test_what_would_fill_the_disk_is_not_begun(data):
    lay_ready(data, [row(1)])
    free = shutil.disk_usage(data).free >> 20
    with writer(data, LIMITS._replace(free=free)) as one, pytest.raises(InsufficientStorage):
        one.load_parts("votes")
    assert counted(data)[0] == (1, 1, 1)


def test_wherever_the_writer_is_killed_all_is_there_or_nothing(data):
    """It is killed a little later each time, until the load is over first."""
    lay_ready(data, ["".join(map(row, range(first, first + 20_000))) for first in (10, 20_010)])
    seen, seconds = [], 0.2
    while (80_001, 1, 2) not in seen:
        with writer(data) as one:
            killer = threading.Thread(target=kill_committer, args=(data, seconds))
            killer.start()
            with contextlib.suppress(StoreError):
                one.load_parts("votes")
            killer.join()
        facts, there = counted(data)
        assert facts == there
        seen.append(tuple(facts))
        seconds += 0.4
    assert set(seen[:-1]) == {(1, 1, 1)}


def kill_committer(data, seconds):
    """Kill the process that commits, so many seconds after it has begun."""
    end = time.monotonic() + 60
    while not (found := list(committers(data))) and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(seconds)
    for process in found:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def committers(data):
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (path / "cmdline").read_bytes()
            if str(data).encode() in command and b"commit_processes" in command:
                yield int(path.name)


terms = st.sampled_from(["<a:a>", "<a:b>", "<a:c>"])
triples = st.tuples(terms, terms, st.sampled_from(["<a:a>", '"x <y>"', '"1"^^<a:d>', '"q"@en']))
quads = st.builds(lambda triple, graph: Quad(*triple, graph), triples, st.sampled_from([GRAPH, OTHER]))


def stored(asserted, inferred):
    store = ox.Store()
    load(store, lay_out(asserted))
    load(store, lay_out_inferred(inferred))
    return store


@given(
    there=st.tuples(st.lists(quads, max_size=8), st.lists(triples, max_size=4)),
    files=st.lists(st.lists(quads, min_size=1, max_size=9), min_size=1, max_size=3),
    follows=st.lists(triples, max_size=6),
    all_anew=st.booleans(),
)
@settings(deadline=None)
def test_what_comes_is_counted_as_if_everything_were(tmp_path_factory, there, files, follows, all_anew):
    data = tmp_path_factory.getbasetemp() / "law"
    shutil.rmtree(data, ignore_errors=True)
    inferred = "".join(f"{' '.join(triple)} .\n" for triple in follows)
    parts = find_parts(data, lay_ready(data, ["".join(map(line, file)) for file in files], inferred))
    before, store = stored(*there), stored(*there)
    known = Counts(0, 0, 0) if all_anew else Counts(1000, 0, 0)
    loaded = load_parts(store, GraphView(before, reasoned=True), known, parts)
    assert (loaded.counts is None) == all_anew
    if loaded.counts:
        assert loaded.counts.added_to(count(before)) == count(store)
    asserted = [*there[0], *(quad for file in files for quad in file)]
    assert set(store) == set(stored(asserted, [*there[1], *follows]))
