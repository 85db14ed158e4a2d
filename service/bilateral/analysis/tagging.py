"""The tagged text of a sentence: phrases replaced by tags, and the way back to the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.analysed_text import TextSpan

if TYPE_CHECKING:
    from collections.abc import Iterable

_BRACKETS: Final = str.maketrans("⟨⟩", "<>")


class TaggedText(NamedTuple):
    """A text with tags, and for each of its characters where in the source it begins and ends.

    `starts` has one more, for the end of the text.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> TextSpan:
        """Return the stretch of the source that a stretch of the text stands for; it is not empty."""
        return TextSpan(self.starts[start], self.ends[end - 1])


def tagged(source: str, span: TextSpan, phrases: Iterable[tuple[TextSpan, str]]) -> TaggedText:
    """Return a stretch of a source in which phrases, in order and not overlapping, are their tags."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = span.start
    for phrase, tag in phrases:
        pieces += (source[position : phrase.start], tag)
        starts += (*range(position, phrase.start), *[phrase.start] * len(tag))
        ends += (*range(position + 1, phrase.start + 1), *[phrase.end] * len(tag))
        position = phrase.end
    pieces.append(source[position : span.end])
    starts += range(position, span.end)
    ends += range(position + 1, span.end + 1)
    text = "".join(
        piece if piece[:1] == "⟨" and index % 2 else piece.translate(_BRACKETS)
        for index, piece in enumerate(pieces)
    )
    return TaggedText(text, (*starts, span.end), tuple(ends))
