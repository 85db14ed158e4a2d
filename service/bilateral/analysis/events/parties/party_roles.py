"""From how names stand around a trigger to who takes part in the event, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import PERSON_TAG
from bilateral.analysis.events.clauses.arguments import (
    AGAINST,
    BETWEEN,
    BY,
    FROM,
    HOSTED,
    JOINED,
    MODIFIER,
    OBJECT,
    OF,
    OVER,
    OWNER,
    TO,
    WITH,
)
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.told_event import EventParty
from bilateral.analysis.events.words.event_lexicon import APPRAISE, CANCEL, HOST, MEDIATE, NOMINAL
from bilateral.analysis.findings import PERSON, STATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bilateral.analysis.annotated_text import Actor
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger

ROLE_HOST, ROLE_GUEST, ROLE_VISITOR, ROLE_AGENT, ROLE_TARGET = "host", "guest", "visitor", "agent", "target"
_DIRECTED: Final = (OBJECT, AGAINST, TO, FROM)
_OF_STATES: Final = frozenset({"withdrawal", "recognition", "vote", "expulsion", "relations"})
"""Kinds of acts of states, not of their firms or farmers."""
_OVER: Final = frozenset({"military", "vote"})
"""Kinds that hit what they are "over"; others name their cause so: "recalled its ambassador over"."""


def parties_of(trigger: Trigger, arguments: Arguments, pronoun: tuple[Actor, ...]) -> tuple[EventParty, ...]:
    """Return who takes part in the event that a trigger tells of.

    `pronoun` is whom a pronoun that is its subject or owner stands for.
    """
    group = arguments.subject.group
    named = group.firm_actors if group and trigger.kind in _OF_STATES else group.actors if group else ()
    subject = named if group else pronoun
    found = _FRAMES[trigger.frame](trigger, arguments, subject)
    return _without_doubles(found)


def _together(trigger: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    found = _of_carrier(trigger, arguments, subject)
    is_known = (trigger.dates or trigger.standing) and (arguments.of(BETWEEN) or arguments.owner)
    further = (OF, BY) if trigger.form == NOUN and not is_known else ()
    found += _of(arguments, OWNER, OBJECT, WITH, BETWEEN, JOINED, *further)
    if trigger.kind == "call":
        found += _persons(arguments, TO, FROM)
    elif trigger.form == NOUN and not arguments.of(WITH, BETWEEN, OF):
        found += _persons(arguments, AGAINST)
    found += _of(arguments, HOSTED, role=ROLE_HOST)
    return found + _modifiers(arguments, found)


def _of_carrier(trigger: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    """The subject of "hosted talks" is their host, of "brokered" ones no party; others are equals."""
    sense = arguments.carrier.sense if arguments.carrier else ""
    is_of_others = (trigger.dates or trigger.standing) and arguments.of(BETWEEN, OF)
    is_judged = sense == APPRAISE and not arguments.of(WITH)
    if sense == MEDIATE or is_judged or is_of_others:
        return []
    return _parties(subject, ROLE_HOST if sense == HOST and trigger.kind != "call" else None)


def _persons(arguments: Arguments, *roles: str) -> list[EventParty]:
    groups = (group for group in arguments.of(*roles) if PERSON_TAG in group.letters)
    return [party for group in groups for party in _parties(group.actors)]


def _modifiers(arguments: Arguments, found: list[EventParty]) -> list[EventParty]:
    """Adjectives name parties ("Russian-Turkish talks") unless a name of the same state does."""
    states = {party.actor.state for party in found}
    modifiers = [
        party
        for party in _of(arguments, MODIFIER)
        if party.actor.state not in states or not party.actor.state
    ]
    return modifiers if len(modifiers) != 1 or found or _is_body(modifiers[0]) else []


def _is_body(party: EventParty) -> bool:
    return party.actor.entity.kind != STATE


def _hosting(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    hosts = _parties(subject, ROLE_HOST) + _of(arguments, BY, role=ROLE_HOST)
    return hosts + _of(arguments, OBJECT, role=ROLE_GUEST) + _of(arguments, JOINED)


def _visiting(trigger: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    sense = arguments.carrier.sense if arguments.carrier else ""
    visitors = _of(arguments, OWNER, role=ROLE_VISITOR)
    if trigger.form == NOUN:
        visitors += _named_after(arguments, are_sought=not subject and not visitors)
    if sense == HOST or (visitors and sense == CANCEL):
        visitors = _parties(subject, ROLE_HOST) + visitors
    elif not visitors:
        visitors = _parties(subject, ROLE_VISITOR)
    met = [party for party in _of(arguments, OBJECT, role=ROLE_HOST) if party.actor.entity.kind == PERSON]
    return visitors + met + _of(arguments, HOSTED, role=ROLE_HOST) + _of(arguments, JOINED)


def _inviting(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    hosts = _parties(subject, ROLE_HOST) + _of(arguments, BY, role=ROLE_HOST)
    return _of(arguments, OBJECT, role=ROLE_VISITOR) + hosts


def _raising(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    return _parties(subject) + _persons(arguments, WITH, FROM)


def _delivering(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    return _parties(subject) + _persons(arguments, TO)


def _named_after(arguments: Arguments, *, are_sought: bool) -> list[EventParty]:
    """Return who comes: "the visit of Xi", "a visit by China's leader", "a state visit from Xi"."""
    persons = [
        party
        for party in _of(arguments, OF, BY, FROM, role=ROLE_VISITOR)
        if party.actor.entity.kind == PERSON or party.actor.office
    ]
    return persons or (_of(arguments, OF, BY, role=ROLE_VISITOR) if are_sought else [])


def _all_parties(trigger: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    roles = [OWNER, OBJECT, WITH, BETWEEN, BY, JOINED, MODIFIER]
    if trigger.form == NOMINAL:
        roles += [OF]
    if trigger.kind == "relations":
        roles += [TO]
    found = _of(arguments, *roles)
    return found if _are_others(trigger, arguments, subject) else _parties(subject) + found


def _are_others(trigger: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> bool:
    """Return whether who acts is no party: "brokered a deal between Oman and Iran"."""
    between = {actor.state for group in arguments.of(BETWEEN) for actor in group.actors if actor.state}
    is_paper = trigger.kind == "agreement" and len(between) > 1
    return is_paper and not any(actor.state in between for actor in subject)


def _directed(trigger: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    agents = _parties(subject, ROLE_AGENT) + _of(arguments, BY, OWNER, role=ROLE_AGENT)
    if trigger.form == NOUN:
        agents += _of(arguments, BETWEEN, OF, role=ROLE_AGENT)
    has_own = trigger.form in {NOMINAL, NOUN} or (trigger.kind == "sanctions" and trigger.passive)
    agents = agents or (_of(arguments, MODIFIER, role=ROLE_AGENT) if has_own else [])
    agents = agents or _of(arguments, *_makers(trigger), role=ROLE_AGENT)
    has_object = trigger.form == NOMINAL or trigger.object[1] > 0 or trigger.kind == "vote"
    hit: tuple[str, ...] = (MODIFIER, *_DIRECTED, *((OF,) if has_object else ()))
    hit += (OVER,) if trigger.kind in _OVER else ()
    return agents + _of(arguments, JOINED, role=ROLE_AGENT) + _hit(arguments, *hit) + _of(arguments, WITH)


def _makers(trigger: Trigger) -> tuple[str, ...]:
    """Who acts where nobody is said to: "expelled from Chad", "added to the list of Japan"."""
    if trigger.kind == "expulsion":
        return (FROM,)
    return (TO, OF, FROM) if trigger.action and trigger.action.listed else ()


def _recall(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    """The ambassador is of the state that recalls; "its ambassador to Australia" names the other one."""
    agents = _parties(subject, ROLE_AGENT) + _of(arguments, BY, OWNER, role=ROLE_AGENT)
    own = {party.actor.state for party in agents}
    named = _of(arguments, MODIFIER, OBJECT)
    sent_by = [EventParty(party.actor, ROLE_AGENT) for party in named if not own]
    sent_to = [
        EventParty(party.actor, ROLE_TARGET) for party in named if own and party.actor.state not in own
    ]
    return agents + sent_by + sent_to + _of(arguments, TO, FROM, AGAINST, role=ROLE_TARGET)


def _brought(_: Trigger, arguments: Arguments, _subject: tuple[Actor, ...]) -> list[EventParty]:
    return _of(arguments, BETWEEN, BY, WITH, MODIFIER)


def _switch(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    """Who switches ties, and to whom; from whom they are taken is no party."""
    return _parties(subject) + _of(arguments, BY, OWNER, OBJECT, TO)


def _mission(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    agents = _parties(subject) + _of(arguments, BY, OWNER, MODIFIER)
    return agents + _of(arguments, TO, AGAINST, OF)


def _aid(_: Trigger, arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    agents = _parties(subject, ROLE_AGENT) + _of(arguments, BY, OWNER, role=ROLE_AGENT)
    return agents + _of(arguments, TO, MODIFIER, OBJECT, role=ROLE_TARGET) + _for(arguments)


def _speech(_: Trigger, _arguments: Arguments, subject: tuple[Actor, ...]) -> list[EventParty]:
    return _parties(subject, ROLE_AGENT)


def _for(arguments: Arguments) -> list[EventParty]:
    return _of(arguments, AGAINST, role=ROLE_TARGET)


_FRAMES: Final[Mapping[str, Callable[[Trigger, Arguments, tuple[Actor, ...]], list[EventParty]]]] = {
    "together": _together,
    "hosting": _hosting,
    "visiting": _visiting,
    "inviting": _inviting,
    "raising": _raising,
    "delivering": _delivering,
    "parties": _all_parties,
    "directed": _directed,
    "recall": _recall,
    "brought": _brought,
    "switch": _switch,
    "mission": _mission,
    "aid": _aid,
    "speech": _speech,
}


def _of(arguments: Arguments, *roles: str, role: str | None = None) -> list[EventParty]:
    return [party for group in arguments.of(*roles) for party in _parties(group.firm_actors, role)]


def _hit(arguments: Arguments, *roles: str) -> list[EventParty]:
    """Return those who are hit, by their things too: "sanctions on Russian banks"."""
    return [party for group in arguments.of(*roles) for party in _parties(group.actors, ROLE_TARGET)]


def _parties(actors: Iterable[Actor], role: str | None = None) -> list[EventParty]:
    return [EventParty(actor, role) for actor in actors]


def _without_doubles(parties: list[EventParty]) -> tuple[EventParty, ...]:
    """Keep of one entity the first party, and its role."""
    found: dict[str, EventParty] = {}
    for party in parties:
        found.setdefault(party.actor.entity.id or party.actor.entity.name, party)
    return tuple(found.values())
