"""What was said not to be: "no meeting was scheduled", "has no plans to meet", "rejected claims that"."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.clauses.verb_groups import NEGATED, OPEN, VerbGroup, verb_group
from bilateral.analysis.events.words.event_lexicon import (
    CANCEL,
    PLAN,
    TAKE_PLACE,
    clause_words,
    event_lexicon,
    grammar,
)
from bilateral.analysis.findings import CANCELLED, DENIED, PLANNED

if TYPE_CHECKING:
    from bilateral.analysis.events.clauses.carriers import Carrier
    from bilateral.analysis.events.clauses.triggers import Trigger
    from bilateral.analysis.events.words.clause_tokens import Tokens

_PHRASE: Final = 5
_CLAUSE: Final = 14
_BE: Final = clause_words("be")
_PLANS: Final = frozenset({"plan", "plans", "intention", "intentions", "date", "dates", "preparations"})
_DECIDED: Final = frozenset({"decided", "decides", "decision", "decisions"})
_ANNOUNCING: Final = clause_words("announcing")
_TURNED_DOWN: Final = clause_words("turned_down")
_CLAIMS: Final = clause_words("claims")
_REJECTED: Final = clause_words("rejected")
_FALSE: Final = clause_words("false")
_WAS: Final = frozenset({"had", "was", "were"})
_MEANT: Final = clause_words("meant")
_INSTEAD: Final = frozenset({"but", "instead", "however"})
_AGENDA: Final = frozenset({"agenda", "cards", "table", "schedule", "calendar", "horizon"})


def is_said_not_to_be(tokens: Tokens, trigger: Trigger, carrier: Carrier | None) -> bool:
    """Return whether a noun is of what is not to be, as somebody says: "no meeting was scheduled"."""
    return (
        _is_ruled_out(tokens, trigger)
        or _is_off_agenda(tokens, trigger)
        or (
            _has_no(tokens, trigger.start)
            and (_is_existential(tokens, trigger.start) or _is_arranged(carrier))
        )
        or _is_not_planned(tokens, trigger.start)
    )


def _is_arranged(carrier: Carrier | None) -> bool:
    return carrier is not None and carrier.sense in {PLAN, TAKE_PLACE} and carrier.noun_is_subject


def _has_no(tokens: Tokens, noun: int) -> bool:
    """Return whether "no", or "never been a", stands in the phrase of a noun."""
    for index in range(noun - 1, max(noun - _PHRASE, -1), -1):
        if tokens[index].lower == "no":
            return True
        if tokens[index].lower in {"a", "an", "any"}:
            group = {token.lower for token in tokens[max(index - 4, 0) : index]}
            return bool(group & {"never", "not", "n't"}) and bool(group & _BE)
        if not tokens[index].is_word:
            return False
    return False


def _is_existential(tokens: Tokens, noun: int) -> bool:
    """Return whether "there was" or "there will be" stands before."""
    before = [token.lower for token in tokens[max(noun - _PHRASE * 2, 0) : noun]]
    return "there" in before and bool(set(before[before.index("there") :]) & _BE)


def _is_ruled_out(tokens: Tokens, trigger: Trigger) -> bool:
    before = [token.lower for token in tokens[max(trigger.start - _PHRASE * 2, 0) : trigger.start]]
    for at, word in enumerate(before[:-1]):
        if word in {"rule", "rules", "ruled", "ruling"} and before[at + 1] == "out":
            return not set(before[:at]) & grammar("auxiliaries", "negation")
    return False


def _is_off_agenda(tokens: Tokens, trigger: Trigger) -> bool:
    """Judge "a meeting with Putin was not on the agenda"."""
    after = [token.lower for token in tokens[trigger.end : trigger.end + _CLAUSE]]
    found = next((at for at, word in enumerate(after) if word in _AGENDA), 0)
    return found > 1 and after[found - 2] in {"on", "in"} and bool({"not", "n't"} & set(after[:found]))


def _is_not_planned(tokens: Tokens, noun: int) -> bool:
    """Judge "has no plans for a meeting", "there are no plans for talks"."""
    before = [token.lower for token in tokens[max(noun - _PHRASE * 2, 0) : noun]]
    return any(word == "no" and following in _PLANS for word, following in itertools.pairwise(before))


def is_not_to_be(tokens: Tokens, verb: int, status: str) -> str:
    """Return CANCELLED or DENIED where the words before a verb say that it is not to be, else ""."""
    group = verb_group(tokens, verb)
    before = [token.lower for token in tokens[max(group.first - _PHRASE * 2, 0) : verb]]
    if "longer" in before and "no" in before and set(before) & grammar("auxiliaries", "future"):
        return CANCELLED
    if status == NEGATED and _is_to_come(group.auxiliaries):
        return DENIED if any(token.lower in grammar("reporting", "verbs") for token in tokens) else ""
    if not group.is_infinitive or status not in {PLANNED, OPEN}:
        return ""
    if _is_thwarted(tokens, verb, group):
        return CANCELLED
    if _is_not_planned(tokens, group.first + 1):
        return DENIED
    return CANCELLED if _is_turned_down(tokens, group.first) or _is_plan_dropped(tokens, verb) else ""


def _is_thwarted(tokens: Tokens, verb: int, group: VerbGroup) -> bool:
    """Judge "was to have met", "had planned to visit in May, but": it was to be, and was not."""
    if "have" in group.auxiliaries and {"was", "were"} & set(group.auxiliaries):
        return True
    near = [token.lower for token in tokens[max(group.first - _PHRASE, 0) : verb]]
    was_to_be = bool(set(near) & _WAS) and bool(set(near) & _MEANT)
    return was_to_be and any(token.lower in _INSTEAD for token in tokens[verb:])


def _is_to_come(auxiliaries: tuple[str, ...]) -> bool:
    words = set(auxiliaries)
    names = ("future", "would")
    return (
        any(words & grammar("auxiliaries", name) for name in names) or "won't" in words or "wouldn't" in words
    )


def _is_turned_down(tokens: Tokens, first: int) -> bool:
    """Judge "turned down an invitation to visit", "declined Xi's invitation to attend"."""
    before = [token.lower for token in tokens[max(first - _CLAUSE, 0) : first]]
    if "invitation" not in before[-_PHRASE:] and "invitations" not in before[-_PHRASE:]:
        return False
    return bool(set(before) & _TURNED_DOWN)


def _is_plan_dropped(tokens: Tokens, verb: int) -> bool:
    """Judge "plans for Macron to visit Algeria were shelved"."""
    plans = [at for at in range(max(verb - _CLAUSE, 0), verb) if tokens[at].lower in {"plan", "plans"}]
    if not plans or any(tokens[at].lower in {",", ";"} for at in range(plans[-1], verb)):
        return False
    return any(
        match.meaning.meaning == CANCEL and {token.lower for token in tokens[at - 3 : at]} & _BE
        for at in range(verb + 1, min(verb + _CLAUSE, len(tokens)))
        for match in event_lexicon().carriers.at(tokens, at)
    )


def is_decided(tokens: Tokens, verb: int) -> bool:
    """Return whether something is done by deciding on it: "informed the Council of its decision to leave"."""
    near = [token.lower for token in tokens[max(verb - _PHRASE, 0) : verb]]
    before = [token.lower for token in tokens[max(verb - _CLAUSE, 0) : verb]]
    decision = max((at for at, word in enumerate(before) if word in {"decision", "intention"}), default=0)
    return bool(set(near) & _DECIDED) or bool(set(before[:decision]) & _ANNOUNCING)


def is_rejected_claim(tokens: Tokens, trigger: Trigger) -> bool:
    """Judge "rejected claims that it had severed ties", "reports that they had met were untrue"."""
    before = [token.lower for token in tokens[max(trigger.start - _CLAUSE, 0) : trigger.start]]
    claims = [at for at, word in enumerate(before) if word in _CLAIMS and "that" in before[at : at + 2]]
    if not claims:
        return False
    if set(before[max(claims[-1] - 3, 0) : claims[-1]]) & _REJECTED:
        return True
    after = [token.lower for token in tokens[trigger.end : trigger.end + _CLAUSE]]
    return any(word in _FALSE and set(after[:at]) & _BE for at, word in enumerate(after))
