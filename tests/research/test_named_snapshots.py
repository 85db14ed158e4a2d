"""What is kept by a name stays as it is; a difference leads from one dataset to the other."""

import gzip
import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral import __main__ as cli
from bilateral.errors import StoreError
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots import data_directory, named_snapshots
from bilateral.store.snapshots.backup import backup, restore
from bilateral.store.snapshots.named_snapshots import DATASET, archive, find, keep, named
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.snapshots.snapshot_builder import build_store

ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
TERMS = st.sampled_from(["<a:1>", "<a:2>", '"x"', '"ü"@de', '"two\\nlines"'])
QUADS = st.builds("<a:s> <a:p> {} <a:g{}> .\n".format, TERMS, st.integers(0, 2))
DATASETS = st.sets(QUADS, max_size=12)


def build(data, text):
    build_store(data, parse(text.encode(), media_type="application/trig"))
    return data


@pytest.fixture
def data(tmp_path):
    """A data directory with one state kept as `one`, and another one current."""
    path = build(tmp_path / "data", "<a:s> <a:p> 1 . GRAPH <a:g> { <a:s> <a:p> 2 , [ <a:q> 3 ] }")
    keep(path, "one", "before the change")
    return build(path, "<a:s> <a:p> 4 . GRAPH <a:g> { <a:s> <a:p> 2 }")


def rows(data, name):
    with Snapshot(data, name) as snapshot:
        return list(snapshot.query(ALL).rows())


def patched(lines, patch):
    """Return lines after a patch, in the plain meaning of its rows."""
    found = set(lines)
    for row in patch:
        action, quad = row[0], row[2:]
        assert (quad in found) == (action == "D")
        found = found - {quad} if action == "D" else found | {quad}
    return found


def test_what_is_kept_answers_as_on_the_day_it_was_kept(data):
    assert len(rows(data, "one")) == 4
    assert len(rows(data, None)) == 2


def test_its_file_holds_all_quads_in_canonical_form_and_its_digest_is_their_own(data):
    text = gzip.decompress(archive(data, "one").read_bytes())
    found = find(data, "one")
    assert text.decode().splitlines(keepends=True) == sorted(text.decode().splitlines(keepends=True))
    assert (found.sha256, found.size, found.quads) == (hashlib.sha256(text).hexdigest(), len(text), 4)
    assert found.archive_sha256 == hashlib.sha256(archive(data, "one").read_bytes()).hexdigest()
    assert b"_:c14n0" in text


def test_the_same_dataset_has_the_same_digest_elsewhere(data, tmp_path):
    text = "GRAPH <a:g> { <a:s> <a:p> [ <a:q> 3 ] , 2 } <a:s> <a:p> 1 ."
    other = keep(build(tmp_path / "other", text), "another")
    assert (other.sha256, other.archive_sha256) == (
        find(data, "one").sha256,
        find(data, "one").archive_sha256,
    )


@pytest.mark.parametrize("name", ["", "A", "a b", "../x", "a/b", "-a", "a.", "current", "x" * 65])
def test_a_name_that_cannot_be_part_of_an_address_is_refused(data, name):
    with pytest.raises(StoreError, match="cannot name a snapshot"):
        keep(data, name)
    assert [each.name for each in named(data)] == ["one"]


def test_nothing_takes_the_place_of_what_is_kept(data):
    with pytest.raises(StoreError, match="is kept already, and none is ever replaced"):
        keep(data, "one")


def test_what_was_never_kept_is_said_not_to_be(data):
    for ask in (lambda: Snapshot(data, "two"), lambda: find(data, "two")):
        with pytest.raises(StoreError, match="no snapshot 'two' is kept here"):
            ask()


def test_tidying_and_another_build_leave_it(data):
    before = rows(data, "one"), archive(data, "one").read_bytes()
    with data_directory.writing(data):
        data_directory.tidy(data)
    build(data, "<a:s> <a:p> 5 .")
    assert (rows(data, "one"), archive(data, "one").read_bytes()) == before


def test_a_backup_has_it_and_brings_it_to_a_directory_without_it(data, tmp_path):
    backup(data, tmp_path / "saved")
    restore(tmp_path / "saved", tmp_path / "new")
    assert rows(tmp_path / "new", "one") == rows(data, "one")
    assert find(tmp_path / "new", "one") == find(data, "one")


def test_restoring_leaves_what_was_kept_since(data, tmp_path):
    backup(data, tmp_path / "saved")
    keep(data, "two")
    restore(tmp_path / "saved", data)
    assert {each.name for each in named(data)} == {"one", "two"}


def test_a_backup_with_another_state_by_the_same_name_is_refused_before_anything_changes(data, tmp_path):
    other = build(tmp_path / "other", "<a:s> <a:p> 9 .")
    keep(other, "one")
    backup(other, tmp_path / "saved")
    number = data_directory.current(data)
    with pytest.raises(StoreError, match="keeps another snapshot by the name 'one'"):
        restore(tmp_path / "saved", data)
    assert data_directory.current(data) == number


def test_a_damaged_file_of_it_is_found_in_a_backup(data, tmp_path):
    backup(data, tmp_path / "saved")
    path = tmp_path / "saved" / "named" / "one" / DATASET
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match=r"named/one/dataset\.nq\.gz is not what was saved"):
        restore(tmp_path / "saved", tmp_path / "new")


@given(DATASETS, DATASETS)
def test_a_patch_with_the_difference_gives_the_other(tmp_path_factory, one, other):
    folder = tmp_path_factory.getbasetemp()
    (folder / "one.nq").write_text("".join(one), "utf-8")
    (folder / "other.nq.gz").write_bytes(gzip.compress("".join(other).encode()))
    patch = list(named_snapshots.diff(folder, str(folder / "one.nq"), str(folder / "other.nq.gz")))
    assert patched(one, patch) == other
    assert len(patch) == len(one ^ other)


def test_the_difference_of_two_states_leads_from_one_to_the_other(data):
    keep(data, "two")
    lines = {
        name: set(gzip.decompress(archive(data, name).read_bytes()).decode().splitlines(keepends=True))
        for name in ("one", "two")
    }
    assert patched(lines["one"], named_snapshots.diff(data, "one", "two")) == lines["two"]
    assert list(named_snapshots.diff(data, "current", "two")) == []


def test_commands_keep_list_and_compare(data, capsys):
    assert cli.run(["snapshot", "two", "--data", str(data)]) == 0
    assert cli.run(["snapshot", "--data", str(data)]) == 0
    assert capsys.readouterr().out.count("two\t") == 2
    assert cli.run(["diff", "one", "two", "--data", str(data)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0].startswith("D ")
    assert said.err == "3 quads removed, 1 added\n"
    assert cli.run(["diff", "one", "three", "--data", str(data)]) != 0
    assert "three: neither a snapshot kept in" in capsys.readouterr().err


def test_keeping_goes_on_beside_a_process_that_writes(data):
    held = "import sys, pathlib\nfrom bilateral.store.snapshots.data_directory import writing\n"
    held += "with writing(pathlib.Path(sys.argv[1])): print('writing', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", held, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "writing\n"
        keep(data, "meanwhile")
        writer.stdin.close()
    assert rows(data, "meanwhile") == rows(data, None)
