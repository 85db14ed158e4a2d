"""A statement of a document as its file has it: values are texts, written as `iris.read_term` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

TripleText: TypeAlias = tuple[str, str, str]
"""Subject, predicate and object: `("person/wang-yi", "a", "bil:Person")`."""

REPORT, PLAN, CLAIM, CHARACTERISATION = "report", "plan", "claim", "characterisation"
"""The kinds of statements; only the content of a report is asserted."""

STATED, CONCLUDED = "stated", "concluded"
"""The bases of statements: whether the document says so outright, or a reader concluded it."""

DETAIL_KEYS: Final = (
    "speaker",
    "wording",
    "about",
    "topic",
    "area",
    "calls",
    "frequency",
    "confidence",
    "note",
)


class QuotedWords(NamedTuple):
    """Words of the text; code points from 0, None where they stand in the text once and are looked up."""

    text: str
    start: int | None = None


class ReviewRecord(NamedTuple):
    """How a statement came about.

    Attributes:
        time: of the decision, in UTC: `2026-11-29T10:00:00Z`.
        reviewer: who decided; "" if nobody has looked at it.
        extractor: what suggested it, with its version, `rules 0.1.0`; "" if a person added it.
        rule: of the extractor.
        suggestion: the identifier of the suggestion in its draft.
    """

    time: str
    reviewer: str = ""
    extractor: str = ""
    rule: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """What a document says, and in which words of it.

    Attributes:
        id: unique in its document.
        kind: REPORT, PLAN, CLAIM or CHARACTERISATION.
        says: its content, which a report also asserts.
        quotes: the words that it rests on.
        also: what else a report asserts.
        details: pairs of a key of DETAIL_KEYS and a value; a key may be repeated.
        review: None where it was written by hand.
    """

    id: str
    kind: str
    says: TripleText
    quotes: tuple[QuotedWords, ...]
    basis: str = STATED
    also: tuple[TripleText, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    review: ReviewRecord | None = None

    def triples(self) -> tuple[TripleText, ...]:
        """Return what it says and also asserts."""
        return (self.says, *self.also)
