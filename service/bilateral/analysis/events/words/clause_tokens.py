"""The words, marks and tags of a tagged sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.analysis.annotated_text import AnnotatedText, PhraseTag, TaggedSentence

_TOKEN: Final = re.compile(r"⟨[a-z]\d+⟩|[\u2019']s\b|[^\W_]+(?:[\u2019'.-][^\W_]+)*|\S")
_LONGEST: Final = 600
"""Tokens of a sentence that are looked at; what follows in a longer one is no sentence of anybody's."""


class ClauseToken(NamedTuple):
    """A word, a mark, or a tag.

    Attributes:
        lower: the word in lower case; the mark; "" for a tag.
        tag: what stands there, if it is a tag.
        start: in the tagged text.
        end: in the tagged text.
    """

    lower: str
    tag: PhraseTag | None
    start: int
    end: int

    @property
    def letter(self) -> str:
        """The letter of its tag, "" if it is none."""
        return self.tag.letter if self.tag else ""

    def is_a(self, letters: str) -> bool:
        """Return whether it is a tag with one of these letters."""
        return self.tag is not None and self.tag.letter in letters

    @property
    def is_word(self) -> bool:
        """Whether it is a word, not a mark and not a tag."""
        return bool(self.lower) and self.lower[0].isalnum()


Tokens: TypeAlias = "Sequence[ClauseToken]"
"""The tokens of a sentence, in order."""


def tokens_of(sentence: TaggedSentence, annotated: AnnotatedText) -> tuple[ClauseToken, ...]:
    """Return the tokens of a sentence, in order."""
    found = (_token(match, annotated) for match in _TOKEN.finditer(sentence.tagged))
    return tuple(token for token, _ in zip(found, range(_LONGEST), strict=False))


def _token(match: re.Match[str], annotated: AnnotatedText) -> ClauseToken:
    text = match[0]
    if text[0] == "⟨" and len(text) > 1:
        return ClauseToken("", annotated.tags[int(text[2:-1])], match.start(), match.end())
    return ClauseToken(text.lower().replace("\u2019", "'"), None, match.start(), match.end())


def words_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase of a word list, as tokens have them."""
    return tuple(match[0] for match in _TOKEN.finditer(phrase.lower().replace("\u2019", "'")))
