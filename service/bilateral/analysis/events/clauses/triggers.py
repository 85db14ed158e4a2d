"""The words of a sentence that tell of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import ADJECTIVE_TAG, BODY_TAG, DATE_TAG, PERSON_TAG
from bilateral.analysis.events.clauses.action_objects import (
    has_be_before,
    is_excluded,
    object_of_nominal,
    object_of_verb,
)
from bilateral.analysis.events.words.event_lexicon import NOMINAL, clause_words, event_lexicon
from bilateral.analysis.events.words.papers_of_states import date_after_sides, standing_of_paper
from bilateral.analysis.events.words.word_forms import BASE, ING, PARTICIPLE, PAST, PRESENT

if TYPE_CHECKING:
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens
    from bilateral.analysis.events.words.event_lexicon import EventAction, VerbForm
    from bilateral.analysis.events.words.phrase_table import PhraseMatch

_CALLING: Final = clause_words("calling")
_ALSO_NOUNS: Final = clause_words("also_nouns")
_AFTER_NOUN: Final = clause_words("after_noun")
_BEFORE_VERB: Final = clause_words("before_verb")
_BY: Final = frozenset({"via", "by", "through", "over"})
_ADJECTIVES_ALSO: Final = frozenset({"trilateral", "quadrilateral"})
_NAMED: Final = {"summit": "summit", "conference": "session", "forum": "session"}
NOUN: Final = "noun"
"""The form of a trigger that is a noun of an encounter."""

_MOST: Final = 40
"""Triggers of a sentence that are looked at; a sentence with more is a list of something else."""
_MOST_BETWEEN: Final = 9
_ORDER: Final = frozenset({"first", "then", "also", "later", "next", "now", "again", "soon"})
_BETWEEN_DATES: Final = frozenset({",", "and", "the", "trilateral", "joint", "bilateral", "tripartite"})
_NOT_IN_PHRASE: Final = clause_words("not_in_phrase")
_MOST_ADJECTIVES: Final = 4
_ADJECTIVAL: Final = frozenset({"trilateral", "quadrilateral"})
_FORCES: Final = clause_words("forces")
_LONG: Final = 24
_JOINING: Final = clause_words("joining")
_DETERMINERS: Final = clause_words("determiners")
_BEFORE_NOUN: Final = clause_words("before_noun")


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of an event: tokens `first` up to, not including, `last`.

    Attributes:
        kind: of the event.
        form: NOUN, NOMINAL or a form of a verb.
        action: what the list of actions says of it, if it is one.
        object: tokens of the action's object, (0, 0) if it has none.
        dates: the tokens of the noun's own dates, where it needs one.
        passive: whether the object is the verb's subject: "was signed".
        standing: the status of a paper by what is done with it: "implement the agreements between".
    """

    kind: str
    form: str
    first: int
    last: int
    action: EventAction | None = None
    object: tuple[int, int] = (0, 0)
    passive: bool = False
    dates: tuple[int, ...] = ()
    standing: str = ""

    @property
    def frame(self) -> str:
        """How those involved take part."""
        if self.action:
            return self.action.frame
        if self.kind == "military":
            return "directed"
        return "visiting" if self.kind == "visit" else "together"

    @property
    def start(self) -> int:
        """The first token of verb and object."""
        return min(self.first, self.object[0]) if self.object[1] else self.first

    @property
    def end(self) -> int:
        """The token after verb and object."""
        return max(self.last, self.object[1])


def triggers_of(tokens: Tokens) -> tuple[Trigger, ...]:
    """Return the triggers of a sentence in order; of two that share a word, the first and longer one."""
    found: list[Trigger] = []
    index = 0
    while index < len(tokens) and len(found) < _MOST:
        trigger = _action_at(tokens, index) or _noun_at(tokens, index)
        if trigger and not (
            found and (_shares_object(found, trigger) or _is_mode(tokens, found[-1], trigger))
        ):
            found.append(trigger)
        index = trigger.last if trigger else index + 1
    return tuple(found)


