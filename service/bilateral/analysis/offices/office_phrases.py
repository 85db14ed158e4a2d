"""Phrases that mean somebody by an office, or a body by its state, in the order of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bilateral.analysis.analysed_text import TextSpan, not_overlapping
from bilateral.analysis.annotated_text import BODY_TAG, PERSON_TAG, STATE_TAG, Actor, PhraseTag, key
from bilateral.analysis.findings import (
    ORGANISATION,
    PERSON,
    STATE,
    Entity,
    Grounds,
    Mention,
    OfficeHeld,
)
from bilateral.analysis.lexicons.title_words import office_class, state_of_title
from bilateral.analysis.mentions.state_bodies import FOREIGN_MINISTRY, GOVERNMENT, body_phrases
from bilateral.analysis.offices.counterparts import counterparts
from bilateral.analysis.offices.named_stretches import NamedStretch
from bilateral.analysis.offices.office_record import OfficeRecord
from bilateral.analysis.offices.title_phrases import (
    chained,
    courtesies,
    persons_of_states,
    terms_of_office,
    title_phrases,
)
from bilateral.analysis.tagging import tagged
from bilateral.analysis.text.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.findings import FoundDate
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex
    from bilateral.analysis.mentions.state_bodies import BodyPhrase
    from bilateral.analysis.offices.counterparts import CounterpartPhrase
    from bilateral.analysis.offices.title_phrases import TitlePhrase
    from bilateral.analysis.tagging import TaggedText

_GOVERNMENTAL = re.compile(
    r"\b(?:Ministry|Department|Parliament|Army|Navy|Forces?|Police|Court|Bank|Council|Committee|Agency|Service|Office"
    r"|Congress|Senate|Assembly|Party|Guards?|Cabinet|Commission|Bureau|Staff|Duma)\b"
)
_MINISTERIAL = re.compile(r"\b(?:Ministry|Department|Treasury)\b")
_BEFORE_BODY: Final = frozenset({" ", "'s ", "’s ", "' ", "’ "})
_AFTER_BODY: Final = frozenset({" of ", " of the "})
_MINISTRY = re.compile(r"(?i:foreign ministry|ministry of foreign affairs|state department)(?:['’]s)?\s\Z")
_LONGEST_NAME: Final = 30  # characters of the name of a ministry
_GOVERNMENT_OF = re.compile(r"(?:-[A-Z][a-z]+)?(?:['’]s?)?\s(?i:administration|government|cabinet|regime)\b")
_ITS: Final = (" its ", " their ")
_CHAIN: Final = frozenset({" ", ", ", " and "})
_OF_OFFICE = re.compile(r"\b[Tt]he\s(?P<title>[a-z]+(?:\s[a-z]+)?)['’]s\s(?:\w+\s){0,2}\Z")
_DIPLOMAT = re.compile(r"(?i:ambassador|high commissioner|charg[ée]|consul)")
_DIPLOMATS = re.compile(
    r"\s(?:[a-z]+\s)?(?:diplomat|envoy|official|embassy|mission|high commission|consulate)s?\b"
)
_AGAINST = re.compile(
    r"\b(?:summon(?:s|ed|ing)|expel(?:s|led|ling)|call(?:s|ed) in|declar(?:es|ed|ing)|order(?:s|ed)"
    r"|protest(?:s|ed))\b"
)
_ENCOUNTER = re.compile(
    r"\b(?:met|meets?|meeting|spoke|speaks|talks|telephoned|phoned|hosted|hosts|received|receives|visit(?:s|ed)?)\b"
    r"(?!\s(?:in|at|on)\b)"
)
_AT_OUTSET = re.compile(r"(?:\A|[\n.!?]\s*)(?:While )?[Ii]n (?:the )?\Z")
_MEETING_WITH = re.compile(
    r"\b(?:meet(?:s|ing)?(?: with)?|met(?: with)?|talks with|meetings? with|received by|consultations with)\s"
)
_FIRST_OF_STATE = re.compile(
    r",?\s(?:is|was|became|becomes)\s(?:the\s)?(?:first|second|third|last|only|next)\s\Z"
)
_BY_STATE = re.compile(r"\bby\s(?:the\s)?\Z")
_NEAR: Final = 12  # names of the sentence before among which the state of an office is looked for


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the text and whom it means; tags are made of these when all are read."""

    span: TextSpan
    letter: str
    actors: tuple[Actor, ...] = ()
    date: FoundDate | None = None


