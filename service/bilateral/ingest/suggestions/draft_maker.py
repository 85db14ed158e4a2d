"""A text that was read to a draft: analysed, compared with the graph, and made suggestions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bilateral.ingest.drafts import review_decisions
from bilateral.ingest.drafts.draft import Draft, SourceRecord
from bilateral.ingest.drafts.minting import slugify
from bilateral.ingest.graph_knowledge import read_knowledge
from bilateral.ingest.identity.event_index import EventIndex
from bilateral.ingest.identity.event_matching import match_all
from bilateral.ingest.identity.graph_events import read_events
from bilateral.ingest.suggestions.event_suggestions import EventSuggester
from bilateral.ingest.suggestions.identity_refresh import with_known_events
from bilateral.ingest.suggestions.licences import is_free
from bilateral.ingest.suggestions.office_suggestions import OfficeSuggester, Tenures, glosses, read_tenures
from bilateral.ingest.suggestions.speech_suggestions import SpeechSuggester
from bilateral.ingest.suggestions.suggested_values import SuggestedValues
from bilateral.ingest.suggestions.topic_suggestions import suggest_topics
from bilateral.rdf import iris
from bilateral.rdf.iris import short
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.analysis.extractors.extractor import Extractor
    from bilateral.analysis.findings import Findings, FoundEvent
    from bilateral.analysis.knowledge import Knowledge
    from bilateral.ingest.drafts.draft import DraftSuggestion
    from bilateral.ingest.reading.read_text import ReadDocument
    from bilateral.store.engine.view import GraphView

_SMALL: Final = frozenset({"the", "of", "a", "an", "on", "in", "for", "and"})
_TITLE: Final = 60  # characters of a text that stand for a title


@dataclass(frozen=True, slots=True)
class IngestContext:
    """What is known of a state of the graph, for all texts that are read while it is the current one.

    Attributes:
        tenures: by person and office.
        titles: of offices, by identifier.
        labels: that speakers give, identifiers by name in lower case.
    """

    knowledge: Knowledge
    events: EventIndex
    tenures: Tenures
    titles: Mapping[str, str]
    labels: Mapping[str, str]


def read_context(state: GraphView) -> IngestContext:
    """Return what a state of the graph knows."""
    knowledge = read_knowledge(state)
    labels = {
        literal_parts(name.object).value.casefold(): short(quad.subject)
        for quad in state.match(None, RDF.type, BIL.Label)
        for name in state.match(quad.subject, RDFS.label, None, "")
    }
    titles = {
        short(quad.subject): literal_parts(quad.object).value
        for office in knowledge.offices
        for quad in state.match(iris.entity(office), RDFS.label, None, "")
        if literal_parts(quad.object).language in {"", "en"}
    }
    events = EventIndex(read_events(state), knowledge.part_of)
    return IngestContext(knowledge, events, read_tenures(state), titles, labels)


class DraftMaker:
    """Makes drafts of texts, by one extractor and what one state of the graph knows."""

    def __init__(self, extractor: Extractor, context: IngestContext) -> None:
        self._extractor, self._context = extractor, context
        self._name = f"{extractor.name} {extractor.version}"

    def make(self, read: ReadDocument, *, keep_text: bool = False) -> Draft:
        """Return the draft of a text; its name may be taken already.

        Args:
            read: the text.
            keep_text: whether it stays after the review; one under a free licence does anyway.

        Raises:
            ExtractorError: the extractor lacks what it needs.
        """
        findings = self._extractor.extract(read.analysed(), self._context.knowledge)
        front = read.front
        source = SourceRecord(
            front.title or " ".join(read.text[:_TITLE].split()),
            str(front.published or ""),
            front.publisher,
            front.url,
            front.licence,
            front.language or "und",
            front.kind,
            datetime.now(UTC).date().isoformat(),
            keep_text=keep_text or is_free(front.licence),
        )
        suggestions = tuple(_Suggestions(self._context, self._name, read, findings))
        slug = slugify(f"{source.title} {source.published}")
        draft = Draft(slug, source, read.text, read.text_hash, len(read.text), suggestions, self._name)
        return with_known_events(replace(review_decisions.settled(draft), version=0))


class _Suggestions:
    """The suggestions of one text: events in its order, each with what hangs on it, and then what is said."""

    def __init__(
        self, context: IngestContext, extractor: str, read: ReadDocument, findings: Findings
    ) -> None:
        self._context, self._findings = context, findings
        spoken = glosses(findings.offices, context.titles)
        self._values = SuggestedValues(read.text, findings.mentions, spoken, context.knowledge.entities)
        self._events = EventSuggester(self._values, extractor, context.knowledge.offices, context.tenures)
        self._published, language = read.front.published, read.front.language or "und"
        self._offices = OfficeSuggester(
            self._values, extractor, self._published, context.tenures, context.titles
        )
        self._speech = SpeechSuggester(self._values, extractor, language, context.labels)
        self._number = len(findings.events)
        # Of a person and office, the first time that the text names them counts.
        self._held = {
            (held.person.id or held.person.name, held.office_id or held.office, held.status): held
            for held in reversed(findings.offices)
        }

    def __iter__(self) -> Iterator[DraftSuggestion]:
        found = [each for each in sorted(self._findings.events, key=_begins) if self._events.has_party(each)]
        for number, (event, matches) in enumerate(
            zip(found, match_all(found, self._context.events, self._published), strict=True), start=1
        ):
            aside = _aside(event, found)
            subject = f"event/new-{aside}" if aside else ""
            made = self._events.suggest(number, event, matches, subject)
            yield made
            yield from self._hanging(event, made)
        for key in sorted(self._held, key=lambda key: self._held[key].span):
            yield from self._office(key, ())
        for said in sorted(self._findings.statements, key=lambda each: each.span):
            if suggestion := self._speech.suggest(self._next(), said):
                yield suggestion

    def _hanging(self, event: FoundEvent, made: DraftSuggestion) -> Iterator[DraftSuggestion]:
        """Yield what an event is about, and the offices of those who take part."""
        topics = suggest_topics(self._next(), event, made, self._values, self._context.knowledge.topics)
        if topics:
            yield topics
        persons = {each.entity.id or each.entity.name for each in event.participants}
        for key in [key for key in self._held if key[0] in persons]:
            yield from self._office(key, (made.id,))

    def _office(self, key: tuple[str, str, str | None], on: tuple[str, ...]) -> Iterator[DraftSuggestion]:
        if suggestion := self._offices.suggest(self._next(), self._held[key], on):
            yield suggestion
        if on:
            del self._held[key]

    def _next(self) -> int:
        self._number += 1
        return self._number


def _begins(event: FoundEvent) -> tuple[int, int]:
    return (event.evidence[0] if event.evidence else event.trigger).start, event.trigger.start


def _aside(event: FoundEvent, events: Sequence[FoundEvent]) -> int | None:
    """Return the number of the event of a text on whose sidelines another takes place, None if it is none."""
    words = set(event.sidelines_of.casefold().split()) - _SMALL
    if not words:
        return None
    shared = {
        at: len(words & set(f"{other.name} {other.kind}".casefold().replace(",", " ").split()))
        for at, other in enumerate(events, start=1)
        if other is not event and other.kind in {"summit", "session", "visit", "other"}
    }
    best = max(shared, key=lambda at: (shared[at], -at), default=None)
    return best if best and shared[best] * 2 >= len(words) else None
