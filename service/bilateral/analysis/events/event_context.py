"""What the context of an event tells of it: the title of a readout, its day, the publisher, a visit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotated_text import Actor
from bilateral.analysis.event_comparison import ENCOUNTERS, day_range
from bilateral.analysis.events.clauses.verb_groups import BY_CONTEXT
from bilateral.analysis.events.containing_events import within_others
from bilateral.analysis.events.event_merging import states_of
from bilateral.analysis.events.event_statuses import by_day
from bilateral.analysis.events.told_event import EventParty
from bilateral.analysis.events.words.word_forms import PARTICIPLE, PAST
from bilateral.analysis.findings import CANCELLED, OCCURRED, PERSON, PLANNED, FoundDate
from bilateral.analysis.lexicons.word_lists import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as date_type

    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.events.event_merging import MergedEvent
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.knowledge import Knowledge

_OF_THE_DAY: Final = ENCOUNTERS | {"agreement", "declaration", "visit"}
_PAIR: Final = 2
_BILATERAL: Final = frozenset({"relations", "recognition", "expulsion", "visit"})
_UNDER_WAY: Final = re.compile(
    r"\b(?:is|are) (?:currently|now|at present) (?:in|on an?|visiting|paying|touring)\b"
    r"|who (?:is|are) in \w+ on an? "
)
_SHORT: Final = 3
_RECENT: Final = timedelta(days=31)
_HEADS: Final = ("HeadOfStateOffice", "HeadOfStateAndGovernmentOffice")
_OFFICIAL: Final = frozenset(
    {"readout", "statement", "announcement", "fact-sheet", "communique", "press-release"}
)


def with_days_of_readout(
    events: Sequence[ToldEvent], annotated: AnnotatedText, knowledge: Knowledge
) -> tuple[ToldEvent, ...]:
    """Give what a readout is about its day: that which its first sentences tell, else that of publication."""
    published = annotated.source.published
    if not published or not is_official(annotated) or not publisher_state(annotated, knowledge):
        return tuple(events)
    day = _main_day(events, annotated, published)
    return tuple(_dated(event, day, annotated) for event in events) if day else tuple(events)


def _main_day(
    events: Sequence[ToldEvent], annotated: AnnotatedText, published: date_type
) -> FoundDate | None:
    """Return the day that a readout is about; None if it announces what is to come."""
    last = _opening(annotated)
    opening = [event for event in events if event.sentence <= last and event.kind in ENCOUNTERS]
    if any(event.status in {PLANNED, CANCELLED} for event in opening):
        return None
    told = (
        event.date
        for event in opening
        if event.date and event.parties and _is_of_day(event.date) and _is_recent(event.date, published)
    )
    of_publication = FoundDate(published.isoformat(), None, relative=True, reason="the day of publication")
    return next(told, None) or (of_publication if opening else None)


def _is_recent(date: FoundDate, published: date_type) -> bool:
    """Return whether a date lies in the weeks before publication: a readout is of what has just been."""
    days = day_range(date.value)
    return days is not None and timedelta() <= published - days.first <= _RECENT


def _is_of_day(date: FoundDate) -> bool:
    """Return whether a date is as precise as a day; what is told of a month is looked back on."""
    return date.value.count("-") > 1


def _dated(event: ToldEvent, day: FoundDate, annotated: AnnotatedText) -> ToldEvent:
    """Encounters that open a readout are of its day, and so is what it tells as done there and then."""
    is_stay = event.kind == "visit" and event.status in {OCCURRED, BY_CONTEXT}
    opens = event.sentence <= _opening(annotated) and (event.kind in ENCOUNTERS or is_stay)
    done = event.status == OCCURRED and event.form in {PAST, PARTICIPLE} and event.kind in _OF_THE_DAY
    return replace(event, date=day) if not event.date and (opens or done) else event


def _opening(annotated: AnnotatedText) -> int:
    """Return the number of the second sentence that is no title."""
    body = [number for number, sentence in enumerate(annotated.sentences) if not sentence.is_title]
    return body[min(1, len(body) - 1)] if body else 0


def filled(events: Sequence[MergedEvent], annotated: AnnotatedText, knowledge: Knowledge) -> None:
    """Add to events what their context tells; the events are changed."""
    publisher = publisher_state(annotated, knowledge)
    for event in events:
        told = event.told
        if publisher and _tells_title(event, annotated):
            told = _with_publisher(told, publisher, annotated, knowledge)
            told = _visit_to_publisher(told, publisher, events)
        told = _with_states_of_title(told, annotated, knowledge)
        told = _with_day(told, event, annotated, publisher)
        event.told = _with_status(told, annotated)
    within_others(events, knowledge)


def publisher_state(annotated: AnnotatedText, knowledge: Knowledge) -> str | None:
    """Return the state whose government publishes a text: of "The White House", the United States."""
    publisher = annotated.source.publisher
    if not publisher:
        return None
    for state, names in read_lexicon("publishers")["governments"].items():
        if any(name in publisher for name in names):
            return f"state/{state}"
    if not re.search(read_lexicon("publishers")["official"], publisher):
        return None
    named = (name for name in knowledge.names if name.entity.startswith("state/") and len(name.text) > _SHORT)
    # Few names stand in it at all; only for those is a pattern made.
    written = (name for name in named if name.text in publisher)
    return next(
        (name.entity for name in written if re.search(rf"\b{re.escape(name.text)}\b", publisher)), None
    )


def narrator_of(annotated: AnnotatedText, knowledge: Knowledge) -> Actor | None:
    """Return who says "I" and "we" in a government's text: whom it names first, else its head of state."""
    publisher = publisher_state(annotated, knowledge) if is_official(annotated) else None
    if publisher is None:
        return None
    return _speaker(annotated, publisher) or _head_of_state(annotated, publisher, knowledge)


