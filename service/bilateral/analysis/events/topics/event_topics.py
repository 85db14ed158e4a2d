"""What an event is for or about: what the sentences that tell of it say, and those that go on about it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.event_comparison import ENCOUNTERS
from bilateral.analysis.events.event_context import is_official
from bilateral.analysis.events.event_merging import states_of
from bilateral.analysis.events.topics.known_topics import thing_named
from bilateral.analysis.events.topics.passing_topics import topics_in_passing
from bilateral.analysis.events.topics.topic_choice import ReadTopics
from bilateral.analysis.events.topics.topic_phrases import ReadTopic, TopicReader
from bilateral.analysis.events.topics.topic_regions import regions
from bilateral.analysis.events.topics.topic_words import (
    WORDS,
    goes_on_about,
    nouns_of,
    openers_of_kind,
    speaks_of_both,
    topics_of_kind,
)
from bilateral.analysis.events.words.clause_tokens import tokens_of
from bilateral.analysis.findings import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.analysis.annotated_text import AnnotatedText
    from bilateral.analysis.events.event_merging import MergedEvent
    from bilateral.analysis.events.told_event import ToldEvent
    from bilateral.analysis.events.topics.topic_regions import TopicRegion
    from bilateral.analysis.events.words.clause_tokens import ClauseToken, Tokens

_TELLS, _NAMES, _BESIDE = "tells", "names", "beside"
_RESULTS: Final = frozenset({"agreement", "declaration"})
_SAY_THEMSELVES: Final = frozenset({"recognition", "relations"})
_VISITS: Final = ("visit", "trip", "tour")
_VISIT_AND_TALKS: Final = {"visit", "meeting"}
_OFTEN: Final = 2
_OF_ACCOUNT, _OF_NEWS = 5, 3
"""Topics that are kept: who took part lists more than others report."""
_TALKS: Final = ENCOUNTERS | {"visit"}


class _Place(NamedTuple):
    """A sentence by its number, and whether it tells of an event, names it again or stands beside it."""

    number: int
    relation: str


def topics_of(event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText) -> tuple[str, ...]:
    """Return the topics of one of the events of a text, mostly in the text's words; what takes part is none.

    Those come first of which the text says that they were talked about, for of all only a few are kept.
    """
    if event.told.kind in _SAY_THEMSELVES:
        return topics_of_kind(event.told.kind)
    read = _read(event, events, annotated)
    if read.is_empty:
        read.firm.extend(_of_kin(event, events, annotated))
    if read.is_empty:
        read.firm.extend(topics_in_passing(event, annotated, _taking_part(event)))
    read.own.insert(0, ReadTopic(_thing(event, annotated), known=True))
    most = _OF_ACCOUNT if is_official(annotated) else _OF_NEWS
    chosen = read.chosen(annotated.source.text, most)
    return tuple(
        each for each in chosen if not (event.told.kind == "visit" and each.lower().endswith(_VISITS))
    )


def _read(event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText) -> ReadTopics:
    """Return the topics of which the text says that they are of an event, by the kind of it or by words."""
    taking_part = _taking_part(event)
    read = ReadTopics(own=[ReadTopic(words, known=True) for words in topics_of_kind(event.told.kind)])
    for place in _places(event, events, annotated):
        sentence = annotated.sentences[place.number]
        tokens = tokens_of(sentence, annotated)
        reader = TopicReader(annotated.source.text, sentence, tokens, taking_part)
        read.own.extend(_own_phrases(event, annotated, place, reader, tokens))
        for region in _regions(event, events, annotated, place, tokens):
            kept = read.loose if region.known else read.firm if place.relation == _BESIDE else read.own
            kept.extend(reader.topics(region))
    if _is_main(event, events) and is_official(annotated):
        read.firm.extend(_states_spoken_of(event, annotated, taking_part))
    return read


def _of_kin(
    event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText
) -> Iterator[ReadTopic]:
    """Yield what the talks of a visit are about, or the visit of talks."""
    for each in events:
        if {event.told.kind, each.told.kind} == _VISIT_AND_TALKS and _same_states(event, each):
            read = _read(each, events, annotated)
            yield from (*read.own, *read.firm)


def _same_states(one: MergedEvent, other: MergedEvent) -> bool:
    return len(states_of(one.told)) > 1 and states_of(one.told) == states_of(other.told)


def _thing(event: MergedEvent, annotated: AnnotatedText) -> str:
    """Return what an event is about by what its sentences name: an ambassador, troops, visas."""
    text = annotated.source.text
    sentences = [annotated.sentences[number].span.of(text) for number in event.sentences]
    return thing_named(event.told.kind, sentences)


def _is_main(event: MergedEvent, events: Sequence[MergedEvent]) -> bool:
    """Return whether a text is above all about an event: the first that is talks, or one told with it."""
    first = next((each for each in events if each.told.kind in _TALKS), None)
    return first is not None and _told_together(event, first)


def _told_together(one: MergedEvent, other: MergedEvent) -> bool:
    """Return whether one sentence first tells of both, of a kind: calls with two presidents."""
    return one.told.kind == other.told.kind and _first_clause(one).sentence == _first_clause(other).sentence


def _first_clause(event: MergedEvent) -> ToldEvent:
    return min(event.clauses, key=lambda clause: (clause.in_title, clause.sentence))


def _states_spoken_of(
    event: MergedEvent, annotated: AnnotatedText, taking_part: frozenset[str]
) -> Iterator[ReadTopic]:
    """Yield the states that an account of talks names several times, though they take no part."""
    named = Counter(
        actor.entity
        for sentence in annotated.sentences[event.sentences[0] :]
        for tag in annotated.tags_in(sentence.tagged, "sal")
        for actor in tag.actors[:1]
        if actor.entity.kind == STATE and not sentence.is_title
    )
    for entity, times in named.most_common(_OFTEN):
        if times >= _OFTEN and entity.id not in taking_part and entity.name not in taking_part:
            yield ReadTopic(entity.name, known=True)


def _taking_part(event: MergedEvent) -> frozenset[str]:
    entities = [party.actor.entity for party in event.told.parties]
    return states_of(event.told) | {name for each in entities for name in (each.id, each.name) if name}


def _places(event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText) -> list[_Place]:
    """Return the sentences that tell of an event, and those that go on about it."""
    own = event.sentences
    taken = {number for each in events for number in each.sentences}
    is_account = _is_main(event, events) and is_official(annotated)
    found = [_Place(number, _TELLS) for number in sorted({*own, *_told_of_all(event, events, annotated)})]
    for number in range(own[0] + 1, len(annotated.sentences)):
        meant = None if number in taken else _meant(events, annotated, number)
        if meant and _told_together(event, meant):
            found.append(_Place(number, _NAMES))
        elif not meant and number not in own and (is_account or _follows(event, annotated, number)):
            found.append(_Place(number, _BESIDE))
    return found


def _told_of_all(
    event: MergedEvent, events: Sequence[MergedEvent], annotated: AnnotatedText
) -> Iterator[int]:
    """Yield the sentences that tell of all events which one sentence told together: "This trip"."""
    for each in events:
        if each is not event and _told_together(event, each):
            for number in each.sentences:
                if goes_on_about(tokens_of(annotated.sentences[number], annotated), event.told.kind):
                    yield number


def _follows(event: MergedEvent, annotated: AnnotatedText, number: int) -> bool:
    """Return whether a sentence goes on right after one that tells of talks, in its paragraph."""
    before, here = annotated.sentences[number - 1], annotated.sentences[number]
    return event.told.kind in _TALKS and number - 1 in event.sentences and before.paragraph == here.paragraph


def _meant(events: Sequence[MergedEvent], annotated: AnnotatedText, number: int) -> MergedEvent | None:
    """Return the last event that a sentence may mean which begins with "The talks" and the like."""
    tokens = tokens_of(annotated.sentences[number], annotated)
    if is_official(annotated) and speaks_of_both(tokens):
        return next((each for each in events if _is_main(each, events)), None)
    meant = [each for each in events if each.sentences[0] < number and goes_on_about(tokens, each.told.kind)]
    return max(meant, key=lambda each: max(own for own in each.sentences if own < number), default=None)


def _regions(
    event: MergedEvent,
    events: Sequence[MergedEvent],
    annotated: AnnotatedText,
    place: _Place,
    tokens: Tokens,
) -> Iterator[TopicRegion]:
    triggers = _triggers(events, place.number)
    starts = annotated.sentences[place.number].starts
    for region in regions(tokens, () if place.relation == _BESIDE else openers_of_kind(event.told.kind)):
        position = starts[tokens[region.opener].start]
        before = [start for start, _ in triggers if start <= position]
        if region.known and place.relation == _BESIDE and not _is_of_talks(annotated, tokens[region.opener]):
            continue
        if place.relation == _BESIDE:
            if goes_on_about(tokens, event.told.kind) or all(start == position for start in before):
                yield region
        elif region.group in {"reason", "cause"} or _is_own(event, triggers, before):
            yield region


def _is_of_talks(annotated: AnnotatedText, opener: ClauseToken) -> bool:
    """Return whether what one side says was said at the talks; to news much is said after them."""
    return is_official(annotated) or opener.lower in WORDS["addressed"]


def _own_phrases(
    event: MergedEvent, annotated: AnnotatedText, place: _Place, reader: TopicReader, tokens: Tokens
) -> Iterator[ReadTopic]:
    """Yield topics within the words that tell of an event: "naval exercises", "trade" of trade talks."""
    starts = annotated.sentences[place.number].starts
    for clause in event.clauses:
        if clause.sentence != place.number:
            continue
        within = [
            index
            for index, token in enumerate(tokens)
            if clause.trigger.start <= starts[token.start] < clause.trigger.end
        ]
        if not within or tokens[within[-1]].lower not in nouns_of(clause.kind):
            continue
        if clause.kind == "military":
            yield ReadTopic(reader.own_phrase(within[0], within[-1] + 1), known=True)
        else:
            yield ReadTopic(reader.known_before(within[0], within[-1] + 1), known=True)


def _triggers(events: Sequence[MergedEvent], number: int) -> list[tuple[int, MergedEvent]]:
    """Return where in the source the words of a sentence stand that tell of events, in order."""
    found = [
        (clause.trigger.start, each)
        for each in events
        for clause in each.clauses
        if clause.sentence == number
    ]
    return sorted(found, key=lambda pair: pair[0])


def _is_own(event: MergedEvent, triggers: Sequence[tuple[int, MergedEvent]], before: Sequence[int]) -> bool:
    """Return whether words belong to an event: it is the last that the sentence tells of before them.

    What talks led to an agreement on was talked about too.
    """
    if not triggers:
        return True
    if not before and event.told.kind in _RESULTS:
        return False
    start = before[-1] if before else triggers[0][0]
    owners = [each for at, each in triggers if at == start]
    if any(_told_together(each, event) for each in owners):
        return True
    told = any(each is event for _, each in triggers)
    return told and event.told.kind in ENCOUNTERS and all(each.told.kind in _RESULTS for each in owners)
