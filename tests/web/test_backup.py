"""What is saved is one state; what is brought back is that state, while it is served or not."""

import json
import random
import shutil
import subprocess
import sys
import threading
import time

import pytest

from bilateral import __main__ as cli
from bilateral.build import builder
from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import is_current
from bilateral.errors import StoreError
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots import control_socket, snapshot_builder
from bilateral.store.snapshots.backup import REPLACED, backup, restore
from bilateral.store.snapshots.data_directory import current
from bilateral.store.snapshots.dump import dump
from bilateral.store.snapshots.snapshot import Snapshot

from .test_kills import Load


def run(*arguments):
    return cli.run(list(map(str, arguments)))


def quads(data):
    with Snapshot(data) as snapshot:
        return dump(snapshot)


def numbers(server):
    return set(server.query("SELECT ?o { ?s <a:p> ?o }", "text/csv").body.decode().split()[1:])


def build(data, text="<a:s> <a:p> 1 ."):
    snapshot_builder.build_store(data, parse(text.encode(), media_type="text/turtle"))
    return data


@pytest.fixture
def served(start, token_file, tmp_path):
    """A server that takes writes, and its data directory."""
    data = build(tmp_path / "data")
    return start(data=data, token_file=token_file, plain=True, reasoning=False), data


def test_a_backup_under_load_is_one_state(start, token_file, tmp_path):
    data = build(tmp_path / "data", "")
    load = Load(lambda: start(data=data, token_file=token_file, plain=True, reasoning=False))
    try:
        for number in range(4):
            load.wait_for_more()
            known = set(load.acknowledged)
            assert run("backup", "--data", data, tmp_path / str(number)) == 0
            rows = {kind: set() for kind in ("<a:p>", "<a:q>")}
            for quad in quads(tmp_path / str(number)):
                rows[quad.predicate].add(int(quad.object.split('"')[1]))
            assert rows["<a:p>"] == rows["<a:q>"] >= known
    finally:
        load.stop()
    assert load.wrong == []


def test_what_was_saved_is_brought_back_while_it_is_served(served, start, tmp_path):
    server, data = served
    server.update("INSERT DATA { <a:s> <a:p> 2 }")
    assert run("backup", "--data", data, tmp_path / "saved") == 0
    server.update(
        "DELETE DATA { <a:s> <a:p> 1 } ; INSERT DATA { <a:s> <a:p> 3 GRAPH <a:g> { <a:s> <a:p> 4 } }"
    )
    assert run("restore", "--data", data, tmp_path / "saved") == 0
    assert numbers(server) == {"1", "2"}
    assert quads(data) == quads(tmp_path / "saved")
    assert server.update("INSERT DATA { <a:s> <a:p> 5 }").status == 200
    server.stop()
    assert numbers(start(data=data)) == {"1", "2", "5"}


def test_what_was_replaced_can_be_brought_back(served, tmp_path):
    server, data = served
    backup(data, tmp_path / "saved")
    server.update("INSERT DATA { <a:s> <a:p> 2 }")
    for folder, expected in (
        (tmp_path / "saved", {"1"}),
        (data / REPLACED, {"1", "2"}),
        (data / REPLACED, {"1"}),
    ):
        restore(folder, data)
        assert numbers(server) == expected


def test_writes_wait_while_a_state_is_brought_back(start, token_file, tmp_path):
    data = build(tmp_path / "data", "")
    load = Load(lambda: start(data=data, token_file=token_file, plain=True, reasoning=False))
    try:
        load.wait_for_more()
        load.pause_reading()
        backup(data, tmp_path / "saved")
        for _ in range(3):
            load.wait_for_more()
            assert run("restore", "--data", data, tmp_path / "saved") == 0
            before = len(load.acknowledged)
            load.wait_for_more()
    finally:
        load.stop()
    saved = {quad.object for quad in quads(tmp_path / "saved")}
    held = {quad.object for quad in quads(data)}
    # Two clients may each have had a write under way that was acknowledged in the meantime.
    later = [f'"{number}"' for number in load.acknowledged[before + 2 :]]
    assert saved <= held
    assert all(any(term.startswith(number) for term in held) for number in later)


def test_a_server_that_only_reads_serves_what_is_brought_back(start, tmp_path):
    server = start(data=build(tmp_path / "data"))
    backup(build(tmp_path / "other", "<a:s> <a:p> 'other' ."), tmp_path / "saved")
    restore(tmp_path / "saved", tmp_path / "data")
    assert numbers(server) == {"other"}


def test_a_backup_can_be_served_itself(start, tmp_path):
    backup(build(tmp_path / "data"), tmp_path / "saved")
    assert numbers(start(data=tmp_path / "saved")) == {"1"}


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path, capsys):
    build(tmp_path / "data")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file"):
        assert run("backup", "--data", tmp_path / "data", tmp_path / name) == 2
        assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine"]
    (tmp_path / "empty").mkdir()
    assert run("backup", "--data", tmp_path / "data", tmp_path / "empty") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "empty", "file", "full"]


