"""What of a model's answer is believed: what stands in the text, in words of the ontology and the graph."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.annotated_text import key
from bilateral.analysis.extractors.language_model.quotation_search import has_words, locate
from bilateral.analysis.findings import (
    CANCELLED,
    DENIED,
    EVENT_KINDS,
    OCCURRED,
    ORGANISATION,
    PERSON,
    PLACE,
    PLANNED,
    STATE,
    STATEMENT_KINDS,
    Dropped,
    Entity,
    Findings,
    FoundDate,
    FoundEvent,
    FoundStatement,
    Grounds,
    OfficeHeld,
    Participant,
)
from bilateral.rdf import dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bilateral.analysis.annotated_text import AnnotatedText

_STATUSES: Final = frozenset({OCCURRED, PLANNED, CANCELLED, DENIED})
_MOST: Final = 300  # items of a list; a text of ten thousand words has fewer
_LONGEST: Final = 4000  # characters of a string
_NAME: Final = 120
_TOPICS: Final = 12


class _Refused(Exception):  # noqa: N818  # caught where an item is dropped
    """An item is not believed; `str()` says why."""


@dataclass(slots=True)
class AnswerCheck:
    """Checks a model's answers on one text.

    Attributes:
        annotated: the text, with what it mentions.
        dropped: why items were not believed, and how many.
    """

    annotated: AnnotatedText
    dropped: Counter[str] = field(default_factory=Counter)
    _names: dict[str, Entity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for mention in self.annotated.mentions:
            self._names.setdefault(_folded(mention.text), mention.entity)
            self._names.setdefault(_folded(mention.entity.name), mention.entity)

    def drop(self, reason: str) -> None:
        """Count something that was not believed."""
        self.dropped[reason] += 1

    def findings(self, answer: object) -> Findings:
        """Return what is believed of an answer, which may be any JSON."""
        return Findings(
            offices=tuple(self._checked(answer, "offices", self._office)),
            events=tuple(self._checked(answer, "events", self._event)),
            statements=tuple(self._checked(answer, "statements", self._statement)),
        )

    def reasons(self) -> tuple[Dropped, ...]:
        """Return why items were dropped, the most frequent reason first."""
        return tuple(
            Dropped(reason, times) for reason, times in sorted(self.dropped.items(), key=_by_frequency)
        )

    def _checked(self, answer: object, name: str, check: Callable[[Mapping[str, Any]], Any]) -> Iterator[Any]:
        items = answer.get(name, []) if isinstance(answer, dict) else None
        if not isinstance(items, list):
            self.drop("the answer does not follow the schema")
            return
        for _ in items[_MOST:]:
            self.drop("more items than a text has")
        for item in items[:_MOST]:
            try:
                yield check(item if isinstance(item, dict) else {})
            except _Refused as refusal:
                self.drop(str(refusal))

    def _event(self, item: Mapping[str, Any]) -> FoundEvent:
        kind, status = _one_of(item, "kind", EVENT_KINDS), _one_of(item, "status", _STATUSES)
        span = self._quoted(item)
        participants = tuple(map(self._participant, _strings(item, "participants")))
        if not participants:
            raise _Refused("an event without participants")
        states = dict.fromkeys(participant.state for participant in participants if participant.state)
        names = " and ".join(participant.entity.name for participant in participants)
        return FoundEvent(
            kind,
            status,
            trigger=span,
            evidence=self._sentences(span),
            date=_date(_text(item, "date"), span),
            place=self._place(_text(item, "place")),
            participants=participants,
            states=tuple(states),
            topics=self._topics(item),
            name=f"{kind.capitalize()}: {names}",
            grounds=_grounds("event"),
        )

    def _statement(self, item: Mapping[str, Any]) -> FoundStatement:
        kind, span = _one_of(item, "kind", STATEMENT_KINDS), self._quoted(item)
        speakers = tuple(map(self._entity, _strings(item, "speakers")))
        if not speakers:
            raise _Refused("a statement without a speaker")
        sentences = self._sentences(span)
        whole = TextSpan(sentences[0].start, sentences[-1].end)
        return FoundStatement(kind, whole, speakers, grounds=_grounds("statement"))

    def _office(self, item: Mapping[str, Any]) -> OfficeHeld:
        span = self._quoted(item)
        quoted = span.of(self.annotated.source.text)
        person, office, of = self._entity(_text(item, "person")), _text(item, "office"), _text(item, "of")
        if person.kind != PERSON:
            raise _Refused("an office of what is no person")
        if not has_words(quoted, office):
            raise _Refused("an office that the quotation does not name")
        return OfficeHeld(
            person, office, span, of=self._entity(of) if of else None, grounds=_grounds("office")
        )

    def _quoted(self, item: Mapping[str, Any]) -> TextSpan:
        span = locate(_text(item, "quotation"), self.annotated.source.text)
        if span is None:
            raise _Refused("the quotation is not in the text")
        return span

    def _sentences(self, span: TextSpan) -> tuple[TextSpan, ...]:
        found = tuple(each.span for each in self.annotated.sentences if each.span.overlaps(span))
        return found or (span,)

    def _participant(self, name: str) -> Participant:
        entity = self._entity(name)
        state = entity.id if entity.kind == STATE else self.annotated.state_of(entity)
        return Participant(entity, state)

    def _entity(self, name: str) -> Entity:
        """Return what a name of the answer means: what the text mentions by it."""
        known = self._names.get(_folded(name))
        if known is not None:
            return known
        if len(name) > _NAME or not has_words(self.annotated.source.text, name):
            raise _Refused("a name that is not in the text")
        if not name[:1].isupper():
            raise _Refused("no name of a person, state, body or place")
        return Entity(
            None, " ".join(name.split()), PERSON if 1 < len(name.split()) < _PERSON else ORGANISATION
        )

    def _place(self, name: str) -> Entity | None:
        if not name:
            return None
        found = self._entity(name)
        return found if found.kind in {PLACE, STATE} or found.id else Entity(None, found.name, PLACE)

    def _topics(self, item: Mapping[str, Any]) -> tuple[str, ...]:
        topics = _strings(item, "topics")[:_TOPICS]
        return tuple(topic for topic in topics if has_words(self.annotated.source.text, topic))


_PERSON: Final = 4  # words that a person's name has fewer than


def merge_findings(one: Findings, other: Findings) -> Findings:
    """Return the findings of both, each of a kind once for a place in the text."""
    return Findings(
        one.mentions + other.mentions,
        _once(one.offices + other.offices, lambda office: (key(office.person), office.office.casefold())),
        _once(one.events + other.events, lambda event: (event.kind, event.trigger)),
        _once(one.statements + other.statements, lambda statement: (statement.span, statement.speakers)),
        one.dropped + other.dropped,
    )


def _once(found: tuple[Any, ...], identity: Callable[[Any], object]) -> tuple[Any, ...]:
    return tuple({identity(each): each for each in reversed(found)}.values())[::-1]


def _grounds(rule: str) -> Grounds:
    return Grounds(rule, "a language model said so; the quotation stands in the text")


def _by_frequency(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold().removeprefix("the ")


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _Refused("the answer does not follow the schema")
    return value.strip()


def _strings(item: Mapping[str, Any], name: str) -> list[str]:
    values = item.get(name, [])
    if (
        not isinstance(values, list)
        or len(values) > _MOST
        or not all(isinstance(each, str) for each in values)
    ):
        raise _Refused("the answer does not follow the schema")
    return [each.strip() for each in values if each.strip()]


def _one_of(item: Mapping[str, Any], name: str, allowed: Any) -> str:  # noqa: ANN401  # a collection of strings
    value = _text(item, name)
    if value not in allowed:
        raise _Refused(f"a {name} that the ontology does not have")
    return value


def _date(text: str, span: TextSpan) -> FoundDate | None:
    if not text:
        return None
    try:
        dates.days(text)
    except ValueError as error:
        raise _Refused("a date that is none") from error
    return FoundDate(text, span, reason="as a language model reckoned it")
