"""The words of a tagged sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bilateral.analysis.annotated_text import TAG

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import AnnotatedText, PhraseTag

_POSSESSIVE = ("'s", "\u2019s")
_WORD = re.compile(TAG.pattern + r"|['\u2019]s\b|\w+(?:[-.'\u2019&]\w+)*|[^\w\s]")


class Word(NamedTuple):
    """A word, tag or mark of a tagged sentence.

    Attributes:
        text: as it stands in the tagged text.
        start: where in the tagged text.
        end: where in the tagged text.
        tag: what it stands for, if it is a tag.
        is_quoted: whether it stands within literal speech.
    """

    text: str
    start: int
    end: int
    tag: PhraseTag | None
    is_quoted: bool

    @property
    def lower(self) -> str:
        """The text in lower case, without a possessive ending."""
        return self.text.lower().removesuffix(_POSSESSIVE[0]).removesuffix(_POSSESSIVE[1])

    @property
    def is_possessive(self) -> bool:
        """Whether it is the ending "'s" of a tag before it."""
        return self.text in _POSSESSIVE

    def is_tag(self, letters: str) -> bool:
        """Return whether it is a tag with one of these letters."""
        return self.tag is not None and self.tag.letter in letters


def split_words(annotated: AnnotatedText, number: int) -> list[Word]:
    """Return the words of a sentence of a text, by its number."""
    sentence = annotated.sentences[number]
    return [
        Word(
            found.group(),
            found.start(),
            found.end(),
            annotated.tags[int(found[2])] if found[2] else None,
            annotated.is_quoted(sentence.starts[found.start()]),
        )
        for found in _WORD.finditer(sentence.tagged)
    ]