def test_there_is_nothing_to_save_where_nothing_was_built(tmp_path):
    assert run("backup", "--data", tmp_path / "none", tmp_path / "saved") == 2
    assert list(tmp_path.iterdir()) == []


def change_manifest(saved, **changes):
    path = saved / "backup.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def largest(saved, pattern):
    return max(saved.glob(pattern), key=lambda path: path.stat().st_size)


DAMAGES = {
    "a table": lambda saved: flip(largest(saved, "snapshots/*/store/*.sst")),
    "a list of tables": lambda saved: flip(largest(saved, "snapshots/*/store/MANIFEST*")),
    "the facts": lambda saved: flip(largest(saved, "snapshots/*/facts.json")),
    "a record": lambda saved: flip(saved / "build.json"),
    "a missing table": lambda saved: largest(saved, "snapshots/*/store/*.sst").unlink(),
    "a missing list": lambda saved: (saved / "backup.json").unlink(),
    "no list": lambda saved: (saved / "backup.json").write_text("[]"),
    "no JSON": lambda saved: (saved / "backup.json").write_text("{"),
    "another kind": lambda saved: change_manifest(saved, format="other/1"),
    "other counts": lambda saved: change_manifest(saved, asserted=7),
    "another state": lambda saved: change_manifest(saved, snapshot=7),
    "no files": lambda saved: change_manifest(saved, files={}),
    "a file elsewhere": lambda saved: change_manifest(saved, files={"../data/current": ""}),
    "an absolute file": lambda saved: change_manifest(saved, files={"/etc/hostname": ""}),
    "all of it": shutil.rmtree,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_damaged_or_no_backup_changes_nothing(tmp_path, damage):
    (build(tmp_path / "other") / "build.json").write_text("{}")
    backup(tmp_path / "other", tmp_path / "saved")
    data = build(tmp_path / "data", "<a:s> <a:p> 'mine' .")
    before = sorted(data.rglob("*"))
    DAMAGES[damage](tmp_path / "saved")
    with pytest.raises(StoreError, match=r"no backup|damaged|No such file"):
        restore(tmp_path / "saved", data)
    assert sorted(data.rglob("*")) == before
    assert [quad.object for quad in quads(data)] == ['"mine"']


def test_a_data_directory_is_no_backup(tmp_path, capsys):
    build(tmp_path / "other")
    assert run("restore", "--data", tmp_path / "data", tmp_path / "other") == 2
    assert "no backup" in capsys.readouterr().err
    assert current(tmp_path / "data") is None


def test_only_what_lies_ready_is_adopted(served):
    server, data = served
    for name in ("../saved", "/", "snapshots", "incoming-1-00"):
        with pytest.raises(StoreError):
            control_socket.ask(data, {"adopt": name})
    assert server.update("INSERT DATA { <a:s> <a:p> 2 }").status == 200
    assert numbers(server) == {"1", "2"}


def test_what_a_build_remembers_is_saved_and_brought_back(tmp_path, world, small_content):
    settings = BuildSettings(data=tmp_path / "data")
    backup(world.data, tmp_path / "saved")
    restore(tmp_path / "saved", settings.data)
    assert is_current(small_content, settings)
    assert quads(settings.data) == quads(world.data)
    with pytest.raises(StoreError, match="was written to since"):
        builder.build(small_content, settings)


def test_a_restoring_that_is_killed_leaves_one_state_or_the_other(tmp_path):
    data = build(tmp_path / "data", "<a:s> <a:p> 'before' .")
    saved = tmp_path / "saved"
    backup(build(tmp_path / "other", "<a:s> <a:p> 'after' ."), saved)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-m", "bilateral", "restore", "--data", str(data), str(saved)]
        )
        time.sleep(random.uniform(0.2, 0.6))
        process.kill()
        process.wait()
        assert [quad.object for quad in quads(data)] in (['"before"'], ['"after"'])
    restore(saved, data)
    assert [quad.object for quad in quads(data)] == ['"after"']
    left = {path.name.partition("-")[0] for path in data.iterdir()}
    assert left == {"changes.jsonl", "current", "lock", "replaced", "snapshots"}


def test_two_who_restore_at_once_take_turns(served, tmp_path):
    server, data = served
    for name in ("one", "two"):
        backup(build(tmp_path / name, f"<a:s> <a:p> '{name}' ."), tmp_path / f"saved-{name}")
    results = []
    threads = [
        threading.Thread(target=lambda name=name: results.append(restore(tmp_path / name, data)))
        for name in ("saved-one", "saved-two") * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [2, 3, 4, 5]
    assert numbers(server) in ({"one"}, {"two"})
