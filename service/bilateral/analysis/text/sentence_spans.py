"""A text cut into paragraphs and sentences.

Together with the white space between them, sentences are the text. None is longer than LONGEST: what has no
full stop is cut at white space, so that the work for a sentence has a limit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.lexicons.word_lists import read_lexicon, words

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 3000  # code points of a sentence
_LEXICON: Final = read_lexicon("sentences")
_ABBREVIATIONS: Final = words(_LEXICON["abbreviations"])
_MAY_END: Final = words(_LEXICON["may_end"])
_BEGINNINGS: Final = words(_LEXICON["beginnings"])

_CLOSING: Final = "\"'”’»)\\]"
_BLOCK = re.compile(r"(?:[^\n\u2029]++|\n(?![^\S\n]*+(?:\n|\Z)))++")
_LINE_END = re.compile(r"[.!?:…。！？][\"'”’»)\]]*\s*\Z")
_BULLET = re.compile(r"\s*(?:[-–—•*·▪]|\(?\d{1,3}[.)])\s")
_STOP = re.compile(
    rf"(?<![.!?…])(?P<mark>[.!?…]++)(?:\[\d+\])?[{_CLOSING}]*+(?=\s)|[。！？]++[」』”’》)]*+|(?<![.!?])[.!?]++(?=[“«]|\[\d)"
)
_NEXT = re.compile(r"\s*[\"'“‘«(\[„¿¡]*(?P<word>[\w'’]+)?")
_LAST_WORD = re.compile(r"[^\s\"'“‘«(\[—–-]*\Z")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]\Z")
_WRAPPED: Final = 50  # characters of a line that goes on in the next
_HEADING: Final = 60  # characters of a heading; of one without a full stop, twice as many
_STOPS: Final = '.!?…:;,”"»)。！？'
_LOOK_BACK: Final = 24  # characters of an abbreviation


def paragraphs(text: str) -> list[TextSpan]:
    """Return the paragraphs, without white space around them.

    A blank line ends one, and so does the end of a line that is short or ends a sentence.
    """
    return [
        trimmed
        for block in _BLOCK.finditer(text)
        for span in _lines(text, block.start(), block.end())
        if (trimmed := _trim(text, span))
    ]


def sentences(text: str, paragraph: TextSpan) -> list[TextSpan]:
    """Return the sentences of a paragraph, without white space around them."""
    found, start = [], paragraph.start
    for end in _ends(text, paragraph):
        found += _pieces(text, TextSpan(start, end))
        start = end
    return found + _pieces(text, TextSpan(start, paragraph.end))


def _lines(text: str, start: int, end: int) -> Iterator[TextSpan]:
    """Cut a block at those ends of lines that end a paragraph."""
    begin, position = start, text.find("\n", start, end)
    last = start
    while position >= 0:
        line = text[last:position][-_WRAPPED:]
        if len(line) < _WRAPPED or _LINE_END.search(line) or _BULLET.match(text, position + 1, end):
            yield TextSpan(begin, position)
            begin = position + 1
        last, position = position + 1, text.find("\n", position + 1, end)
    yield TextSpan(begin, end)


def _ends(text: str, paragraph: TextSpan) -> Iterator[int]:
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        if _ends_sentence(text, paragraph, stop):
            yield stop.end()


def _ends_sentence(text: str, paragraph: TextSpan, stop: re.Match[str]) -> bool:
    following = _NEXT.match(text, stop.end(), paragraph.end)
    word = (following and following["word"]) or ""
    if word[:1].islower():
        return False
    if stop["mark"] != ".":
        return True
    found = _LAST_WORD.search(text[max(paragraph.start, stop.start() - _LOOK_BACK) : stop.start()])
    before = found[0] if found else ""
    if before in _MAY_END:
        return not word or word in _BEGINNINGS
    if before in _ABBREVIATIONS:
        return not word
    if _INITIAL.match(before) and before != "I" and not before[-1:].isdigit():
        return not word or word in _BEGINNINGS
    return True


def _pieces(text: str, span: TextSpan) -> list[TextSpan]:
    """Return a stretch without white space around it, in pieces that are not too long."""
    found = []
    start = span.start
    while span.end - start > LONGEST:
        cut = max(text.rfind(" ", start + 1, start + LONGEST), text.rfind("\n", start + 1, start + LONGEST))
        end = cut if cut > start else start + LONGEST
        found.append(_trim(text, TextSpan(start, end)))
        start = end
    return [piece for piece in (*found, _trim(text, TextSpan(start, span.end))) if piece]


def _trim(text: str, span: TextSpan) -> TextSpan | None:
    words_only = text[span.start : span.end]
    start = span.start + len(words_only) - len(words_only.lstrip())
    end = span.start + len(words_only.rstrip())
    return TextSpan(start, end) if start < end else None


def is_heading(text: str, sentence: TextSpan) -> bool:
    """Return whether a sentence is a heading: a short line of its own, as a rule without a full stop."""
    is_line = sentence.start == 0 or text[sentence.start - 1] == "\n"
    is_alone = sentence.end == len(text) or text[sentence.end] == "\n"
    size = sentence.end - sentence.start
    return is_line and is_alone and size <= (_HEADING if text[sentence.end - 1] in _STOPS else 2 * _HEADING)
