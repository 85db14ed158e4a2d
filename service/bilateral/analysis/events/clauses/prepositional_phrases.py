"""The phrases that follow a trigger: "with Xi", "between Russia and Turkey", "in Geneva"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import ADJECTIVE_TAG, BODY_TAG, PLACE_TAG, STATE_TAG
from bilateral.analysis.events.clauses.actor_groups import PARTIES, PERSON, group_at, pronoun_of
from bilateral.analysis.events.clauses.arguments import (
    AGAINST,
    BETWEEN,
    BY,
    FROM,
    OBJECT,
    OF,
    OVER,
    TO,
    WITH,
    Arguments,
)
from bilateral.analysis.events.words.event_lexicon import (
    clause_words,
    event_lexicon,
    grammar,
    grammar_phrases,
)
from bilateral.analysis.events.words.word_forms import BASE, ING, PAST, PRESENT

if TYPE_CHECKING:
    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.words.clause_tokens import Tokens

_PREPOSITIONS: Final = {
    "with": WITH,
    "alongside": WITH,
    "between": BETWEEN,
    "among": BETWEEN,
    "amongst": BETWEEN,
    "involving": BETWEEN,
    "of": OF,
    "by": BY,
    "from": FROM,
    "against": AGAINST,
    "on": AGAINST,
    "to": TO,
    "into": AGAINST,
    "in": AGAINST,
    "at": AGAINST,
    "for": AGAINST,
    "upon": AGAINST,
    "towards": AGAINST,
    "toward": AGAINST,
    "over": OVER,
    "near": AGAINST,
    "off": AGAINST,
}
_REACH: Final = 40
_DESCRIPTION: Final = 5
_TOPICS_SOMEWHERE: Final = clause_words("topics_somewhere")
_ABOUT: Final = "about"
_SETTLEMENTS: Final = clause_words("settlements")
_BEFORE_PLACE: Final = clause_words("before_place")
_TOPICAL: Final = frozenset({"to", "on", "about", "regarding", "over", "concerning"})
_MARKS: Final = frozenset({";", ":", '"', "\u201c", "\u201d", "\u2014"})
_PRONOUNS: Final = frozenset({"it", "he", "she", "they", "we", "i"})
_VENUES: Final = PLACE_TAG + STATE_TAG + BODY_TAG
_FINITE: Final = frozenset({PAST, PRESENT})


def take_phrases(tokens: Tokens, start: int, stop: int, found: Arguments) -> int:
    """Take the prepositional phrases that follow, and return where they end.

    Where the other side is known, names after "to discuss" and "on" are what is talked about.
    """
    index, taken = start, found
    while index < min(stop, start + _REACH):
        if _opens_topic(tokens, index) and _has_two_sides(found):
            taken = Arguments()
        end = _phrase(tokens, index, taken)
        if end > index:
            index = end
        elif _ends(tokens, index):
            return index
        else:
            index += 1
    found.places += (place for place in taken.places if taken is not found and place[1].letter == PLACE_TAG)
    return index


def _opens_topic(tokens: Tokens, index: int) -> bool:
    """Return whether what is talked about follows: "to discuss ties with", "on the conflict between"."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or not after.is_word or tokens[index].lower not in _TOPICAL:
        return False
    second = tokens[index + 2] if index + 2 < len(tokens) else None
    return not (after.lower in _BEFORE_PLACE and second is not None and second.tag is not None)


def _has_two_sides(found: Arguments) -> bool:
    subject = found.subject.group
    return bool(found.of(WITH, BETWEEN, OBJECT)) or (subject is not None and len(subject.actors) > 1)


def _phrase(tokens: Tokens, index: int, found: Arguments) -> int:
    """Take the phrase that begins at a token; return where it ends, the token itself if there is none."""
    for role in ("hosted", "joined"):
        match = grammar_phrases("prepositions", role).longest(tokens, index)
        if match and (group := group_at(tokens, match.last)):
            found.add(role, group)
            return group.last
    lower = tokens[index].lower
    role = _PREPOSITIONS.get(lower, "")
    return _after_preposition(tokens, index, role, found) if role else index


def _after_preposition(tokens: Tokens, index: int, role: str, found: Arguments) -> int:
    after = index + 1
    while after < len(tokens) and tokens[after].lower in _BEFORE_PLACE:
        after += 1
    if after >= len(tokens):
        return index
    after = _after_description(tokens, after)
    tag = tokens[after].tag
    end = index
    if role in {AGAINST, OVER, TO, FROM, OF} and tag and tag.letter in _VENUES:
        end = take_places(tokens, after, _preposition(tokens, index), found)
    first = _after_pronoun(tokens, index + 1)
    if first > index + 1:
        found.owner = found.owner or PERSON
    group = group_at(tokens, first)
    if not group:
        if role == BETWEEN and _stands_for_parties(tokens, index + 1):
            found.owner = found.owner or PARTIES
        return end
    found.add(role, own_items(tokens, group))
    return group.last


