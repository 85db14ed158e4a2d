"""What is accepted is in the graph, and nothing else changes."""

import contextlib
import re
import shutil
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilateral.build import commit_processes
from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.content.locations import Content, locate
from bilateral.content.statement_records import StatementRecord
from bilateral.errors import InputError, Refused
from bilateral.ingest.drafts import review_decisions as review
from bilateral.ingest.drafts.acceptance import DraftReview, accepted_quads, draft_document
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.drafts.withdrawals import withdrawn_at
from bilateral.store.snapshots.change_log import ChangeLog, ChangeNote
from bilateral.store.snapshots.dump import dump
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.store.writes.command_writer import CommandWriter
from bilateral.workers.failures import Outdated
from bilateral.workers.pool import Limits

from .made_drafts import DATE, KNOWN, QUOTE, claim, make_draft, meeting

NOW = "2026-11-29T10:00:00Z"
BIL = "https://w3id.org/bilateral/"


SMALL = """
@prefix bil: <https://w3id.org/bilateral/ns#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix graph: <https://w3id.org/bilateral/graph/> .
@prefix person: <https://w3id.org/bilateral/id/person/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
graph:small {
    person:wang-yi a bil:Person ; rdfs:label "Wang Yi"@en .
    person:antony-blinken a bil:Person ; rdfs:label "Antony Blinken"@en .
}
graph:provenance {
    <https://w3id.org/bilateral/id/document/small> a bil:SourceDocument ; dct:title "A small world" .
}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A review in a small graph with the whole ontology, and its data directory."""
    content = tmp_path_factory.mktemp("content")
    shutil.copytree(locate().root / "ontology", content / "ontology")
    (content / "queries").mkdir()
    (content / "seeds" / "graphs").mkdir(parents=True)
    (content / "seeds" / "graphs" / "small.trig").write_text(SMALL, "utf-8")
    data = tmp_path_factory.mktemp("desk") / "data"
    build(Content(content), BuildSettings(content=content, data=data))
    writer = CommandWriter(data, Limits(seconds=60.0, bytes=0), commit_processes.infer_and_validate)
    folder = DraftFolder(data)
    with contextlib.ExitStack() as opened:

        def state():
            return opened.enter_context(Snapshot(data))

        yield DraftReview(folder, writer, state, ChangeLog(data)), folder, data
    writer.close()


def state(data):
    with Snapshot(data) as snapshot:
        return frozenset(dump(snapshot)), snapshot.counts


def holds(data, query):
    with Snapshot(data) as snapshot:
        return bool(snapshot.query(f"PREFIX bil: <{BIL}ns#> PREFIX id: <{BIL}id/> {query}"))


def accepting(name, reviewer="m.adler", **choices):
    return lambda draft: review.accept(draft, name, reviewer, NOW, choices)


STROKES = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "undo", "later", "other person"]), st.sampled_from(["s1", "s2"])
    ),
    max_size=4,
)


def stroke(verb, name):
    def change(draft):
        if verb == "accept":
            return review.accept(draft, name, "m.adler", NOW)
        if verb == "reject":
            return review.reject(draft, name, "m.adler", NOW)
        if verb == "undo":
            return review.undo(draft, name)
        if verb == "later":
            return review.postpone(draft, name) if draft.suggestion(name).is_open else draft
        return review.edit(draft, "s1", {"who": KNOWN.value})

    return change


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STROKES)
def test_whatever_was_decided_and_then_taken_back_leaves_the_graph_as_it_was(desk, strokes):
    desk, folder, data = desk
    before = state(data)
    slug = folder.create(make_draft()).slug
    for verb, name in strokes:
        desk.decide(slug, stroke(verb, name))
    for name in ("s1", "s2"):
        desk.decide(slug, stroke("undo", name))
    assert state(data) == before
    folder.remove(slug)


def test_accepted_and_withdrawn_leaves_the_graph_as_it_was(desk):
    desk, folder, data = desk
    before = state(data)
    slug = folder.create(make_draft(keep_text=True)).slug
    for name in ("s1", "s2"):
        desk.decide(slug, accepting(name))
    assert state(data) != before
    assert desk.withdraw(slug)
    assert state(data) == before
    assert withdrawn_at(data, slug)
    assert [each.state for each in folder.load(slug).suggestions] == ["waiting", "waiting"]
    desk.decide(slug, accepting("s1"))
    assert withdrawn_at(data, slug) is None
    desk.withdraw(slug)
    folder.remove(slug)


