"""A text with all that is known of it before events and statements are looked for.

Rules match the *tagged text* of a sentence: what it mentions stands there as a tag, a letter and a number
between angle brackets, so that patterns see structure instead of names.

    Georgian Foreign Minister Ekaterine Tkeshelashvili met Lavrov in Moscow on Sunday.
    ⟨p0⟩ met ⟨p1⟩ in ⟨l2⟩ on ⟨d3⟩.

| letter | the phrase is | examples |
|---|---|---|
| `p` | a person, with title and state, or an office without a name | Lavrov; the Turkish President |
| `s` | a state as an actor, or a part of it that acts for it | China, Moscow said, the White House |
| `a` | the adjective of a state | Iranian |
| `n` | people of a state | Iranians |
| `o` | an organisation or body, ministries too | the United Nations; the Georgian Foreign Ministry |
| `l` | a place | Geneva, in Moscow |
| `d` | a date | on Sunday: `on ⟨d3⟩` |

The number is that of the tag in `AnnotatedText.tags`. Other text stands as it is; brackets of this kind that
the text itself has are replaced by `<` and `>`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bilateral.analysis.analysed_text import AnalysedText, TextSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.analysis.findings import Choice, Entity, FoundDate, Mention, OfficeHeld

PERSON_TAG, STATE_TAG, ADJECTIVE_TAG, PEOPLE_TAG, BODY_TAG, PLACE_TAG, DATE_TAG = "psanold"
TAG: Final = re.compile(r"⟨([a-z])(\d+)⟩")
"""A tag in a tagged text: its letter, its number."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whom or what a phrase means.

    Attributes:
        entity: the person, state, body or place; of an office whose holder is unknown, the state or body that
            it belongs to.
        state: `state/CHN`, the state that it is or acts for at the time; None if for none known.
        office: the title in the text's words, `Foreign Minister`; "" if the text names none.
        choices: what else it may mean.
        reason: how it was concluded; "" where the text names it.
    """

    entity: Entity
    state: str | None = None
    office: str = ""
    choices: tuple[Choice, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PhraseTag:
    """A phrase that stands as a tag in the tagged text.

    Attributes:
        number: its index in `AnnotatedText.tags`.
        letter: see above.
        span: of the whole phrase, title and state included.
        actors: whom it means: one, several as of "the presidents of Russia and Azerbaijan"; none of a date.
        date: of a date, its value.
    """

    number: int
    letter: str
    span: TextSpan
    actors: tuple[Actor, ...] = ()
    date: FoundDate | None = None

    def __str__(self) -> str:
        return f"⟨{self.letter}{self.number}⟩"


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence, and its tagged text.

    Attributes:
        span: in the source.
        paragraph: its number from 0; the title, where the text begins with it, is 0.
        is_title: whether it is the title or a heading.
        tagged: the tagged text.
        starts: of each character of the tagged text, where in the source it begins; one more for the end.
        ends: of each character, where in the source it ends.
    """

    span: TextSpan
    paragraph: int
    is_title: bool
    tagged: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source_span(self, start: int, end: int) -> TextSpan:
        """Return the stretch of the source that a stretch of the tagged text stands for."""
        if start >= end:
            return TextSpan(self.starts[start], self.starts[start])
        return TextSpan(self.starts[start], self.ends[end - 1])


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with its sentences, quotations, mentions, offices and dates.

    Attributes:
        source: the text.
        sentences: in order; together with the white space between them they are the text.
        quotations: of literal speech between quotation marks, the marks included; terms and titles of one to
            three words between marks are not among them.
        mentions: names, in order, not overlapping.
        offices: persons named with an office, in order.
        dates: in order.
        tags: in order of their beginnings, by number; they do not overlap.
        states: of persons and bodies, by `key` of an entity, the state that they act for in this text.
    """

    source: AnalysedText
    sentences: tuple[TaggedSentence, ...] = ()
    quotations: tuple[TextSpan, ...] = ()
    mentions: tuple[Mention, ...] = ()
    offices: tuple[OfficeHeld, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    tags: tuple[PhraseTag, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)

    def tags_in(self, tagged: str, letters: str = "psanold") -> Iterator[PhraseTag]:
        """Yield the tags with these letters in a stretch of tagged text, in order."""
        for found in TAG.finditer(tagged):
            if found[1] in letters:
                yield self.tags[int(found[2])]

    def mentions_in(self, span: TextSpan) -> tuple[Mention, ...]:
        """Return the mentions that begin in a stretch of the text."""
        return self.mentions[self._first(span.start) : self._first(span.end)]

    def is_quoted(self, position: int) -> bool:
        """Return whether a position stands within literal speech."""
        index = bisect_right(self.quotations, (position, len(self.source.text) + 1)) - 1
        return index >= 0 and self.quotations[index].start <= position < self.quotations[index].end

    def state_of(self, entity: Entity) -> str | None:
        """Return the state that an entity is or acts for in this text; None if unknown."""
        return self.states.get(key(entity))

    def _first(self, position: int) -> int:
        return bisect_left(self.mentions, position, key=lambda mention: mention.span.start)


def key(entity: Entity) -> str:
    """Return what tells an entity from others within a text: its identifier, else its kind and name."""
    return entity.id or f"{entity.kind}:{entity.name}"
