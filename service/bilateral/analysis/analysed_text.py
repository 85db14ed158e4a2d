"""A text to be analysed, and stretches of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class TextSpan(NamedTuple):
    """A stretch of a text: code points from `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words that it quotes."""
        return text[self.start : self.end]

    def overlaps(self, other: TextSpan) -> bool:
        """Return whether the two have a character in common."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: TextSpan) -> bool:
        """Return whether the other lies within it."""
        return self.start <= other.start and other.end <= self.end


class _Spanned(Protocol):
    @property
    def span(self) -> TextSpan: ...


T = TypeVar("T", bound=_Spanned)


def not_overlapping(stretches: Iterable[T]) -> list[T]:
    """Return what has a stretch of a text, in order; of those that overlap the first and longest.

    Of equal ones the first is kept, of empty ones none.
    """
    kept: list[T] = []
    for stretch in sorted(stretches, key=lambda each: (each.span.start, -each.span.end)):
        if stretch.span.end > stretch.span.start and (not kept or stretch.span.start >= kept[-1].span.end):
            kept.append(stretch)
    return kept


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """A text with what is known of its publication.

    Attributes:
        text: as it was read, its title included where it has one; spans count its code points from 0.
        title: "" if unknown.
        published: the day, to which relative dates refer; None if unknown.
        publisher: its name, "" if unknown.
        language: a BCP 47 tag.
        kind: of document, as `news-report` or `readout`; "" if unknown.
    """

    text: str
    title: str = ""
    published: date | None = None
    publisher: str = ""
    language: str = "en"
    kind: str = ""

    @property
    def primary_language(self) -> str:
        """The language without region or script, in lower case; English where none is said."""
        return self.language.partition("-")[0].lower() or "en"
