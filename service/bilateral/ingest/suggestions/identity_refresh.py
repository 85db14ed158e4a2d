"""The events of a draft compared again, with those that the graph got since it was made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.findings import (
    ORGANISATION,
    Entity,
    FoundDate,
    FoundEvent,
    Participant,
)
from bilateral.ingest.drafts import review_decisions
from bilateral.ingest.drafts.draft import EVENT, IDENTITY
from bilateral.ingest.drafts.minting import ACTING
from bilateral.ingest.identity.event_matching import match_all
from bilateral.ingest.identity.graph_events import CLASS_KINDS, GraphEvent, kind_of
from bilateral.ingest.suggestions.event_suggestions import identity_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion, SuggestionPart
    from bilateral.ingest.identity.event_index import EventIndex
    from bilateral.ingest.identity.event_matching import EventMatch


def refreshed(draft: Draft, events: EventIndex) -> Draft:
    """Return a draft whose waiting events are offered those of the graph as it is now; nothing is chosen."""
    waiting = [each for each in draft.suggestions if each.is_open and each.kind == EVENT]
    found = match_all([described(each) for each in waiting], events)
    made = {
        each.id: replace(each, parts=tuple(_offered(part, matches) for part in each.parts))
        for each, matches in zip(waiting, found, strict=True)
    }
    return replace(draft, suggestions=tuple(made.get(each.id, each) for each in draft.suggestions))


def compared(draft: Draft, events: EventIndex) -> Draft:
    """Return a draft whose waiting events are those of the graph where that is sure, and may be where not."""
    return with_known_events(refreshed(draft, events))


def with_known_events(draft: Draft) -> Draft:
    """Return a draft in which events that the graph has, without a doubt, are taken for those."""
    for each in draft.suggestions:
        same = next((part for part in each.parts if part.name == IDENTITY), None)
        if same and each.is_open and same.doubt == "" and same.candidates[0].value != same.value:
            edited = review_decisions.edit(draft, each.id, {IDENTITY: same.candidates[0].value})
            plain = replace(edited.suggestion(each.id), corrections=each.corrections)
            suggestions = tuple(plain if other.id == each.id else other for other in edited.suggestions)
            draft = replace(edited, suggestions=suggestions, version=draft.version)
    return draft


def described(suggestion: DraftSuggestion) -> FoundEvent:
    """Return the event of a suggestion as an analysis describes it."""
    facts = suggestion.facts()
    shown = {part.value: part.shown for part in suggestion.parts}
    class_ = next((part.value for part in suggestion.parts if part.predicate == "a"), "bil:Event")
    name = class_.removeprefix("bil:")
    dates = [facts[key][0] for key in ("bil:date", "bil:start", "bil:end") if key in facts]
    places = [_entity(value, shown) for value in facts.get("bil:place", ())]
    return FoundEvent(
        kind=CLASS_KINDS.get(name, "other"),
        status=facts.get("bil:status", ["status/occurred"])[0].removeprefix("status/"),
        trigger=TextSpan(*(suggestion.spans or ((0, 0),))[0]),
        evidence=tuple(TextSpan(*span) for span in suggestion.spans),
        date=FoundDate("/".join(dates[:2])) if dates else None,
        place=places[0] if places else None,
        participants=tuple(
            Participant(_entity(value, shown))
            for key in (*ACTING, "bil:target")
            for value in facts.get(key, ())
        ),
        states=suggestion.states,
        name=suggestion.sentence,
    )


def graph_event(suggestion: DraftSuggestion) -> GraphEvent:
    """Return the event of an accepted suggestion as one of the graph."""
    return GraphEvent(suggestion.subject, described(suggestion))


def _entity(value: str, shown: dict[str, str]) -> Entity:
    return Entity(value, shown.get(value, value), kind_of(value) or ORGANISATION)


def _offered(part: SuggestionPart, matches: Sequence[EventMatch]) -> SuggestionPart:
    """Return the part for an event's identity with other candidates, if it is that one."""
    new = next((each for each in part.candidates if each.defines), None)
    if part.name != IDENTITY or new is None:
        return part
    chosen = next((each for each in part.candidates if each.value == part.value), new)
    return identity_part(chosen, new, matches)