def _is_mode(tokens: Tokens, before: Trigger, trigger: Trigger) -> bool:
    """Return whether a call is but how others meet: "a meeting of the Council via videoconference"."""
    is_by = trigger.kind == "call" and trigger.form == NOUN and tokens[trigger.first - 1].lower in _BY
    return is_by and before.kind in {"meeting", "session", "summit"}


def _shares_object(found: list[Trigger], trigger: Trigger) -> bool:
    """Return whether the words are already the object of another: "signing" and "signed" of one treaty."""
    ours = trigger.object if trigger.object[1] else (trigger.first, trigger.last)
    return any(each.object[1] and each.object == ours and each.kind == trigger.kind for each in found) or any(
        each.object[0] <= trigger.first < each.object[1] for each in found
    )


def _noun_at(tokens: Tokens, index: int) -> Trigger | None:
    if gathering := _named_gathering(tokens[index]):
        return Trigger(gathering, NOUN, index, index + 1)
    match = event_lexicon().nouns.longest(tokens, index)
    if not match or not _is_noun(tokens, match.first, match.last) or _is_margin(tokens, match.first):
        return None
    if match.meaning.dated:
        return _paper_at(tokens, match.meaning.kind, match.first, match.last)
    if tokens[match.first].lower in _ADJECTIVAL and _goes_on(tokens, match.last):
        return None
    return Trigger(match.meaning.kind, NOUN, match.first, match.last)


def _paper_at(tokens: Tokens, kind: str, first: int, last: int) -> Trigger | None:
    """Return the trigger of a paper that is told by its day, those it is of, or what is done with it."""
    dates = _own_dates(tokens, first, last)
    standing = "" if dates else standing_of_paper(tokens, first, last)
    if not dates and not standing and not _is_paper_of_states(tokens, first, last):
        return None
    return Trigger(kind, NOUN, first, last, dates=dates, standing=standing)


def _goes_on(tokens: Tokens, last: int) -> bool:
    """Tell the adjective of "trilateral agreements" from the noun of "a trilateral with"."""
    return last < len(tokens) and tokens[last].is_word and tokens[last].lower not in _NOT_IN_PHRASE


def _named_gathering(token: ClauseToken) -> str:
    """Return the kind of a gathering that has a name: the East Asia Summit, the Raisina Forum; else ""."""
    if not token.is_a(BODY_TAG) or not token.tag or not token.tag.actors:
        return ""
    return _NAMED.get(token.tag.actors[0].entity.name.rpartition(" ")[2].lower(), "")


def _is_paper_of_states(tokens: Tokens, first: int, last: int) -> bool:
    """Return whether a paper without a day is meant: "the Iranian-Saudi accord", "a truce took effect"."""
    opening = [token.lower for token in tokens[max(first - 2, 0) : first + 1]]
    is_joint = opening[-1:] == ["joint"] and opening[:2] in (["in", "a"], ["in", "their"])
    return (
        is_joint
        or _is_of_two_states(tokens, first)
        or any(
            tokens[at].lower in {"force", "effect"}
            and tokens[at - 1].lower in {"into", "took", "takes", "take"}
            for at in range(last + 1, min(last + _LONG, len(tokens)))
        )
    )


def _is_of_two_states(tokens: Tokens, noun: int) -> bool:
    """Return whether a definite noun has the adjectives of several states: "the Iranian-Saudi agreement"."""
    found = noun
    while found and (tokens[found - 1].is_a(ADJECTIVE_TAG) or tokens[found - 1].lower in _JOINING):
        found -= 1
    adjectives = sum(token.is_a(ADJECTIVE_TAG) for token in tokens[found:noun])
    return adjectives > 1 and found > 0 and tokens[found - 1].lower == "the"


def _own_dates(tokens: Tokens, first: int, last: int) -> tuple[int, ...]:
    """Return the dates in a noun's phrase: "the November 9 and January 11 agreements"."""
    start = _before_adjectives(tokens, first)
    before = _dates_from(tokens, range(start - 1, max(start - _MOST_BETWEEN, -1), -1))
    after = next(
        (
            at
            for at in range(last, min(last + 6, len(tokens)))
            if tokens[at].lower in {"of", "dated", ",", "."}
        ),
        0,
    )
    if not before and after and tokens[after].lower in {"of", "dated"}:
        before = _dates_from(tokens, range(after + 1, min(after + _MOST_BETWEEN, len(tokens))))
    if not before and (later := date_after_sides(tokens, last)):
        before = _dates_from(tokens, range(later, min(later + _MOST_BETWEEN, len(tokens))))
    return before


