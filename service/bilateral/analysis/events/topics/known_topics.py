"""The words that are known to be topics of states, and those that look like them."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.words.clause_tokens import words_of
from bilateral.analysis.events.words.phrase_table import PhraseMatch, PhraseTable
from bilateral.analysis.events.words.word_forms import plural
from bilateral.analysis.lexicons.word_lists import read_lexicon, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.events.words.clause_tokens import Tokens

_SEPARATOR: Final = re.compile(r",\s*|\n")
_ALIKE: Final = 3
_KEPT_ENDINGS: Final = ("ss", "us", "is")


def known_topic(tokens: Tokens, index: int, text: str) -> PhraseMatch[str] | None:
    """Return the longest known topic at a token of a tagged text, None if there is none.

    Its meaning is the topic; "" if the words only look like one: "tear gas", "the trade minister".
    """
    match = _known().longest(tokens, index)
    if not match or (match.meaning.isupper() and not _stands_upper(tokens, match, text)):
        return None
    if match.last == index + 1 < len(tokens) and tokens[match.last].lower in _bearers():
        return PhraseMatch(index, match.last + 1, "")
    return match


def _stands_upper(tokens: Tokens, match: PhraseMatch[str], text: str) -> bool:
    return text[tokens[match.first].start : tokens[match.last - 1].end].isupper()


def thing_named(kind: str, sentences: Sequence[str]) -> str:
    """Return the topic that an event of a kind has by what its sentences name first, "" if by nothing."""
    for topic, pattern in _things(kind):
        for sentence in sentences:
            if match := pattern.search(sentence):
                return match[0] if _is_way_to_write(match[0], topic) else topic
    return ""


def _is_way_to_write(words: str, topic: str) -> bool:
    """Return whether words are but another way to write a topic: "air raids" of "airstrikes"."""
    return words.lower()[:_ALIKE] == topic[:_ALIKE] and _known().has(words_of(words))


@functools.cache
def _things(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    things = read_lexicon("topics")["by_thing"].get(kind, {})
    return tuple(
        (topic, re.compile(rf"\b(?:{'|'.join(map(re.escape, _listed(names)))})\b", re.IGNORECASE))
        for topic, names in things.items()
    )


@functools.cache
def _known() -> PhraseTable[str]:
    table: PhraseTable[str] = PhraseTable()
    lexicon = read_lexicon("topics")
    for phrase in _listed(lexicon["look_alikes"]["phrases"]):
        table.add(words_of(phrase), "")
    for theme in lexicon["themes"].values():
        for topic in _listed(theme):
            _add(table, topic, topic)
    for topic, others in lexicon["said_otherwise"].items():
        for phrase in _listed(others):
            _add(table, phrase, topic)
    return table


def _add(table: PhraseTable[str], phrase: str, topic: str) -> None:
    for written in _written(phrase):
        if not table.has(words_of(written)):
            table.add(words_of(written), topic)


def _listed(text: str) -> Iterator[str]:
    yield from (phrase for each in _SEPARATOR.split(text) if (phrase := each.strip()))


def _written(phrase: str) -> Iterator[str]:
    """Yield the ways to write a phrase: British and American, one and several."""
    other = phrase
    for british, american in read_lexicon("topics")["spellings"].items():
        other = other.replace(british, american)
    for spelled in dict.fromkeys((phrase, other)):
        yield spelled
        yield plural(spelled)
        if spelled.endswith("ies"):
            yield spelled[:-3] + "y"
        elif spelled.endswith("s") and not spelled.endswith(_KEPT_ENDINGS):
            yield spelled[:-1]


@functools.cache
def said_by_the_way() -> frozenset[str]:
    """Return the known topics that are often named without being talked about."""
    return frozenset(_listed(read_lexicon("topics")["said_by_the_way"]["phrases"]))


@functools.cache
def _bearers() -> frozenset[str]:
    return words(read_lexicon("topics")["look_alikes"]["bearers"])