def test_any_order_gives_the_same_graph(desk):
    desk, folder, data = desk
    found = set()
    for order in permutations(("s1", "s2")):
        slug = folder.create(make_draft()).slug
        for name in order:
            desk.decide(slug, accepting(name))
        found.add(state(data))
        desk.withdraw(slug)
        folder.remove(slug)
    assert len(found) == 1


@settings(deadline=None)
@given(st.permutations(["s1", "s2", "a3"]), st.booleans())
def test_the_quads_do_not_depend_on_the_order(order, choose):
    first = review.edit(review.add(make_draft(), claim()), "s1", {"who": KNOWN.value} if choose else {})
    one = other = first
    for name in order:
        one = review.accept(one, name, "x", NOW)
    for name in sorted(order):
        other = review.accept(other, name, "x", NOW)
    assert accepted_quads(one) == accepted_quads(other)


def test_what_was_accepted_is_asserted_and_reasoned_over(desk):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    desk.decide(slug, accepting("s1", who=KNOWN.value))
    met = "ASK { id:person\\/antony-blinken bil:metWith id:person\\/wang-yi }"
    assert holds(data, met)
    assert holds(
        data,
        "ASK { ?m bil:date '2025-07-13'^^<http://www.w3.org/2001/XMLSchema#date> ; "
        "bil:startEarliest ?d ; bil:participant id:person\\/antony-blinken }",
    )
    desk.decide(slug, lambda draft: review.undo(draft, "s1"))
    folder.remove(slug)


@pytest.mark.parametrize("status", ["planned", "cancelled", "denied"])
def test_who_is_not_said_to_have_met_has_not_met(desk, status):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug

    def change(draft):
        (first, *rest) = draft.suggestion("s1").statements
        also = tuple((s, p, f"status/{status}" if p == "bil:status" else o) for s, p, o in first.also)

        made = replace(draft.suggestion("s1"), statements=(replace(first, also=also), *rest))
        draft = replace(draft, suggestions=(made, *draft.suggestions[1:]))
        return review.accept(draft, "s1", "x", NOW)

    desk.decide(slug, change)
    assert holds(data, f"ASK {{ ?m bil:participant id:person\\/jane-doe ; bil:status id:status\\/{status} }}")
    assert not holds(data, "ASK { id:person\\/jane-doe bil:metWith ?other }")
    desk.withdraw(slug)
    folder.remove(slug)


def test_a_claim_is_not_asserted(desk):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    desk.decide(slug, accepting("s2"))
    assert not holds(data, "ASK { id:person\\/wang-yi bil:saidOf ?what }")
    assert holds(data, "ASK { ?s a bil:Claim ; bil:speaker id:person\\/jane-doe }")
    desk.withdraw(slug)
    folder.remove(slug)


def test_a_statement_tells_who_took_it_in_and_how():
    quads = accepted_quads(review.accept(make_draft(), "s1", "m.adler", NOW))
    said = {(p.rpartition("#")[2][:-1], o) for s, p, o, _ in quads if s == f"<{BIL}id/review/a-text-s1>"}
    assert ("endedAtTime", f'"{NOW}"^^<http://www.w3.org/2001/XMLSchema#dateTime>') in said
    assert ("wasAssociatedWith", f"<{BIL}id/reviewer/m.adler>") in said
    assert ("wasAssociatedWith", f"<{BIL}id/extractor/rules-0.1.0>") in said
    assert ("extractionRule", '"met"') in said
    assert ("used", f"<{BIL}id/document/a-text>") in said
    taken = {s for s, p, _, _ in quads if p.endswith("wasGeneratedBy>")}
    assert taken == {s for s, p, _, _ in quads if p.endswith("#reporter>")}


