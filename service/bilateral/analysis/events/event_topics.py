"""What was talked about: words of a list, states and places after "discussed" and the like."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.words.clause_tokens import tokens_of, words_of
from bilateral.analysis.events.words.phrase_table import PhraseTable
from bilateral.analysis.lexicons.word_lists import phrases, read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.analysis.annotated_text import AnnotatedText, PhraseTag, TaggedSentence

MOST_TOPICS: Final = 8
_REACH: Final = 45


def topics_in(
    annotated: AnnotatedText, sentences: Iterable[TaggedSentence], states: frozenset[str]
) -> tuple[str, ...]:
    """Return the topics that sentences name, in their words; `states` take part and are none."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for topic in _of_sentence(annotated, sentence, states):
            found.setdefault(topic.lower(), topic)
    return _without_parts(list(found.values()))[:MOST_TOPICS]


def topics_of_kind(kind: str) -> tuple[str, ...]:
    """Return the topics that an event has by its kind."""
    return tuple(read_lexicon("topics")["by_kind"].get(kind, ()))


def says_topics(annotated: AnnotatedText, sentence: TaggedSentence) -> bool:
    """Return whether a sentence says what was talked about."""
    tokens = tokens_of(sentence, annotated)
    return any(_openers().longest(tokens, index) for index in range(len(tokens)))


def _of_sentence(annotated: AnnotatedText, sentence: TaggedSentence, states: frozenset[str]) -> Iterator[str]:
    tokens = tokens_of(sentence, annotated)
    start = next(
        (match.last for index in range(len(tokens)) if (match := _openers().longest(tokens, index))), None
    )
    if start is None:
        return
    index = start
    while index < min(len(tokens), start + _REACH):
        match = _topics().longest(tokens, index)
        if match:
            yield match.meaning
        elif topic := _of_tag(tokens[index].tag, states):
            yield topic
        index = match.last if match else index + 1


def _of_tag(tag: PhraseTag | None, states: frozenset[str]) -> str:
    """A state, place or body that takes no part is spoken of."""
    if not tag or tag.letter not in "salo" or not tag.actors:
        return ""
    actor = tag.actors[0]
    return "" if actor.entity.id in states or actor.state in states else actor.entity.name


def _without_parts(topics: Sequence[str]) -> tuple[str, ...]:
    """Drop a topic that is part of a longer one."""
    return tuple(
        each
        for each in topics
        if not any(each != other and each.lower() in other.lower() for other in topics)
    )


@functools.cache
def _openers() -> PhraseTable[str]:
    table: PhraseTable[str] = PhraseTable()
    for phrase in read_lexicon("topics")["after"]:
        table.add(words_of(phrase), phrase)
    return table


@functools.cache
def _topics() -> PhraseTable[str]:
    table: PhraseTable[str] = PhraseTable()
    for phrase in phrases(read_lexicon("topics")["words"]):
        table.add(words_of(phrase), phrase)
    return table
