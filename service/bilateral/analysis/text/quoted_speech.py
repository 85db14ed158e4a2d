"""Literal speech: the stretches of a paragraph between quotation marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.analysis.analysed_text import TextSpan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MARK = re.compile('["“”„«»「」『』]')
_OPENING: Final = "“„«「『"
_CLOSING: Final = "”»」』"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|\.\.\.")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_FEWEST: Final = 4  # words: fewer are a term or a title
_FEWEST_CHARACTERS: Final = 8  # of a quotation in a script without spaces


def quotations(text: str, paragraphs: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return the stretches of literal speech, marks included; a term of up to three words is none.

    Speech that goes on over paragraphs is opened in each and closed in the last.
    """
    return tuple(
        span for paragraph in paragraphs for span in _quoted(text, paragraph) if _is_speech(text, span)
    )


def _quoted(text: str, paragraph: TextSpan) -> Iterator[TextSpan]:
    opened, depth = -1, 0
    for mark in _MARK.finditer(text, paragraph.start, paragraph.end):
        at = mark.start()
        if _opens(text, at, paragraph, is_open=opened >= 0):
            opened, depth = (at, 1) if opened < 0 else (opened, depth + 1)
        elif opened >= 0:
            depth -= 1
            if depth <= 0 or _ends_paragraph(text, at, paragraph):
                yield TextSpan(opened, at + 1)
                opened, depth = -1, 0
    if opened >= 0 and depth == 1:
        yield TextSpan(opened, paragraph.end)


def _opens(text: str, at: int, paragraph: TextSpan, *, is_open: bool) -> bool:
    mark = text[at]
    if mark in _CLOSING:
        return False
    # A German quotation ends with the mark that opens an English one.
    if mark in _OPENING and not (mark == "“" and is_open and not text[at + 1 : at + 2].isalnum()):
        return True
    after = text[at + 1 : at + 2]
    before = text[at - 1 : at] if at > paragraph.start else " "
    return (not before.isalnum() and before not in ".,!?…" and bool(after.strip())) and not (
        is_open and (before in "])" or (not before.strip() and not after.isalnum()))
    )


def _ends_paragraph(text: str, at: int, paragraph: TextSpan) -> bool:
    return paragraph.end - at <= _FEWEST and not text[at + 1 : paragraph.end].strip(" .,")


def _is_speech(text: str, span: TextSpan) -> bool:
    if len(_WORD.findall(text, span.start, span.end)) >= _FEWEST:
        return True
    return span.end - span.start >= _FEWEST_CHARACTERS and bool(_UNSPACED.search(text, *span))