def _before_adjectives(tokens: Tokens, noun: int) -> int:
    """Return where the adjectives after a definite date begin: "the November 27 maritime accord"."""
    start = noun
    while start > 1 and noun - start < _MOST_ADJECTIVES and _is_adjective(tokens[start - 1]):
        start -= 1
    dated = start > 1 and tokens[start - 1].letter == DATE_TAG
    return start if dated and tokens[start - 2].lower in _DETERMINERS | {"'s", "'"} else noun


def _is_adjective(token: ClauseToken) -> bool:
    return token.is_a(ADJECTIVE_TAG) or (
        token.is_word and token.lower not in _NOT_IN_PHRASE and not token.lower.endswith("ed")
    )


def _dates_from(tokens: Tokens, indexes: range) -> tuple[int, ...]:
    """Return the dates that stand next to each other, commas and "and" between them."""
    found: list[int] = []
    for index in indexes:
        if tokens[index].letter == DATE_TAG:
            found.append(index)
        elif tokens[index].lower not in _BETWEEN_DATES:
            break
    return tuple(sorted(found))


def _word_before(tokens: Tokens, first: int) -> ClauseToken | None:
    """Return the word before, "first" and "then" after an auxiliary left out: "will first visit"."""
    skipped = first > 1 and tokens[first - 1].lower in _ORDER and tokens[first - 2].lower in _BEFORE_VERB
    at = first - 2 if skipped else first - 1
    return tokens[at] if at >= 0 else None


def _is_margin(tokens: Tokens, first: int) -> bool:
    """Return whether the noun is the event in whose margins another takes place."""
    before = [token.lower for token in tokens[max(first - 8, 0) : first]]
    return any(
        word in before for word in ("sidelines", "margins", "margin", "fringes", "sideline", "edge", "edges")
    )


def _is_noun(tokens: Tokens, first: int, last: int) -> bool:
    """Tell the nouns "call" and "visit" from the verbs."""
    following = tokens[last].lower if last < len(tokens) else ""
    if tokens[first].lower in _ADJECTIVES_ALSO and event_lexicon().nouns.longest(tokens, last):
        return False
    if tokens[first].lower in {"call", "calls"} and following in {"for", "on", "upon"}:
        return last + 1 < len(tokens) and tokens[last + 1].letter == DATE_TAG
    before = _word_before(tokens, first)
    if before is None or before.lower in _DETERMINERS | _BEFORE_NOUN or before.lower == "'s":
        return True
    if before.tag:
        return before.is_a("adl") or not (last < len(tokens) and tokens[last].tag)
    return before.lower not in _NOT_BEFORE_NOUN


_NOT_BEFORE_NOUN: Final = clause_words("not_before_noun")


def _action_at(tokens: Tokens, index: int) -> Trigger | None:
    """Return the action at a token; one that has its object goes before a verb alone."""
    matches = [match for match in event_lexicon().actions.at(tokens, index) if _is_followed(tokens, match)]
    found = (
        _with_object(tokens, match.first, match.last, *match.meaning)
        for match in matches
        if match.meaning.meaning.objects
    )
    of_forces = (match for match in matches if match.meaning.meaning.forces)
    alone = next((each for match in of_forces if (each := _alone(tokens, match)) and not each.passive), None)
    nearest = alone or min((each for each in found if each), key=_distance, default=None)
    return nearest or next((each for match in matches if (each := _alone(tokens, match))), None)


def _is_followed(tokens: Tokens, match: PhraseMatch[VerbForm[EventAction]]) -> bool:
    """Tell "ordered the envoys to leave" from "ordered the envoys to speak"; troops from others."""
    action = match.meaning.meaning
    if action.forces:
        return any(token.lower in _FORCES for token in tokens[max(match.first - _LONG, 0) : match.first])
    return not action.then or any(token.lower in action.then for token in _rest_of_clause(tokens, match.last))