class PhraseReader:
    """Reads the sentences of a text; then it has the offices, the tags and the mentions."""

    def __init__(
        self,
        source: AnalysedText,
        index: KnowledgeIndex,
        mentions: Iterable[Mention],
        dates: Iterable[FoundDate],
    ) -> None:
        self._source, self._index = source, index
        self._record = OfficeRecord(index, source.published.isoformat() if source.published else "")
        names = [*map(NamedStretch.of_mention, mentions), *map(NamedStretch.of_date, dates)]
        self._named = not_overlapping(names)
        self._next = 0
        self._here: list[NamedStretch] = []
        self._past: list[NamedStretch] = []
        self._phrases: list[Phrase] = []
        self._bodies: list[Mention] = []
        self._ministry: Entity | None = None
        self._publisher = self._state_of_publisher()
        self._title_before: Phrase | None = None
        self._together: dict[str, tuple[Actor, ...]] = {}

    def read(self, sentence: TextSpan) -> None:
        """Read the next sentence."""
        self._here = []
        while self._next < len(self._named) and self._named[self._next].span.start < sentence.end:
            self._here.append(self._named[self._next])
            self._next += 1
        # Bodies are found first: titles are of them.
        self._here = not_overlapping([*self._state_bodies(self._tagged(sentence)), *self._here])
        self._relate_bodies()
        text = self._tagged(sentence)
        titles = _joined(self._titles(text), self._source.text)
        found = _with_counterparts(titles, self._counterparts(text), self._source.text)
        found += [*self._courtesies(text), *self._persons_of_states(text)]
        found = [
            self._with_government(phrase) for phrase in not_overlapping([*found, *map(_phrase, self._here)])
        ]
        self._phrases += found
        self._past = self._here[:_NEAR] or self._past

    @property
    def offices(self) -> tuple[OfficeHeld, ...]:
        """The offices that the text tells, in its order."""
        return tuple(self._record.offices)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions, with those of ministries that the graph knows in place of the names within them."""
        names = [named.mention for named in self._named if named.mention]
        return tuple(not_overlapping([*self._bodies, *names]))

    @property
    def states(self) -> dict[str, str]:
        """The states of persons and bodies, by the key of the entity."""
        states = dict(self._record.states)
        for phrase in self._phrases:
            for actor in phrase.actors:
                if state := actor.state or self._record.state(actor.entity):
                    states.setdefault(key(actor.entity), state)
        return states

    @property
    def tags(self) -> tuple[PhraseTag, ...]:
        """The phrases as tags, numbered in the order of the text."""
        states = self.states
        return tuple(
            PhraseTag(
                number,
                phrase.letter,
                phrase.span,
                tuple(
                    replace(actor, state=actor.state or states.get(key(actor.entity)))
                    for actor in phrase.actors
                ),
                phrase.date,
            )
            for number, phrase in enumerate(self._phrases)
        )

    def _tagged(self, sentence: TextSpan) -> TaggedText:
        names = ((named.span, f"⟨{named.letter}{number}⟩") for number, named in enumerate(self._here))
        return tagged(self._source.text, sentence, names)

    def _relate_bodies(self) -> None:
        """Note the states of bodies that a state's name stands beside: "the Russian Defence Ministry"."""
        for one, other in pairwise(self._here):
            gap = self._source.text[one.span.end : other.span.start]
            if gap in _BEFORE_BODY:
                self._relate(other, one)
            elif gap in _AFTER_BODY:
                self._relate(one, other)
        for named in self._here:
            self._relate_alone(named)

    def _relate(self, body: NamedStretch, state: NamedStretch) -> None:
        if body.letter != BODY_TAG or not state.is_state or not body.entity or body.entity.id:
            return
        if _GOVERNMENTAL.search(body.entity.name) and (found := self._record.state(state.entity)):
            self._record.states.setdefault(key(body.entity), found)

    def _relate_alone(self, body: NamedStretch) -> None:
        """Note the state of a ministry named without one: the publisher's, or that of a place before."""
        is_ministry = body.letter == BODY_TAG and body.entity and _MINISTERIAL.search(body.entity.name)
        if not is_ministry or not body.entity or self._record.state(body.entity):
            return
        places = (each for each in reversed(self._here) if each.is_place and each.span.end <= body.span.start)
        of = self._publisher or next(filter(None, (self._state_of(each.entity) for each in places)), None)
        if of and of.id:
            self._record.states[key(body.entity)] = of.id

    def _title_phrases(self, text: TaggedText) -> Iterator[TitlePhrase]:
        yield from chained(list(title_phrases(text.text)), text.text)
        yield from terms_of_office(text.text)

    def _titles(self, text: TaggedText) -> Iterator[Phrase]:
        self._title_before = None
        for phrase in self._title_phrases(text):
            if made := self._title(phrase, text):
                self._title_before = made
                yield made

    def _title(self, phrase: TitlePhrase, text: TaggedText) -> Phrase | None:
        span = text.span(phrase.start, phrase.end)
        if phrase.person is not None and (person := self._here[phrase.person].entity):
            of = self._of(phrase, person, span)
            self._record.hold(self._record.named(person, phrase.title, of, span, phrase.status))
            return Phrase(span, PERSON_TAG, (Actor(person, self._record.state(of), phrase.title),))
        if phrase.is_role:
            return None
        if phrase.of is None:
            actors = self._bare_title(phrase)
            return Phrase(span, PERSON_TAG, actors) if actors else None
        ofs = [
            entity for number in (phrase.of, *phrase.others) if (entity := self._owner(self._here[number]))
        ]
        # "Ten Dutch diplomats" are nobody in particular.
        if not ofs or (phrase.is_plural and not (phrase.others or phrase.is_called)):
            return None
        return Phrase(span, PERSON_TAG, tuple(self._record.holder(phrase.title, of) for of in ofs))

    def _of(self, phrase: TitlePhrase, person: Entity, span: TextSpan) -> Entity | None:
        """Return what an office belongs to, concluded where the phrase does not say."""
        named = self._owner(self._here[phrase.of]) if phrase.of is not None else None
        if _DIPLOMAT.search(phrase.title) and self._source.text.endswith(_ITS, 0, span.start):
            named = None  # "Chad recalled its French ambassador": of Chad, in France
        named = named or self._of_title_before(span)
        told = named or self._record.owner(person, phrase.title) or self._only_state(phrase.title)
        own = (
            self._publisher
            if self._publisher and self._may_hold(person, phrase.title, self._publisher)
            else None
        )
        near = (
            told
            or self._state_of_venue(span, person, phrase.title)
            or own
            or self._state_of_called(span)
            or self._state_near(span, person, phrase.title)
        )
        last = self._record.last_owner
        of = near or (
            last if last and self._may_hold(person, phrase.title, last) else self._state_after(span)
        )
        return self._ministry_before(span, of) or of

    def _of_title_before(self, span: TextSpan) -> Entity | None:
        """Return the body or state of whom a title means that stands before an office with "'s"."""
        before = self._title_before
        if not before or self._source.text[before.span.end : span.start] not in ("'s ", "’s "):
            return None
        entity = before.actors[0].entity
        return self._state_of(entity) if entity.kind == PERSON else entity

    def _state_of_called(self, span: TextSpan) -> Entity | None:
        """Return the state of whom a title before an office means: "the president's envoy"."""
        found = _OF_OFFICE.search(self._source.text, max(0, span.start - _LONGEST_NAME), span.start)
        wanted = office_class(found["title"]) if found else ""
        if not found or not wanted:
            return None
        called = self._record.last_called(found["title"])
        persons = [named.entity for named in (*self._past, *self._here) if named.span.end <= span.start]
        holding = (
            person
            for person in reversed(persons)
            if person and person.id and self._index.holds_class(person.id, wanted, self._record.day)
        )
        who = called[0].entity if called else next(holding, None)
        return self._state_of(who) or self._publisher

    def _state_of_venue(self, span: TextSpan, person: Entity, title: str) -> Entity | None:
        """Return the state where somebody is met: "In Kenya, they will meet with President Ruto"."""
        venue, text = self._here[0] if self._here else None, self._source.text
        if (
            not venue
            or not (venue.is_state or venue.is_place)
            or not _AT_OUTSET.search(text, 0, venue.span.start)
        ):
            return None
        of = self._state_of(venue.entity)
        met = _MEETING_WITH.search(text, venue.span.end, span.start)
        return of if of and met and self._may_hold(person, title, of) else None

    def _only_state(self, title: str) -> Entity | None:
        code = state_of_title(title)
        return self._index.entity(f"state/{code}") if code else None

    def _ministry_before(self, span: TextSpan, of: Entity | None) -> Entity | None:
        """Return the ministry of a state if it stands before a title: "Foreign Ministry spokesman"."""
        before = max(0, span.start - _LONGEST_NAME)
        if not of or not of.id or not _MINISTRY.search(self._source.text, before, span.start):
            return None
        ministry = self._index.foreign_ministry(of.id)
        self._ministry = ministry or self._ministry
        return ministry

    def _owner(self, named: NamedStretch) -> Entity | None:
        """Return the state or body that an office is of by a name: the state of a person or passing body."""
        entity = named.whole or named.entity
        # Spokesmen of the State Department are called those of the United States.
        is_department = (
            bool(named.mention) and "State" in named.span.of(self._source.text) and self._is_ministry(entity)
        )
        return self._state_of(entity) if entity and (entity.kind == PERSON or is_department) else entity

    def _is_ministry(self, entity: Entity | None) -> bool:
        state = self._record.state(entity)
        return bool(state) and self._index.foreign_ministry(state or "") == entity

    def _state_near(self, span: TextSpan, person: Entity, title: str) -> Entity | None:
        """Return the state that a sentence, or else the one before it, is about: the first that it names.

        A state of which somebody else holds the office is not meant.
        """
        before = [each for each in self._here if each.span.end <= span.start]
        if self._source.text.endswith(_ITS, 0, span.start):
            owners = (each.entity for each in reversed(before) if each.is_state or each.letter == BODY_TAG)
            return next(owners, None)
        if _DIPLOMAT.search(title):
            before = self._before_diplomat(before, span)
        for named in (*before, *self._past):
            of = named.entity if named.is_state else self._state_of(named.entity) if named.is_place else None
            if of and self._may_hold(person, title, of):
                return of
        return None

    def _before_diplomat(self, before: list[NamedStretch], span: TextSpan) -> list[NamedStretch]:
        """Return the names before a diplomat's title, the state of other diplomats first.

        A state that summons or expels does not do so to its own.
        """
        text = self._source.text
        own = [each for each in before if each.is_state and _DIPLOMATS.match(text, each.span.end)]
        others = [
            each
            for each in before
            if not (each.letter == STATE_TAG and _AGAINST.search(text, each.span.end, span.start))
        ]
        return [*reversed(own), *others]

    def _may_hold(self, person: Entity, title: str, of: Entity) -> bool:
        """Return whether nobody else is known to hold an office of a state on the day."""
        wanted = office_class(title)
        held = self._index.holders(of.id, wanted, self._record.day) if of.id and wanted else []
        return not held or person.id in {holder for holder, _ in held}

    def _state_after(self, span: TextSpan) -> Entity | None:
        """Return the state of the first person after a phrase in its sentence, else the first state there.

        Whom somebody meets is of another state.
        """
        text = self._source.text
        after = [each for each in self._here if each.span.start >= span.end]
        if after and after[0].is_state and _FIRST_OF_STATE.match(text, span.end, after[0].span.start):
            return after[0].entity
        met = _ENCOUNTER.search(text, span.end, after[-1].span.start) if after else None
        after = [each for each in after if not met or each.span.start < met.start()]
        persons = (self._state_of(each.entity) for each in after if each.letter == PERSON_TAG)
        states = (
            each.entity
            for each in after
            if each.letter == STATE_TAG and not _BY_STATE.search(text, span.end, each.span.start)
        )
        return next(filter(None, (*persons, *states)), None)

    def _bare_title(self, phrase: TitlePhrase) -> tuple[Actor, ...]:
        if not phrase.is_definite:
            return ()
        together = (
            self._together.get(office_class(phrase.title)) if phrase.is_plural and self._publisher else None
        )
        if actors := together or self._record.last_called(phrase.title, 2 if phrase.is_plural else 1):
            if phrase.is_plural:
                self._together[office_class(phrase.title)] = actors
            return actors
        if self._publisher and office_class(phrase.title) and not phrase.is_plural:
            return (self._record.holder(phrase.title, self._publisher),)
        return ()

    def _with_government(self, phrase: Phrase) -> Phrase:
        """Return "President Lukashenko's government" as the state, other phrases as they are."""
        found = _GOVERNMENT_OF.match(self._source.text, phrase.span.end)
        state = self._state_of(phrase.actors[0].entity) if len(phrase.actors) == 1 else None
        if not found or phrase.letter != PERSON_TAG or not state:
            return phrase
        return Phrase(TextSpan(phrase.span.start, found.end()), STATE_TAG, (Actor(state, state.id),))

    def _courtesies(self, text: TaggedText) -> list[Phrase]:
        return [
            Phrase(text.span(start, end), PERSON_TAG, (Actor(entity),))
            for start, end, number in courtesies(text.text)
            if (entity := self._here[number].entity)
        ]

    def _persons_of_states(self, text: TaggedText) -> Iterator[Phrase]:
        for start, end, number, state_number in persons_of_states(text.text):
            person, state = self._here[number].entity, self._record.state(self._here[state_number].entity)
            if person and state:
                self._record.states.setdefault(key(person), state)
                yield Phrase(text.span(start, end), PERSON_TAG, (Actor(person, state),))

    def _counterparts(self, text: TaggedText) -> list[Phrase]:
        return [made for phrase in counterparts(text.text) if (made := self._counterpart(phrase, text))]

    def _counterpart(self, phrase: CounterpartPhrase, text: TaggedText) -> Phrase | None:
        span = text.span(phrase.start, phrase.end)
        ofs = [entity for number in phrase.of if (entity := self._here[number].entity)]
        held = self._here[phrase.person].entity if phrase.person is not None else None
        of = ofs[0] if ofs else self._state_of(held)
        model = self._record.last_holder(of)
        title = model.title if model else ""
        if phrase.person is not None and (person := self._here[phrase.person].entity):
            if title and of and not self._is_held_until(span.end):
                grounds = Grounds("counterpart", f"the counterpart of a {title}", 0.7)
                self._record.hold(OfficeHeld(person, title, span, None, of, None, grounds))
            return Phrase(span, PERSON_TAG, (Actor(person, self._record.state(of), title),))
        return (
            Phrase(span, PERSON_TAG, tuple(self._record.holder(title, each) for each in ofs)) if ofs else None
        )

    def _is_held_until(self, end: int) -> bool:
        """Return whether a title has been read that ends at a position."""
        offices = self._record.offices
        return bool(offices) and offices[-1].span.end == end

    def _state_bodies(self, text: TaggedText) -> list[NamedStretch]:
        return [made for phrase in body_phrases(text.text) if (made := self._state_body(phrase, text))]

    def _state_body(self, phrase: BodyPhrase, text: TaggedText) -> NamedStretch | None:
        span = text.span(phrase.start, phrase.end)
        of = self._state_of(self._here[phrase.of].entity) if phrase.of is not None else None
        if not of:
            return self._bare_ministry(span) if phrase.of is None else None
        if phrase.kind == GOVERNMENT:
            return NamedStretch(span, STATE_TAG, of)
        entity, is_known = self._body(phrase, of)
        is_name = phrase.name[:1].isupper()
        if is_name:
            grounds = Grounds("state-body", "a body named with its state", 0.9 if is_known else 0.6)
            self._bodies.append(Mention(span, span.of(self._source.text), entity, (), grounds))
        if state := self._record.state(of):
            self._record.states.setdefault(key(entity), state)
        return NamedStretch(span, BODY_TAG, entity, whole=None if is_name or is_known else of)

    def _bare_ministry(self, span: TextSpan) -> NamedStretch | None:
        """Return the ministry that a text means without saying whose: the last, or the publisher's."""
        is_british = span.of(self._source.text) == "Foreign Office"
        state = self._publisher.id if self._publisher else "state/GBR" if is_british else ""
        ministry = self._ministry or self._index.foreign_ministry(state or "")
        return NamedStretch(span, BODY_TAG, ministry, reason="the last ministry named") if ministry else None

    def _state_of(self, entity: Entity | None) -> Entity | None:
        """Return the state that an entity is, or that a person acts for."""
        if not entity or entity.kind == STATE:
            return entity
        state = self._record.state(entity)
        return self._index.entity(state) if state else None

    def _body(self, phrase: BodyPhrase, of: Entity) -> tuple[Entity, bool]:
        """Return a body of a state, and whether the graph knows it."""
        ministry = self._index.foreign_ministry(of.id) if phrase.kind == FOREIGN_MINISTRY and of.id else None
        name = f"{phrase.name[:1].upper()}{phrase.name[1:]} of {of.name}"
        entity = ministry or Entity(None, name, ORGANISATION)
        if "ministry" in name.lower():
            self._ministry = entity
        return entity, bool(ministry)

    def _state_of_publisher(self) -> Entity | None:
        publisher = self._source.publisher
        for match in self._index.matcher("en").find(publisher, list(tokens(publisher))):
            for value in match.values:
                if value.entity.kind == STATE:
                    return value.entity
        return None