def is_official(annotated: AnnotatedText) -> bool:
    """Return whether a text is an account by one of those who took part."""
    source, names = annotated.source, read_lexicon("publishers")
    governments = (name for own in names["governments"].values() for name in own)
    return (
        source.kind in _OFFICIAL
        or bool(re.match(names["readout_title"], source.title))
        or bool(re.search(names["official"], source.publisher))
        or any(name in source.publisher for name in governments)
    )


def _tells_title(event: MergedEvent, annotated: AnnotatedText) -> bool:
    return any(annotated.sentences[number].is_title for number in event.sentences)


def _with_publisher(
    told: ToldEvent, publisher: str, annotated: AnnotatedText, knowledge: Knowledge
) -> ToldEvent:
    """Add the publisher's head of state to an encounter whose title names the other party alone."""
    states = states_of(told)
    if told.kind not in ENCOUNTERS or publisher in states or not (states or told.parties):
        return told
    actor = _speaker(annotated, publisher) or _head_of_state(annotated, publisher, knowledge)
    if actor is None:
        return told
    return replace(told, parties=(EventParty(actor, None, "the publisher's head of state"), *told.parties))


def _with_states_of_title(told: ToldEvent, annotated: AnnotatedText, knowledge: Knowledge) -> ToldEvent:
    """A history of the relations of two states says once in its title which: "relations were resumed"."""
    if told.kind not in _BILATERAL or len(states_of(told)) > 1:
        return told
    end = len(annotated.source.title)
    actors = (actor for tag in annotated.tags if tag.span.end <= end for actor in tag.actors)
    states = dict.fromkeys(actor.state for actor in actors if actor.state)
    if len(states) != _PAIR or not states_of(told) <= set(states):
        return told
    if told.kind == "visit":
        return replace(told, states=tuple(states)) if told.parties else told
    entities = [knowledge.entities[state] for state in states if state in knowledge.entities]
    named = tuple(EventParty(Actor(each, each.id), None, "named in the title") for each in entities)
    return replace(
        told,
        parties=told.parties + tuple(party for party in named if party.actor.state not in states_of(told)),
    )


