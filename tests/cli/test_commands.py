from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bilateral.__main__ import run

NT = "<http://e/a> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e/b> .\n"
TYPED = NT + "<http://e/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/a> .\n"
DISJOINT = (
    TYPED
    + "<http://e/a> <http://www.w3.org/2002/07/owl#disjointWith> <http://e/c> .\n"
    + "<http://e/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/c> .\n"
)


def test_reason_writes_what_is_inferred_and_no_more(tmp_path, capsys):
    (tmp_path / "in.nt").write_text(TYPED)
    assert run(["reason", str(tmp_path / "in.nt"), "-o", str(tmp_path / "out.nt")]) == 0
    lines = set((tmp_path / "out.nt").read_text().splitlines(keepends=True))
    assert "<http://e/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/b> .\n" in lines
    assert not lines & set(TYPED.splitlines(keepends=True))
    assert "2 triples asserted" in capsys.readouterr().err


def test_reason_keeps_the_blank_nodes_of_one_file(tmp_path):
    (tmp_path / "in.nt").write_text(TYPED.replace("<http://e/x>", "_:x"))
    assert run(["reason", str(tmp_path / "in.nt"), "-o", str(tmp_path / "out.nt")]) == 0
    assert (
        "_:x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/b> ."
        in (tmp_path / "out.nt").read_text()
    )


def test_reason_tells_a_clash_and_exits_with_3(tmp_path, capsys):
    (tmp_path / "in.nt").write_text(DISJOINT)
    assert run(["reason", str(tmp_path / "in.nt"), "-o", str(tmp_path / "out.nt")]) == 3
    assert "cax-dw" in capsys.readouterr().err
    assert not (tmp_path / "out.nt").exists()


def test_reason_refuses_what_is_not_rdf_with_path_and_line(tmp_path, capsys):
    (tmp_path / "in.ttl").write_text("@prefix : <http://e/> .\n:a :b .\n")
    assert run(["reason", str(tmp_path / "in.ttl"), "-o", str(tmp_path / "out.nt")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'in.ttl'}:2: ")


@pytest.fixture
def query(world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(world.data)

    def query(text: str, *options: str) -> int:
        (tmp_path / "q.rq").write_text(text)
        return run(["query", "q.rq", *options])

    return query


CHINA = """PREFIX bil: <https://w3id.org/bilateral/ns#>
SELECT ?capital WHERE { <https://w3id.org/bilateral/id/state/CHN> bil:capital ?capital }"""


def test_query_prints_a_table(query, capsysbinary):
    assert query(CHINA) == 0
    assert capsysbinary.readouterr().out == b"capital\n-------------\nplace/beijing\n(1 rows)\n"


def test_query_prints_json(query, capsysbinary):
    assert query(CHINA, "--format", "json") == 0
    (row,) = json.loads(capsysbinary.readouterr().out)["results"]["bindings"]
    assert row["capital"]["value"] == "https://w3id.org/bilateral/id/place/beijing"


def test_query_without_reasoning_sees_what_is_asserted(query, capsysbinary):
    text = "PREFIX bil: <https://w3id.org/bilateral/ns#> ASK { ?s bil:everMemberOf ?o }"
    query(text, "--format", "csv", "--reasoning", "none")
    without = capsysbinary.readouterr().out
    query(text, "--format", "csv")
    assert (without.strip(), capsysbinary.readouterr().out.strip()) == (b"false", b"true")


def test_a_query_from_a_file_with_a_byte_order_mark_is_read(query, capsysbinary):
    assert query("\ufeff" + CHINA) == 0
    assert b"beijing" in capsysbinary.readouterr().out


def test_a_malformed_query_is_refused_with_path_and_line(query, capsys):
    assert query("SELECT * WHERE {\n  ?s ?p }\n") == 2
    assert capsys.readouterr().err.startswith("q.rq:3: column 1: ")


def test_a_missing_file_is_refused(capsys):
    assert run(["query", "nowhere.rq"]) == 2
    assert capsys.readouterr().err == "nowhere.rq: No such file or directory\n"


@pytest.mark.usefixtures("query")
def test_explain_prints_the_proof_down_to_documents(capsys):
    assert run(["explain", "state/CHN", "bil:everMemberOf", "organisation/sco"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "state/CHN bil:everMemberOf organisation/sco"
    assert lines[1].startswith("  by ever-member-of: An undisputed membership")
    assert any(line.strip().startswith("asserted by document/") for line in lines)


@pytest.mark.usefixtures("query")
def test_explain_says_so_of_what_does_not_hold(capsys):
    assert run(["explain", "state/CHN", "bil:everMemberOf", "organisation/nato"]) == 1
    assert "does not hold" in capsys.readouterr().err


def test_dump_is_the_same_twice(world, tmp_path):
    for name in ("a", "b"):
        assert run(["dump", "--data", str(world.data), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_command_is_there():
    answer = subprocess.run(
        [sys.executable, "-m", "bilateral", "--version"], capture_output=True, text=True, check=True
    )
    assert answer.stdout.startswith("bilateral ")


@pytest.mark.parametrize("command", ["build", "serve"])
def test_contradictions_that_nobody_would_hear_of_are_not_kept(command, capsys):
    assert run([command, "--store", "http://127.0.0.1:9", "--keep-clashes"]) == 2
    assert "cannot be used with --store" in capsys.readouterr().err


def test_a_byte_order_mark_is_no_part_of_rdf_or_a_query(query, tmp_path, capsys):
    (tmp_path / "in.ttl").write_bytes(b"\xef\xbb\xbf" + TYPED.encode())
    assert run(["reason", str(tmp_path / "in.ttl"), "-o", str(tmp_path / "out.nt")]) == 0
    assert query("\ufeffASK {}") == 0
    (tmp_path / "in.ttl").write_text(TYPED, "utf-16")
    assert run(["reason", str(tmp_path / "in.ttl"), "-o", str(tmp_path / "out.nt")]) == 2
    assert f"{tmp_path / 'in.ttl'}:1: it begins with the byte order mark of UTF-16" in capsys.readouterr().err
