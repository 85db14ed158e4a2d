"""What was built stays until somebody builds again: through the real command line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pyoxigraph
import pytest

from bilateral import __main__ as cli
from bilateral.rdf.terms import Quad
from bilateral.store.snapshots import snapshot_builder
from bilateral.store.snapshots.data_directory import current
from bilateral.store.snapshots.snapshot import Snapshot

ROOT = Path(__file__).parent.parent.parent
MINE = """@prefix bil: <https://w3id.org/bilateral/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dct: <http://purl.org/dc/terms/> .
<https://w3id.org/bilateral/id/document/NAME> a bil:SourceDocument ; dct:title "NAME" ; bil:kind "dataset" .
<https://w3id.org/bilateral/id/organisation/NAME> a bil:Forum ; rdfs:label "NAME"@en .
"""
ASK = "ASK { <https://w3id.org/bilateral/id/organisation/%s> ?p ?o }"


def run(*arguments, text=""):
    """Run a command and return its status, standard output and standard error."""
    command = [sys.executable, "-m", "bilateral", *map(str, arguments)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def build(data, *arguments):
    status, _, error = run("build", "--data", data, *arguments)
    assert status == 0, error


def holds(data, name, *arguments):
    """Tell whether a query finds something."""
    status, output, error = run("query", "--data", data, "-", "--format", "csv", *arguments, text=ASK % name)
    assert status == 0, error
    return output.strip() == "true"


@contextlib.contextmanager
def served(data, *arguments):
    """Serve, and yield what is said before it is ready and a function that tells what is there."""
    command = [sys.executable, "-m", "bilateral", "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen([*command, *map(str, arguments)], stderr=subprocess.PIPE, text=True) as process:
        try:
            said = []
            for line in process.stderr:
                said.append(line)
                if ready := re.search(r"ready at (http://\S+)", line):
                    break
            assert ready, said

            def holds_(name):
                given = urllib.parse.urlencode({"query": ASK % name})
                with urllib.request.urlopen(f"{ready[1]}/sparql?{given}", timeout=60) as answer:
                    return json.load(answer)["boolean"]

            yield "".join(said), holds_
        finally:
            process.terminate()


@pytest.fixture
def folder(tmp_path):
    """A content folder of one little seed."""
    root = tmp_path / "content"
    shutil.copytree(ROOT / "ontology", root / "ontology")
    (root / "seeds").mkdir()
    file(root / "seeds", "seed")
    return root


def file(folder, name):
    path = folder / f"{name}.ttl"
    path.write_text(MINE.replace("NAME", name), "utf-8")
    return path


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def state(data):
    """Return everything of a directory that tells one state of it from another."""
    return sorted((str(path), path.lstat().st_mtime_ns) for path in data.rglob("*") if path.is_file())


def test_what_was_built_from_a_file_stays(folder, data, tmp_path):
    build(data, "--content", folder, file(tmp_path, "mine"))
    for named in (("--content", folder), ()):
        assert holds(data, "mine", *named)
        with served(data, *named) as (said, there):
            assert there("mine")
            assert f"{data} holds what was built from {folder} with {tmp_path}/mine.ttl" in said
    before = state(data)
    status, output, _ = run("explain", "--data", data, "organisation/mine", "a", "bil:Forum")
    assert (status, "asserted" in output) == (0, True)
    assert "organisation/mine" in run("dump", "--data", data)[1]
    assert state(data) == before


def test_content_that_was_named_once_need_not_be_named_again(folder, data):
    build(data, "--content", folder)
    assert holds(data, "seed")
    with served(data) as (said, there):
        assert there("seed")
        assert f"built from {folder}" in said


def test_other_content_takes_its_place_only_by_a_build(folder, data, tmp_path):
    build(data, "--content", folder)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    file(other / "seeds", "another")
    assert not holds(data, "another", "--content", other)
    build(data, "--content", other)
    assert holds(data, "another")


def test_a_folder_that_changed_is_built_again(folder, data):
    build(data, "--content", folder)
    file(folder / "seeds", "more")
    assert holds(data, "more", "--content", folder)


def test_without_reasoning_it_stays_without(folder, data):
    build(data, "--content", folder, "--reasoner", "none")
    assert holds(data, "seed", "--content", folder)
    with served(data, "--content", folder) as (said, there):
        assert there("seed")
        assert "--reasoner none" in said
    with Snapshot(data) as snapshot:
        assert snapshot.counts.inferred == 0


def test_a_build_says_how_far_it_is(folder, data):
    command = [sys.executable, "-m", "bilateral", "build", "--data", data, "--content", folder]
    terminal, its_end = pty.openpty()
    process = subprocess.Popen([*map(str, command)], stderr=its_end)
    os.close(its_end)
    said = b""
    # A terminal that nobody writes to any more is an error.
    with contextlib.suppress(OSError):
        while block := os.read(terminal, 4096):
            said += block
    os.close(terminal)
    assert process.wait() == 0
    shown = [int(share) for share in re.findall(r"\[[#.]{30}\] +(\d+) %", said.decode())]
    assert len(shown) > 3
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (0, 100)
    _, _, lines = run("build", "--data", data, "--content", folder)
    assert [line.split()[0] for line in lines.splitlines()[:3]] == ["gather", "check", "shapes"]


def test_a_build_says_what_it_leaves_out(folder, data, tmp_path):
    mine = file(tmp_path, "mine")
    build(data, "--content", folder, mine)
    status, _, error = run("build", "--data", data, "--content", folder)
    assert status == 0
    assert f"{mine} is no longer in the graph" in error
    assert not holds(data, "mine")


def test_files_that_are_gone_are_not_lost_to_a_build(folder, data, tmp_path):
    mine = file(tmp_path, "mine")
    build(data, "--content", folder, mine)
    mine.unlink()
    status, _, error = run("build", "--data", data, "--content", folder)
    assert status == 2
    assert f"{mine}, which is gone" in error
    assert holds(data, "mine")
    build(data, "--content", folder, "--replace")
    assert not holds(data, "mine")


def test_what_was_made_by_hand_stays(folder, data):
    ada = "<https://w3id.org/bilateral/id/organisation/mine>"
    snapshot_builder.build_store(data, [Quad(ada, "<http://e/p>", ada, "")])
    assert holds(data, "mine", "--content", folder)
    with served(data) as (said, there):
        assert there("mine")
        assert "without a record of its build" in said
    status, _, error = run("build", "--data", data, "--content", folder)
    assert (status, "--replace" in error) == (2, True)
    assert holds(data, "mine")


def test_another_store_over_a_build_stays(folder, data):
    build(data, "--content", folder)
    ada = "<https://w3id.org/bilateral/id/organisation/mine>"
    snapshot_builder.build_store(data, [Quad(ada, "<http://e/p>", ada, "")])
    file(folder / "seeds", "more")
    assert holds(data, "mine", "--content", folder)


def engine(data):
    other = pyoxigraph.Store(data)
    node = pyoxigraph.NamedNode("http://e/a")
    other.add(pyoxigraph.Quad(node, node, node))
    other.flush()
    del other


def notes(data):
    data.mkdir()
    (data / "notes.txt").write_text("mine")


def alone(data):
    data.write_text("mine")


def taken(data):
    data.mkdir()
    (data / "current").write_text("mine")


@pytest.mark.parametrize("make", [engine, notes, alone, taken])
@pytest.mark.parametrize(
    "command",
    [("serve", "--port", "0"), ("query", "-"), ("build",), ("serve", "--empty"), ("build", "--replace")],
)
def test_a_folder_of_somebody_else_is_refused(data, make, command, capsys, monkeypatch):
    make(data)
    before = state(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"ASK {}")))
    assert cli.run([command[0], "--data", str(data), *command[1:]]) == 2
    assert capsys.readouterr().err.startswith(f"{data}: ")
    assert state(data) == before


@pytest.mark.parametrize("seconds", [1.0, 2.0, 2.5])
def test_a_build_that_is_killed_leaves_what_was_there(folder, data, tmp_path, seconds):
    build(data, "--content", folder, file(tmp_path, "mine"))
    command = ["build", "--data", data, "--content", folder, file(tmp_path, "other"), "--replace"]
    with subprocess.Popen(
        [sys.executable, "-m", "bilateral", *map(str, command)],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
    name = "mine" if holds(data, "mine", "--content", folder) else "other"
    assert holds(data, name)
    assert f"{name}.ttl" in (data / "build.json").read_text()


def test_a_copy_that_lost_its_link_is_served(folder, data):
    build(data, "--content", folder)
    (data / "current").unlink()
    assert holds(data, "seed")
    assert current(data) == 1


def test_a_build_that_was_killed_between_record_and_snapshot_has_the_record_before(folder, data, tmp_path):
    from bilateral.build.build_record import BuildRecord  # noqa: PLC0415

    build(data, "--content", folder, file(tmp_path, "mine"))
    BuildRecord("x", str(folder), keep_clashes=False).write(data, "of a snapshot that never was")
    assert BuildRecord.read(data).files == (str(tmp_path / "mine.ttl"),)
    assert holds(data, "mine")