def _preposition(tokens: Tokens, index: int) -> str:
    """Return the preposition before a place, `_ABOUT` where the topic is there: "the situation in Syria"."""
    is_topic = index > 0 and tokens[index - 1].lower in _TOPICS_SOMEWHERE
    return _ABOUT if is_topic and tokens[index].lower == "in" else tokens[index].lower


def _after_description(tokens: Tokens, index: int) -> int:
    """Skip what a place is called before its name: "the Black Sea resort of ⟨l1⟩", "the capital, ⟨l2⟩"."""
    for at in range(index, min(index + _DESCRIPTION, len(tokens) - 2)):
        if tokens[at].lower in _SETTLEMENTS:
            named = at + 2 if tokens[at + 1].lower in {"of", ","} else at + 1
            return named if tokens[named].letter == PLACE_TAG else index
        if not (tokens[at].is_word or tokens[at].is_a(PLACE_TAG + ADJECTIVE_TAG) or tokens[at].lower == "'s"):
            return index
        if tokens[at].lower in _PREPOSITIONS:
            return index
    return index


def _after_pronoun(tokens: Tokens, index: int) -> int:
    """Return the token after "him and" in "between him and Xi"; the token itself if there is none."""
    words = [token.lower for token in tokens[index : index + 2]]
    return index + 2 if len(words) > 1 and words[0] in {"him", "her"} and words[1] == "and" else index


def _stands_for_parties(tokens: Tokens, index: int) -> bool:
    """Return whether "our two nations", "them" or the like follows."""
    return any(pronoun_of(tokens, at) == PARTIES for at in range(index, min(index + 4, len(tokens))))


def take_places(tokens: Tokens, index: int, preposition: str, found: Arguments) -> int:
    """Take a list of places: "in Berlin, Paris and Rome"; return where it ends."""
    end = index
    while index < len(tokens) and (tag := tokens[index].tag) and tag.letter in _VENUES:
        found.places.append((preposition, tag))
        end = index = index + 1
        while index < len(tokens) and tokens[index].lower in {",", "and", "the", "in", "to", "then"}:
            index += 1
    return end


def _ends(tokens: Tokens, index: int) -> bool:
    """Return whether a token begins what no longer belongs to the trigger."""
    lower = tokens[index].lower
    if lower in _MARKS or lower in _PRONOUNS:
        return True
    if lower in grammar("clauses", "ends"):
        return lower not in {"hours", "days", "weeks", "months", "as"}
    if lower in {",", "and"}:
        return _begins_clause(tokens, index + 1)
    return False


def _begins_clause(tokens: Tokens, index: int) -> bool:
    """Return whether a clause begins at a token: a name and a verb, or a verb at once."""
    if index >= len(tokens):
        return True
    while index < len(tokens) - 1 and tokens[index].lower in {"and", "but", "then", "later", "also"}:
        index += 1
    if _is_finite(tokens, index) or _is_base_form(tokens, index):
        return True
    group = group_at(tokens, index) if index < len(tokens) else None
    return bool(group and group.last < len(tokens) and _is_finite(tokens, group.last))


def own_items(tokens: Tokens, group: ActorGroup) -> ActorGroup:
    """Drop the last name of a list if it is the subject of a verb: "met Xi, and Lavrov met Wang"."""
    if len(group.items) == 1 or group.last >= len(tokens):
        return group
    between = {token.lower for token in tokens[group.items[-2].last - 1 : group.items[-1].first + 2]}
    return group.without_last() if "," in between and _is_finite(tokens, group.last) else group


def _is_finite(tokens: Tokens, index: int) -> bool:
    lower = tokens[index].lower
    if any(lower in grammar("auxiliaries", name) for name in ("future", "be", "have", "would", "do")):
        return lower != "'s"
    if lower in grammar("reporting", "verbs"):
        return True
    return any(match.meaning.form in _FINITE for match in event_lexicon().actions.at(tokens, index)) or any(
        match.meaning.form in _FINITE for match in event_lexicon().carriers.at(tokens, index)
    )


def _is_base_form(tokens: Tokens, index: int) -> bool:
    """Return whether a verb without auxiliary follows: "will meet Putin and fly to", ", severing ties"."""
    wanted = {BASE, ING} if index and tokens[index - 1].lower == "," else {BASE}
    return any(match.meaning.form in wanted for match in event_lexicon().actions.at(tokens, index))