def _joined(titles: Iterable[Phrase], text: str) -> list[Phrase]:
    """Return phrases of which those that name one person one after another are one."""
    kept: list[Phrase] = []
    for phrase in sorted(titles, key=lambda each: each.span):
        last = kept[-1] if kept else None
        if last and _is_same(last, phrase) and _is_next(last, phrase, text):
            kept[-1] = replace(phrase, span=TextSpan(last.span.start, phrase.span.end))
        else:
            kept.append(phrase)
    return kept


def _is_next(one: Phrase, other: Phrase, text: str) -> bool:
    return other.span.start < one.span.end or text[one.span.end : other.span.start] in _CHAIN


def _is_same(one: Phrase, other: Phrase) -> bool:
    return len(one.actors) == len(other.actors) == 1 and one.actors[0].entity == other.actors[0].entity


def _with_counterparts(titles: list[Phrase], found: Iterable[Phrase], text: str) -> list[Phrase]:
    """Return phrases in which "his counterpart" is part of the title that follows: ", Foreign Minister X"."""
    starts = {phrase.span.start: phrase for phrase in titles}
    kept = list(titles)
    for phrase in found:
        end = phrase.span.end
        title = next(
            (starts[at] for at in (end + 1, end + 2) if at in starts and text[end:at] in (" ", ", ")), None
        )
        if title:
            kept[kept.index(title)] = replace(title, span=TextSpan(phrase.span.start, title.span.end))
        else:
            kept.append(phrase)
    return kept


def _phrase(named: NamedStretch) -> Phrase:
    actors = (Actor(named.entity, choices=named.choices, reason=named.reason),) if named.entity else ()
    return Phrase(named.span, named.letter, actors, named.date)
