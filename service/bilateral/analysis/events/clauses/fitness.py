"""Whether what stands around a verb is what the verb needs to tell of an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import (
    ADJECTIVE_TAG,
    BODY_TAG,
    DATE_TAG,
    PEOPLE_TAG,
    PERSON_TAG,
    PLACE_TAG,
    STATE_TAG,
)
from bilateral.analysis.events.clauses.actor_groups import PARTIES, PERSON
from bilateral.analysis.events.clauses.arguments import (
    AGAINST,
    BETWEEN,
    BY,
    FROM,
    MODIFIER,
    OBJECT,
    OF,
    OWNER,
    TO,
    WITH,
)
from bilateral.analysis.events.clauses.clause_subjects import NO_SUBJECT
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.words.event_lexicon import NOMINAL, clause_words

if TYPE_CHECKING:
    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_ASPECTS: Final = clause_words("aspects")
_LEAVING: Final = frozenset(
    ["leave", "leaves", "left", "leaving", "depart", "departs", "departed", "departing"]
)
_ARTICLES: Final = frozenset({"the", "a", "an", "its", "their", "his", "her", "all", "with", "any"})
_FORCES: Final = clause_words("forces")
_BE: Final = clause_words("be")
_STAYING: Final = clause_words("staying")
_LISTS: Final = clause_words("lists")
_LIST_REACH: Final = 10
_NEAR: Final = 5
_ENVOYS: Final = ("ambassador", "envoy", "charg", "minister", "high commissioner", "representative")
_COUNCILS: Final = clause_words("councils")
_PHONES: Final = clause_words("phones") - {"today", "line", "secure"}
_SEEING: Final = frozenset({"see", "sees", "saw", "seen", "seeing"})
_AIMING: Final = frozenset({"target", "targets", "targeted", "targeting", "hit", "struck"})
_STRIKES: Final = clause_words("strikes")
_PARTAKING: Final = clause_words("partaking")
_SPORT: Final = clause_words("sport")
_VOTING: Final = frozenset({"for", "against", "in", "to", "on", "unanimously"})
_TERRITORIES: Final = frozenset(STATE_TAG + PLACE_TAG + ADJECTIVE_TAG)
_ACTING: Final = _TERRITORIES | {BODY_TAG}


def is_fit(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Return whether a trigger has what its verb needs; nouns need nothing."""
    if trigger.action is None:
        return _is_set(tokens, trigger, arguments) and (
            trigger.kind != "military" or _is_force(tokens, trigger, arguments)
        )
    return all(need(tokens, trigger, arguments) for need in _NEEDS)


