"""The names of a graph's entities, found by any of their forms.

Built once for a state of the graph and never changed; safe to share between threads.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.matching import chinese, names
from bilateral.matching.grams import Grams
from bilateral.matching.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bilateral.matching.names import Forms
    from bilateral.terms import Term

LABEL, ALIAS, DERIVED, CODE = "label", "alias", "adjective or demonym", "code"
"""What a name is to its entity."""

_SHARING: Final = 2000  # names that one word may lead to


def at_once() -> None:
    """Give way to nobody."""


class Name(NamedTuple):
    """A name of an entity.

    Attributes:
        role: LABEL, ALIAS, DERIVED or CODE.
    """

    entity: Term
    text: str
    language: str = ""
    role: str = LABEL


class Entity(NamedTuple):
    """What matching knows of an entity beside its names.

    Attributes:
        nature: PERSON, POLITY or OTHER: whose names they are.
        within: the entities that it lies in: a city yields to the state that is called alike.
    """

    nature: str = names.OTHER
    within: frozenset[Term] = frozenset()


class Table:
    """The names of entities of one nature, by form.

    Attributes:
        contested: entities that share a name with another but for the form of state: China, Korea, Congo.
    """

    def __init__(self, given: Iterable[Name], nature: str, pace: Callable[[], object]) -> None:
        self.nature = nature
        self.folded: dict[str, list[Name]] = defaultdict(list)
        self.latin: dict[str, list[Name]] = defaultdict(list)
        self.bare: dict[tuple[str, ...], list[Name]] = defaultdict(list)
        self.sound: dict[str, list[Name]] = defaultdict(list)
        self.chinese: dict[str, list[Name]] = defaultdict(list)
        self.bones: dict[str, list[Name]] = defaultdict(list)
        self._words: dict[str, set[str]] = defaultdict(set)
        kept = list(given)
        for name in kept:
            self._add(name, names.forms(name.text, nature))
            pace()
        self.shapes = Shapes(_spelled(kept) if nature == names.PERSON else ())
        self._grams = Grams(self.sound)
        self.contested = frozenset(self._contested())

    def _add(self, name: Name, forms: Forms) -> None:
        if not forms.folded:
            return
        self.folded[forms.folded].append(name)
        self.latin[forms.latin].append(name)
        self.bare[forms.bare].append(name)
        self.sound[forms.sound].append(name)
        if self.nature == names.PERSON:
            self.bones[names.bones(forms.bare)].append(name)
            self.bones[names.bones([forms.latin])].append(name)
            self.chinese[chinese.key(forms.bare, palladius=False)].append(name)
            for word in forms.bare:
                self._words[names.sound(word)].add(forms.sound)

    def _contested(self) -> Iterator[Term]:
        for found in self.bare.values():
            entities = {name.entity for name in found}
            if len(entities) > 1:
                yield from entities

    def near(self, forms: Forms) -> Iterator[Name]:
        """Yield the names that share much of their sound with a name; those of persons, one word."""
        found = dict.fromkeys(self._grams.near(forms.sound))
        for word in set(forms.sound.split()) if self.nature == names.PERSON else ():
            found |= dict.fromkeys(list(self._words.get(word, ()))[:_SHARING])
        for sound in found:
            yield from self.sound[sound]

    def near_sound(self, sound: str) -> Iterator[Name]:
        """Yield the names that share much of a sound."""
        for near in self._grams.near(sound):
            yield from self.sound[near]


def _spelled(given: Iterable[Name]) -> Iterator[tuple[Name, list[str]]]:
    """Yield the names of persons that are written in an alphabet, with their words."""
    for name in given:
        if names.script(name.text) == names.ALPHABET:
            forms = names.forms(name.text, names.PERSON)
            yield name, [word for word in forms.words if word in forms.bare]


class Index:
    """All names.

    Attributes:
        tables: the names by the nature of what they name.
        codes: codes as they are written.
        count: how many names an entity has.
        main: its label in English, or its first.
        formality: of a polity, how many words its shortest formal name in English tells the form of state by.
    """

    def __init__(
        self,
        given: Iterable[Name],
        entities: Mapping[Term, Entity],
        pace: Callable[[], object] = at_once,
    ) -> None:
        """Sort names out.

        Args:
            given: the names.
            entities: what is known of those they name.
            pace: called for each name, so that many of them can give way to others.
        """
        self._entities = entities
        self.codes: dict[str, list[Name]] = defaultdict(list)
        self.count: dict[Term, int] = defaultdict(int)
        self.main: dict[Term, str] = {}
        self.formality: dict[Term, int] = {}
        sorted_out: dict[str, list[Name]] = {
            nature: [] for nature in (names.POLITY, names.PERSON, names.OTHER)
        }
        for name in dict.fromkeys(given):
            if name.role == CODE:
                self.codes[name.text].append(name)
            else:
                sorted_out[self.entity(name.entity).nature].append(name)
                self._note(name)
        self.tables = tuple(Table(found, nature, pace) for nature, found in sorted_out.items())

    def _note(self, name: Name) -> None:
        self.count[name.entity] += 1
        if name.role == LABEL and (name.language == "en" or name.entity not in self.main):
            self.main[name.entity] = name.text

        if self.entity(name.entity).nature == names.POLITY and name.language == "en":
            forms = names.forms(name.text, names.POLITY)
            if told := len(forms.words) - len(forms.bare):
                self.formality[name.entity] = min(told, self.formality.get(name.entity, told))

    def entity(self, term: Term) -> Entity:
        """Return what is known of an entity."""
        return self._entities.get(term, _UNKNOWN)


_UNKNOWN: Final = Entity()
