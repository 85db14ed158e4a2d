"""A text read again, by another extractor or a later version: only what is new is suggested."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.ingest.drafts.draft import EVENT, WAITING
from bilateral.ingest.drafts.review_decisions import renamed, settled
from bilateral.rdf.iris import POLITY_TYPES

if TYPE_CHECKING:
    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion

_ACTORS: Final = frozenset({*POLITY_TYPES, "person", "organisation", "office", "topic"})


def renewed(draft: Draft, again: Draft) -> Draft:
    """Return a draft with the suggestions of another reading in place of those that wait.

    What was accepted, rejected or put off stays, and is not suggested a second time.

    Args:
        draft: under review.
        again: of the same text.
    """
    kept = [each for each in draft.suggestions if each.state != WAITING]
    same = [(each, other) for each in again.suggestions for other in kept if _is_same(each, other)]
    known = {each.id for each, _ in same}
    fresh = [each for each in again.suggestions if each.id not in known]
    names = {each.id: f"s{number}" for number, each in enumerate(fresh, start=draft.next_number)}
    names |= {each.id: other.id for each, other in same}
    taken = {each.subject for each in kept}
    subjects = {
        each.subject: f"{each.subject}-{names[each.id]}"
        for each in fresh
        if each.kind == EVENT and each.subject in taken
    }
    subjects |= {each.subject: other.subject for each, other in same if each.kind == EVENT}
    added = tuple(renamed(_called(each, names), subjects) for each in fresh)
    merged = replace(
        draft,
        suggestions=(*kept, *added),
        extractor=again.extractor,
        text=again.text,
        version=draft.version + 1,
    )
    return settled(merged)


def _is_same(one: DraftSuggestion, other: DraftSuggestion) -> bool:
    """Return whether two suggestions of one text are of one thing: by kind, words and whom they name."""
    if one.kind != other.kind or not _overlap(one, other):
        return False
    if one.kind == EVENT:
        return bool(_parties(one) & _parties(other))
    return _parties(one) == _parties(other)


def _overlap(one: DraftSuggestion, other: DraftSuggestion) -> bool:
    return any(a < d and c < b for a, b in one.spans for c, d in other.spans)


def _parties(suggestion: DraftSuggestion) -> set[str]:
    """Return the entities that a suggestion named when it was made."""
    suggested = {each.part: each.suggested for each in reversed(suggestion.corrections)}
    values = {suggested.get(part.name, part.value) for part in suggestion.parts if part.predicate}
    return {value for value in values if value.partition("/")[0] in _ACTORS}


def _called(suggestion: DraftSuggestion, names: dict[str, str]) -> DraftSuggestion:
    """Return a suggestion under another id, its statements and what it hangs on too."""
    name = names[suggestion.id]
    statements = tuple(
        replace(each, id=name + each.id.removeprefix(suggestion.id)) for each in suggestion.statements
    )
    hangs_on = tuple(names[each] for each in suggestion.hangs_on if each in names)
    return replace(suggestion, id=name, statements=statements, hangs_on=hangs_on)