def test_what_nobody_looked_at_says_so():
    unseen = accepted_quads(review.accept(make_draft(), "s1", "", NOW))
    seen = accepted_quads(review.accept(make_draft(), "s1", "m.adler", NOW))
    marked = [s for s, _, o, _ in unseen if o == f"<{BIL}ns#UnreviewedStatement>"]
    assert len(marked) == len(meeting().statements)
    assert not [o for _, _, o, _ in seen if "Unreviewed" in o]
    assert not [o for _, _, o, _ in unseen if "/id/reviewer/" in o]


@pytest.mark.parametrize("keep", [True, False])
def test_a_text_is_in_the_graph_only_if_it_is_to_be_kept(keep):
    draft = review.accept(make_draft(keep_text=keep), "s1", "x", NOW)
    words = "".join(o for _, _, o, _ in accepted_quads(draft))
    assert ("Doe praised" in words) == keep
    assert "on 13 July 2025." in words
    assert draft_document(draft).text_hash == f'"{draft.text_hash}"'


def test_offsets_quote_the_text():
    draft = review.accept(make_draft(keep_text=True), "s1", "x", NOW)
    quads = accepted_quads(draft)
    numbers = {
        key: {int(re.match(r'"(\d+)"', o)[1]) for _, p, o, _ in quads if p.endswith(f"oa#{key}>")}
        for key in ("start", "end")
    }
    assert [draft.text[a:b] for a in numbers["start"] for b in numbers["end"]] == [QUOTE[0].text]


def test_another_version_is_refused_and_nothing_changes(desk):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    desk.decide(slug, lambda draft: review.postpone(draft, "s1"))
    before = state(data)
    with pytest.raises(Outdated):
        desk.decide(slug, accepting("s1"), version=0)
    assert state(data) == before
    assert folder.load(slug).suggestion("s1").state == "later"
    folder.remove(slug)


@pytest.mark.parametrize(
    ("day", "refusal"), [("2025-02-30", "no such day"), ("next week", "write type/slug")]
)
def test_a_day_that_is_none_is_refused_and_nothing_changes(desk, day, refusal):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    before = state(data)
    with pytest.raises((InputError, Refused), match=refusal):
        desk.decide(slug, accepting("s1", day=day))
    assert state(data) == before
    assert folder.load(slug) == make_draft(text=folder.load(slug).text)
    folder.remove(slug)


def test_what_is_missing_is_named(desk):
    desk, folder, _ = desk
    slug = folder.create(make_draft()).slug
    with pytest.raises(ReviewError, match="two participants"):
        desk.decide(slug, accepting("s1", whom=""))
    folder.remove(slug)


def test_two_documents_of_one_event_agree_and_stay_apart(desk):
    desk, folder, data = desk
    slugs = [
        folder.create(make_draft(text=text)).slug for text in (make_draft().text, make_draft().text + " So.")
    ]
    for slug in slugs:
        desk.decide(slug, accepting("s1"))
    both = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?m bil:participant id:person\\/jane-doe } }"
    with Snapshot(data) as snapshot:
        result = snapshot.query(f"PREFIX bil: <{BIL}ns#> PREFIX id: <{BIL}id/> {both}")
        assert [row[0][:2] for row in result.rows()] == ['"2']
    desk.withdraw(slugs[0])
    assert holds(data, "ASK { ?m bil:participant id:person\\/jane-doe }")
    desk.withdraw(slugs[1])
    assert not holds(data, "ASK { ?m bil:participant id:person\\/jane-doe }")
    for slug in slugs:
        folder.remove(slug)


def test_a_quotation_that_is_not_there_is_refused():
    draft = make_draft()
    wrong = StatementRecord(
        "s1", "report", ("person/wang-yi", "bil:about", DATE.value), (QUOTE[0]._replace(start=3),)
    )

    made = replace(draft.suggestions[0], statements=(wrong,))
    broken = replace(draft, suggestions=(made,), source=replace(draft.source, keep_text=True))
    with pytest.raises(InputError, match="is not at character 3"):
        accepted_quads(
            review.accept(replace(broken, suggestions=(replace(made, kind="other"),)), "s1", "x", NOW)
        )


