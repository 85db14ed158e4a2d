"""What an analysis finds in a text. Every finding names the stretch of text it rests on, and why it was made.

Entities are identifiers of the graph, `state/CHN`; what the graph does not know has a name alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from bilateral.analysis.analysed_text import TextSpan

STATE, PERSON, ORGANISATION, PLACE = "state", "person", "organisation", "place"
"""The kinds of entities that a text mentions."""

OCCURRED, PLANNED, CANCELLED, DENIED = "occurred", "planned", "cancelled", "denied"
"""The statuses of events."""

EVENT_KINDS: Final = (
    "meeting",
    "call",
    "visit",
    "summit",
    "session",
    "agreement",
    "declaration",
    "withdrawal",
    "sanctions",
    "expulsion",
    "recognition",
    "relations",
    "military",
    "statement",
    "vote",
    "other",
)
STATEMENT_KINDS: Final = ("report", "claim", "plan", "characterisation")


@dataclass(frozen=True, slots=True)
class Entity:
    """What a name in a text means.

    Attributes:
        id: of the graph, `person/wang-yi`; None for what the graph does not know.
        name: in full, as far as the text and the graph know it.
        kind: STATE, PERSON, ORGANISATION or PLACE.
    """

    id: str | None
    name: str
    kind: str


class Choice(NamedTuple):
    """Another entity that a name may mean: a candidate for the reviewer."""

    entity: Entity
    score: float  # from 0 to 1
    reason: str  # in words: "same name, held the office that day"


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a finding was made, and how sure it is.

    Attributes:
        rule: the name of the rule that made it, unique within the extractor.
        reason: in words a reviewer understands.
        confidence: the share of findings of this make that are right, from 0 to 1.
    """

    rule: str = ""
    reason: str = ""
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, and what it means there.

    Attributes:
        text: the words of the span.
        choices: what else it may mean, best first.
        role: how the words name it, one of the roles of `analysis.knowledge`: `adjective`, `family name`,
            `capital` …; "" if unknown.
    """

    span: TextSpan
    text: str
    entity: Entity
    choices: tuple[Choice, ...] = ()
    grounds: Grounds = field(default_factory=Grounds)
    role: str = ""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day, month, year or range, as precise as the text is.

    Attributes:
        value: `2022-02-04`, `2022-02`, `2022`, or two of a kind as `2022-02-04/2022-02-06`.
        span: of the words, None where it was concluded from something else.
        relative: whether it was reckoned from the day of publication or another date.
        reason: how it was reckoned, in words; "" where the text says it outright.
    """

    value: str
    span: TextSpan | None = None
    relative: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OfficeHeld:
    """A person named together with an office.

    Attributes:
        office: its title in the text's words, singular: `Foreign Minister`.
        office_id: of the graph, `office/foreign-minister-of-china`; None if it has none.
        of: the state or body that the office belongs to; None if unknown.
        status: None for in office, else `former`, `acting`, `elect` or `proposed`.
    """

    person: Entity
    office: str
    span: TextSpan
    office_id: str | None = None
    of: Entity | None = None
    status: str | None = None
    grounds: Grounds = field(default_factory=Grounds)


@dataclass(frozen=True, slots=True)
class Participant:
    """Who takes part in an event, and for which state (`state/CHN`, None if for none known).

    Attributes:
        role: None, `host`, `guest`, `visitor`, `agent`, `target` or `observer`.
        reason: why it is taken for a participant where the sentence does not say so; "" where it does.
    """

    entity: Entity
    state: str | None = None
    role: str | None = None
    reason: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """Something between actors that happened, is planned, was called off or is denied.

    Attributes:
        kind: one of EVENT_KINDS.
        trigger: the words that tell of it.
        evidence: the sentences that tell of it, in order.
        states: identifiers of the states that take part or are hit, those of participants included.
        place: the narrowest named venue or city, else the state; None if unknown.
        topics: key words of what was talked about, mostly in the text's words.
        sidelines_of: the event in whose margins it takes place, in the text's words; "" if none.
        name: a label in words: "Talks of Sergey Lavrov and Wang Yi".
    """

    kind: str
    status: str
    trigger: TextSpan
    evidence: tuple[TextSpan, ...]
    date: FoundDate | None = None
    place: Entity | None = None
    participants: tuple[Participant, ...] = ()
    states: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sidelines_of: str = ""
    name: str = ""
    grounds: Grounds = field(default_factory=Grounds)


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """Attributed speech: what somebody other than the document says.

    Attributes:
        kind: one of STATEMENT_KINDS.
        span: the sentences, of one speaker in one paragraph.
        speakers: whose words they are, best first.
        about: entities that the words are about.
        wording: the spans of literal quotation in it.
    """

    kind: str
    span: TextSpan
    speakers: tuple[Entity, ...]
    about: tuple[Entity, ...] = ()
    wording: tuple[TextSpan, ...] = ()
    grounds: Grounds = field(default_factory=Grounds)


class Dropped(NamedTuple):
    """Answers of a model that were not believed, and why: "the quotation is not in the text"."""

    reason: str
    times: int


@dataclass(frozen=True, slots=True)
class Findings:
    """All that an extractor found in a text, each list in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    offices: tuple[OfficeHeld, ...] = ()
    events: tuple[FoundEvent, ...] = ()
    statements: tuple[FoundStatement, ...] = ()
    dropped: tuple[Dropped, ...] = ()
