"""Phrases that mean somebody by an office, or a body by its state, in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis import knowledge as roles
from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.annotated_text import (
    ADJECTIVE_TAG,
    BODY_TAG,
    DATE_TAG,
    PEOPLE_TAG,
    PERSON_TAG,
    PLACE_TAG,
    STATE_TAG,
    Actor,
    PhraseTag,
    key,
)
from bilateral.analysis.findings import (
    ORGANISATION,
    PERSON,
    PLACE,
    STATE,
    Entity,
    Grounds,
    Mention,
    OfficeHeld,
)
from bilateral.analysis.lexicons.title_words import office_class
from bilateral.analysis.mentions.knowledge_index import PEOPLE
from bilateral.analysis.mentions.state_bodies import FOREIGN_MINISTRY, GOVERNMENT, body_phrases
from bilateral.analysis.offices.counterparts import counterparts
from bilateral.analysis.offices.title_holders import known_office
from bilateral.analysis.offices.title_phrases import terms_of_office, title_phrases
from bilateral.analysis.tagging import tagged
from bilateral.analysis.text.word_tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.findings import FoundDate
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex
    from bilateral.analysis.mentions.state_bodies import BodyPhrase
    from bilateral.analysis.offices.counterparts import CounterpartPhrase
    from bilateral.analysis.offices.title_phrases import TitlePhrase
    from bilateral.analysis.tagging import TaggedText

_KINDS: Final = {PERSON: PERSON_TAG, ORGANISATION: BODY_TAG, PLACE: PLACE_TAG, STATE: STATE_TAG}
_ROLES: Final = {roles.ADJECTIVE: ADJECTIVE_TAG, roles.DEMONYM: ADJECTIVE_TAG, PEOPLE: PEOPLE_TAG}
_BEFORE_BODY: Final = frozenset({" ", "'s ", "’s ", "' ", "’ "})
_AFTER_BODY: Final = frozenset({" of ", " of the "})
_NEAR: Final = 12  # names before a sentence among which the state of an office is looked for


class Named(NamedTuple):
    """A name or date of the text, with the letter of its tag."""

    span: TextSpan
    letter: str
    entity: Entity | None
    mention: Mention | None
    date: FoundDate | None
    reason: str = ""  # how it was concluded; "" where the text names it
    whole: Entity | None = None  # the state of a body that has no name of its own: "the parliament"


class Holder(NamedTuple):
    """Who was named with a title so far."""

    person: Entity
    title: str  # in lower case
    of: Entity | None


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
        self._day = source.published.isoformat() if source.published else ""
        self.offices: list[OfficeHeld] = []
        self._named = sorted([*map(_named, mentions), *_dated(dates)], key=lambda named: named.span)
        self._next = 0
        self._here: list[Named] = []
        self._past: list[Named] = []
        self._phrases: list[Phrase] = []
        self._bodies: list[Mention] = []
        self._holders: list[Holder] = []
        self._states: dict[str, str] = {}
        self._ministry: Entity | None = None
        self._publisher = self._state_of_publisher()

    def read(self, sentence: TextSpan) -> None:
        """Read the next sentence."""
        self._here = []
        while self._next < len(self._named) and self._named[self._next].span.start < sentence.end:
            self._here.append(self._named[self._next])
            self._next += 1
        # Bodies are found first: titles are of them.
        bodies = self._state_bodies(self._tagged(sentence))
        self._here = _with_bodies(self._here, bodies)
        self._relate_bodies()
        text = self._tagged(sentence)
        phrases = [*self._titles(text), *self._counterparts(text)]
        self._phrases += _with_names(phrases, self._here)
        self._past = [*self._past, *self._here][-_NEAR:]

    def _relate_bodies(self) -> None:
        """Note the states of bodies that a state's name stands beside: "the Russian Defence Ministry"."""
        for one, other in pairwise(self._here):
            gap = self._source.text[one.span.end : other.span.start]
            if gap in _BEFORE_BODY:
                self._relate(other, one)
            elif gap in _AFTER_BODY:
                self._relate(one, other)

    def _relate(self, body: Named, state: Named) -> None:
        if body.letter != BODY_TAG or state.letter not in (STATE_TAG, ADJECTIVE_TAG) or not body.entity:
            return
        if not body.entity.id and (found := self._state(state.entity)):
            self._states.setdefault(key(body.entity), found)

    def _tagged(self, sentence: TextSpan) -> TaggedText:
        names = ((named.span, f"⟨{named.letter}{number}⟩") for number, named in enumerate(self._here))
        return tagged(self._source.text, sentence, names)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions, with those of ministries that the graph knows in place of the names within them."""
        covered = {mention.span for mention in self._bodies}
        names = [
            named.mention
            for named in self._named
            if named.mention and not any(span.contains(named.span) for span in _around(covered, named.span))
        ]
        return tuple(sorted([*names, *self._bodies], key=lambda mention: mention.span))

    @property
    def states(self) -> dict[str, str]:
        """The states of persons and bodies, by the key of the entity."""
        states = dict(self._states)
        for phrase in self._phrases:
            for actor in phrase.actors:
                if state := actor.state or self._state(actor.entity):
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
                tuple(_with_state(actor, states) for actor in phrase.actors),
                phrase.date,
            )
            for number, phrase in enumerate(self._phrases)
        )

    def _titles(self, text: TaggedText) -> list[Phrase]:
        found = [*_chained(list(title_phrases(text.text)), text.text), *terms_of_office(text.text)]
        return [made for phrase in found if (made := self._title(phrase, text))]

    def _title(self, phrase: TitlePhrase, text: TaggedText) -> Phrase | None:
        span = _source_span(text, phrase.start, phrase.end)
        if phrase.person is not None and (person := self._here[phrase.person].entity):
            of = self._of(phrase, person, span)
            self._hold(person, phrase, of, span)
            return Phrase(span, PERSON_TAG, (Actor(person, self._state(of), phrase.title),))
        if phrase.of is None:
            return self._bare_title(phrase, span)
        ofs = [
            entity for number in (phrase.of, *phrase.others) if (entity := self._owner(self._here[number]))
        ]
        return Phrase(span, PERSON_TAG, tuple(self._holder(phrase.title, of) for of in ofs)) if ofs else None

    def _hold(self, person: Entity, phrase: TitlePhrase, of: Entity | None, span: TextSpan) -> None:
        known = (
            known_office(self._index, person.id, of.id or "" if of else "", phrase.title, self._day)
            if person.id
            else None
        )
        status = phrase.status
        if known and not known[1] and self._day and not status:
            status = "former"
        grounds = Grounds("office-title", "named with this title", 0.85 if of else 0.5)
        self.offices.append(
            OfficeHeld(person, phrase.title, span, known[0].id if known else None, of, status, grounds)
        )
        self._holders.append(Holder(person, phrase.title.lower(), of))
        if state := self._state(of):
            self._states.setdefault(key(person), state)

    def _of(self, phrase: TitlePhrase, person: Entity, span: TextSpan) -> Entity | None:
        """Return what an office belongs to, concluded where the phrase does not say."""
        if phrase.of is not None and (entity := self._owner(self._here[phrase.of])):
            return entity
        if person.id and (known := known_office(self._index, person.id, "", phrase.title, self._day)):
            return self._index.entity(known[0].of)
        earlier = next(
            (holder.of for holder in reversed(self._holders) if holder.person == person and holder.of), None
        )
        return earlier or self._publisher or self._state_near(span)

    def _owner(self, named: Named) -> Entity | None:
        """Return the state or body that an office is of by a name: the state of a person or passing body."""
        entity = named.whole or named.entity
        if entity and entity.kind == PERSON:
            state = self._state(entity)
            return self._index.entity(state) if state else None
        return None if entity and entity.kind == PLACE else entity

    def _state_near(self, span: TextSpan) -> Entity | None:
        """Return the state named last before a phrase, at most a few names away."""
        for named in reversed([*self._past, *self._here]):
            if named.span.end <= span.start and named.letter in (STATE_TAG, ADJECTIVE_TAG):
                return named.entity
        return None

    def _holder(self, title: str, of: Entity) -> Actor:
        """Return who is meant by a title and its state or body, at the time of the text."""
        wanted = office_class(title)
        for holder in reversed(self._holders):
            if holder.of == of and (
                holder.title == title.lower() or (wanted and office_class(holder.title) == wanted)
            ):
                return Actor(
                    holder.person,
                    self._state(of),
                    title,
                    is_named=False,
                    reason="named with this office in the text",
                )
        held = self._index.holders(of.id, wanted, self._day) if wanted and of.id else []
        if held and (person := self._index.entity(held[0][0])):
            return Actor(person, self._state(of), title, is_named=False, reason="held the office at the time")
        return Actor(of, self._state(of), title, is_named=False, reason="whoever held the office")

    def _bare_title(self, phrase: TitlePhrase, span: TextSpan) -> Phrase | None:
        if not phrase.is_definite:
            return None
        lower, wanted = phrase.title.lower(), office_class(phrase.title)
        for holder in reversed(self._holders):
            if (
                holder.title == lower
                or holder.title.endswith(f" {lower}")
                or (wanted and office_class(holder.title) == wanted)
            ):
                actor = Actor(
                    holder.person,
                    self._state(holder.of),
                    phrase.title,
                    is_named=False,
                    reason="the last with this title",
                )
                return Phrase(span, PERSON_TAG, (actor,))
        if self._publisher and wanted:
            return Phrase(span, PERSON_TAG, (self._holder(phrase.title, self._publisher),))
        return None

    def _counterparts(self, text: TaggedText) -> list[Phrase]:
        return [made for phrase in counterparts(text.text) if (made := self._counterpart(phrase, text))]

    def _counterpart(self, phrase: CounterpartPhrase, text: TaggedText) -> Phrase | None:
        span = _source_span(text, phrase.start, phrase.end)
        of = self._here[phrase.of].entity if phrase.of is not None else None
        model = next((holder for holder in reversed(self._holders) if holder.of != of), None)
        title = model.title if model else ""
        if phrase.person is not None and (person := self._here[phrase.person].entity):
            if title and of:
                grounds = Grounds("counterpart", f"the counterpart of a {title}", 0.7)
                self.offices.append(OfficeHeld(person, title, span, None, of, None, grounds))
                self._holders.append(Holder(person, title, of))
            return Phrase(span, PERSON_TAG, (Actor(person, self._state(of), title),))
        return Phrase(span, PERSON_TAG, (self._holder(title, of),)) if of else None

    def _state_bodies(self, text: TaggedText) -> list[Named]:
        return [made for phrase in body_phrases(text.text) if (made := self._state_body(phrase, text))]

    def _state_body(self, phrase: BodyPhrase, text: TaggedText) -> Named | None:
        span = _source_span(text, phrase.start, phrase.end)
        of = self._here[phrase.of].entity if phrase.of is not None else None
        if not of:
            return (
                Named(span, BODY_TAG, self._ministry, None, None, "the last ministry named")
                if self._ministry
                else None
            )
        if phrase.kind == GOVERNMENT:
            return Named(span, STATE_TAG, of, None, None)
        entity, is_known = self._body(phrase, of)
        if is_known or phrase.name[:1].isupper():
            grounds = Grounds("state-body", "a body named with its state", 0.9 if is_known else 0.6)
            self._bodies.append(Mention(span, span.of(self._source.text), entity, (), grounds))
        if state := self._state(of):
            self._states.setdefault(key(entity), state)
        return Named(
            span, BODY_TAG, entity, None, None, "", None if phrase.name[:1].isupper() or is_known else of
        )

    def _body(self, phrase: BodyPhrase, of: Entity) -> tuple[Entity, bool]:
        """Return a body of a state, and whether the graph knows it."""
        ministry = self._index.foreign_ministry(of.id) if phrase.kind == FOREIGN_MINISTRY and of.id else None
        name = f"{phrase.name[:1].upper()}{phrase.name[1:]} of {of.name}"
        entity = ministry or Entity(None, name, ORGANISATION)
        if "ministry" in name.lower():
            self._ministry = entity
        return entity, bool(ministry)

    def _state(self, entity: Entity | None) -> str | None:
        if not entity:
            return None
        if entity.kind == STATE:
            return entity.id
        return self._states.get(key(entity)) or (
            self._index.state_of(entity.id, self._day) if entity.id else None
        )

    def _state_of_publisher(self) -> Entity | None:
        words = list(tokens(self._source.publisher))
        for match in self._index.matcher("en").find(self._source.publisher, words):
            for value in match.values:
                if value.entity.kind == STATE:
                    return value.entity
        return None


def _named(mention: Mention) -> Named:
    letter = (
        _ROLES.get(mention.role, _KINDS[mention.entity.kind])
        if mention.entity.kind == STATE
        else _KINDS[mention.entity.kind]
    )
    return Named(mention.span, letter, mention.entity, mention, None)


def _dated(dates: Iterable[FoundDate]) -> list[Named]:
    return [Named(date.span, DATE_TAG, None, None, date) for date in dates if date.span]


def _source_span(text: TaggedText, start: int, end: int) -> TextSpan:
    return TextSpan(text.starts[start], text.ends[end - 1])


def _with_state(actor: Actor, states: dict[str, str]) -> Actor:
    state = actor.state or states.get(key(actor.entity))
    if state == actor.state:
        return actor
    return Actor(actor.entity, state, actor.office, actor.is_named, actor.choices, actor.reason)


def _with_bodies(named: Sequence[Named], bodies: Iterable[Named]) -> list[Named]:
    """Return bodies, the longest of those that overlap, and the names outside them, in order."""
    kept: list[Named] = []
    for each in sorted([*bodies, *named], key=lambda each: (each.span.start, -each.span.end)):
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return kept


def _with_names(phrases: Iterable[Phrase], named: Sequence[Named]) -> list[Phrase]:
    """Return the phrases, the longest of those that overlap, and the names outside them, in order."""
    kept: list[Phrase] = []
    names = map(_phrase, named)
    for phrase in sorted([*phrases, *names], key=lambda phrase: (phrase.span.start, -phrase.span.end)):
        if not kept or phrase.span.start >= kept[-1].span.end:
            kept.append(phrase)
    return kept


def _phrase(named: Named) -> Phrase:
    actors = (Actor(named.entity, is_named=not named.reason, reason=named.reason),) if named.entity else ()
    return Phrase(named.span, named.letter, actors, named.date)


def _chained(phrases: list[TitlePhrase], text: str) -> list[TitlePhrase]:
    """Return titles with the person of the next, where two stand before one name."""
    made = list(phrases)
    for index in range(len(made) - 2, -1, -1):
        one, other = made[index], made[index + 1]
        gap = text[one.end : other.start]
        if (
            one.person is None
            and other.person is not None
            and other.is_before
            and gap in (" ", ", ", " and ")
        ):
            made[index] = one._replace(person=other.person, of=one.of if one.of is not None else None)
    return made


def _around(spans: Iterable[TextSpan], span: TextSpan) -> Iterable[TextSpan]:
    return (each for each in spans if each.overlaps(span))
