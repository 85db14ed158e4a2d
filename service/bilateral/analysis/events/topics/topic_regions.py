"""Where in a sentence it stands what was talked about, or what an event is for or about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.events.topics.topic_words import JOINS, WORDS, openers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens

_REACH: Final = 45
_WALK: Final = 14
_LEFT: Final = 30
_MARKS: Final = frozenset({";", "–", "—"})


class TopicRegion(NamedTuple):
    """Tokens `start` up to, not including, `end`, which say what the words at `opener` are about.

    Attributes:
        opener: the token of the words that tell it.
        start: of the first token.
        end: of the token after the last.
        group: of the words that tell it.
    """

    opener: int
    start: int
    end: int
    group: str = "topic"

    @property
    def known(self) -> bool:
        """Whether much else may stand there too, so that only words known to be topics count."""
        return self.group in {"known", "places"}


def regions(tokens: Tokens, groups: Sequence[str]) -> Iterator[TopicRegion]:
    """Yield the regions of a sentence, in order; `groups` are the groups of openers that count."""
    for index, token in enumerate(tokens):
        group, start = _opened(tokens, index, ("topic", *groups))
        if token.lower and (first := _before(tokens, index)) is not None:
            yield TopicRegion(index, first, index)
        elif start:
            yield TopicRegion(index, start, _end(tokens, start, group), group)
        elif (opened := _opened(tokens, index, ("places", "known")))[1]:
            group, start = opened
            end = _end(tokens, start) if group == "places" else min(len(tokens), start + _REACH)
            yield TopicRegion(index, start, end, group)


def _opened(tokens: Tokens, index: int, groups: Iterable[str]) -> tuple[str, int]:
    """Return the group of the longest opener at a token, and where its region begins; 0 if none does."""
    last, group = max(
        ((match.last, group) for group in groups if (match := openers(group).longest(tokens, index))),
        key=lambda pair: pair[0],
        default=(0, "topic"),
    )
    return group, last or (_after_join(tokens, index) if "topic" in groups else 0)


def _after_join(tokens: Tokens, noun: int) -> int:
    """Return where the topic of a noun begins, "talks with Norway on fish"; 0 if none is told."""
    if tokens[noun].lower not in JOINS["nouns"] or noun + 2 >= len(tokens):
        return 0
    following = tokens[noun + 1].lower
    if following in JOINS["close"] or (following == "in" and tokens[noun].lower in JOINS["inner"]):
        return noun + 2
    for index in range(noun + 1, min(noun + _WALK, len(tokens) - 1)):
        if tokens[index].lower in JOINS["late"] and tokens[index + 1].letter != "d":
            return index + 1
        if tokens[index].is_word and tokens[index].lower not in JOINS["walked"] | JOINS["late"]:
            return 0
    return 0


def _end(tokens: Tokens, start: int, group: str = "topic") -> int:
    """Return where a clause ends that began with what is talked about; "how" opens one of its own."""
    in_clause = False
    last = min(len(tokens), start + _REACH)
    for index in range(start, last):
        in_clause = in_clause or tokens[index].lower in WORDS["clauses"]
        if _ends_clause(tokens, index, in_clause=in_clause):
            return index
        if group == "vote" and tokens[index].lower in {"by", "with"}:
            return index
        if index > start and (_acts(tokens, index) or _tells_of_it(tokens, index) or _says_on(tokens, index)):
            return index
    return last


def _ends_clause(tokens: Tokens, index: int, *, in_clause: bool) -> bool:
    word = tokens[index].lower
    if word in _MARKS and tokens[index - 1].end == tokens[index].start:
        return word == ";"
    if word in WORDS["ends"] | _MARKS:
        return not _as_well(tokens, index)
    return word in WORDS["auxiliaries"] and not in_clause


def _as_well(tokens: Tokens, index: int) -> bool:
    """Return whether "as" lists: "as well as", "such as"."""
    if tokens[index].lower != "as":
        return False
    around = {tokens[index - 1].lower, tokens[min(index + 1, len(tokens) - 1)].lower}
    return bool(around & {"well", "such"})


def _says_on(tokens: Tokens, index: int) -> bool:
    """Return whether a subject goes on to say something else: ", and highlighted", ", underscoring"."""
    return (
        tokens[index].lower.endswith(("ed", "ing"))
        and tokens[index - 1].lower in {",", "and"}
        and any(openers(group).longest(tokens, index) for group in ("known", "topic"))
    )


def _tells_of_it(tokens: Tokens, index: int) -> bool:
    """Return whether a clause about what was named begins: "a framework that gives"."""
    return tokens[index].lower == "that" and tokens[index - 1].is_word


def _acts(tokens: Tokens, actor: int) -> bool:
    """Return whether an actor begins a clause of its own: ", and the minister thanked"."""
    if not tokens[actor].is_a("ps") or actor + 1 >= len(tokens):
        return False
    if tokens[actor - 1].lower not in {"and", ",", "as"}:
        return False
    return _is_finite(tokens[actor + 1])


def _is_finite(token: ClauseToken) -> bool:
    return (
        token.lower.endswith("ed")
        or token.lower in WORDS["auxiliaries"]
        or token.lower in {"said", "says", "told"}
    )


def _is_passive(tokens: Tokens, verb: int) -> bool:
    """Return whether a participle is of what was done: "was also discussed", not "they also discussed"."""
    first = verb - 1
    while first > 0 and (tokens[first].lower in {"also", "then"} or tokens[first].lower.endswith("ly")):
        first -= 1
    return first >= 0 and tokens[first].lower in WORDS["auxiliaries"] | {"among"}


def _before(tokens: Tokens, index: int) -> int | None:
    """Return where the subject begins of which words say that it was talked about; None if they do not."""
    passive = openers("passive").longest(tokens, index)
    if passive and not _is_passive(tokens, index):
        passive = None
    if not passive and not openers("active").longest(tokens, index):
        return None
    start = index
    while start > max(0, index - _LEFT) and tokens[start - 1].lower not in WORDS["ends"] | {";", ":"}:
        start -= 1
    return start if start < index else None
