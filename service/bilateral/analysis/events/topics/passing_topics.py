"""What an event is likely about where no words say it: what is named beside it, in the title, often."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.topics.topic_phrases import ReadTopic, TopicReader
from bilateral.analysis.events.topics.topic_words import nouns_of
from bilateral.analysis.events.words.clause_tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.events.event_merging import MergedEvent

_MOST: Final = 2
_OFTEN: Final = 2


def topics_in_passing(
    event: MergedEvent, annotated: AnnotatedText, taking_part: frozenset[str]
) -> tuple[ReadTopic, ...]:
    """Return the known topics that the sentences name which tell of an event; else those of its text."""
    titles = [number for number, each in enumerate(annotated.sentences) if each.is_title]
    is_speech = event.told.kind == "statement"
    nouns = nouns_of(event.told.kind)
    for numbers in (titles, event.sentences) if is_speech else (event.sentences, titles):
        named = _named(numbers, annotated, taking_part)
        if found := [topic for topic in named if topic.words.split()[-1] not in nouns]:
            return tuple(found[:_MOST])
    return _often_named(annotated, taking_part)


def _named(
    numbers: Iterable[int], annotated: AnnotatedText, taking_part: frozenset[str]
) -> tuple[ReadTopic, ...]:
    return tuple(dict.fromkeys(_known(numbers, annotated, taking_part)))


def _known(
    numbers: Iterable[int], annotated: AnnotatedText, taking_part: frozenset[str]
) -> Iterator[ReadTopic]:
    for number in numbers:
        sentence = annotated.sentences[number]
        tokens = tokens_of(sentence, annotated)
        yield from TopicReader(annotated.source.text, sentence, tokens, taking_part).known_within()


def _often_named(annotated: AnnotatedText, taking_part: frozenset[str]) -> tuple[ReadTopic, ...]:
    named = Counter(_known(range(len(annotated.sentences)), annotated, taking_part))
    return tuple(topic for topic, times in named.most_common(1) if times >= _OFTEN)
