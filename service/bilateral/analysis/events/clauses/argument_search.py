"""Who stands around a trigger of a sentence, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import (
    ADJECTIVE_TAG,
    BODY_TAG,
    DATE_TAG,
    PERSON_TAG,
    PLACE_TAG,
    STATE_TAG,
)
from bilateral.analysis.events.clauses.actor_groups import IT, group_at
from bilateral.analysis.events.clauses.addressees import addressee_after, addressee_before
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
    Arguments,
)
from bilateral.analysis.events.clauses.carriers import carrier_of
from bilateral.analysis.events.clauses.clause_subjects import (
    NO_SUBJECT,
    ClauseSubject,
    author_of_paper,
    first_subject,
    state_described,
    subject_after_comma,
    subject_of,
    with_joined,
)
from bilateral.analysis.events.clauses.invitations import invitation_to
from bilateral.analysis.events.clauses.noun_surroundings import (
    alone,
    group_ending,
    is_after_of,
    is_definite,
    of_main_clause,
    owner_of,
    take_before_noun,
)
from bilateral.analysis.events.clauses.prepositional_phrases import own_items, take_phrases, take_places
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.clauses.verb_groups import verb_group
from bilateral.analysis.events.words.event_lexicon import MEDIATE, NOMINAL, clause_words, grammar
from bilateral.analysis.events.words.word_forms import ING
from bilateral.analysis.findings import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_BETWEEN: Final = clause_words("before_object") | clause_words("before_place") - {"the", "both"}
_NAMES: Final = ADJECTIVE_TAG + STATE_TAG + BODY_TAG + PERSON_TAG + PLACE_TAG
_REACH: Final = 40
_SPEAKING_OF: Final = clause_words("speaking_of")
_NOT_IN_PHRASE: Final = clause_words("not_in_phrase")
_LEADING: Final = clause_words("leading")
_BEFORE_ADJECTIVE: Final = frozenset(
    {"the", "a", "with", "and", "by", "to", "received", "met", "hosted", "told"}
)
_TO_RELATIVE, _PAIR = 7, 2
_MOST_UNKNOWN: Final = 4
_PRESENT: Final = frozenset({"present", "taking", "attending", "participating", "joining"})
_ANSWERED: Final = 5
_CONTENT: Final = 10
_STATES: Final = frozenset(ADJECTIVE_TAG + STATE_TAG)
_ANSWERING: Final = frozenset(
    {"after", "following", "over", "against", "despite", "amid", "retaliation", "response"}
)


def arguments_of(
    tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger, following: int | None = None
) -> Arguments:
    """Return who stands around a trigger of a sentence.

    What belongs to another act of the kind, which begins at the token `following`, does not.
    """
    if following is not None:
        tokens, groups = tokens[:following], [group for group in groups if group.last <= following]
    found = Arguments(end=trigger.end)
    if trigger.form in {NOUN, NOMINAL}:
        _around_noun(tokens, groups, trigger, found)
    elif trigger.passive:
        _before_object(tokens, trigger, found)
    elif visiting := _visiting_person(tokens, trigger):
        found.subject = ClauseSubject(visiting)
        found.end = visiting.last
    else:
        found.subject = _subject_of_verb(tokens, groups, trigger)
        _take_object(tokens, trigger, found)
    if trigger.action and trigger.object[1] and not trigger.passive:
        _inside(tokens, trigger.last, trigger.object[1], found)
    _take_phrases(tokens, trigger, found)
    if trigger.kind == "vote":
        _take_content(groups, trigger, found)
    if trigger.form == NOUN and trigger.frame == "together":
        _take_relative(tokens, groups, trigger, found)
        _take_addressees(tokens, groups, trigger, found)
    if trigger.frame == "visiting" and (invitation := invitation_to(tokens, groups, trigger)):
        found.subject, found.owner = invitation.guest, ""
        if invitation.host:
            found.add(HOSTED, invitation.host)
    return found


def _take_content(groups: Sequence[ActorGroup], trigger: Trigger, found: Arguments) -> None:
    """Take the state that a resolution is about, if nothing tells it: "a resolution demanding that Iran"."""
    if found.of(OBJECT, MODIFIER, OF, TO, FROM, AGAINST, OVER):
        return
    near = (group for group in groups if trigger.end <= group.first < trigger.end + _CONTENT)
    about = next((group for group in near if set(group.letters) <= _STATES), None)
    if about:
        found.add(OBJECT, about)


def _visiting_person(tokens: Tokens, trigger: Trigger) -> ActorGroup | None:
    """Return who comes in "visiting President Ruto said in Rome", where "visiting" is an adjective."""
    is_adjective = trigger.form == ING and trigger.first == trigger.last - 1 and trigger.frame == "visiting"
    before = tokens[trigger.first - 1].lower if trigger.first else "the"
    if not is_adjective or before not in _BEFORE_ADJECTIVE or not trigger.last < len(tokens):
        return None
    group = group_at(tokens, trigger.last) if tokens[trigger.last].is_a(PERSON_TAG) else None
    follows = tokens[group.last].lower if group and group.last < len(tokens) else ","
    return None if follows in {",", "in", "on"} and before == "the" and not trigger.first else group


def _take_addressees(
    tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger, found: Arguments
) -> None:
    """Take whom somebody told something: "told Modi in a call", "a call from Xi to congratulate Modi"."""
    if found.of(WITH, BETWEEN, TO):
        return
    if found.of(FROM, BY, OWNER):
        addressed = addressee_after(tokens, trigger, found.end) if trigger.kind == "call" else None
    else:
        addressed = addressee_before(tokens, groups, trigger)
    if addressed and addressed != found.subject.group:
        found.add(WITH, addressed)


def _take_relative(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger, found: Arguments) -> None:
    """Take who acts in the clause that tells what was said: "a call in which Xi told Putin"."""
    if found.groups or found.subject.group:
        return
    start = next(
        (
            at + 2
            for at in range(trigger.end, min(trigger.end + _TO_RELATIVE, len(tokens) - 1))
            if tokens[at].lower in _LEADING and tokens[at + 1].lower == "which"
        ),
        len(tokens),
    )
    persons = [group for group in groups if group.first >= start and PERSON_TAG in group.letters]
    for group in persons[:_PAIR]:
        found.add(BETWEEN, group)


def _subject_of_verb(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger) -> ClauseSubject:
    """Return who acts; "after meeting Xi" and "until declaring" have the subject of the main clause."""
    first = verb_group(tokens, trigger.first).first
    hangs = trigger.form == ING and first > 0 and tokens[first - 1].lower in grammar("clauses", "participles")
    if described := state_described(tokens, groups, first):
        return described
    found = first_subject(tokens, groups, first) if hangs else subject_of(tokens, groups, first)
    if trigger.action and trigger.action.again and found.group:
        return with_joined(tokens, groups, found.group)
    if found == NO_SUBJECT and (author := author_of_paper(tokens, groups, first)):
        return author
    opens = bool(trigger.action and trigger.action.again and tokens[0].lower == "it")
    if found == NO_SUBJECT and first and (opens or tokens[first - 1].lower == "it"):
        return ClauseSubject(None, IT)
    return subject_after_comma(tokens, groups, trigger.end) if found == NO_SUBJECT else found


def _around_noun(tokens: Tokens, groups: Sequence[ActorGroup], trigger: Trigger, found: Arguments) -> None:
    found.carrier = carrier = carrier_of(tokens, trigger)
    if carrier and not carrier.noun_is_subject and carrier.sense != MEDIATE:
        found.subject = subject_of(tokens, groups, verb_group(tokens, carrier.first).first)
    take_before_noun(tokens, trigger.first, found)
    if trigger.action is None and (tag := tokens[trigger.first].tag):
        found.add(MODIFIER, alone(tag, trigger.first))
    if present := _also_present(tokens, trigger):
        found.add(JOINED, present)
    if carrier and carrier.noun_is_subject and (gathered := group_at(tokens, carrier.last)):
        found.add(WITH, gathered)
    if carrier and carrier.noun_is_subject and not (found.groups or found.owner):
        take_phrases(tokens, trigger.end, len(tokens), own := Arguments())
        if own.of(WITH) and not own.of(BETWEEN):
            found.subject = first_subject(tokens, groups, trigger.first)
    if found.owner and not _is_body(found.subject):
        found.subject = owner_of(tokens, groups, trigger, found.owner)
    take_phrases(tokens, trigger.end, len(tokens), phrases := Arguments())
    has_own = bool(phrases.groups or phrases.places) or trigger.object[0] >= trigger.last
    told_before = is_definite(tokens, trigger.first) and not has_own
    hangs = is_after_of(tokens, trigger.first) or found.of(OWNER) or found.owner or carrier
    told_before = told_before or _is_gathering_spoken_of(tokens, trigger)
    if not hangs and not told_before and not _is_act_of_another(tokens, trigger, phrases):
        found.subject = of_main_clause(tokens, groups, trigger)


def _is_gathering_spoken_of(tokens: Tokens, trigger: Trigger) -> bool:
    """Return whether those who act only spoke of it: "discussed next month's summit"."""
    before = {token.lower for token in tokens[max(trigger.start - _CONTENT, 0) : trigger.start]}
    return trigger.kind in {"summit", "session"} and bool(before & _SPEAKING_OF)


def _is_body(subject: ClauseSubject) -> bool:
    """Return whether a body acts, to which "their" belongs: "its ministers held their third meeting"."""
    actors = subject.group.actors if subject.group else ()
    return bool(actors) and all(actor.entity.kind == ORGANISATION for actor in actors)


def _also_present(tokens: Tokens, trigger: Trigger) -> ActorGroup | None:
    """Return who follows in "also taking part in the meeting were Xi and Modi"."""
    before = {token.lower for token in tokens[: trigger.first]}
    follows = trigger.end + 1 < len(tokens) and tokens[trigger.end].lower in {"were", "was", "are", "is"}
    return group_at(tokens, trigger.end + 1) if follows and before & _PRESENT else None


def _is_act_of_another(tokens: Tokens, trigger: Trigger, phrases: Arguments) -> bool:
    """Return whether an act has its own agent, or is what the main clause answers: "after the ban on"."""
    if trigger.form != NOMINAL or trigger.frame not in {"directed", "recall"}:
        return False
    before = [token.lower for token in tokens[max(trigger.start - _ANSWERED, 0) : trigger.start]]
    return bool(phrases.of(BY)) or bool(set(before) & _ANSWERING)


def _before_object(tokens: Tokens, trigger: Trigger, found: Arguments) -> None:
    if trigger.object[1]:
        _inside(tokens, *trigger.object, found)
        take_before_noun(tokens, trigger.object[0], found)
        take_phrases(tokens, trigger.object[1], trigger.first, found)
    else:
        _passive_subject(tokens, trigger, found)


def _passive_subject(tokens: Tokens, trigger: Trigger, found: Arguments) -> None:
    """Take the subject of a passive verb for whom it is done to: "Lavrov was received by Xi"."""
    first = verb_group(tokens, trigger.first).first
    for index in range(first - 1, max(first - _REACH, -1), -1):
        if tokens[index].tag and (group := group_ending(tokens, index)):
            found.add(OBJECT, group)
            return
        if tokens[index].lower in {";", ":", "and", "but"}:
            return


def _take_object(tokens: Tokens, trigger: Trigger, found: Arguments) -> None:
    """Take the list of names that follows a verb: "met (with) Xi"."""
    if trigger.object[1]:
        return
    start = trigger.last
    is_between = _BETWEEN | {"on"} if trigger.kind == "vote" else _BETWEEN
    while start < len(tokens) and (tokens[start].lower in is_between or tokens[start].letter == DATE_TAG):
        start += 1
    if trigger.kind == "vote" and start + 1 < len(tokens) and tokens[start].lower == "to":
        start += 2
    if start >= len(tokens):
        return
    named = start + 1 if tokens[start].lower == "the" and start + 1 < len(tokens) else start
    if tokens[named].is_a(PLACE_TAG + STATE_TAG):
        found.end = take_places(tokens, named, "", found)
    group = group_at(tokens, start) or _after_unknown(tokens, start)
    if group:
        group = own_items(tokens, group)
        found.add(OBJECT, group)
        found.end = max(found.end, group.last)


def _after_unknown(tokens: Tokens, start: int) -> ActorGroup | None:
    """Return the list that follows a name nobody knows: "the E3 and Araghchi"."""
    for index in range(start + 1, min(start + _MOST_UNKNOWN, len(tokens) - 1)):
        if tokens[index].lower == "and" and (group := group_at(tokens, index + 1)):
            return group if PERSON_TAG in group.letters else None
        if not tokens[index].is_word or tokens[index].lower in _NOT_IN_PHRASE:
            return None
    return None


def _inside(tokens: Tokens, first: int, last: int, found: Arguments) -> None:
    """Take the names between a verb and its object: "expelled two Russian diplomats"."""
    for index in range(first, last):
        tag = tokens[index].tag
        if tag and tag.actors and tokens[index].is_a(_NAMES):
            found.add(MODIFIER, alone(tag, index))


def _take_phrases(tokens: Tokens, trigger: Trigger, found: Arguments) -> None:
    found.end = max(found.end, trigger.end)
    found.end = take_phrases(tokens, found.end, len(tokens), found)
