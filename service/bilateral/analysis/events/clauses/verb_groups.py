"""What the words around a verb make of it: whether it happened, is to come, or is left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.annotated_text import DATE_TAG
from bilateral.analysis.events.words.event_lexicon import clause_words, grammar
from bilateral.analysis.events.words.word_forms import BASE, ING, PRESENT
from bilateral.analysis.findings import DENIED, OCCURRED, PLANNED

if TYPE_CHECKING:
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens

OPEN, NEGATED, BY_CONTEXT = "open", "negated", "by context"
"""Beside the statuses: nothing follows; it did not happen; as the verb before it."""

_ADVERBS: Final = clause_words("adverbs")
_LOOK_BACK: Final = 7
_TEMPORAL: Final = frozenset({"after", "once", "until", "before"})
"""Before a verb in the present tense, these tell of what is to come."""
_JOINING: Final = frozenset({"joined", "joins", "joining"})
_ORDINALS: Final = frozenset({"first", "second", "third", "latest", "last", "only"})
_PAPERS: Final = clause_words("papers")
_JUDGING: Final = clause_words("judging")
_LEAVING_OPEN: Final = frozenset({"without", "for", "against", "from", "on", "about", "of"})
_MOMENTS: Final = frozenset({"moment", "time", "day", "anniversary", "occasion", "years", "date"})
"""Before "of signing", these tell when it was."""


class VerbGroup(NamedTuple):
    """A verb with its auxiliaries.

    Attributes:
        first: its first token; the subject stands before it.
        auxiliaries: the words before the verb, without adverbs.
        is_infinitive: whether "to" stands before the verb.
    """

    first: int
    auxiliaries: tuple[str, ...]
    is_infinitive: bool


def verb_group(tokens: Tokens, verb: int) -> VerbGroup:
    """Return the verb at a token with what belongs to it on the left."""
    found: list[str] = []
    first = index = verb
    while index > 0 and _belongs(tokens[index - 1], tokens[index]):
        index -= 1
        if tokens[index].lower not in _ADVERBS and not tokens[index].lower.endswith("ly"):
            found.append(tokens[index].lower)
            first = index
    return VerbGroup(first, tuple(reversed(found)), "to" in found)


def status_of(tokens: Tokens, verb: int, form: str) -> str:
    """Return what the words before a verb make of it: a status, OPEN, NEGATED or BY_CONTEXT."""
    group = verb_group(tokens, verb)
    auxiliaries = set(group.auxiliaries)
    return (
        _of_negation(tokens, group)
        or _of_auxiliaries(tokens, group)
        or (_of_infinitive(tokens, group) if group.is_infinitive else "")
        or _of_form(tokens, group, form, is_bare=not auxiliaries)
    )


def _of_negation(tokens: Tokens, group: VerbGroup) -> str:
    before = tokens[max(group.first - _LOOK_BACK, 0) : group.first]
    if "being" in group.auxiliaries and any(token.lower == "without" for token in before):
        return OPEN
    if set(group.auxiliaries) & grammar("auxiliaries", "negation"):
        return NEGATED
    if _is_denied(tokens, group.first):
        return DENIED
    return OPEN if is_conditional(tokens, group.first) else ""


def _of_auxiliaries(tokens: Tokens, group: VerbGroup) -> str:
    auxiliaries = set(group.auxiliaries)
    if auxiliaries & grammar("auxiliaries", "hypothetical"):
        return OPEN
    if auxiliaries & grammar("auxiliaries", "would"):
        return PLANNED if _is_reported(tokens) else OPEN
    return PLANNED if auxiliaries & grammar("auxiliaries", "future") else ""


def _of_form(tokens: Tokens, group: VerbGroup, form: str, *, is_bare: bool) -> str:
    if form == ING and not set(group.auxiliaries) & grammar("auxiliaries", "be"):
        return _of_participle(tokens, group.first)
    if form == PRESENT:
        before = {token.lower for token in tokens[max(group.first - 3, 0) : group.first]}
        if "when" in before or (before & _TEMPORAL and is_to_come(tokens, group.first)):
            return _of_earlier_auxiliary(tokens, group.first)
        if before & _TEMPORAL and _is_left_open(tokens, group.first):
            return PLANNED
    return _of_earlier_auxiliary(tokens, group.first) if form == BASE and is_bare else OCCURRED


def _is_left_open(tokens: Tokens, index: int) -> bool:
    """Return whether the main clause tells what may be: "could follow after NATO meets"."""
    return any(token.lower in grammar("auxiliaries", "hypothetical") for token in tokens[:index])


def is_to_come(tokens: Tokens, index: int) -> bool:
    """Return whether the clause of a token speaks of what is to come: "will review it at their meeting"."""
    for at in range(index - 1, -1, -1):
        lower = tokens[at].lower
        if lower in grammar("auxiliaries", "future"):
            return True
        if (
            lower in grammar("clauses", "ends")
            or lower in {";", ":"}
            or lower in grammar("auxiliaries", "have")
        ):
            return False
    return False


def _of_earlier_auxiliary(tokens: Tokens, first: int) -> str:
    """Judge "will meet Putin and then fly to Kyiv": the second verb has the auxiliary of the first."""
    for index in range(first - 1, -1, -1):
        lower = tokens[index].lower
        if lower in {";", ":"}:
            break
        if lower in grammar("auxiliaries", "future"):
            return PLANNED
        if lower in grammar("auxiliaries", "hypothetical"):
            return OPEN
        if lower == "to":
            return _of_governor(tokens[index - 1].lower if index else "") or BY_CONTEXT
    return BY_CONTEXT


def is_conditional(tokens: Tokens, index: int) -> bool:
    """Return whether "if" or the like opens the clause that a token stands in."""
    for at in range(index - 1, max(index - _LOOK_BACK * 2, -1), -1):
        if tokens[at].lower in {",", ";", ":", "."}:
            return False
        if tokens[at].lower in grammar("clauses", "conditional"):
            return True
    return False


def is_by_paper(tokens: Tokens, verb: int) -> bool:
    """Return whether a verb says what a paper does, as that of `status_of` is by its context."""
    return _is_by_paper(tokens, verb_group(tokens, verb).first)


def _belongs(token: ClauseToken, following: ClauseToken) -> bool:
    word = token.lower
    if word == "on":
        return following.lower == "to"
    if word in _ADVERBS or (word.endswith("ly") and token.is_word):
        return True
    return word == "to" or any(
        word in grammar("auxiliaries", name)
        for name in ("future", "hypothetical", "would", "be", "have", "do", "negation")
    )


def _is_denied(tokens: Tokens, index: int) -> bool:
    """Return whether somebody denies it: "denied that Putin had met"."""
    return any(
        token.lower in grammar("reporting", "denials")
        for token in tokens[max(index - _LOOK_BACK * 2, 0) : index]
    )


def _is_reported(tokens: Tokens) -> bool:
    """Return whether somebody says it: "said that he would visit" is a plan."""
    return any(token.lower in grammar("reporting", "verbs") for token in tokens)


def _of_infinitive(tokens: Tokens, group: VerbGroup) -> str:
    """Judge "to meet" by the word that it hangs on: planned to, refused to, flew to Paris to."""
    at = group.auxiliaries.index("to")
    if at > 0:
        return _of_governor(group.auxiliaries[at - 1]) or PLANNED
    if tokens[group.first].lower == "to" and group.first and tokens[group.first - 1].lower == "only":
        return OCCURRED
    if _is_one_of_few(tokens, group.first) and not _is_unreal(tokens, group.first):
        return OCCURRED
    for index in range(group.first - 1, max(group.first - _LOOK_BACK, -1), -1):
        judged = _of_governor(tokens[index].lower)
        if judged and tokens[index].lower not in grammar("auxiliaries", "be"):
            return judged
        if tokens[index].lower in {",", ";", "that"}:
            break
    return PLANNED if _is_headline(tokens, group.first) else BY_CONTEXT


def _is_one_of_few(tokens: Tokens, first: int) -> bool:
    """Return whether who has done it is told: "became the second country to recognise"."""
    before = [token.lower for token in tokens[max(first - 4, 0) : first]]
    return before[-1:] in (["country"], ["state"], ["nation"]) and bool(_ORDINALS & set(before))


def _is_by_paper(tokens: Tokens, first: int) -> bool:
    """Return whether a paper does what follows: "an order banning", "an agreement on establishing"."""
    at = first - 1
    while at > 0 and (tokens[at].letter == DATE_TAG or tokens[at].lower in {"on", "of", "for"}):
        at -= 1
    return at >= 0 and tokens[at].lower in _PAPERS


def _is_means(tokens: Tokens, first: int, before: str) -> bool:
    """Return whether it is how something was done: "showed it by voting", "joined Togo in leaving"."""
    if before == "in":
        return any(token.lower in _JOINING for token in tokens[max(first - _LOOK_BACK, 0) : first])
    return before == "by" and not _is_unreal(tokens, first)


def _is_unreal(tokens: Tokens, index: int) -> bool:
    """Return whether the clause before a token only speaks of what might be done."""
    names = ("future", "hypothetical", "would", "negation")
    return any(token.lower in grammar("auxiliaries", name) for token in tokens[:index] for name in names)


def _is_headline(tokens: Tokens, first: int) -> bool:
    """Return whether nothing but names stands before: "Macron to visit Algeria"."""
    return first > 0 and all(
        token.tag or not token.lower.isalpha() or token.lower == "and" for token in tokens[:first]
    )


def _of_governor(word: str) -> str:
    if word in grammar("infinitives", "done"):
        return OCCURRED
    if word in grammar("infinitives", "plan"):
        return PLANNED
    return OPEN if word in grammar("infinitives", "open") else ""


def _of_participle(tokens: Tokens, first: int) -> str:
    before = tokens[first - 1].lower if first else ""
    if before == "for" and any(
        token.lower in _JUDGING for token in tokens[max(first - _LOOK_BACK, 0) : first]
    ):
        return OCCURRED
    if before != "by" and _is_by_paper(tokens, first):
        return BY_CONTEXT
    if _is_means(tokens, first, before):
        return OCCURRED
    if before in _LEAVING_OPEN:
        return OCCURRED if before == "of" and tokens[first - 2].lower in _MOMENTS else OPEN
    if before == "before":
        return BY_CONTEXT
    return OCCURRED if before in grammar("clauses", "participles") else BY_CONTEXT
