"""The noun phrases of a region that are topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.events.topics.topic_words import (
    ADJECTIVE_ENDINGS,
    GERUNDS,
    WORDS,
    known_topics,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.annotated_text import PhraseTag, TaggedSentence
    from bilateral.analysis.events.topics.topic_regions import TopicRegion
    from bilateral.analysis.events.words.clause_tokens import Tokens

_LONGEST: Final = 3
_SHORTEST: Final = 3
_OWNERS: Final = ("'s", "\u2019s")
_JUDGING: Final = ("ous", "ful", "ive", "able", "ible", "ent", "ant", "er", "est")
"""Endings of adjectives that say how something is, not of what kind: "significant progress"."""
_SPOKEN_OF: Final = "salo"
_BY_NAME: Final = "lo"
"""Letters of tags that the text names as it does; the others are adjectives and nouns of states."""


class _Phrase(NamedTuple):
    """Tokens of a noun phrase without tags; `before` stands before the first."""

    first: int
    last: int
    before: str


class TopicReader:
    """Reads the topics in the regions of a sentence; `taking_part` are states, bodies and places that are none."""

    def __init__(
        self, source: str, sentence: TaggedSentence, tokens: Tokens, taking_part: frozenset[str]
    ) -> None:
        self._source_text = source
        self._text = sentence.tagged
        self._tokens = tokens
        self._taking_part = taking_part

    def topics(self, region: TopicRegion) -> Iterator[str]:
        """Yield the topics of a region, in order."""
        index = region.start
        while index < region.end:
            match = known_topics().longest(self._tokens, index)
            if match and (region.known or match.last > index + 1):
                yield match.meaning
                index = match.last
            elif self._tokens[index].tag:
                yield from self._of_tag(index, region)
                index += 1
            elif phrase := self._phrase(index, region.end):
                if not region.known or self._is_topical(phrase):
                    yield from self._of_phrase(phrase, region.end)
                    index = phrase.last
                else:
                    index += 1
            else:
                index += 1

    def own_phrase(self, first: int, last: int) -> str:
        """Return the noun phrase that ends in the tokens of a trigger, "naval exercises"; "" if it is but a noun."""
        if any(token.tag for token in self._tokens[first:last]):
            return ""
        start = last - 1
        while start > max(0, last - 1 - _LONGEST) and self._qualifies(start - 1):
            start -= 1
        return self._written(range(start, last)) if last - start > 1 else ""

    def known_before(self, first: int, last: int) -> str:
        """Return the known topic that stands before the noun of a trigger: "trade" of "trade talks"."""
        for start in range(max(0, first - _LONGEST), last - 1):
            match = known_topics().longest(self._tokens, start)
            if match and first <= match.last < last:
                return match.meaning
        return ""

    def _qualifies(self, index: int) -> bool:
        word = self._tokens[index].lower
        return self._is_noun(index) and not self._is_dropped(index) and not self._is_verb(index) and (
            word not in WORDS["verbs"] and not word.endswith(("ed", "s", "held"))
        )

    def _is_topical(self, phrase: _Phrase) -> bool:
        """Return whether a phrase is a topic beside much else: "defence cooperation"."""
        kept = [index for index in range(phrase.first, phrase.last) if not self._is_dropped(index)]
        return len(kept) > 1 and self._tokens[kept[-1]].lower in WORDS["topical"]

    def _of_tag(self, index: int, region: TopicRegion) -> Iterator[str]:
        """A state, place or body that takes no part is spoken of."""
        tag = self._tokens[index].tag
        if region.group == "known" or not tag or tag.letter not in _SPOKEN_OF or not tag.actors or self._is_venue(index, tag, region):
            return
        actor = tag.actors[0]
        if not {actor.entity.id, actor.entity.name, actor.state} & self._taking_part:
            yield self._source(tag) if tag.letter in _BY_NAME else actor.entity.name

    def _source(self, tag: PhraseTag) -> str:
        return " ".join(tag.span.of(self._source_text).split())

    def _is_venue(self, index: int, tag: PhraseTag, region: TopicRegion) -> bool:
        """Return whether a tag says where or with whom."""
        before = self._tokens[index - 1].lower if index else ""
        if before == "the" and index > 1:
            before = self._tokens[index - 2].lower
        return before in WORDS["venues"]

    def _phrase(self, first: int, end: int) -> _Phrase | None:
        """Return the noun phrase that begins at a token; None if none does."""
        if not self._is_noun(first) or self._is_verb(first):
            return None
        last = first + 1
        while last < end and (self._is_slash(last, end) or (self._is_noun(last) and not self._ends_phrase(last))):
            last += 1
        return _Phrase(first, last, self._tokens[first - 1].lower if first else "")

    def _is_slash(self, index: int, end: int) -> bool:
        return self._tokens[index].lower == "/" and index + 1 < end and self._tokens[index + 1].is_word

    def _is_noun(self, index: int) -> bool:
        token = self._tokens[index]
        return (
            token.is_word
            and len(token.lower) > 1
            and token.lower not in WORDS["separators"]
            and token.lower not in WORDS["auxiliaries"]
            and token.lower not in WORDS["clauses"]
            and token.lower not in WORDS["ends"]
            and not token.lower[0].isdigit()
        )

    def _is_verb(self, index: int) -> bool:
        """Return whether a word at the beginning of a phrase is a verb: "to strengthen", "implementing"."""
        token = self._tokens[index]
        if token.lower in GERUNDS:
            return True
        if token.lower not in WORDS["verbs"] or not index:
            return False
        before = self._tokens[index - 1].lower
        if before in {"to", "can", "will", "could", "would", "should", "may", "might", "not", "help"} or before.endswith("ly"):
            return True
        return before in {"and", "or", ","} and index > 1 and self._goes_on_doing(index)

    def _goes_on_doing(self, index: int) -> bool:
        """Return whether a verb is joined to another: "to expand and deepen", "to aid growth and fight AIDS"."""
        if self._is_verb(index - 2):
            return True
        following = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if not following or following.lower in {"of", "for", "in", "on", "against", ",", "and", "."}:
            return False
        return any(token.lower == "to" for token in self._tokens[max(0, index - 8) : index])

    def _ends_phrase(self, index: int) -> bool:
        """Return whether a participle follows its noun: "recognition extended to"."""
        word = self._tokens[index].lower
        if word in GERUNDS or self._tokens[index - 1].lower.endswith(_OWNERS):
            return True
        if not word.endswith("ed") or index + 1 >= len(self._tokens):
            return False
        following = self._tokens[index + 1]
        return following.lower in WORDS["separators"] or not following.is_word

    def _of_phrase(self, phrase: _Phrase, end: int) -> Iterator[str]:
        first = phrase.first
        while first < phrase.last and self._is_dropped(first):
            first += 1
        last = phrase.last
        while last > first and self._tokens[last - 1].lower.endswith("ly"):
            last -= 1
        kept = range(first, last)
        if not kept or self._tokens[kept[-1]].lower in WORDS["people"]:
            return
        if self._tokens[kept[-1]].lower.endswith(_OWNERS):
            return
        head = self._tokens[kept[-1]].lower
        if all(self._tokens[index].lower in WORDS["general"] for index in kept):
            return
        if head in WORDS["kept_general"] and len(kept) == 1:
            return
        if head in WORDS["general"] and self._tokens[kept[-2]].lower.endswith(_JUDGING):
            return
        words = self._written(kept[-_LONGEST:])
        if len(kept) == 1 and self._is_adjective(kept[0]):
            if shared := self._shared_head(phrase.last, end):
                yield f"{words} {shared}"
        elif len(words) >= _SHORTEST and not (len(kept) == 1 and head.endswith("ed")):
            yield words

    def _is_dropped(self, index: int) -> bool:
        word = self._tokens[index].lower
        if word.endswith("ing") and word not in WORDS["gerund_nouns"]:
            return True
        if self._text[self._tokens[index].start].isupper():
            return False
        return word in WORDS["adjectives"] or word.endswith("ly") or word in WORDS["people"]

    def _written(self, kept: Sequence[int]) -> str:
        stretch = self._text[self._tokens[kept[0]].start : self._tokens[kept[-1]].end]
        return " ".join(stretch.split())

    def _is_adjective(self, index: int) -> bool:
        word = self._tokens[index].lower
        return word.endswith(ADJECTIVE_ENDINGS) and word not in WORDS["nouns_like_adjectives"]

    def _shared_head(self, index: int, end: int) -> str:
        """Return the noun that an adjective shares with those it is listed with: "economic and trade ties"."""
        while index < end and self._tokens[index].lower in {",", "and", "or", "as", "well", "including"}:
            index += 1
            phrase = self._phrase(index, end) if index < end else None
            if phrase and phrase.last - phrase.first > 1:
                if self._tokens[phrase.last - 1].lower in WORDS["people"]:
                    return ""
                return self._written([phrase.last - 1])
            index = phrase.last if phrase else index
        return ""
