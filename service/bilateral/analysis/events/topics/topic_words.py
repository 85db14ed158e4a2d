"""The words by which a text says what was talked about, and those that topics are made of."""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.words.clause_tokens import words_of
from bilateral.analysis.events.words.phrase_table import PhraseTable
from bilateral.analysis.events.words.word_forms import ING, verb_forms
from bilateral.analysis.lexicons.word_lists import phrases, read_lexicon, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.analysis.events.words.clause_tokens import Tokens

_GRAMMAR: Final = read_lexicon("topic_grammar")
WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {name: words(text) for name, text in _GRAMMAR["words"].items()}
)
JOINS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {name: words(text) for name, text in _GRAMMAR["joins"].items()}
)
ADJECTIVE_ENDINGS: Final = tuple(WORDS["adjective_endings"])
_AGAIN: Final = 5
_OF_FEW: Final = frozenset({"meeting", "call"})
GERUNDS: Final = (
    frozenset(form for verb in WORDS["verbs"] for form in verb_forms(verb)[ING]) - WORDS["gerund_nouns"]
)


@functools.cache
def openers(group: str) -> PhraseTable[str]:
    """Return the phrases of a group after which, or before which, a topic stands."""
    return _table(phrases(_GRAMMAR["openers"].get(group) or _GRAMMAR["closers"].get(group, "")))


@functools.cache
def openers_of_kind(kind: str) -> tuple[str, ...]:
    """Return the groups of openers that count for a kind of event beside those of talks."""
    return tuple(_GRAMMAR["kinds"].get(kind, ()))


def topics_of_kind(kind: str) -> tuple[str, ...]:
    """Return the topics that an event has by its kind."""
    return tuple(read_lexicon("topics")["by_kind"].get(kind, ()))


def goes_on_about(tokens: Tokens, kind: str) -> bool:
    """Return whether a sentence begins by naming an event of a kind again: "The two-day talks", "Both"."""
    if speaks_of_both(tokens):
        return kind in _OF_FEW
    if not tokens or tokens[0].lower not in {"the", "this", "these", "their", "both", "during", "at", "in"}:
        return False
    nouns = nouns_of(kind)
    return any(token.lower in nouns for token in tokens[1:_AGAIN])


def speaks_of_both(tokens: Tokens) -> bool:
    """Return whether a sentence begins by what two talked about: "They also discussed", "Both spoke of"."""
    if not tokens or tokens[0].lower not in {"they", "both"}:
        return False
    return any(openers("topic").longest(tokens, index) for index in range(1, min(_AGAIN, len(tokens))))


@functools.cache
def nouns_of(kind: str) -> frozenset[str]:
    """Return the nouns that name an event of a kind again."""
    return words(_GRAMMAR["again"].get(kind, ""))


def _table(lines: tuple[str, ...]) -> PhraseTable[str]:
    table: PhraseTable[str] = PhraseTable()
    for phrase in lines:
        table.add(words_of(phrase), phrase)
    return table
