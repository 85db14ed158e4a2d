"""A draft: a document under review, and what is suggested of it, as plain values.

Terms are texts, written as `rdf.iris.read_term` reads them: `person/wang-yi`, `bil:place`, `2025-07-13`,
`"Beijing"@en`. A reviewer decides on a suggestion in one stroke; it has one or more statements, in the
format of `seeds/documents/`, and parts: the values in them that may be chosen otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.statement_records import ReviewRecord
from bilateral.errors import BilateralError

if TYPE_CHECKING:
    from bilateral.content.statement_records import StatementRecord, TripleText

WAITING, ACCEPTED, REJECTED, LATER = "waiting", "accepted", "rejected", "later"
"""The states of a suggestion; LATER is waiting, and was looked at."""

EVENT, OFFICE, SAID, RELATION, OTHER = "event", "office", "said", "relation", "other"
"""The kinds of suggestions: SAID is of claims, plans and characterisations; OTHER of what else was added."""

IDENTITY: Final = "same"
"""The name of the part by which an event is the same as one of the graph, or new."""

_SUREST: Final = 0.99


class ReviewError(BilateralError):
    """A decision cannot be made: there is no such suggestion or part, or a part that is needed is empty."""


class PartCandidate(NamedTuple):
    """A value that a part may have.

    Attributes:
        value: a term.
        label: in words.
        score: from 0 to 1.
        reason: how the score came about, in a sentence.
        defines: triples that describe the value where the graph does not know it.
    """

    value: str
    label: str
    score: float
    reason: str = ""
    defines: tuple[TripleText, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestionPart:
    """A value of a suggestion that may be chosen otherwise.

    Attributes:
        name: unique in the suggestion: `place`, `participant 2`; IDENTITY for the event itself.
        label: what it is called on a page: "whom he meets".
        predicate: of the triples in which the value is the object; "" for the subject of all.
        value: chosen at present; "" for none.
        shown: the value in words.
        words: of the text that the value was made of; "" if it is not in the text.
        gloss: what the text says of it besides, as `foreign minister of Russia`; "" if nothing.
        doubt: why it is in doubt, in words: "not in the sentence"; "" if it is not.
        candidates: best first, the suggested value among them.
        required: whether the suggestion cannot be accepted without a value.
    """

    name: str
    label: str
    predicate: str
    value: str
    shown: str
    words: str = ""
    gloss: str = ""
    doubt: str = ""
    candidates: tuple[PartCandidate, ...] = ()
    required: bool = False


class Correction(NamedTuple):
    """A part whose suggested value a reviewer replaced; kept so that extractors can be measured."""

    part: str
    suggested: str
    chosen: str


class Decision(NamedTuple):
    """What was decided on a suggestion.

    Attributes:
        time: in UTC, `2026-11-29T10:00:00Z` or finer; what was decided in one stroke has one time.
        reviewer: "" if nobody looked: accepted by its confidence alone.
        reason: why it was rejected; "" if that was not said.
    """

    time: str
    reviewer: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DraftSuggestion:
    """What a reviewer decides on in one stroke.

    Attributes:
        id: unique in the draft, `s3`; its statements are `s3`, `s3-2` and so on.
        kind: EVENT, OFFICE, SAID, RELATION or OTHER.
        sentence: what the graph would say, in words.
        subject: what it is about: the event, tenure or relation, or the statement's subject.
        statements: what accepting it asserts, in the order of their ids.
        parts: in the order in which a page shows them.
        spans: the stretches of text that it rests on, `(start, end)`.
        confidence: the share of such suggestions that are right, from 0 to 1.
        reason: why it was made, in words.
        extractor: that made it, with its version; "" if a person added it.
        rule: of the extractor.
        paragraph: the number of the paragraph that it is shown with, from 0.
        hangs_on: ids of the suggestions that it makes no sense without, and is offered with.
        states: that an event concerns, by identifier, those of the persons included.
        is_new: whether accepting it makes the subject: its name then follows from what it is.
    """

    id: str
    kind: str
    sentence: str
    subject: str
    statements: tuple[StatementRecord, ...]
    parts: tuple[SuggestionPart, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    confidence: float = 0.5
    reason: str = ""
    extractor: str = ""
    rule: str = ""
    paragraph: int = 0
    hangs_on: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    is_new: bool = False
    state: str = WAITING
    decision: Decision | None = None
    corrections: tuple[Correction, ...] = ()

    def part(self, name: str) -> SuggestionPart:
        """Return a part.

        Raises:
            ReviewError: there is none of that name.
        """
        for part in self.parts:
            if part.name == name:
                return part
        raise ReviewError(f"{self.id} has no part {name!r}; it has {', '.join(p.name for p in self.parts)}")

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in {WAITING, LATER}

    @property
    def in_doubt(self) -> tuple[SuggestionPart, ...]:
        """The parts that are in doubt."""
        return tuple(part for part in self.parts if part.doubt)

    @property
    def missing(self) -> tuple[str, ...]:
        """The labels of parts without which it cannot be accepted."""
        return tuple(part.label for part in self.parts if part.required and not part.value)

    def recorded(self) -> tuple[StatementRecord, ...]:
        """Return its statements as they are when it is accepted: with who did, and when."""
        if self.decision is None:
            return self.statements
        made = ReviewRecord(
            self.decision.time, self.decision.reviewer, self.extractor, self.rule, suggestion=self.id
        )
        # Nothing that nobody looked at is certain.
        unseen = () if made.reviewer else (("confidence", f"{min(self.confidence, _SUREST):.2f}"),)
        return tuple(replace(each, review=made, details=(*each.details, *unseen)) for each in self.statements)

    def triples(self) -> tuple[TripleText, ...]:
        """Return the content of its statements, without repetition."""
        return tuple(dict.fromkeys(triple for each in self.statements for triple in each.triples()))

    def facts(self) -> dict[str, list[str]]:
        """Return what it says of its subject: values by predicate, in the order of its statements."""
        found: dict[str, list[str]] = {}
        for subject, predicate, value in self.triples():
            if subject == self.subject:
                found.setdefault(predicate, []).append(value)
        return found


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What is known of a document, as its front matter has it; "" for what is not.

    Attributes:
        published: a day, month or year.
        publisher: an entity of the graph, `organisation/xinhua`, or a name.
        url: where it was read.
        licence: of the text.
        kind: `news-report`, `readout` and the like.
        recorded: the day on which it was read here.
        keep_text: whether the text stays after the review, and becomes part of the graph.
    """

    title: str
    published: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""
    language: str = "en"
    kind: str = ""
    recorded: str = ""
    keep_text: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A document under review.

    Attributes:
        slug: the name of its document and graph, and of its folder.
        text: that spans count in; None where it was not kept.
        text_hash: SHA-256 of the text in UTF-8, in hexadecimal.
        text_length: in code points.
        suggestions: events first, then what hangs on them.
        extractor: that read the text, with its version.
        version: grows by one with each change; the ETag of the draft.
    """

    slug: str
    source: SourceRecord
    text: str | None
    text_hash: str
    text_length: int
    suggestions: tuple[DraftSuggestion, ...] = ()
    extractor: str = ""
    version: int = 0

    def suggestion(self, name: str) -> DraftSuggestion:
        """Return a suggestion by its id.

        Raises:
            ReviewError: there is none.
        """
        for each in self.suggestions:
            if each.id == name:
                return each
        raise ReviewError(f"{self.slug} has no suggestion {name!r}")

    def stroke(self, name: str) -> tuple[DraftSuggestion, ...]:
        """Return what was decided in one stroke with a suggestion, itself among it; nothing if it waits.

        Raises:
            ReviewError: there is no such suggestion.
        """
        decision = self.suggestion(name).decision
        return tuple(each for each in self.suggestions if decision and each.decision == decision)

    @property
    def next_number(self) -> int:
        """The number of the next suggestion: one more than the ids have, whatever their letter."""
        return 1 + max([0, *(int(each.id[1:]) for each in self.suggestions if each.id[1:].isdecimal())])

    @property
    def waiting(self) -> tuple[DraftSuggestion, ...]:
        """The suggestions without a decision, best first; those put off come last."""
        open_ = [each for each in self.suggestions if each.is_open]
        return tuple(sorted(open_, key=lambda each: each.state == LATER))

    @property
    def accepted(self) -> tuple[DraftSuggestion, ...]:
        """The suggestions that are in the graph."""
        return tuple(each for each in self.suggestions if each.state == ACCEPTED)

    def asserted(self) -> list[StatementRecord]:
        """Return the statements of what was accepted, as they are recorded.

        What they say of a new thing that was not accepted itself waits for that: of talks on the sidelines of
        a summit, that they were there.
        """
        made = {each.subject for each in self.accepted}
        waiting = {each.subject for each in self.suggestions if each.is_new} - made
        return [
            replace(record, also=tuple(triple for triple in record.also if triple[2] not in waiting))
            for each in self.accepted
            for record in each.recorded()
            if not waiting & {record.says[0], record.says[2], *(value for _, value in record.details)}
        ]
