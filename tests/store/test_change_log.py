"""The change log: every entry once and in order, whoever is killed, however many write."""

import contextlib
import json
import os
import random
import re
import signal
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.rdf.terms import Quad
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.store.changes import change_summary
from bilateral.store.changes.graph_operations import EXTEND
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.snapshots import backup, change_log, data_directory
from bilateral.store.snapshots.change_log import LOG, ChangeEntry, ChangeLog
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

QUAD = Quad("<http://e/s>", "<http://e/p>", "<http://e/o>", "<http://e/g>")


def entry(sentence, **more):
    return ChangeEntry(change_log.REVIEW, sentence, **more)


def sentences(data, pending=None):
    return [each.sentence for each in ChangeLog(data).latest(pending)]


def test_entries_come_back_as_they_were_the_latest_first(tmp_path):
    log = ChangeLog(tmp_path)
    made = [
        entry("erste ⟨é⟩\nline", states=("state/CHN",), together=(("state/CHN", "state/RUS"),)),
        entry("b"),
    ]
    for each in made:
        log.append(each)
    assert list(log.latest()) == made[::-1]


def test_there_is_no_log_before_the_first_entry(tmp_path):
    assert not ChangeLog(tmp_path).exists()
    assert list(ChangeLog(tmp_path).latest()) == []


@settings(deadline=None, max_examples=40)  # each waits for the disk
@given(st.integers(min_value=0, max_value=400))
def test_a_torn_line_is_taken_off_and_nothing_else(tmp_path_factory, kept):
    data = tmp_path_factory.mktemp("log")
    log = ChangeLog(data)
    log.append(entry("first"))
    whole = (data / LOG).read_bytes()
    log.append(entry("torn"))
    torn = (data / LOG).read_bytes()
    (data / LOG).write_bytes(torn[: len(whole) + kept % (len(torn) - len(whole))])
    log.append(entry("next"))
    assert sentences(data) == ["next", "first"]


def test_zeroes_that_a_power_cut_left_are_taken_off(tmp_path):
    log = ChangeLog(tmp_path)
    log.append(entry("first"))
    with (tmp_path / LOG).open("ab") as file:
        file.write(bytes(300))
    log.append(entry("next"))
    assert sentences(tmp_path) == ["next", "first"]


def test_a_full_log_goes_on_in_another_file(tmp_path, monkeypatch):
    monkeypatch.setattr(change_log, "SEGMENT", 2000)
    log = ChangeLog(tmp_path)
    for number in range(40):
        log.append(entry(str(number)))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) > 3
    assert all(change_log.FILES.fullmatch(name) for name in names)
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())
    assert sentences(tmp_path) == [str(number) for number in reversed(range(40))]


APPENDS = """
import sys
from pathlib import Path
from bilateral.store.snapshots.change_log import ChangeEntry, ChangeLog
for number in range(50):
    ChangeLog(Path(sys.argv[1])).append(ChangeEntry("review", f"{sys.argv[2]} {number}"))
"""


def test_several_processes_append_without_losing_a_line(tmp_path):
    names = ("a", "b", "c")
    commands = [[sys.executable, "-c", APPENDS, str(tmp_path), name] for name in names]
    processes = [subprocess.Popen(command) for command in commands]
    assert [each.wait() for each in processes] == [0, 0, 0]
    found = sentences(tmp_path)[::-1]
    for name in names:
        assert [each for each in found if each.startswith(name)] == [f"{name} {n}" for n in range(50)]


def test_a_build_has_an_entry_with_its_snapshot(tmp_path):
    build_store(tmp_path / "data", [QUAD])
    (found,) = ChangeLog(tmp_path / "data").latest()
    assert (found.kind, found.snapshot, found.actor) == ("build", 1, "command line")


def test_an_entry_that_was_not_appended_in_time_is_shown_and_then_appended(tmp_path):
    data = tmp_path / "data"
    build_store(data, [QUAD])
    (data / LOG).unlink()
    pending = data_directory.current_facts(data).change
    assert [each.snapshot for each in ChangeLog(data).latest(pending)] == [1]
    with data_directory.writing(data):
        pass
    assert [each.id for each in ChangeLog(data).latest(pending)] == [pending.id]


def test_an_entry_is_found_behind_reviews_and_not_appended_again(tmp_path):
    data = tmp_path / "data"
    build_store(data, [QUAD])
    ChangeLog(data).append(entry("a review"))
    with data_directory.writing(data):
        pass
    assert [each.kind for each in ChangeLog(data).latest()] == ["review", "build"]


