"""The stretch of text that a statement rests on, with the sentence around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bilateral.rdf.terms import Term, literal_parts
from bilateral.rdf.vocabulary import BIL, OA
from bilateral.texts import natural

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, Reading

_SENTENCE_ENDS = re.compile(r"(?<=[.!?。])[\"\u201d\u2019)]*\s+|\n\s*\n")
_MOST = 400


class Quotation(NamedTuple):
    """A quotation in its sentence.

    Attributes:
        document: the text it stands in.
        before: the sentence up to the quotation.
        quote: the quotation.
        after: the rest of the sentence.
        start: where the quotation begins, in code points from 0; -1 if not known.
        end: where it ends.
    """

    document: PageNode
    before: str
    quote: str
    after: str
    start: int = -1
    end: int = -1


def of(about: Reading, statement: Term) -> list[Quotation]:
    """Return what a statement rests on, in the order of the text."""
    found = [_read(about, each) for each in about.graph.values(statement, BIL.evidence)]
    return sorted((each for each in found if each), key=lambda each: (each.start, each.quote))


def sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a stretch in the sentences that it touches."""
    begin, finish = 0, len(text)
    for match in _SENTENCE_ENDS.finditer(text):
        if match.end() <= start:
            begin = match.end()
        elif match.start() >= end:
            finish = match.start()
            break
    return text[max(begin, start - _MOST) : start], text[end : min(finish, end + _MOST)]


def position(about: Reading, evidence: Term) -> tuple[int, int] | None:
    """Return where a quotation begins and ends, if that is recorded."""
    start, end = (natural(_selected(about, evidence, part)) for part in (OA.start, OA.end))
    return None if start is None or end is None else (start, end)


def _read(about: Reading, evidence: Term) -> Quotation | None:
    document = about.graph.value(evidence, OA.hasSource)
    quote = _selected(about, evidence, OA.exact)
    if document is None or not quote:
        return None
    text, place = about.graph.value(document, BIL.text), position(about, evidence)
    if text is None or place is None:
        return Quotation(about.node(document), "", quote, "")
    before, after = sentence(literal_parts(text).value, *place)
    return Quotation(about.node(document), before, quote, after, *place)


def _selected(about: Reading, evidence: Term, part: Term) -> str:
    for selector in about.graph.values(evidence, OA.hasSelector):
        if found := about.graph.value(selector, part):
            return literal_parts(found).value
    return ""
