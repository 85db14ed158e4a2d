"""Decisions on the suggestions of a draft. Each returns the draft that it makes; nothing is stored.

A suggestion that has been accepted may be taken back or edited; what is in the graph follows from the draft.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.content.statement_records import REPORT, StatementRecord
from bilateral.ingest.drafts import minting
from bilateral.ingest.drafts.draft import (
    ACCEPTED,
    EVENT,
    IDENTITY,
    LATER,
    OFFICE,
    REJECTED,
    WAITING,
    Correction,
    Decision,
    PartCandidate,
    ReviewError,
)
from bilateral.ingest.drafts.requirements import unmet
from bilateral.ingest.drafts.suggestion_wording import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bilateral.content.statement_records import TripleText
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion, SuggestionPart

    Choices = Mapping[str, str | PartCandidate]

_OF_NEW: Final = frozenset({"a", "rdfs:label", "bil:note"})
_DATING: Final = frozenset({"bil:date", "bil:start", "bil:during", "bil:after", "bil:before"})


def accept(draft: Draft, name: str, reviewer: str, when: str, choices: Choices | None = None) -> Draft:
    """Accept a suggestion, with other values for some of its parts.

    Args:
        draft: before the decision.
        name: the id of the suggestion.
        reviewer: who decides; "" if nobody looked.
        when: in UTC, `2026-11-29T10:00:00Z`.
        choices: by name of the part, a value or a candidate that need not be among those of the part; "" for
            none.

    Raises:
        ReviewError: there is no such suggestion or part, or something is missing.
    """
    draft = edit(draft, name, choices or {})
    chosen = draft.suggestion(name)
    if lacking := [*chosen.missing, *unmet(chosen)]:
        raise ReviewError(f"{name} cannot be accepted without {', '.join(lacking)}")
    return _put(draft, replace(chosen, state=ACCEPTED, decision=Decision(when, reviewer)))


def reject(draft: Draft, name: str, reviewer: str, when: str, reason: str = "") -> Draft:
    """Reject a suggestion; it is kept, and not made again for the same text.

    Raises:
        ReviewError: there is none of that id.
    """
    rejected = replace(draft.suggestion(name), state=REJECTED, decision=Decision(when, reviewer, reason))
    return _put(draft, rejected)


def postpone(draft: Draft, name: str) -> Draft:
    """Put a suggestion off: it waits behind the others.

    Raises:
        ReviewError: there is none of that id, or it was decided.
    """
    if not (found := draft.suggestion(name)).is_open:
        raise ReviewError(f"{name} was {found.state} already; undo that first")
    return _put(draft, replace(found, state=LATER))


def undo(draft: Draft, name: str) -> Draft:
    """Take a decision back: the suggestion waits again, with the values that were chosen.

    Raises:
        ReviewError: there is none of that id.
    """
    return _put(draft, replace(draft.suggestion(name), state=WAITING, decision=None))


def edit(draft: Draft, name: str, choices: Choices, extra: Iterable[SuggestionPart] = ()) -> Draft:
    """Choose other values for parts of a suggestion, and add parts.

    What was chosen for words of the text is chosen for the same words in suggestions that wait, too.

    Raises:
        ReviewError: there is no such suggestion or part.
    """
    before = draft.suggestion(name)
    chosen = {key: _candidate(before.part(key), value) for key, value in choices.items()}
    chosen = {key: value for key, value in chosen.items() if value.value != before.part(key).value}
    draft = _put(draft, _changed(before, chosen, tuple(extra)))
    for key, candidate in chosen.items():
        draft = _repeated(draft, before.part(key), candidate, name)
    return settled(draft)


def add(draft: Draft, suggestion: DraftSuggestion) -> Draft:
    """Add a suggestion that a person made, under an id of its own, which it need not have."""
    name = f"a{draft.next_number}"
    statements = tuple(
        replace(each, id=name if at == 0 else f"{name}-{at + 1}")
        for at, each in enumerate(suggestion.statements)
    )
    added = replace(suggestion, id=name, statements=statements, state=WAITING, decision=None)
    if _makes_event(added) and added.subject in {each.subject for each in draft.suggestions}:
        added = renamed(added, {added.subject: f"{added.subject}-{name}"})
    return settled(replace(draft, suggestions=(*draft.suggestions, added), version=draft.version + 1))


def _put(draft: Draft, *changed: DraftSuggestion) -> Draft:
    by_id = {each.id: each for each in changed}
    suggestions = tuple(by_id.get(each.id, each) for each in draft.suggestions)
    return replace(draft, suggestions=suggestions, version=draft.version + (suggestions != draft.suggestions))


def _candidate(part: SuggestionPart, value: str | PartCandidate) -> PartCandidate:
    if isinstance(value, PartCandidate):
        return value
    known = {each.value: each for each in part.candidates}
    return known.get(value) or PartCandidate(value, value, 1.0)


def _changed(
    suggestion: DraftSuggestion, chosen: Mapping[str, PartCandidate], extra: Sequence[SuggestionPart]
) -> DraftSuggestion:
    """Return a suggestion with values chosen and parts added, and what no longer belongs to it left out."""
    statements = suggestion.statements
    subject, is_new = suggestion.subject, suggestion.is_new
    for key, candidate in chosen.items():
        part = suggestion.part(key)
        if part.name == IDENTITY:
            statements = tuple(_rename(each, {subject: candidate.value}) for each in statements)
            subject, is_new = candidate.value, bool(candidate.defines)
        else:
            statements = _replaced(statements, part, candidate, subject)
        statements = _defined(statements, candidate.defines)
    for part in extra:
        statements = _with_value(statements, subject, part.predicate, part.value)
        statements = _defined(statements, next((c.defines for c in part.candidates[:1]), ()))
    parts = tuple(_chosen_part(part, chosen.get(part.name)) for part in suggestion.parts)
    made = tuple(Correction(key, suggestion.part(key).value, each.value) for key, each in chosen.items())
    return replace(
        suggestion,
        subject=subject,
        is_new=is_new,
        statements=_referenced(_described_by(statements, suggestion, is_new=is_new), subject),
        parts=(*parts, *extra),
        corrections=(*suggestion.corrections, *made),
    )


def _chosen_part(part: SuggestionPart, candidate: PartCandidate | None) -> SuggestionPart:
    if candidate is None:
        return part
    known = any(each.value == candidate.value for each in part.candidates)
    candidates = part.candidates if known or not candidate.value else (candidate, *part.candidates)
    gloss = part.gloss if candidate.value == part.value else ""
    return replace(
        part, value=candidate.value, shown=candidate.label, gloss=gloss, doubt="", candidates=candidates
    )


def _replaced(
    statements: tuple[StatementRecord, ...], part: SuggestionPart, candidate: PartCandidate, subject: str
) -> tuple[StatementRecord, ...]:
    """Return statements with another value of a part, that of a triple or that of a detail; "" for none."""
    if not part.value:
        return _with_value(statements, subject, part.predicate, candidate.value)
    swap = _swap_detail if ":" not in part.predicate and part.predicate != "a" else _swap_object
    found = (swap(each, part, candidate.value) for each in statements)
    return tuple(each for each in found if each is not None)


def _swap_detail(statement: StatementRecord, part: SuggestionPart, value: str) -> StatementRecord | None:
    if part.predicate == "kind":
        return replace(statement, kind=value) if statement.kind == part.value else statement
    details = [
        (key, value if (key, old) == (part.predicate, part.value) else old) for key, old in statement.details
    ]
    return replace(statement, details=tuple((key, each) for key, each in details if each))


def _swap_object(statement: StatementRecord, part: SuggestionPart, value: str) -> StatementRecord | None:
    def swapped(triple: TripleText) -> TripleText | None:
        if triple[1:] != (part.predicate, part.value):
            return triple
        return (triple[0], triple[1], value) if value else None

    triples = [found for each in statement.triples() if (found := swapped(each))]
    if not triples:
        return None
    return replace(statement, says=triples[0], also=tuple(triples[1:]))


def _with_value(
    statements: tuple[StatementRecord, ...], subject: str, predicate: str, value: str
) -> tuple[StatementRecord, ...]:
    """Return statements with one more value, on the evidence of the first."""
    first = statements[0]
    if not value:
        return statements
    if ":" not in predicate and predicate != "a":
        return (replace(first, details=(*first.details, (predicate, value))), *statements[1:])
    said = replace(first, id=_next_id(statements), says=(subject, predicate, value), also=(), details=())
    return (*statements, said)


def _defined(
    statements: tuple[StatementRecord, ...], triples: Sequence[TripleText]
) -> tuple[StatementRecord, ...]:
    """Return statements with what describes a thing that is new, as a report."""
    there = {triple for each in statements for triple in each.triples()}
    missing = [triple for triple in triples if triple not in there]
    if not missing:
        return statements
    first = statements[0]
    if missing[0][0] == first.says[0] and first.kind == REPORT:
        return (replace(first, also=(*first.also, *missing)), *statements[1:])
    described = StatementRecord(
        _next_id(statements), REPORT, missing[0], first.quotes, first.basis, tuple(missing[1:])
    )
    return (*statements, described)


def _next_id(statements: Sequence[StatementRecord]) -> str:
    first = statements[0].id
    numbers = [int(each.id.removeprefix(f"{first}-")) for each in statements if each.id != first]
    return f"{first}-{max([1, *numbers]) + 1}"


def _described_by(
    statements: tuple[StatementRecord, ...], suggestion: DraftSuggestion, *, is_new: bool
) -> tuple[StatementRecord, ...]:
    """Return statements that give an event of the graph no other class and label than it has there."""
    if is_new or not _makes_event(suggestion):
        return statements
    (first, *rest) = statements
    kept = tuple(triple for triple in first.also if triple[1] not in _OF_NEW)
    return (replace(first, also=kept), *rest)


def _referenced(statements: tuple[StatementRecord, ...], subject: str) -> tuple[StatementRecord, ...]:
    """Return statements without those that describe things which nothing else refers to any more."""
    while True:
        mentioned = {subject} | {
            value
            for each in statements
            for value in (*(t[2] for t in each.triples()), *(value for _, value in each.details))
        }
        kept = tuple(
            each for at, each in enumerate(statements) if at == 0 or not _describes_another(each, mentioned)
        )
        if len(kept) == len(statements):
            return kept
        statements = kept


def _describes_another(statement: StatementRecord, mentioned: set[str]) -> bool:
    return statement.says[1] == "a" and statement.says[0] not in mentioned


def _repeated(draft: Draft, part: SuggestionPart, candidate: PartCandidate, name: str) -> Draft:
    """Make the same choice for the same words wherever it waits."""
    if not part.words or part.name == IDENTITY:
        return draft
    changed = []
    for other in draft.suggestions:
        same = {
            each.name: candidate
            for each in other.parts
            if (each.words, each.value) == (part.words, part.value) and "/" in each.value
        }
        if same and other.is_open and other.id != name:
            changed.append(_changed(other, same, ()))
    return _put(draft, *changed)


def settled(draft: Draft) -> Draft:
    """Return a draft whose new things are named, and its suggestions worded, after what they are now."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for each in filter(lambda each: each.is_new, draft.suggestions):
        name = _name(each, draft.slug)
        if _makes_event(each):
            name = _free(name, taken)
            taken.add(name)
        names[each.subject] = name
    changes = {old: new for old, new in names.items() if old != new}
    return _put(draft, *(_worded(renamed(each, changes)) for each in draft.suggestions))


