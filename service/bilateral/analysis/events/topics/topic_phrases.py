"""The noun phrases of a region that are topics."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.annotated_text import STATE_TAG
from bilateral.analysis.events.topics.known_topics import known_topic, said_by_the_way
from bilateral.analysis.events.topics.topic_words import ADJECTIVE_ENDINGS, GERUNDS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.annotated_text import PhraseTag, TaggedSentence
    from bilateral.analysis.events.topics.topic_regions import TopicRegion
    from bilateral.analysis.events.words.clause_tokens import Tokens
    from bilateral.analysis.events.words.phrase_table import PhraseMatch

_LONGEST: Final = 3
_SHORTEST: Final = 3
_MOST_KNOWN: Final = 2
_OWNERS: Final = ("'s", "\u2019s")
_JOINED: Final = 25
_JUDGING: Final = ("ous", "ful", "ive", "able", "ible", "ent", "ant", "er", "est")
"""Endings of adjectives that say how something is, not of what kind: "significant progress"."""
_SPOKEN_OF: Final = "salo"
_BY_NAME: Final = "lo"
"""Letters of tags that the text names as it does; the others are adjectives and nouns of states."""


class _Phrase(NamedTuple):
    """Tokens `first` up to, not including, `last` of a noun phrase without tags."""

    first: int
    last: int


class ReadTopic(NamedTuple):
    """A topic as a sentence has it.

    Attributes:
        words: of the topic.
        known: whether states are known to talk of it: a word of the lexicon, a state, a place or a body.
    """

    words: str
    known: bool = False


class TopicReader:
    """Reads the topics in the regions of a sentence; of what takes part, `taking_part`, none is one."""

    def __init__(
        self, source: str, sentence: TaggedSentence, tokens: Tokens, taking_part: frozenset[str]
    ) -> None:
        self._source_text = source
        self._text = sentence.tagged
        self._tokens = tokens
        self._taking_part = taking_part

    def topics(self, region: TopicRegion) -> Iterator[ReadTopic]:
        """Yield the topics of a region, in order; of one beside much else the first few."""
        yield from itertools.islice(self._read(region), _MOST_KNOWN if region.known else None)

    def _read(self, region: TopicRegion) -> Iterator[ReadTopic]:
        index = region.start
        while index < region.end:
            match = known_topic(self._tokens, index, self._text)
            phrase = self._phrase(index, region.end)
            if match and (not match.meaning or (region.known and match.meaning in said_by_the_way())):
                index = match.last
            elif match and (match.last > index + 1 or (region.known and match.meaning not in WORDS["loose"])):
                yield ReadTopic(match.meaning, known=True)
                index = match.last
            elif phrase and (not region.known or self._is_topical(phrase)):
                for words in self._of_phrase(phrase, region.end):
                    yield ReadTopic(words, self._has_known(phrase))
                index = phrase.last
            else:
                for name in self._of_tag(index, region):
                    yield ReadTopic(name, known=True)
                index += 1

    def _has_known(self, phrase: _Phrase) -> bool:
        """Return whether a phrase has a word that states are known to talk of."""
        found = (known_topic(self._tokens, index, self._text) for index in range(phrase.first, phrase.last))
        return any(match and match.meaning for match in found)

    def known_within(self) -> Iterator[ReadTopic]:
        """Yield the topics of the sentence that states are known to talk of, wherever they stand."""
        index = 0
        while index < len(self._tokens):
            match = known_topic(self._tokens, index, self._text)
            if match and match.meaning and match.meaning not in WORDS["loose"]:
                yield ReadTopic(match.meaning, known=True)
            index = match.last if match else index + 1

    def own_phrase(self, first: int, last: int) -> str:
        """Return the noun phrase that ends a trigger, "naval exercises"; "" if it is but a noun."""
        if any(token.tag for token in self._tokens[first:last]):
            return ""
        start = last - 1
        while start > max(0, last - 1 - _LONGEST) and self._qualifies(start - 1):
            start -= 1
        return self._written(range(start, last)) if last - start > 1 else ""

    def known_before(self, first: int, last: int) -> str:
        """Return the known topic that stands before the noun of a trigger: "trade" of "trade talks"."""
        for start in range(max(0, first - _LONGEST), last):
            match = known_topic(self._tokens, start, self._text)
            if match and match.meaning and first <= match.last <= last and self._says_more(match, last):
                return match.meaning
        return self._known_after(last)

    @staticmethod
    def _says_more(match: PhraseMatch[str], last: int) -> bool:
        """Return whether a topic says more than the noun of an event that ends it, "dialogue"."""
        return match.first < last - 1 or match.meaning not in WORDS["loose"]

    def _known_after(self, index: int) -> str:
        """Return the known topic of which a noun is: "declaration of independence"."""
        if index + 1 >= len(self._tokens) or self._tokens[index].lower != "of":
            return ""
        match = known_topic(self._tokens, index + 1, self._text)
        return match.meaning if match else ""

    def _qualifies(self, index: int) -> bool:
        word = self._tokens[index].lower
        return (
            self._is_noun(index)
            and not self._is_dropped(index)
            and not self._is_verb(index)
            and (word not in WORDS["verbs"] and not word.endswith(("ed", "s", "held")))
        )

    def _is_topical(self, phrase: _Phrase) -> bool:
        """Return whether a phrase is a topic beside much else: "defence cooperation"."""
        kept = [index for index in range(phrase.first, phrase.last) if not self._is_dropped(index)]
        return len(kept) > 1 and self._tokens[kept[-1]].lower in WORDS["topical"]

    def _of_tag(self, index: int, region: TopicRegion) -> Iterator[str]:
        """A state, place or body that takes no part is spoken of."""
        tag = self._tokens[index].tag
        if not tag or not tag.actors or tag.letter not in _SPOKEN_OF:
            return
        if region.group == "known" and index <= region.start + 1:
            return
        if self._is_venue(index, region.start):
            return
        if self._is_of_people(index) or (tag.letter == "a" and self._is_one_of_parties(index)):
            return
        actor = tag.actors[0]
        if not {actor.entity.id, actor.entity.name, actor.state} & self._taking_part:
            yield self._source(tag) if self._is_named(tag) else actor.entity.name

    def _is_named(self, tag: PhraseTag) -> bool:
        """Return whether a tag is a name, and no abbreviation of a state's."""
        return tag.letter in _BY_NAME or (tag.letter == STATE_TAG and not self._source(tag).isupper())

    def _is_of_people(self, index: int) -> bool:
        """Return whether a tag says but whose people are meant: "NATO allies", "the Malian people"."""
        return index + 1 < len(self._tokens) and self._tokens[index + 1].lower in WORDS["people"]

    def _is_one_of_parties(self, index: int) -> bool:
        """Return whether an adjective of a state is one of several: "the Russian-Turkish agreements"."""
        return any(
            0 <= at < len(self._tokens) and self._tokens[at].lower in {"-", "–"}
            for at in (index - 1, index + 1)
        )

    def _source(self, tag: PhraseTag) -> str:
        return " ".join(tag.span.of(self._source_text).split())

    def _is_venue(self, index: int, start: int) -> bool:
        """Return whether a tag says where or with whom; the first of a region does not."""
        if index <= start + 1 and (index == start or self._tokens[start].lower not in WORDS["venues"]):
            return False
        last = index - 2 if index > 1 and self._tokens[index - 1].lower == "the" else index - 1
        before = self._tokens[last].lower
        if before in {",", "and"} and last > 0 and self._tokens[last - 1].is_a("lso"):
            return self._is_venue(last - 1, start)
        if before == "in" and last > 0:
            return self._is_at_event(last - 1) or self._tokens[last - 1].is_a("psoad")
        return before in WORDS["venues"] or (before == "between" and self._tokens[index].letter == "o")

    def _is_at_event(self, noun: int) -> bool:
        """Return whether a noun is of what is held somewhere: "a fair" after "at"."""
        if self._tokens[noun].lower in WORDS["held"]:
            return True
        first = noun
        while (
            first > max(0, noun - _LONGEST)
            and self._tokens[first].is_word
            and self._tokens[first].lower != "at"
        ):
            first -= 1
        return self._tokens[first].lower == "at"

    def _phrase(self, first: int, end: int) -> _Phrase | None:
        """Return the noun phrase that begins at a token; None if none does."""
        if not self._is_noun(first) or self._is_verb(first) or self._is_adverb(first):
            return None
        last = first + 1
        while last < end and self._continues(last, end):
            last += 1
        return _Phrase(first, last)

    def _is_adverb(self, index: int) -> bool:
        """Return whether a verb follows a word that says how: "responsibly manage"."""
        following = self._tokens[index + 1].lower if index + 1 < len(self._tokens) else ""
        return self._tokens[index].lower.endswith("ly") and following in WORDS["verbs"]

    def _continues(self, index: int, end: int) -> bool:
        """Return whether a phrase goes on with a token, also as in "HIV/AIDS"."""
        if self._tokens[index].lower == "/":
            return index + 1 < end and self._tokens[index + 1].is_word
        return self._is_noun(index) and not self._ends_phrase(index)

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
        if before in WORDS["before_verbs"] or before.endswith("ly"):
            return True
        return before in {"and", "or", ","} and index > 1 and self._goes_on_doing(index)

    def _goes_on_doing(self, index: int) -> bool:
        """Return whether a verb is joined to another: "to aid growth and fight AIDS"."""
        if self._is_verb(index - 2):
            return True
        following = self._tokens[index + 1] if index + 1 < len(self._tokens) else None
        if not following or following.lower in {"of", "for", "in", "on", "against", ",", "and", "."}:
            return False
        return any(token.lower == "to" for token in self._tokens[max(0, index - _JOINED) : index])

    def _ends_phrase(self, index: int) -> bool:
        """Return whether a participle follows its noun: "recognition extended to"."""
        word = self._tokens[index].lower
        if (word.endswith("ing") and word not in WORDS["gerund_nouns"]) or self._tokens[
            index - 1
        ].lower.endswith(_OWNERS):
            return True
        if not word.endswith("ed") or index + 1 >= len(self._tokens):
            return False
        following = self._tokens[index + 1]
        return following.lower in WORDS["separators"] or not following.is_word

    def _of_phrase(self, phrase: _Phrase, end: int) -> Iterator[str]:
        kept = self._kept(phrase)
        if not kept or self._is_no_topic(kept):
            return
        words = self._written(kept[-_LONGEST:])
        if len(kept) == 1 and self._is_adjective(kept[0]):
            shared = self._shared_head(phrase.last, end)
            if shared and not (words.lower() in WORDS["scopes"] and shared.lower() in WORDS["broad"]):
                yield f"{words} {shared}"
        elif len(words) >= _SHORTEST:
            yield words

    def _kept(self, phrase: _Phrase) -> Sequence[int]:
        """Return the tokens of a phrase without what only says how it is."""
        first, last = phrase.first, phrase.last
        while first < last and self._is_dropped(first):
            first += 1
        while last > first and self._tokens[last - 1].lower.endswith("ly"):
            last -= 1
        return range(first, last)

    def _is_no_topic(self, kept: Sequence[int]) -> bool:
        words = [self._tokens[index].lower for index in kept]
        head = words[-1]
        if head in WORDS["people"] or head.endswith(_OWNERS) or WORDS["general"].issuperset(words):
            return True
        if words[0] in WORDS["scopes"] and head in WORDS["broad"] | WORDS["general"]:
            return True
        if len(words) == 1:
            return head in WORDS["kept_general"] or (head.endswith("ed") and not head.endswith("eed"))
        return head in WORDS["general"] and words[-2].endswith(_JUDGING)

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
        """Return the noun that an adjective shares with what stands beside it: "economic and trade ties"."""
        while index < end and self._tokens[index].lower in {",", "and", "or", "as", "well", "including"}:
            index += 1
            phrase = self._phrase(index, end) if index < end else None
            if phrase and phrase.last - phrase.first > 1:
                head = phrase.last - 1
                return "" if self._tokens[head].lower in WORDS["people"] else self._written([head])
            index = phrase.last if phrase else index
        return ""