def _rest_of_clause(tokens: Tokens, start: int) -> Tokens:
    """Return the tokens up to a semicolon, or to a comma and another clause."""
    for index in range(start, len(tokens) - 1):
        follows = tokens[index].lower == "," and tokens[index + 1].lower in {"and", "but", "while", "after"}
        if follows or tokens[index].lower == ";":
            return tokens[start:index]
    return tokens[start:]


def _distance(trigger: Trigger) -> int:
    """Return how far an object stands from its verb: of several, the nearest is meant."""
    first, last = trigger.object
    return first - trigger.last if first >= trigger.last else trigger.first - last


def _alone(tokens: Tokens, match: PhraseMatch[VerbForm[EventAction]]) -> Trigger | None:
    first, last, (form, action) = match
    if action.objects or not _stands_alone(tokens, first, last, form):
        return None
    passive = form in {PAST, PARTICIPLE} and has_be_before(tokens, first)
    return Trigger(action.kind, form, first, last, action=action, passive=passive)


def _stands_alone(tokens: Tokens, first: int, last: int, form: str) -> bool:
    """Tell verbs from nouns and adjectives of the same letters."""
    before = _word_before(tokens, first)
    if tokens[first].lower in _CALLING and not (last < len(tokens) and tokens[last].letter == PERSON_TAG):
        return False
    if form in {BASE, PRESENT} and tokens[first].lower in _ALSO_NOUNS:
        following = tokens[last].lower if last < len(tokens) else ""
        return before is not None and _may_precede_verb(before) and following not in _AFTER_NOUN
    if form == ING and (_is_described(tokens, first) or _is_of_body(tokens, last)):
        return False
    return not (form in {BASE, PRESENT, ING} and before is not None and _is_determined(before))


def _is_described(tokens: Tokens, first: int) -> bool:
    """Return whether an article stands before a form in "-ing", adjectives between: "an urgent meeting"."""
    for index in range(first - 1, max(first - _MOST_ADJECTIVES, -1), -1):
        if tokens[index].lower in _DETERMINERS - {"that", "this", "both"} or tokens[index].lower == "'s":
            return True
        if not (_is_adjective(tokens[index]) and tokens[index].lower not in _BEFORE_VERB | _BEFORE_NOUN):
            return False
    return False


def _is_of_body(tokens: Tokens, last: int) -> bool:
    """Return whether a body's name follows "of": "Meeting of the Council"."""
    following = tokens[last : last + 3]
    return bool(following) and following[0].lower == "of" and any(token.is_a(BODY_TAG) for token in following)


def _may_precede_verb(before: ClauseToken) -> bool:
    """Return whether a word may stand before a verb that is also a noun: "to visit", "Putin visits"."""
    if before.tag:
        return before.is_a("pso")
    return before.lower in _BEFORE_VERB or before.lower.endswith("ly")


def _is_determined(before: ClauseToken) -> bool:
    return before.lower in _DETERMINERS - {"both"} or before.lower in {"'s", "'"} or before.letter == "a"


def _with_object(tokens: Tokens, first: int, last: int, form: str, action: EventAction) -> Trigger | None:
    if form not in {NOMINAL, ING} and first and _is_noun_there(tokens, first, last, form):
        return None
    if form == NOMINAL or (form == ING and first and _is_determined(tokens[first - 1])):
        form = NOMINAL
        span, passive = object_of_nominal(tokens, first, last, action), False
    else:
        span, passive = object_of_verb(tokens, first, last, form, action)
    if not span or is_excluded(tokens, first, last, span, action):
        return None
    return Trigger(action.kind, form, first, last, action=action, object=span, passive=passive)


def _is_noun_there(tokens: Tokens, first: int, last: int, form: str) -> bool:
    """Return whether a form of a verb is a noun or adjective by the words around it: "the order"."""
    before = tokens[first - 1]
    if form == BASE and last < len(tokens) and tokens[last].lower == "of":
        return True
    ambiguous = form in {BASE, PRESENT} and tokens[first].lower in _ALSO_NOUNS
    return _is_determined(before) or (ambiguous and not _may_precede_verb(before))