def _is_set(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell a gathering that takes place from one that is but named: "attended the East Asia Summit"."""
    if tokens[trigger.first].tag is None:
        return True
    after = tokens[trigger.last : arguments.end + 2]
    is_placed = any(tag.letter == PLACE_TAG for _, tag in arguments.places)
    return arguments.carrier is not None or is_placed or any(token.letter == DATE_TAG for token in after)


def _is_force(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "drills began" and "the Israeli air strikes on Gaza" from "the offensive" and "more drills"."""
    carrier = arguments.carrier
    is_bare = trigger.last == trigger.first + 1 and tokens[trigger.first].lower in _STRIKES
    if carrier is not None and not is_bare:
        return carrier.noun_is_subject or tokens[carrier.first].lower in _PARTAKING
    is_strike = any(token.lower in _STRIKES for token in tokens[trigger.first : trigger.last])
    hit = bool(arguments.of(AGAINST, OF, TO)) or any(preposition for preposition, _ in arguments.places)
    return is_strike and hit and bool(arguments.of(OWNER, MODIFIER, BY))


def _leads_somewhere(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "left for Berlin" from "left Berlin"."""
    alone = trigger.frame == "visiting" and trigger.last == trigger.first + 1
    if trigger.frame == "visiting" and trigger.action and not alone:
        return bool(arguments.of(OBJECT)) or any(not preposition for preposition, _ in arguments.places)
    leaves = alone and tokens[trigger.first].lower in _LEAVING
    if not leaves or any(preposition == "for" for preposition, _ in arguments.places):
        return True
    return _is_person(tokens, arguments) and any(not preposition for preposition, _ in arguments.places)


def _stays_as_guest(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "is in Moscow for talks" and "was in Moscow on Monday" from "is in Moscow's interest"."""
    if trigger.frame != "visiting" or tokens[trigger.first].lower not in _BE:
        return True
    if trigger.action is None or trigger.action.status:
        return True
    following = tokens[trigger.last + 1 : trigger.last + _NEAR]
    stays = any(token.letter == DATE_TAG or token.lower in _STAYING for token in following)
    return (
        stays
        and any(not preposition for preposition, _ in arguments.places)
        and _is_person(tokens, arguments)
    )


def _is_person(tokens: Tokens, arguments: Arguments) -> bool:
    """Return whether the subject is a person, or a delegation."""
    group = arguments.subject.group
    if group is None:
        return arguments.subject.pronoun == PERSON
    return PERSON_TAG in group.letters or _is_delegation(tokens, group)


def _is_delegation(tokens: Tokens, group: ActorGroup) -> bool:
    return any(token.lower in {"delegation", "delegations"} for token in tokens[group.first : group.last])


def _sees_somewhere(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "saw Xi in Beijing" from "sees Xi as a threat", "called on Xi" from "called on Xi to act"."""
    if trigger.frame != "together" or trigger.action is None or not trigger.action.person:
        return True
    verb = tokens[trigger.first].lower
    if verb in _SEEING and trigger.last == trigger.first + 1:
        return bool(arguments.places) or any(
            token.letter == DATE_TAG for token in tokens[trigger.last : arguments.end + 1]
        )
    if trigger.kind == "meeting" and verb.startswith("call"):
        return "to" not in {token.lower for token in tokens[trigger.last :]}
    return True


def _is_council(_: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "the Council approved a mission" from "the minister approved a mission"."""
    if not trigger.action or not trigger.action.council:
        return True
    subject = arguments.subject.group
    return subject is not None and BODY_TAG in subject.letters


def _votes_on_something(tokens: Tokens, trigger: Trigger, _: Arguments) -> bool:
    """Tell "voted on Monday against the motion" from "votes on Sunday"."""
    if trigger.kind != "vote" or trigger.object[1] or trigger.form == NOMINAL:
        return True
    after = tokens[trigger.last : trigger.last + _NEAR]
    on_date = {at for at in range(1, len(after)) if after[at].letter == DATE_TAG}
    return any(token.lower in _VOTING and at + 1 not in on_date for at, token in enumerate(after))


def _is_no_sport(tokens: Tokens, trigger: Trigger, _: Arguments) -> bool:
    """Tell "Iraq attacked Iran" from "Brazil attacked Germany from the first minute of the match"."""
    return trigger.kind != "military" or not any(token.lower in _SPORT for token in tokens)


def _is_on_list(tokens: Tokens, trigger: Trigger, _: Arguments) -> bool:
    """Tell "added ten firms to its Entity List" from "added ten firms"."""
    listed = trigger.action is not None and trigger.action.listed
    after = {token.lower for token in tokens[trigger.end : trigger.end + _LIST_REACH]}
    return not listed or bool(after & _LISTS)


def _meets_somebody(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "met Xi" and "met in Paris" from "met the press"."""
    if trigger.frame != "together":
        return True
    following = tokens[trigger.last].lower if trigger.last < len(tokens) else ""
    return bool(arguments.of(OBJECT, WITH, BETWEEN)) or following not in _ARTICLES


def _has_person(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "welcomed Xi" from "welcomed the decision", "spoke to Xi" from "spoke to reporters"."""
    if not trigger.action or not trigger.action.person:
        return True
    if trigger.frame == "hosting":
        return any(
            PERSON_TAG in group.letters or _is_delegation(tokens, group)
            for group in arguments.of(OBJECT)
            if not _has_thing(tokens, group)
        )
    subject = arguments.subject
    several = subject.pronoun == PARTIES or (
        subject.group is not None and subject.group.letters.count(PERSON_TAG) > 1
    )
    return several or any(PERSON_TAG in group.letters for group in arguments.of(OBJECT, WITH, TO, BETWEEN))


def _has_thing(tokens: Tokens, group: ActorGroup) -> bool:
    """Return whether something of somebody follows: "welcomed Lapid's visit", not "Xi's delegation"."""
    after = [token.lower for token in tokens[group.last : group.last + _NEAR]]
    return after[:1] in (["'s"], ["'"]) and "delegation" not in after


def _has_state(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "recognised Kosovo" from "recognised Kosovo's efforts"."""
    if not trigger.action or trigger.action.direct != "state":
        return True
    groups = arguments.of(OF, BY) if trigger.form == NOMINAL else arguments.of(OBJECT, TO)
    return any(set(group.letters) <= _TERRITORIES and _is_meant(tokens, group) for group in groups[:1])


def _is_meant(tokens: Tokens, group: ActorGroup) -> bool:
    after = [token.lower for token in tokens[group.last : group.last + 2]]
    if after[:1] in (["'s"], ["'"]):
        return after[1:] != [] and after[1] in _ASPECTS
    return not any(item.last - item.first > 1 and item.is_loose for item in group.items)


def _has_forces(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "Turkish troops left Syria" from "Turkey left the talks"."""
    if not trigger.action or not trigger.action.forces:
        return True
    subject = arguments.subject.group
    return subject is not None and any(
        token.lower in _FORCES for token in tokens[subject.first : trigger.first]
    )


def _has_territory(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell the attack of a state on another from that of a speaker on an opponent."""
    if not trigger.action or trigger.action.direct != "territory":
        return True
    subject = arguments.subject.group
    hits = [set(group.letters) for group in arguments.of(OBJECT)]
    territories = _TERRITORIES | ({PEOPLE_TAG} if trigger.action.listed else set())
    is_thing = subject is None and not trigger.passive and tokens[trigger.first].lower in _AIMING
    acts = not is_thing and (subject is None or bool(set(subject.letters) & _ACTING))
    return acts and (
        bool(arguments.places)
        if not hits
        else any(letters & territories or arguments.places for letters in hits)
    )


def _invites_somewhere(_: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "invited Xi to Rome" from "invited Xi to reflect"."""
    if trigger.frame != "inviting":
        return True
    leads = any(preposition == "to" for preposition, _ in arguments.places)
    return leads and any(PERSON_TAG in group.letters for group in arguments.of(OBJECT))


def _raises_with_somebody(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "raised it with Xi on Monday" from "raised it" and "discusses it with Xi in a book"."""
    if trigger.frame != "raising":
        return True
    other = any(PERSON_TAG in group.letters for group in arguments.of(WITH, FROM))
    subject = arguments.subject.group
    if subject and not other and subject.letters.count(PERSON_TAG) > 1:
        dated = any(token.letter == DATE_TAG for token in tokens[: arguments.end + 2])
        return dated and any(tag.letter == PLACE_TAG for _, tag in arguments.places)
    told = tokens[trigger.last : arguments.end + 2]
    is_set = bool(arguments.places) or any(
        token.letter == DATE_TAG or token.lower in _PHONES for token in told
    )
    return other and is_set and arguments.subject != NO_SUBJECT


def _delivers_in_person(_: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell an ambassador who brings a message from a president who sends one."""
    if trigger.frame != "delivering":
        return True
    subject = arguments.subject.group
    offices = [actor.office.lower() for actor in subject.actors] if subject else []
    comes = any(word in office for office in offices for word in _ENVOYS)
    return comes and any(PERSON_TAG in group.letters for group in arguments.of(TO))


def _speaks_with_somebody(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "the two spoke on Monday" from "both men spoke of Iran", said within the talks told before."""
    after = [token.lower for token in tokens[trigger.last : trigger.last + _NEAR]]
    following = next((word for word in after if not word.endswith("ly")), "")
    is_of_topic = trigger.kind == "call" and trigger.form != NOUN and following in {"of", "about"}
    others = [group for group in arguments.of(WITH, TO, BETWEEN, OBJECT) if not _is_absolute(tokens, group)]
    return not is_of_topic or bool(others) or arguments.subject.group is not None


def _is_absolute(tokens: Tokens, group: ActorGroup) -> bool:
    """Return whether a clause of its own follows: "with Peres noting that"."""
    return group.last < len(tokens) and tokens[group.last].lower.endswith("ing")


def _is_before_council(_: Tokens, trigger: Trigger, arguments: Arguments) -> bool:
    """Tell "told the Security Council" from "told Reuters"."""
    if not trigger.action or trigger.action.direct != "council":
        return True
    actors = [actor for group in arguments.of(OBJECT) for actor in group.actors]
    return any(actor.state is None and set(actor.entity.name.lower().split()) & _COUNCILS for actor in actors)


_NEEDS: Final = (
    _invites_somewhere,
    _raises_with_somebody,
    _delivers_in_person,
    _speaks_with_somebody,
    _is_before_council,
    _leads_somewhere,
    _stays_as_guest,
    _meets_somebody,
    _has_person,
    _sees_somewhere,
    _has_state,
    _has_forces,
    _has_territory,
    _is_on_list,
    _is_council,
    _votes_on_something,
    _is_no_sport,
)