def _makes_event(suggestion: DraftSuggestion) -> bool:
    return suggestion.is_new and suggestion.kind == EVENT


def _name(suggestion: DraftSuggestion, slug: str) -> str:
    if suggestion.kind == EVENT:
        return minting.event_name(suggestion.facts(), slug)
    if suggestion.kind == OFFICE:
        facts = suggestion.facts()
        return minting.tenure_name(facts["bil:holder"][-1], facts["bil:office"][-1])
    return suggestion.subject


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def renamed(suggestion: DraftSuggestion, names: Mapping[str, str]) -> DraftSuggestion:
    """Return a suggestion with other names of things, wherever it has them."""
    if not names:
        return suggestion

    def new(value: str) -> str:
        return names.get(value, value)

    def named(part: SuggestionPart) -> SuggestionPart:
        candidates = tuple(
            each._replace(value=new(each.value), defines=_map_triples(each.defines, new))
            for each in part.candidates
        )
        return replace(part, value=new(part.value), candidates=candidates)

    return replace(
        suggestion,
        subject=new(suggestion.subject),
        statements=tuple(_rename(each, names) for each in suggestion.statements),
        parts=tuple(map(named, suggestion.parts)),
    )


def _rename(statement: StatementRecord, names: Mapping[str, str]) -> StatementRecord:
    def new(value: str) -> str:
        return names.get(value, value)

    (says,) = _map_triples((statement.says,), new)
    details = tuple((key, new(value)) for key, value in statement.details)
    return replace(statement, says=says, also=_map_triples(statement.also, new), details=details)


