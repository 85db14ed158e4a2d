"""Drafts on the disk: nothing is lost, and nobody overwrites another."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.content.documents import hash_of, read_document
from bilateral.content.statements import read_statements
from bilateral.errors import InputError
from bilateral.ingest.drafts import review_decisions as review
from bilateral.ingest.drafts.draft import REJECTED, Correction, ReviewError
from bilateral.ingest.drafts.draft_files import write_accepted, write_front_matter
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.workers.failures import Outdated

from .made_drafts import KNOWN, TEXT, make_draft

NOW = "2026-11-29T10:00:00Z"


@pytest.fixture
def folder(tmp_path):
    return DraftFolder(tmp_path)


def test_a_stored_draft_is_read_as_it_was(folder):
    made = folder.create(make_draft(licence="CC BY 4.0", url="https://example.org/a", publisher="Example"))
    assert folder.load(made.slug) == made


@pytest.mark.parametrize("state", ["waiting", "later", "rejected"])
def test_whether_a_sure_suggestion_waits_is_told_by_the_lines_of_a_draft(folder, state):
    draft = folder.create(make_draft())
    if state == "later":
        folder.save(review.postpone(draft, "s1"), 0)
    if state == "rejected":
        folder.save(review.reject(draft, "s1", "m.adler", NOW), 0)
    assert folder.may_wait(draft.slug, 0.9) == (state == "waiting")
    assert not folder.may_wait(draft.slug, 0.95)


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "postpone", "undo", "choose"]), st.sampled_from(["s1", "s2"])
    ),
    max_size=5,
)


@settings(deadline=None)
@given(DECISIONS)
def test_whatever_was_decided_is_read_as_it_was(tmp_path_factory, decisions):
    folder = DraftFolder(tmp_path_factory.mktemp("data"))
    draft = folder.create(make_draft())
    for verb, name in decisions:
        before = draft.version
        if verb == "accept":
            draft = review.accept(draft, name, "m.adler", NOW)
        elif verb == "reject":
            draft = review.reject(draft, name, "m.adler", NOW, "not said")
        elif verb == "choose":
            draft = review.edit(draft, "s1", {"who": KNOWN.value})
        elif verb == "undo" or draft.suggestion(name).is_open:
            draft = getattr(review, verb)(draft, name)
        folder.save(draft, before)
    assert folder.load(draft.slug) == draft


def test_acceptance_by_confidence_alone_is_read_as_it_was(folder):
    made = folder.create(make_draft())
    done = review.accept(made, "s1", "", NOW)
    folder.save(done, made.version)
    assert folder.load(made.slug) == done
    assert ("confidence", "0.91") in done.suggestion("s1").recorded()[0].details


def test_of_two_reviewers_the_second_is_told(folder):
    made = folder.create(make_draft())
    folder.save(review.accept(made, "s1", "first", NOW), made.version)
    with pytest.raises(Outdated):
        folder.save(review.reject(made, "s1", "second", NOW), made.version)
    assert folder.load(made.slug).suggestion("s1").decision.reviewer == "first"


CHANGING = (
    "import sys; from pathlib import Path; from dataclasses import replace\n"
    "from bilateral.ingest.drafts.draft_folder import DraftFolder\n"
    "folder = DraftFolder(Path(sys.argv[1]))\n"
    "print('begun', flush=True)\n"
    "for _ in range(int(sys.argv[2])):\n"
    "    with folder.changing('a-text') as draft:\n"
    "        folder.put(replace(draft, version=draft.version + 1))\n"
)


def changing(data, times):
    command = [sys.executable, "-c", CHANGING, data, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_changes_of_processes_exclude_each_other(folder, tmp_path):
    made = folder.create(make_draft())
    processes = [changing(tmp_path, 20) for _ in range(3)]
    for process in processes:
        process.communicate()
    assert folder.load(made.slug).version == made.version + 60


def test_a_killed_process_leaves_the_draft_before_or_after(folder, tmp_path):
    made = folder.create(make_draft())
    for delay in (0.0, 0.003, 0.007, 0.011):
        process = changing(tmp_path, 10**6)
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert replace(folder.load(made.slug), version=made.version) == made
    folder.save(review.postpone(folder.load(made.slug), "s1"), folder.load(made.slug).version)


def test_two_texts_with_one_title_have_two_names(folder):
    names = [folder.create(make_draft(text=text)).slug for text in ("One.", "Two.", "Three.")]
    assert names == ["a-text", "a-text-2", "a-text-3"]
    assert folder.slugs() == names


def test_the_same_text_finds_its_draft(folder):
    made = folder.create(make_draft())
    assert folder.of_text(hash_of(TEXT)) == made.slug
    assert folder.of_text(hash_of("Another.")) is None


def test_a_text_that_may_not_be_kept_goes_when_all_is_decided(folder, tmp_path):
    made = folder.create(make_draft())
    with pytest.raises(ReviewError, match="2 suggestions of a-text wait"):
        folder.finish(made.slug)
    done = review.reject(review.accept(made, "s1", "x", NOW), "s2", "x", NOW)
    folder.save(done, made.version)
    assert folder.finish(made.slug)
    assert folder.load(made.slug) == replace(done, text=None)
    left = "".join(path.read_text() for path in (tmp_path / "drafts" / made.slug).iterdir())
    assert "Doe praised" not in left


def test_the_text_that_went_may_be_given_again(folder):
    made = folder.create(make_draft())
    done = review.reject(review.accept(made, "s1", "x", NOW), "s2", "x", NOW)
    folder.save(done, made.version)
    folder.finish(made.slug)
    with pytest.raises(ReviewError, match="not the text"):
        folder.restore_text(made.slug, "Another.")
    folder.restore_text(made.slug, TEXT)
    assert folder.load(made.slug) == done


def test_a_text_that_may_be_kept_stays(folder):
    made = folder.create(make_draft(keep_text=True))
    done = review.reject(review.accept(made, "s1", "x", NOW), "s2", "x", NOW)
    folder.save(done, made.version)
    assert not folder.finish(made.slug)
    assert folder.load(made.slug).text == TEXT


def test_a_removed_draft_is_gone(folder):
    made = folder.create(make_draft())
    folder.remove(made.slug)
    assert folder.slugs() == []
    assert folder.of_text(made.text_hash) is None


@pytest.mark.parametrize("name", ["nothing", "../a-text", "", "a-text/../a-text", "_texts"])
def test_what_is_no_draft_is_refused(folder, name):
    folder.create(make_draft())
    with pytest.raises(ReviewError, match="no draft"):
        folder.load(name)


def test_an_edited_file_is_read_and_its_mistakes_are_named(folder, tmp_path):
    made = folder.create(make_draft())
    path = tmp_path / "drafts" / made.slug / f"{made.slug}.statements.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("state: waiting", "state: rejected", 1), "utf-8")
    assert folder.load(made.slug).suggestion("s1").state == REJECTED
    path.write_text(text.replace("state: waiting", "state: maybe", 1), "utf-8")
    line = 1 + text[: text.index("state: waiting")].count("\n")
    with pytest.raises(InputError, match=f"yaml:{line}: 'maybe' is not a state"):
        folder.load(made.slug)


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("  - id: s1\n    kind: report", "  - id: s1\n    kind: rumour", "'rumour' is not a kind"),
        ("basis: stated", "basis: sure", "'sure' is not a basis"),
        ("'bil:participant', person/wang-yi", "'bil:participant', Wang Yi", "'Wang Yi' is no entity"),
        ("confidence: '0.910'", "confidence: high", "could not convert"),
    ],
)
def test_a_mistake_in_a_statement_is_named_by_its_line(folder, tmp_path, right, wrong, reason):
    made = folder.create(make_draft())
    path = tmp_path / "drafts" / made.slug / f"{made.slug}.statements.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    line = 1 + text[: text.index(right) + len(right)].count("\n")
    with pytest.raises(InputError, match=f"yaml:{line}: {reason}"):
        folder.load(made.slug)


@pytest.mark.parametrize("keep", [True, False])
def test_what_was_accepted_is_a_document_of_the_seeds(tmp_path, keep):
    done = review.accept(make_draft(keep_text=keep), "s1", "m.adler", NOW, {"who": KNOWN.value})
    (tmp_path / "a-text.md").write_text(write_front_matter(done, with_text=keep), "utf-8")
    (tmp_path / "a-text.statements.yaml").write_text(write_accepted(done), "utf-8")
    document = read_document(tmp_path / "a-text.md")
    quads = {each.quad[:3] for each in read_statements(tmp_path / "a-text.statements.yaml", document)}
    there = [s for s, _, o in quads if o.endswith("person/antony-blinken>") and "/id/meeting/" in s]
    assert there == ["<https://w3id.org/bilateral/id/meeting/antony-blinken-wang-yi-2025-07-13>"]
    assert (document.text is not None) == keep


def test_corrections_are_in_the_file(folder, tmp_path):
    made = folder.create(make_draft())
    folder.save(review.accept(made, "s1", "x", NOW, {"who": KNOWN.value}), made.version)
    path = tmp_path / "drafts" / made.slug / f"{made.slug}.statements.yaml"
    (entry, _) = yaml.safe_load(path.read_text("utf-8"))["suggested"]
    assert entry["corrections"] == [Correction("who", "person/jane-doe", KNOWN.value)._asdict()]


TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r"), min_size=1)


@settings(deadline=None)
@given(TEXTS.map(str.strip).filter(bool), st.booleans())
def test_a_text_is_kept_to_the_letter(tmp_path_factory, text, keep):
    data = tmp_path_factory.mktemp("data")
    made = DraftFolder(data).create(make_draft(text=text, keep_text=keep))
    found = DraftFolder(data).load(made.slug)
    assert (found.text, found.text_hash) == (text, made.text_hash)
