"""Which entities speak: names, offices, pronouns and groups resolved by the sentences before."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from bilateral.analysis.findings import ORGANISATION, PERSON, STATE, Entity
from bilateral.analysis.statements.noun_phrases import (
    DESCRIBED,
    DOCUMENT,
    GROUP,
    GROUPS,
    IMPERSONAL,
    MEDIA,
    MEDIA_WORDS,
    NAMED,
    PRONOUN,
    STRUCTURE,
    TAGGED,
    SpeechSubject,
)
from bilateral.analysis.statements.speech_subjects import main_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bilateral.analysis.annotated_text import AnnotatedText, PhraseTag
    from bilateral.analysis.knowledge import Knowledge
    from bilateral.analysis.statements.sentence_words import Word

_Entities: TypeAlias = tuple[Entity, ...]

_OF_STATES: Final = frozenset({"countries", "nations", "governments", "states", "capitals"})
_FIRST: Final = 4  # sentences in which those whom the text is about are looked for
_FARTHEST: Final = 150  # phrases between "the ministry" and its name
_MOST: Final = 4  # persons that "the leaders" are


def is_medium(entity: Entity) -> bool:
    """Return whether an entity is a newspaper, agency or broadcaster, by its name."""
    name = entity.name.removeprefix("The ").removeprefix("the ")
    return entity.kind != PERSON and (name in MEDIA or any(word in MEDIA_WORDS for word in name.split()))


def _is_state(entity: Entity) -> bool:
    return entity.kind == STATE


def entities_of(tags: Iterable[PhraseTag]) -> _Entities:
    """Return whom tags mean, each once."""
    return tuple(dict.fromkeys(actor.entity for tag in tags for actor in tag.actors))


@dataclass(slots=True)
class Speakers:
    """Resolves the subjects of attributions in a text, sentence by sentence from the first to the last.

    Attributes:
        annotated: the text.
        knowledge: what is known of the states whose officials speak.
        principals: the persons whom a report of their talks is about: "both leaders".
        latest: who spoke last.
        subjects: of the main clauses of the sentences so far, the last at the end.
    """

    annotated: AnnotatedText
    knowledge: Knowledge
    principals: _Entities = ()
    latest: _Entities = ()
    subjects: list[_Entities] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.principals = _principals(self.annotated)

    def resolve(self, subject: SpeechSubject, sentence: int, line: Sequence[Word]) -> _Entities:
        """Return who speaks in a sentence, () if nobody can be told."""
        resolvers: dict[str, Callable[[SpeechSubject, int, Sequence[Word]], _Entities]] = {
            TAGGED: self._tagged,
            NAMED: self._named,
            IMPERSONAL: self._impersonal,
            GROUP: self._group,
            PRONOUN: self._pronoun,
            DOCUMENT: self._document,
            DESCRIBED: self._described,
        }
        found = resolvers[subject.kind](subject, sentence, line)
        return tuple(entity for entity in found if not self._is_publisher(entity))

    def spoke(self, speakers: _Entities) -> None:
        """Note who spoke."""
        self.latest = speakers

    def passed(self, line: Sequence[Word]) -> None:
        """Note the subject of a sentence's main clause, for the pronouns of those that follow."""
        subject = main_subject(line, len(line))
        if subject and subject.kind == TAGGED:
            self.subjects.append(entities_of(subject.tags))

    def _is_publisher(self, entity: Entity) -> bool:
        return entity.kind != STATE and entity.name.casefold() == self.annotated.source.publisher.casefold()

    def _tagged(self, subject: SpeechSubject, _sentence: int, _line: Sequence[Word]) -> _Entities:
        found = self._with_states(entities_of(subject.tags))
        words = subject.tags[-1].span.of(self.annotated.source.text).lower().split()
        # "The presidents" who are not named are all whom the text is about.
        return (self._several() or found) if len(found) == 1 and words[-1] in GROUPS else found

    def _with_states(self, found: _Entities) -> _Entities:
        """Return who speaks, after a body the state that it speaks for."""
        if len(found) != 1 or found[0].kind != ORGANISATION:
            return found
        state = self.knowledge.entities.get(self.annotated.state_of(found[0]) or "")
        return (*found, state) if state else found

    def _named(self, subject: SpeechSubject, _sentence: int, _line: Sequence[Word]) -> _Entities:
        last = subject.text.rpartition(" ")[2].lower()
        body = subject.text in MEDIA or subject.text.isupper() or last in STRUCTURE["body_words"]
        entity = Entity(None, subject.text, ORGANISATION if body else PERSON)
        if is_medium(entity):
            return (Entity(None, subject.text, ORGANISATION),)
        return (entity, *self._states_of(subject.tags))

    def _states_of(self, tags: Iterable[PhraseTag]) -> _Entities:
        states = (actor.state or "" for tag in tags for actor in tag.actors)
        return tuple(self.knowledge.entities[state] for state in states if state in self.knowledge.entities)

    def _impersonal(self, _subject: SpeechSubject, _sentence: int, _line: Sequence[Word]) -> _Entities:
        return self.principals if len(self.principals) > 1 else ()

    def _group(self, subject: SpeechSubject, sentence: int, line: Sequence[Word]) -> _Entities:
        if subject.text in _OF_STATES and len(self.latest) != len(("both", "nations")):
            return self._both_states() or self._recent(sentence, subject, line, _is_state)[-2:]
        return self._several()

    def _both_states(self) -> _Entities:
        """Return the two states that the sentence before is about, else those that the title names."""
        subjects = self.subjects[-1] if self.subjects else ()
        states = (self.annotated.state_of(each) or each.id or "" for each in subjects)
        before = [self.knowledge.entities[state] for state in states if state in self.knowledge.entities]
        titles = [sentence.tagged for sentence in self.annotated.sentences if sentence.is_title]
        named = entities_of(tag for title in titles for tag in self.annotated.tags_in(title, "sa"))
        found = tuple(dict.fromkeys(before)) if len(set(before)) > 1 else tuple(filter(_is_state, named))
        return found[:2] if len(found) > 1 else ()

    def _several(self) -> _Entities:
        if len(self.latest) > 1:
            return self.latest
        if self.subjects and len(self.subjects[-1]) > 1:
            return self.subjects[-1]
        return self.principals if len(self.principals) > 1 else ()

    def _pronoun(self, subject: SpeechSubject, sentence: int, line: Sequence[Word]) -> _Entities:
        if subject.text in {"they", "both", "their"}:
            return self._several() or self.latest
        if subject.text == "it":
            return self._last(lambda entity: entity.kind in {STATE, ORGANISATION}, subject, sentence, line)
        return self._last(lambda entity: entity.kind == PERSON, subject, sentence, line)

    def _last(
        self, wanted: Callable[[Entity], bool], subject: SpeechSubject, sentence: int, line: Sequence[Word]
    ) -> _Entities:
        """Return the last subject of a kind: of this sentence, the last speaker, or of a sentence before."""
        here = main_subject(line, subject.start)
        for found in (
            entities_of(here.tags) if here else (),
            self.subjects[-1] if self.subjects else (),
            self.latest,
            *reversed(self.subjects[-_MOST:]),
        ):
            fitting = tuple(entity for entity in found if wanted(entity))
            if fitting and len(found) == 1:
                return fitting
        return self._recent(sentence, subject, line, wanted)[-1:]

    def _recent(
        self, sentence: int, subject: SpeechSubject, line: Sequence[Word], wanted: Callable[[Entity], bool]
    ) -> _Entities:
        """Return the entities of a kind that were mentioned before a subject, the latest last."""
        start = self.annotated.sentences[sentence].starts[line[subject.start].start]
        before = [entity for tag in self._tags_before(start) for entity in entities_of((tag,))]
        return tuple(dict.fromkeys(entity for entity in reversed(before) if wanted(entity)))[:4][::-1]

    def _tags_before(self, start: int) -> Sequence[PhraseTag]:
        """Return the phrases not too far before a position, the nearest last."""
        end = bisect_left(self.annotated.tags, start, key=lambda tag: tag.span.start)
        return self.annotated.tags[max(end - _FARTHEST, 0) : end]

    def _document(self, subject: SpeechSubject, sentence: int, line: Sequence[Word]) -> _Entities:
        if subject.tags:
            return self._described(subject, sentence, line)
        return self.latest or self._last(lambda _: True, subject, sentence, line)

    def _described(self, subject: SpeechSubject, sentence: int, line: Sequence[Word]) -> _Entities:
        if not subject.tags:
            return self._by_noun(subject, sentence, line)
        found = entities_of(subject.tags)
        if subject.tags[0].letter != "l":
            return found
        return self._states_of(subject.tags) or found

    def _by_noun(self, subject: SpeechSubject, sentence: int, line: Sequence[Word]) -> _Entities:
        """Return who "the ministry" or "the commissioner" is: the last one called so, or who spoke last."""
        start = self.annotated.sentences[sentence].starts[line[subject.start].start]
        for tag in reversed(self._tags_before(start)):
            words = tag.span.of(self.annotated.source.text).lower()
            if tag.letter in "pos" and subject.text in words.split():
                return entities_of((tag,))
        if subject.text in {"government", "administration", "regime", "side"}:
            return self._last(lambda entity: entity.kind == STATE, subject, sentence, line)
        return self.latest


def _principals(annotated: AnnotatedText) -> _Entities:
    """Return the persons named together in the first sentence of the body that names several."""
    bodies = [sentence for sentence in annotated.sentences if not sentence.is_title][:_FIRST]
    for sentence in bodies:
        persons = entities_of(annotated.tags_in(sentence.tagged, "p"))
        if len(persons) > 1:
            return persons[:_MOST]
    return ()