BUILDS = """
import sys
from pathlib import Path
from bilateral.rdf.terms import Quad
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store
while True:
    print(build_store(Path(sys.argv[1]), [Quad("<e:s>", "<e:p>", "<e:o>", "")]), flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_every_state_has_its_entry_wherever_its_writer_is_killed(tmp_path, seed):
    data, chance = tmp_path / "data", random.Random(seed)
    for _ in range(4):
        writer = subprocess.Popen([sys.executable, "-c", BUILDS, str(data)], stdout=subprocess.PIPE)
        for _ in range(chance.randrange(1, 4)):
            writer.stdout.readline()
        with contextlib.suppress(subprocess.TimeoutExpired):
            writer.wait(chance.random() / 50)
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        held = data_directory.current(data)
        pending = data_directory.current_facts(data).change
        snapshots = [each.snapshot for each in ChangeLog(data).latest(pending)]
        assert snapshots == list(range(held, 0, -1))


def test_a_restored_backup_brings_its_log_and_drafts_to_a_new_place(tmp_path):
    data, other = tmp_path / "data", tmp_path / "other"
    build_store(data, [QUAD])
    (data / "drafts" / "talks").mkdir(parents=True)
    (data / "drafts" / "talks" / "talks.md").write_text("---\n---\ntext")
    (data / "drafts" / "talks" / ".partial-talks").write_text("half")
    (data / "drafts" / ".partial-new").mkdir()
    (data / "drafts" / ".partial-new" / "new.md").write_text("half")
    backup.backup(data, tmp_path / "saved")
    backup.restore(tmp_path / "saved", other)
    assert [each.kind for each in ChangeLog(other).latest()] == ["restore", "build"]
    assert [path.name for path in (other / "drafts").rglob("*")] == ["talks", "talks.md"]


def test_a_restored_backup_takes_nothing_from_the_log(tmp_path):
    data = tmp_path / "data"
    build_store(data, [QUAD])
    backup.backup(data, tmp_path / "saved")
    (data / "drafts" / "late").mkdir(parents=True)
    (data / "drafts" / "late" / "late.md").write_text("text")
    ChangeLog(data).append(entry("after the backup"))
    backup.restore(tmp_path / "saved", data)
    assert [each.kind for each in ChangeLog(data).latest()] == ["restore", "review", "build"]
    assert not (data / "drafts").exists()
    assert (data / "replaced" / "drafts" / "late" / "late.md").exists()


def test_files_of_a_long_log_are_saved_and_restored(tmp_path, monkeypatch):
    monkeypatch.setattr(change_log, "SEGMENT", 2000)
    data = tmp_path / "data"
    build_store(data, [QUAD])
    for number in range(30):
        ChangeLog(data).append(entry(str(number)))
    expected = sentences(data)
    backup.backup(data, tmp_path / "saved")
    backup.restore(tmp_path / "saved", tmp_path / "other")
    assert sentences(tmp_path / "other")[1:] == expected


def test_the_log_is_not_taken_for_files_of_others(tmp_path):
    for name in (LOG, "changes-000001.jsonl"):
        (tmp_path / name).touch()
    (tmp_path / "drafts").mkdir()
    data_directory.claim(tmp_path)


def quad(subject, predicate, value, graph="talks-2025"):
    names = (f"<https://w3id.org/bilateral/id/{name}>" for name in (subject, predicate, value))
    return Quad(*names, f"<https://w3id.org/bilateral/graph/{graph}>")


def entry_in(data, delta, **request):
    with Snapshot(data) as snapshot:
        return change_summary.entry_of({"job": "update", **request}, delta, delta, snapshot)


@pytest.fixture
def empty(tmp_path):
    build_store(tmp_path / "empty", [])
    return tmp_path / "empty"


def test_an_entry_says_which_states_have_something_in_common(empty):
    delta = QuadDelta(
        added={
            quad("meeting/a", "p", "state/CHN"),
            quad("meeting/a", "p", "state/RUS"),
            quad("meeting/b", "p", "state/CHN"),
            quad("meeting/b", "p", "state/FRA"),
            quad("person/x", "p", "state/DEU"),
        }
    )
    graph = quad("a", "b", "c").graph
    found = entry_in(empty, delta, job="put", verb=EXTEND, graph=graph)
    assert found.states == ("state/CHN", "state/DEU", "state/FRA", "state/RUS")
    assert found.concerns("state/DEU")
    assert found.concerns("state/CHN", "state/RUS")
    assert found.concerns("state/FRA", "state/CHN")
    assert not found.concerns("state/FRA", "state/RUS")
    assert (found.graphs, found.documents) == (("graph/talks-2025",), ("talks-2025",))


def test_what_is_said_of_a_meeting_is_about_the_states_it_is_of(tmp_path):
    known = [quad("meeting/a", "p", "state/CHN"), quad("meeting/a", "p", "state/RUS")]
    held = quad("meeting/a", "p", "state/CHE")._replace(predicate=BIL.takesPlaceIn)
    build_store(tmp_path / "data", [*known, held])
    said = quad("statement/x", "p", "meeting/a")._replace(predicate=RDF.subject)
    for delta in (QuadDelta(added={quad("meeting/a", "p", "topic/b")}), QuadDelta(added={said})):
        assert entry_in(tmp_path / "data", delta).together == (("state/CHN", "state/RUS"),)


def test_an_entry_has_no_more_than_a_page_of_text(empty):
    states = [f"state/{number}" for number in range(2000)]
    delta = QuadDelta(added={quad(f"event/{n % 900}", "p", state) for n, state in enumerate(states)})
    line = entry_in(empty, delta, note={"sentence": "x" * 10_000}).line()
    assert len(line) < 20_000
    assert json.loads(line)["added"] == 2000
    assert re.fullmatch(rb"[^\n]*\n", line)
