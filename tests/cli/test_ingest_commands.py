"""Texts read and reviewed from the command line, on a data directory and beside a running server."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import pytest
import yaml

from bilateral.__main__ import run
from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.cli.ingest_options import completed
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.store.snapshots.backup import backup
from bilateral.store.snapshots.snapshot import Snapshot

from ..ingest.made_drafts import make_draft  # noqa: TID252  # tests are no package of a fixed name

TEXT = """Talks in Beijing

Sergey Lavrov, the Russian foreign minister, met Wang Yi in Beijing on 3 March 2025.

"Our relations are excellent," Lavrov told reporters.
"""
SLUG = "talks-in-beijing-2025-03-04"
PREFIXES = (
    "PREFIX bil: <https://w3id.org/bilateral/ns#> PREFIX id: <https://w3id.org/bilateral/id/> "
    "PREFIX prov: <http://www.w3.org/ns/prov#> "
)
ON = "^^<http://www.w3.org/2001/XMLSchema#date>"
MEETING = f"ASK {{ ?m bil:participant id:person\\/wang-yi ; bil:date '2025-03-03'{ON} }}"


@pytest.fixture(scope="session")
def with_draft(world, tmp_path_factory):
    """A copy of the world in which the text has been read."""
    folder = tmp_path_factory.mktemp("read")
    backup(world.data, folder / "data")
    (folder / "talks.txt").write_text(TEXT, "utf-8")
    arguments = [folder / "talks.txt", "--published", "2025-03-04", "--data", folder / "data"]
    assert run(["ingest", *map(str, completed_read(arguments))]) == 0
    return folder / "data"


def completed_read(arguments):
    return completed(["ingest", *map(str, arguments)])[1:]


@pytest.fixture
def ingest(world, tmp_path, monkeypatch):
    """Run `bilateral ingest` in a folder with a copy of the world."""
    monkeypatch.chdir(tmp_path)
    backup(world.data, tmp_path / "data")
    return _running(tmp_path)


@pytest.fixture
def reviewing(with_draft, tmp_path, monkeypatch):
    """Run `bilateral ingest` in a folder where the text has been read."""
    monkeypatch.chdir(tmp_path)
    backup(with_draft, tmp_path / "data")
    return _running(tmp_path)


def _running(tmp_path):
    (tmp_path / "talks.txt").write_text(TEXT, "utf-8")
    (tmp_path / "undated.txt").write_text(f"{TEXT}\nThat was all.\n", "utf-8")
    return lambda *arguments: run(["ingest", *completed_read(arguments)])


def holds(query, data="data"):
    with Snapshot(Path(data)) as snapshot:
        return bool(snapshot.query(PREFIXES + query))


def meeting_of(data="data"):
    draft = DraftFolder(Path(data)).load(SLUG)
    return next(each for each in draft.suggestions if each.kind == "event")


def test_a_text_is_read_shown_accepted_and_exported(reviewing, tmp_path, capsys):
    reviewing("show", SLUG)
    shown = capsys.readouterr().out
    name = meeting_of().id
    assert re.search(
        rf"^{name}  0\.\d\d  Sergey Lavrov, .*met Wang Yi in Beijing on 3 March 2025: occurred\.",
        shown,
        re.MULTILINE,
    )
    assert not holds(MEETING)
    assert reviewing("accept", SLUG, name, "--author", "m.adler") == 0
    assert holds(MEETING)
    assert holds("ASK { ?s prov:wasGeneratedBy/prov:wasAssociatedWith id:reviewer\\/m.adler }")
    assert reviewing("export", "-o", "out") == 0
    exported = yaml.safe_load((tmp_path / "out" / f"{SLUG}.statements.yaml").read_text("utf-8"))
    assert list(exported) == ["statements"]
    assert "Lavrov told reporters" not in (tmp_path / "out" / f"{SLUG}.md").read_text("utf-8")


def test_what_was_exported_builds_the_same_facts(reviewing, small_content, tmp_path):
    reviewing("accept", SLUG, meeting_of().id, "--author", "m.adler")
    reviewing("export", "-o", "out")
    build(small_content, BuildSettings(data=tmp_path / "built"), [tmp_path / "out" / f"{SLUG}.md"])
    graph = f"<https://w3id.org/bilateral/graph/{SLUG}>"
    with Snapshot(tmp_path / "data") as ours, Snapshot(tmp_path / "built") as built:
        assert set(ours.quads(graph)) == set(built.quads(graph))


def test_a_decision_is_taken_back(reviewing):
    name = meeting_of().id
    reviewing("accept", SLUG, name)
    assert reviewing("undo", SLUG, name) == 0
    assert not holds(MEETING)
    assert reviewing("reject", SLUG, name, "--reason", "background") == 0
    assert meeting_of().decision.reason == "background"


def test_another_value_is_chosen(reviewing):
    assert reviewing("accept", SLUG, meeting_of().id, "--set", "day=2025-03-02", "--set", "place=") == 0
    assert not holds(MEETING)
    said = f"?m bil:participant id:person\\/wang-yi ; bil:date '2025-03-02'{ON}"
    assert holds(f"ASK {{ {said} FILTER NOT EXISTS {{ ?m bil:place ?p }} }}")


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ("place=place/nowhere", "the graph has no place/nowhere"),
        ("place=person/wang-yi", "none of the kind that is asked for: place or polity"),
        ("who takes part 1=place/beijing", "none of the kind that is asked for: actor"),
        ("kind=bil:Person", "none of the kind that is asked for: event"),
        ("day=last Sunday", "last Sunday"),
    ],
)
def test_a_value_that_is_not_what_the_part_needs_is_no_choice(reviewing, capsys, choice, fault):
    assert reviewing("accept", SLUG, meeting_of().id, "--set", choice) == 2
    assert fault in capsys.readouterr().err
    assert meeting_of().state == "waiting"


def test_a_property_that_was_misspelt_in_an_editor_is_not_accepted(reviewing, capsys):
    path = Path("data", "drafts", SLUG, f"{SLUG}.statements.yaml")
    path.write_text(path.read_text("utf-8").replace("bil:place", "bil:palce"), "utf-8")
    assert reviewing("accept", SLUG, meeting_of().id) == 2
    assert "bil:palce" in capsys.readouterr().err
    assert meeting_of().state == "waiting"


def test_a_draft_that_was_spoilt_in_an_editor_is_listed_with_its_fault(reviewing, capsys):
    text = TEXT.replace("Beijing", "Moscow")
    Path("other.txt").write_text(text, "utf-8")
    reviewing("other.txt", "--published", "2025-03-05")
    path = Path("data", "drafts", SLUG, f"{SLUG}.statements.yaml")
    path.write_text(path.read_text("utf-8").replace("state: waiting", "state: acepted", 1), "utf-8")
    capsys.readouterr()
    assert reviewing("list") == 2
    out, err = capsys.readouterr()
    assert out.startswith("talks-in-moscow-2025-03-05  ")
    assert re.search(rf"{SLUG}\.statements\.yaml:\d+: 'acepted' is not a state", err)


def test_the_same_text_again_finds_its_draft(reviewing, capsys):
    assert reviewing("talks.txt", "--published", "2025-03-04") == 0
    assert re.match(rf"{SLUG}: read on \d{{4}}-\d\d-\d\d already; ", capsys.readouterr().out)


def test_what_was_rejected_is_not_suggested_again_for_the_same_text(reviewing):
    name = meeting_of().id
    reviewing("reject", SLUG, name)
    assert reviewing("talks.txt", "--published", "2025-03-04", "--again") == 0
    events = [each for each in DraftFolder(Path("data")).load(SLUG).suggestions if each.kind == "event"]
    assert [(each.id, each.state) for each in events] == [(name, "rejected")]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("nothing.txt",), "nothing.txt: No such file"),
        (("undated.txt",), "undated.txt: the text does not say when it was published"),
        (("talks.txt", "--published", "soon"), "soon"),
        (("show", "nothing"), "there is no draft 'nothing'"),
        (("accept", "nothing", "s1"), "there is no draft 'nothing'"),
        (("talks.txt", "--published", "2025-03-04", "--extractor", "none"), "none"),
    ],
)
def test_what_cannot_be_done_is_said_and_exits_with_2(reviewing, capsys, arguments, reason):
    assert reviewing(*arguments) == 2
    assert reason in capsys.readouterr().err


def test_a_text_without_a_free_licence_goes_when_the_review_is_finished(reviewing, tmp_path, capsys):
    assert reviewing("finish", SLUG) == 2
    names = [each.id for each in DraftFolder(tmp_path / "data").load(SLUG).suggestions]
    reviewing("reject", SLUG, *names)
    assert reviewing("finish", SLUG) == 0
    assert "removed" in capsys.readouterr().out
    files = (tmp_path / "data" / "drafts" / SLUG).iterdir()
    assert [path.name for path in files if path.suffix == ".text"] == []


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["ingest", "a.txt"], ["ingest", "read", "a.txt"]),
        (["ingest", "-"], ["ingest", "read", "-"]),
        (["ingest", "read", "a.txt"], ["ingest", "read", "a.txt"]),
        (["ingest", "list"], ["ingest", "list"]),
        (["ingest", "--help"], ["ingest", "--help"]),
        (["ingest"], ["ingest"]),
        (["query", "-"], ["query", "-"]),
    ],
)
def test_the_step_that_is_left_out_is_to_read(given, meant):
    assert completed(given) == meant


def texts(folder, number):
    folder.mkdir()
    for at in range(number):
        day = f"2025-04-{at + 1:02}"
        told = TEXT.replace("3 March 2025", f"{at + 1} April 2025")
        words = f"---\ntitle: Talks {at}\npublished: {day}\n---\n\n{told}"
        (folder / f"{at:02}.md").write_text(words, "utf-8")


def test_a_folder_is_read_by_several_processes_and_reported(ingest, tmp_path, capsys):
    texts(tmp_path / "texts", 6)
    (tmp_path / "texts" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert ingest("texts", "--jobs", 2) == 2
    told = capsys.readouterr().out
    assert "6 texts read, 0 read before, 0 without a suggestion" in told
    assert "6 event: meeting of two states" in told
    assert "broken.pdf: " in told
    assert len(DraftFolder(tmp_path / "data").slugs()) == 6


def test_a_batch_that_was_killed_goes_on_where_it_was(ingest, tmp_path, capsys):
    texts(tmp_path / "texts", 12)
    command = [sys.executable, "-m", "bilateral", "ingest", "texts", "--data", "data"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    folder = DraftFolder(tmp_path / "data")
    while len(folder.slugs()) < 2 and process.poll() is None:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    there = len(folder.slugs())
    assert ingest("texts") == 0
    assert f"{12 - there} texts read, {there} read before" in capsys.readouterr().out
    assert len(folder.slugs()) == 12


def test_what_is_accepted_by_its_confidence_alone_is_marked(ingest, tmp_path, capsys):
    texts(tmp_path / "texts", 3)
    assert ingest("texts", "--accept-above", "0.3") == 0
    assert "accepted by their confidence alone: they are marked as unreviewed" in capsys.readouterr().out
    assert holds("ASK { ?s a bil:UnreviewedStatement ; bil:confidence ?c }")
    taken = "?s prov:wasGeneratedBy ?review"
    assert not holds(f"ASK {{ {taken} FILTER NOT EXISTS {{ ?s a bil:UnreviewedStatement }} }}")
    assert not holds("ASK { ?s prov:wasGeneratedBy/prov:wasAssociatedWith ?r . ?r a bil:Reviewer }")
    decided = {
        s.decision.reviewer
        for d in DraftFolder(tmp_path / "data").slugs()
        for s in DraftFolder(tmp_path / "data").load(d).accepted
    }
    assert decided == {""}


def test_two_documents_with_one_text_are_accepted_once(ingest, tmp_path, capsys):
    texts(tmp_path / "texts", 2)
    first = min((tmp_path / "texts").iterdir())
    shutil.copy(first, first.with_name("again" + first.suffix))
    assert ingest("texts", "--accept-above", "0.3") == 0
    assert "2 texts read, 1 read before" in capsys.readouterr().out


def test_what_was_read_before_is_accepted_where_it_is_sure_enough(ingest, tmp_path):
    texts(tmp_path / "texts", 2)
    ingest("texts")
    assert not holds("ASK { ?s a bil:UnreviewedStatement }")
    ingest("texts", "--accept-above", "0.3")
    assert holds("ASK { ?s a bil:UnreviewedStatement }")


def test_nothing_is_accepted_that_is_less_sure(ingest, tmp_path):
    texts(tmp_path / "texts", 2)
    ingest("texts", "--accept-above", "1.0")
    assert not holds("ASK { ?s a bil:UnreviewedStatement }")


@pytest.fixture
def served(reviewing, tmp_path):
    """A server that writes to the data directory, and its address."""
    del reviewing
    (tmp_path / "tokens").write_text("writer:write:let-me-write\n")
    command = [
        sys.executable,
        "-m",
        "bilateral",
        "serve",
        "--data",
        "data",
        "--port",
        "0",
        "--token-file",
        "tokens",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if ready := re.search(r"ready at (http://\S+)", line):
            break
    else:
        pytest.fail("the server does not start")
    yield ready[1]
    process.terminate()
    process.communicate()


def test_beside_a_server_the_server_writes(reviewing, served):
    assert reviewing("accept", SLUG, meeting_of().id, "--author", "m.adler") == 0
    host = served.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request(
        "GET",
        "/sparql?" + urllib.parse.urlencode({"query": PREFIXES + MEETING}),
        headers={"Accept": "application/sparql-results+json"},
    )
    assert b'"boolean":true' in connection.getresponse().read().replace(b" ", b"")
    connection.request("DELETE", f"/documents/{SLUG}", headers={"Authorization": "Bearer let-me-write"})
    response = connection.getresponse()
    assert (response.status, response.read() and None) == (200, None)
    for method, path in (("GET", f"/page/document/{SLUG}"), ("DELETE", f"/documents/{SLUG}")):
        connection.request(method, path, headers={"Authorization": "Bearer let-me-write"})
        response = connection.getresponse()
        response.read()
        assert response.status == 410
    connection.close()
    assert meeting_of().state == "waiting"
    assert reviewing("accept", SLUG, meeting_of().id) == 0


def page(address, path, **parameters):
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
    connection.request("GET", path + query, headers={"Accept": "text/html"})
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    assert response.status == 200
    return text


def test_pages_say_who_accepted_a_fact_and_what_nobody_has_looked_at(reviewing, served, tmp_path):
    name = meeting_of().id
    reviewing("accept", SLUG, name, "--author", "m.adler")
    subject = meeting_of().subject
    fact = {
        "s": f"<https://w3id.org/bilateral/id/{subject}>",
        "p": "<https://w3id.org/bilateral/ns#participant>",
        "o": "<https://w3id.org/bilateral/id/person/wang-yi>",
    }
    seen = page(served, "/why", **fact)
    assert "accepted by m.adler on" in seen
    assert "suggested by rules " in seen
    assert "unreviewed" not in page(served, f"/page/{subject}")
    reviewing("undo", SLUG, name)
    (tmp_path / "texts").mkdir()
    shutil.copy(tmp_path / "talks.txt", tmp_path / "texts")
    reviewing("texts", "--accept-above", "0.1", "--published", "2025-03-04")
    assert ">unreviewed</span> accepted by its confidence alone" in page(served, "/why", **fact)
    assert ">unreviewed</span>" in page(served, f"/page/{subject}")


def test_drafts_of_a_server_whose_graph_is_elsewhere_are_not_decided_on_here(tmp_path, capsys):
    folder = DraftFolder(tmp_path)
    slug = folder.create(make_draft()).slug
    assert run(["ingest", "list", "--data", str(tmp_path)]) == 0
    assert slug in capsys.readouterr().out
    assert run(["ingest", "accept", slug, "s1", "--data", str(tmp_path)]) == 2
    assert "an external engine holds it" in capsys.readouterr().err
    assert folder.load(slug).version == 0
    assert not (tmp_path / "snapshots").exists()