def _map_triples(triples: Sequence[TripleText], new: Callable[[str], str]) -> tuple[TripleText, ...]:
    return tuple((new(s), p, new(o)) for s, p, o in triples)


def _worded(suggestion: DraftSuggestion) -> DraftSuggestion:
    """Return a suggestion with its sentence, and a new event with label and note, made of what it says."""
    if _makes_event(suggestion):
        suggestion = _noted(_relabelled(suggestion))
    return replace(suggestion, sentence=sentence(suggestion))


def _noted(suggestion: DraftSuggestion) -> DraftSuggestion:
    """Return a suggestion that says why an event has no date, where it has none and has occurred."""
    subject, (first, *rest) = suggestion.subject, suggestion.statements
    note = (subject, "bil:note", minting.english("The document gives no date."))
    also = tuple(triple for triple in first.also if triple != note)
    if not _DATING & suggestion.facts().keys():
        also = (*also, note)
    return replace(suggestion, statements=(replace(first, also=also), *rest))


def _relabelled(suggestion: DraftSuggestion) -> DraftSuggestion:
    subject = suggestion.subject
    shown = {part.value: part.shown for part in suggestion.parts}
    label = minting.english(minting.event_label(suggestion.facts(), shown))

    def relabel(triples: Sequence[TripleText]) -> tuple[TripleText, ...]:
        return tuple((s, p, label) if (s, p) == (subject, "rdfs:label") else (s, p, o) for s, p, o in triples)

    statements = tuple(replace(each, also=relabel(each.also)) for each in suggestion.statements)
    parts = tuple(
        replace(part, candidates=tuple(c._replace(defines=relabel(c.defines)) for c in part.candidates))
        for part in suggestion.parts
    )
    return replace(suggestion, statements=statements, parts=parts)
