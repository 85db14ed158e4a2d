"""Which of the topics that a text has for an event are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.analysis.events.topics.known_topics import said_by_the_way
from bilateral.analysis.events.topics.topic_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.events.topics.topic_phrases import ReadTopic

_MOST_OWN: Final = 5
_IF_TALKED_ABOUT: Final = 2
_OFTEN: Final = 4
_STEM: Final = 7


@dataclass(slots=True)
class ReadTopics:
    """The topics that a text has for an event, in order, by how sure it is that they are talked about.

    Attributes:
        own: what the words that tell of the event have.
        firm: what other sentences say was talked about.
        loose: what one side says beside much else.
    """

    own: list[ReadTopic] = field(default_factory=list)
    firm: list[ReadTopic] = field(default_factory=list)
    loose: list[ReadTopic] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not any(topic.words for topic in (*self.own, *self.firm, *self.loose))

    def chosen(self, text: str, most: int) -> tuple[str, ...]:
        """Return the few that are kept: its own first, then those that the text comes back to most often.

        These make up the number that is given; of its own a few more are kept.

        That a topic was said to be talked about counts as much as that it is named two times more; that
        states are known to talk of it, or that it is a name, as much as once more.
        """
        found: dict[str, str] = {}
        for topic in [*self.own, *self._ranked(text.lower())]:
            if topic.words:
                found.setdefault(_one(topic.words), topic.words)
        kept = _varied(_without_parts(list(found.values())))
        own = {topic.words for topic in self.own}
        return kept[: max(most, min(_MOST_OWN, sum(each in own for each in kept)))]

    def _ranked(self, text: str) -> list[ReadTopic]:
        weighed = [(_weight(topic, text) + _IF_TALKED_ABOUT, topic) for topic in self.firm]
        weighed += [(_weight(topic, text), topic) for topic in self.loose]
        return [topic for _, topic in sorted(weighed, key=lambda pair: -pair[0])]


def _weight(topic: ReadTopic, text: str) -> int:
    """Return how often a text names what a topic is above all about, by the stem of its longest word."""
    if topic.words.lower() in said_by_the_way():
        return 0
    stem = max(topic.words.lower().split(), key=len, default="")[:_STEM]
    named = len(re.findall(rf"\b{re.escape(stem)}", text)) if stem else 0
    is_name = topic.words[:1].isupper()
    return topic.known + is_name + min(named, _OFTEN)


def _varied(topics: Sequence[str]) -> tuple[str, ...]:
    """Put topics last that share a word with one before: of "gas supply" and "gas prices" one says much."""
    kept: list[str] = []
    said: set[str] = set()
    for topic in topics:
        words = set(topic.lower().split()) - WORDS["topical"] - WORDS["general"]
        if not words & said:
            kept.append(topic)
        said |= words
    return (*kept, *(topic for topic in topics if topic not in kept))


def _without_parts(topics: Sequence[str]) -> tuple[str, ...]:
    """Drop a topic that is part of a longer one, be it of one or of several."""
    return tuple(
        each for each in topics if not any(each != other and _one(each) in _one(other) for other in topics)
    )


def _one(topic: str) -> str:
    """Return a topic as it is written of one, so that "troops" is part of "troop withdrawal"."""
    return topic.lower().removesuffix("s")