def test_a_decision_is_in_the_change_log_whether_or_not_the_graph_changes(desk):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    note = ChangeNote("m.adler", sentence="Accepted.")
    desk.decide(slug, accepting("s1"), note=note)
    desk.decide(slug, lambda draft: review.reject(draft, "s2", "m.adler", NOW), note=note)
    second, first, *_ = ChangeLog(data).latest()
    assert [(each.kind, each.actor, each.documents) for each in (first, second)] == [
        ("review", "m.adler", (slug,))
    ] * 2
    assert first.snapshot
    assert second.snapshot is None
    desk.withdraw(slug)
    folder.remove(slug)


def test_an_event_that_was_merged_goes_by_its_name_of_now():
    draft = review.accept(make_draft(), "s1", "x", NOW)
    old, new = (f"<{BIL}id/meeting/{name}>" for name in ("jane-doe-wang-yi-2025-07-13", "talks"))
    terms = {term for quad in accepted_quads(draft, {old: new}) for term in quad[:3]}
    assert new in terms
    assert old not in terms


class Killed(BaseException):
    """Ends a decision at once, as a signal would."""


class KilledWriter:
    """A writer whose process is killed before or after its write."""

    def __init__(self, writer, *, after):
        self._writer, self._after = writer, after

    def change_graph(self, *given, **named):
        if self._after:
            self._writer.change_graph(*given, **named)
        raise Killed


class KilledLog(ChangeLog):
    """A log whose process is killed before or after it has an entry."""

    after = True

    def append(self, entry):
        if self.after:
            super().append(entry)
        raise Killed


def killed_while(change, slug, data, *, after):
    """Have a process killed that makes a decision, and return what the next process makes decisions with."""
    with contextlib.ExitStack() as opened:
        folder, log = DraftFolder(data), KilledLog(data)
        log.after = after
        writer = CommandWriter(data, Limits(seconds=60.0, bytes=0), commit_processes.infer_and_validate)
        opened.callback(writer.close)

        def state():
            return opened.enter_context(Snapshot(data))

        note = ChangeNote("m.adler", sentence=f"{slug} was decided on.")
        with pytest.raises(Killed):
            DraftReview(folder, KilledWriter(writer, after=after), state, log).decide(slug, change, note=note)


def logged(data, slug):
    return [each.sentence for each in ChangeLog(data).latest() if each.documents == (slug,)]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("verb", ["accept", "undo", "reject", "other person"])
def test_a_decision_is_completed_where_a_process_was_killed_around_the_write(desk, verb, after):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    if verb in {"undo", "other person"}:
        desk.decide(slug, accepting("s2"))
        desk.decide(slug, accepting("s1"))
    name = "s2" if verb == "reject" else "s1"
    stored, before = folder.load(slug), logged(data, slug)
    killed_while(stroke(verb, name), slug, data, after=after)
    assert DraftFolder(data).load(slug) == stored
    desk.complete()
    assert DraftFolder(data).load(slug) == stroke(verb, name)(stored)
    assert logged(data, slug) == [f"{slug} was decided on.", *before]
    made = state(data)
    desk.complete()
    desk.decide(slug, lambda draft: draft)
    assert state(data) == made
    desk.withdraw(slug)
    folder.remove(slug)
    assert folder.unfinished() == []


def test_the_next_decision_begins_with_the_one_that_was_not_completed(desk):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    killed_while(accepting("s1"), slug, data, after=True)
    with pytest.raises(Outdated):
        desk.decide(slug, stroke("later", "s2"), version=0)
    assert [each.id for each in DraftFolder(data).load(slug).accepted] == ["s1"]
    desk.decide(slug, stroke("undo", "s1"))
    assert not holds(data, "ASK { ?m bil:participant id:person\\/jane-doe }")
    folder.remove(slug)


def test_what_was_withdrawn_meanwhile_is_not_completed(desk):
    desk, folder, data = desk
    slug = folder.create(make_draft()).slug
    before = state(data)
    killed_while(accepting("s1"), slug, data, after=True)
    desk.withdraw(slug)
    desk.complete()
    assert state(data) == before
    assert folder.load(slug).accepted == ()
    folder.remove(slug)


def test_a_decision_that_the_graph_refuses_is_not_kept(desk):
    desk, folder, _ = desk
    slug = folder.create(make_draft()).slug
    with pytest.raises((InputError, Refused)):
        desk.decide(slug, accepting("s1", day="2025-02-30"))
    assert folder.unfinished() == []
    folder.remove(slug)
