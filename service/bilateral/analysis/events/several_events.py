"""Several events that one clause tells of: visits of several states, persons met each alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import Actor
from bilateral.analysis.events.clauses.arguments import OBJECT, TO, WITH
from bilateral.analysis.events.event_places import destinations, state_of
from bilateral.analysis.events.told_event import EventParty
from bilateral.analysis.events.words.event_lexicon import LEADING
from bilateral.analysis.findings import PERSON, STATE
from bilateral.analysis.lexicons.title_words import office_class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.findings import FoundDate
    from bilateral.analysis.knowledge import Knowledge

_SEVERAL, _MANY = 2, 4
_HEADS: Final = frozenset(
    {"HeadOfStateOffice", "HeadOfGovernmentOffice", "HeadOfStateAndGovernmentOffice", "MonarchOffice"}
)
_POSTED: Final = frozenset({"to", "in", "from", "at"})
_DISTRIBUTED: Final = frozenset(
    {"meetings", "calls", "conversations", "visits", "audiences", "trips", "dinners", "lunches"}
)


def completed(
    told: ToldEvent,
    trigger: Trigger,
    arguments: Arguments,
    tokens: Tokens,
    knowledge: Knowledge,
) -> list[ToldEvent]:
    """Return several events where a visit leads to several states, or talks are separate."""
    if days := _days_of_papers(tokens, trigger):
        return [replace(told, date=day) for day in days]
    if told.kind == "visit" and trigger.frame == "hosting":
        told = replace(told, parties=tuple(_comes(party) for party in told.parties), states=_hosts(told))
    if trigger.frame in {"recall", "switch"}:
        told = _with_states_of_places(told, arguments, knowledge)
    if trigger.action and trigger.action.again and trigger.frame == "directed":
        return _each_alone(told)
    if trigger.frame in LEADING:
        return list(_visits(told, arguments, knowledge))
    if trigger.frame == "mission" or trigger.kind == "military":
        told = _with_state_of_place(told, arguments, knowledge)
    return _separate(told, tokens, trigger, arguments) or [told]


def _days_of_papers(tokens: Tokens, trigger: Trigger) -> list[FoundDate]:
    """Return the days of several papers: "of January 11 and November 26"; a paper has one."""
    found = [tag.date for index in trigger.dates if (tag := tokens[index].tag) and tag.date]
    days = [replace(date, value=value) for date in found for value in date.value.split("/")]
    return days if len(days) > 1 else []


def _comes(party: EventParty) -> EventParty:
    return replace(party, role="visitor") if party.role == "guest" else party


def _hosts(told: ToldEvent) -> tuple[str, ...]:
    return tuple(party.actor.state for party in told.parties if party.role == "host" and party.actor.state)


def _visits(told: ToldEvent, arguments: Arguments, knowledge: Knowledge) -> Iterator[ToldEvent]:
    leads_to = destinations(arguments, knowledge)
    for state, place in leads_to:
        yield replace(told, states=(state,), place=place)
    if not leads_to:
        yield told


def _with_state_of_place(told: ToldEvent, arguments: Arguments, knowledge: Knowledge) -> ToldEvent:
    """An embassy in Kyiv concerns the state that Kyiv lies in."""
    states = [state for state, _ in destinations(arguments, knowledge)]
    return replace(told, states=tuple(states), place=told.place)


def _with_states_of_places(told: ToldEvent, arguments: Arguments, knowledge: Knowledge) -> ToldEvent:
    """Envoys to Ankara are recalled from the state that it lies in; who switches to Taipei, to its state."""
    posted = _POSTED if told.kind == "expulsion" else {"to"}
    states = {
        state_of(tag.actors[0].entity, tag.actors[0].state, knowledge.part_of) or ""
        for preposition, tag in arguments.places
        if preposition in posted and tag.actors
    }
    known = {party.actor.state for party in told.parties}
    hosts = [knowledge.entities[state] for state in sorted(states - known) if state in knowledge.entities]
    role = "target" if told.kind == "expulsion" else None
    added = tuple(EventParty(Actor(host, host.id), role, "the state of the city") for host in hosts)
    return replace(told, parties=told.parties + added if known else told.parties, place=None)


def _each_alone(told: ToldEvent) -> list[ToldEvent]:
    """Who joins another in a step takes it as well: an event for each."""
    return [replace(told, parties=(party,)) for party in told.parties]


def _separate(told: ToldEvent, tokens: Tokens, trigger: Trigger, arguments: Arguments) -> list[ToldEvent]:
    """Return an event for each who was met alone: "bilateral meetings with X and Y"."""
    words = {token.lower for token in tokens[max(trigger.first - 6, 0) : trigger.end]}
    after = {token.lower for token in tokens[trigger.end : arguments.end]}
    if (
        not words & {"separate", "separately"}
        and "separately" not in after
        and not _one_by_one(tokens, arguments)
        and not _of_many_states(arguments)
        and not (words & _DISTRIBUTED and tokens[trigger.last - 1].lower in _DISTRIBUTED)
    ):
        return []
    met = [
        actor
        for group in arguments.of(WITH, OBJECT, TO)
        for actor in group.actors
        if actor.entity.kind in {PERSON, STATE}
    ]
    others = tuple(party for party in told.parties if party.actor not in met)
    if len(met) < _SEVERAL or not others:
        return []
    parties = {party.actor: party for party in reversed(told.parties)}
    own = (parties[actor] for actor in dict.fromkeys(met) if actor in parties)
    return [replace(told, parties=(*others, party)) for party in own]


def _of_many_states(arguments: Arguments) -> bool:
    """Return whether heads of many states are listed, each with an own title: not met at once."""
    met = [actor for group in arguments.of(WITH, OBJECT) for actor in group.actors]
    subject = arguments.subject.group
    alone = subject is None or len(subject.actors) == 1
    return alone and len(met) >= _MANY and all(actor.entity.kind == PERSON and _heads(actor) for actor in met)


def _heads(actor: Actor) -> bool:
    return office_class(actor.office) in _HEADS


def _one_by_one(tokens: Tokens, arguments: Arguments) -> bool:
    """Return whether the words between names say that one came after the other: "Xi and, later, Modi"."""
    groups = arguments.of(WITH, OBJECT)
    return any(
        token.lower in {"later", "then", "subsequently", "separately"}
        for group in groups
        for token in tokens[group.first : group.last]
    )
