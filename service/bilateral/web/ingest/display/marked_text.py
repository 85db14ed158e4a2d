"""A text cut into runs, each of which belongs to the marks that cover it."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP: Final = re.compile(r"[^\S\n]*\n\s*\n\s*")


class TextMark(NamedTuple):
    """A stretch of a text, code points from `start` up to `end`, that a suggestion rests on.

    Attributes:
        number: of the suggestion in the list.
        target: its identifier.
        look: classes of the style sheet.
    """

    start: int
    end: int
    number: int
    target: str
    look: str = ""


class TextRun(NamedTuple):
    """Text that the same marks cover.

    Attributes:
        start: its place in the text.
        mark: the narrowest of them, None where there is none.
        ending: those that end with it, whose numbers stand behind it.
    """

    start: int
    text: str
    mark: TextMark | None = None
    ending: tuple[TextMark, ...] = ()


def paragraphs(text: str, marks: Iterable[TextMark]) -> Iterator[list[TextRun]]:
    """Yield the runs of each paragraph; paragraphs are parted by an empty line.

    A mark that reaches over the end of a paragraph goes on in the next, its number behind both parts.
    """
    waiting = sorted(mark for mark in marks if 0 <= mark.start < mark.end <= len(text))
    waiting.reverse()
    open_: list[TextMark] = []
    for start, end in _bounds(text):
        while waiting and waiting[-1].start < end:
            open_.append(waiting.pop())
        open_ = [mark for mark in open_ if mark.end > start]
        yield list(_runs(text, start, end, open_))


def _bounds(text: str) -> Iterator[tuple[int, int]]:
    begun = 0
    for gap in _GAP.finditer(text):
        if gap.start() > begun:
            yield begun, gap.start()
        begun = gap.end()
    if text[begun:].strip():
        yield begun, len(text.rstrip())


def _runs(text: str, start: int, end: int, marks: Sequence[TextMark]) -> Iterator[TextRun]:
    """Yield the runs of a stretch; marks that reach over its end end with it."""
    begins = {mark: max(mark.start, start) for mark in marks}
    ends = {mark: min(mark.end, end) for mark in marks}
    cuts = sorted({start, end, *begins.values(), *ends.values()})
    coming = sorted(marks, key=lambda mark: begins[mark], reverse=True)
    cover: list[TextMark] = []
    for begin, stop in itertools.pairwise(cuts):
        while coming and begins[coming[-1]] <= begin:
            cover.append(coming.pop())
        narrowest = min(cover, key=lambda mark: (mark.end - mark.start, mark.number), default=None)
        ending = tuple(sorted((mark for mark in cover if ends[mark] == stop), key=lambda mark: mark.number))
        yield TextRun(begin, text[begin:stop], narrowest, ending)
        cover = [mark for mark in cover if ends[mark] > stop]
