"""Whether an event happened, is planned, was called off, or is denied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.event_comparison import ENCOUNTERS
from bilateral.analysis.events.clauses.carriers import senses
from bilateral.analysis.events.clauses.negations import (
    is_decided,
    is_not_to_be,
    is_rejected_claim,
    is_said_not_to_be,
)
from bilateral.analysis.events.clauses.triggers import NOUN
from bilateral.analysis.events.clauses.verb_groups import (
    BY_CONTEXT,
    NEGATED,
    OPEN,
    is_by_paper,
    is_conditional,
    is_to_come,
    status_of,
    verb_group,
)
from bilateral.analysis.events.words.event_lexicon import (
    CANCEL,
    DENY,
    LEAVE_OPEN,
    NOMINAL,
    PLAN,
    clause_words,
    grammar,
)
from bilateral.analysis.events.words.papers_of_states import is_in_making
from bilateral.analysis.events.words.word_forms import ING
from bilateral.analysis.findings import CANCELLED, DENIED, OCCURRED, PLANNED

if TYPE_CHECKING:
    from bilateral.analysis.events.clauses.arguments import Arguments
    from bilateral.analysis.events.clauses.carriers import Carrier
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_AHEAD: Final = frozenset(
    {"before", "ahead", "prior", "eve", "preparation", "preparations", "until", "awaiting"}
)
_BEHIND: Final = frozenset({"after", "following", "since"})
_PARTING: Final = frozenset({"at", "in", "during", "on", "with", "by", "from", "after", "following"})
_AFTERMATH: Final = clause_words("aftermath")
_HABIT: Final = clause_words("habit")
_SPEAKING_OF: Final = clause_words("speaking_of")
_OF_WHETHER: Final = clause_words("of_whether")
_DEFINITE: Final = frozenset({"the", "his", "her", "their", "its", "this", "'s", "'"})
_PHRASE: Final = 8
_NEAR: Final = 4
_ARRANGED: Final = ENCOUNTERS | {"visit"}
_DONE_BY_ANNOUNCING: Final = frozenset({"withdrawal", "expulsion", "recognition", "sanctions", "relations"})
"""Kinds of what is done by saying so."""


def told_status(tokens: Tokens, trigger: Trigger, arguments: Arguments) -> str:
    """Return what its clause makes of an event: a status, OPEN, NEGATED or BY_CONTEXT."""
    if any(token.lower in _HABIT for token in tokens[: trigger.start]):
        return OPEN
    if trigger.form not in {NOUN, NOMINAL}:
        return _of_verb(tokens, trigger)
    if trigger.standing:
        return trigger.standing
    if trigger.dates or _is_looked_back_on(tokens, trigger.start):
        return OCCURRED
    if trigger.kind in _ARRANGED and is_said_not_to_be(tokens, trigger, arguments.carrier):
        return DENIED
    return _of_noun(tokens, trigger, arguments.carrier)


def _of_noun(tokens: Tokens, trigger: Trigger, carrier: Carrier | None) -> str:
    if [token.lower for token in tokens[trigger.last : trigger.last + 2]] == ["to", "be"]:
        return PLANNED
    adjective = _of_adjectives(tokens, trigger.start)
    carried = _of_carrier(tokens, carrier) if carrier else _of_preposition(tokens, trigger.start)
    if adjective == OPEN and carried == PLANNED and _is_one_more(tokens, trigger.start):
        return PLANNED
    if adjective in {OPEN, CANCELLED}:
        return adjective
    if carried == OPEN and _is_set_and_spoken_of(tokens, trigger.start):
        return PLANNED if adjective == PLANNED else BY_CONTEXT
    if carried == PLANNED and trigger.kind in _DONE_BY_ANNOUNCING and _is_announced(tokens, carrier):
        return OCCURRED
    return PLANNED if adjective == PLANNED and carried in {BY_CONTEXT, OCCURRED} else carried


def _is_one_more(tokens: Tokens, noun: int) -> bool:
    """Return whether a planned event is but one more: "will hold another round of talks"."""
    before = [token.lower for token in tokens[max(noun - _NEAR, 0) : noun]]
    return "another" in before


def _is_set_and_spoken_of(tokens: Tokens, noun: int) -> bool:
    """Return whether an event that is to be is only spoken of: "discussed next month's summit"."""
    start = max(noun - _PHRASE, 0)
    spoken = [at for at in range(start, noun) if tokens[at].lower in _SPEAKING_OF]
    before = tokens[spoken[-1] + 1 : noun] if spoken else ()
    words = {token.lower for token in before}
    is_open = bool(words & (grammar("adjectives", "unreal") | _OF_WHETHER))
    is_set = bool(words & grammar("adjectives", "planned")) or any(
        token.tag and token.tag.date and token.tag.date.relative for token in before
    )
    return is_set and not is_open and bool(words & _DEFINITE)


def _is_looked_back_on(tokens: Tokens, noun: int) -> bool:
    """Return whether what came of an event is spoken of: "the outcomes of the Geneva summit"."""
    found = [at for at in range(max(noun - _PHRASE, 0), noun - 1) if tokens[at].lower in _AFTERMATH]
    at = found[-1] if found else noun
    between = {token.lower for token in tokens[at + 1 : noun]}
    return bool(between & {"of", "from", "at"}) and bool(
        between & {"the", "their", "his", "her", "last", "these", "this", "those"}
    )


def _is_announced(tokens: Tokens, carrier: Carrier | None) -> bool:
    return carrier is not None and tokens[carrier.first].lower in {"announced", "announces", "confirmed"}


def _of_verb(tokens: Tokens, trigger: Trigger) -> str:
    if trigger.action and trigger.action.status:
        return trigger.action.status
    status = status_of(tokens, trigger.first, trigger.form)
    if turned := _of_words_around(tokens, trigger, status):
        return turned
    if status == BY_CONTEXT and trigger.kind not in _ARRANGED:
        follows = trigger.first > 0 and tokens[trigger.first - 1].lower == ","
        is_led = follows or trigger.first == 0 or is_by_paper(tokens, trigger.first)
        is_bare = trigger.form == ING and not is_led
        return OPEN if is_bare or verb_group(tokens, trigger.first).is_infinitive else status
    if status != BY_CONTEXT:
        return status
    return _of_governing_noun(tokens, trigger.first) or status


def _of_words_around(tokens: Tokens, trigger: Trigger, status: str) -> str:
    """Judge "has no plans to meet", "decided to expel", "rejected claims that"; "" where nothing tells."""
    if trigger.kind in _ARRANGED and (turned := is_not_to_be(tokens, trigger.first, status)):
        return turned
    if status == PLANNED and trigger.kind in _DONE_BY_ANNOUNCING and is_decided(tokens, trigger.first):
        return OCCURRED
    if status == OPEN and trigger.kind == "agreement" and trigger.form == ING:
        return PLANNED if is_in_making(tokens, trigger.first, trigger.end) else ""
    return DENIED if status in {OCCURRED, PLANNED} and is_rejected_claim(tokens, trigger) else ""


def _of_governing_noun(tokens: Tokens, verb: int) -> str:
    """Judge "cancelled plans to meet", "rejected meeting": a verb that leaves it open stands before."""
    before = tokens[verb - 1].lower if verb else ""
    return (
        OPEN
        if before in {"considered", "considering", "avoid", "avoided", "oppose", "opposed", "suggested"}
        else ""
    )


def _of_adjectives(tokens: Tokens, first: int) -> str:
    for index in range(first - 1, max(first - _PHRASE, -1), -1):
        word = tokens[index].lower
        for name, status in (("planned", PLANNED), ("cancelled", CANCELLED), ("unreal", OPEN)):
            if word in grammar("adjectives", name):
                return status
        if not tokens[index].tag and (
            not word.isalpha() or word in {"of", "in", "to", "with", "for", "the", "on"}
        ):
            return ""
    return ""


def _of_carrier(tokens: Tokens, carrier: Carrier) -> str:
    status = status_of(tokens, carrier.first, carrier.form)
    if status == OPEN and carrier.noun_is_subject and _is_imminent(tokens, carrier):
        return PLANNED
    if status == OPEN or carrier.sense == LEAVE_OPEN:
        return OPEN
    if status == NEGATED:
        return DENIED if carrier.noun_is_subject and carrier.sense not in {PLAN, CANCEL} else OPEN
    if carrier.sense == DENY:
        return DENIED
    if carrier.sense == CANCEL:
        return CANCELLED
    return PLANNED if carrier.sense == PLAN else status


def _is_imminent(tokens: Tokens, carrier: Carrier) -> bool:
    """Return whether it is near: "could take place within hours"."""
    after = [token.lower for token in tokens[carrier.last : carrier.last + _NEAR]]
    return "within" in after and bool(set(after) & {"hours", "days", "minutes"})


def _of_preposition(tokens: Tokens, first: int) -> str:
    """Judge "ahead of the summit", "after his talks", by the words before the noun's phrase."""
    if is_conditional(tokens, first):
        return OPEN
    for index in range(first - 1, max(first - _PHRASE, -1), -1):
        word = tokens[index].lower
        if word in _AHEAD:
            return PLANNED if word != "before" else BY_CONTEXT
        if word in _BEHIND:
            return OCCURRED
        if word in {",", ";", "and", "to", "with"}:
            break
    before = _of_verb_before(tokens, first)
    return PLANNED if before == BY_CONTEXT and is_to_come(tokens, first) else before


def _of_verb_before(tokens: Tokens, first: int) -> str:
    """Judge "called for talks with", "invited him for a visit to", by the nearest verb before."""
    for index in range(first - 1, max(first - _PHRASE, -1), -1):
        if tokens[index].lower in _PARTING:
            break
        found = set(senses(tokens, index))
        if LEAVE_OPEN in found:
            return OPEN
        if tokens[index].lower in {"invited", "invites", "invitation", "invite"}:
            return PLANNED
    return BY_CONTEXT


def by_day(status: str, value: str, published: str) -> str:
    """Correct a status by the day: what is told as done but lies after the day of publication is planned."""
    first = value.split("/", maxsplit=1)[0]
    if status in {OCCURRED, BY_CONTEXT} and published and first > published[: len(first)]:
        return PLANNED
    return status