def _visit_to_publisher(told: ToldEvent, publisher: str, events: Sequence[MergedEvent]) -> ToldEvent:
    """A visit whose title names the visitor alone leads to the publisher, which receives them."""
    if told.kind != "visit" or told.states or publisher in states_of(told) or not told.parties:
        return told
    own = {party.actor.entity for party in told.parties}
    received = [each.told for each in events if own & {party.actor.entity for party in each.told.parties}]
    host = next((each for each in received if each.kind == "meeting" and publisher in states_of(each)), None)
    visitors = tuple(replace(party, role="visitor") for party in told.parties)
    told = replace(told, parties=visitors, states=(publisher,))
    return replace(told, date=told.date or host.date, status=host.status) if host else told


def _speaker(annotated: AnnotatedText, state: str) -> Actor | None:
    """Return the first person of a state that a text names with an office or as a speaker."""
    actors = (actor for tag in annotated.tags for actor in tag.actors)
    return next(
        (
            actor
            for actor in actors
            if actor.state == state and actor.entity.kind == PERSON and actor.entity.id
        ),
        None,
    )


def _head_of_state(annotated: AnnotatedText, state: str, knowledge: Knowledge) -> Actor | None:
    day = annotated.source.published.isoformat() if annotated.source.published else ""
    for tenure in knowledge.tenures:
        office = knowledge.offices.get(tenure.office)
        if not office or office.of != state or not set(office.classes) & set(_HEADS):
            continue
        person = knowledge.entities.get(tenure.person)
        if person and day and tenure.start <= day and (not tenure.end or day <= tenure.end):
            return Actor(
                person,
                state,
                office.titles[0] if office.titles else "",
                reason="held the office",
            )
    entity = knowledge.entities.get(state)
    return Actor(entity, state, reason="publishes the text") if entity else None


def _with_day(
    told: ToldEvent, event: MergedEvent, annotated: AnnotatedText, publisher: str | None
) -> ToldEvent:
    """A readout without any day is of the day it was published on; so is a visit that is under way."""
    published = annotated.source.published
    if told.date or not published or told.status == PLANNED:
        return told
    if any(clause.status == PLANNED for clause in event.clauses):
        return told
    is_of_day = told.kind in ENCOUNTERS and _is_readout(event, annotated, publisher)
    if not is_of_day and not (told.kind == "visit" and _is_under_way(event, annotated)):
        return told
    return replace(
        told, date=FoundDate(published.isoformat(), None, relative=True, reason="the day of publication")
    )


def _is_readout(event: MergedEvent, annotated: AnnotatedText, publisher: str | None) -> bool:
    opens = event.sentences[0] <= 1
    return opens and bool(publisher) and (is_official(annotated) or _tells_title(event, annotated))


def _is_under_way(event: MergedEvent, annotated: AnnotatedText) -> bool:
    """Return whether a sentence says that somebody is there now: "is currently in China for talks"."""
    sentences = (annotated.sentences[number] for number in event.sentences)
    return any(_UNDER_WAY.search(sentence.span.of(annotated.source.text)) for sentence in sentences)


def _with_status(told: ToldEvent, annotated: AnnotatedText) -> ToldEvent:
    published = annotated.source.published
    day = published.isoformat() if published else ""
    status = by_day(told.status, told.date.value, day) if told.date else told.status
    told = replace(told, status=OCCURRED if status == BY_CONTEXT else status)
    is_vague = told.date is not None and told.date.relative and not _is_of_day(told.date)
    is_past = told.date and published and is_vague and _is_over(told.date, published)
    return replace(told, date=None) if is_past and told.status == PLANNED else told


def _is_over(date: FoundDate, published: date_type) -> bool:
    """Return whether a date lies before publication: what was years ago is not what is planned."""
    days = day_range(date.value)
    return days is not None and days.last < published
