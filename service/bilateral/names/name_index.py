"""The names of a graph's entities, found by any of their forms.

Made once for a state of the graph and never changed; safe to share between threads. After a write, what
differs is put into new containers that share the rest.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.names import chinese_romanisation, consonant_shapes, forms
from bilateral.names.postings import merged
from bilateral.names.trigrams import Grams

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bilateral.names.forms import Forms
    from bilateral.rdf.terms import Term

LABEL, ALIAS, DERIVED, CODE, PART = "label", "alias", "adjective or demonym", "code", "family name"
"""What a name is to its entity."""

LATIN, SOUND, HEARD = "latin", "sound", "sound of a word"
BONES, CHINESE = "bones", "chinese"
"""The forms by which names are found; the last two are of persons, as are those of `shapes`."""

_FORMS: Final = (LATIN, SOUND, HEARD, BONES, CHINESE, consonant_shapes.WHOLE, consonant_shapes.PART)
_COMPARED: Final = (SOUND, consonant_shapes.WHOLE, consonant_shapes.PART)
_SHARING: Final = 2000  # names that one word may lead to
_TYPED: Final = 1000  # names that the beginning of one may lead to
_ALIKE: Final = 50  # names of one shape that are looked at
_SPARE: Final = 1000


def at_once() -> None:
    """Give way to nobody."""


class Name(NamedTuple):
    """A name of an entity.

    Attributes:
        role: LABEL, ALIAS, DERIVED, CODE or PART.
    """

    entity: Term
    text: str
    language: str = ""
    role: str = LABEL


class Entity(NamedTuple):
    """What is known of an entity beside its names.

    Attributes:
        nature: PERSON, POLITY or OTHER: whose names they are.
        within: the entities that it lies in: a city yields to the state that is called alike.
        document: whether it may bear the names of what it is about; whoever types one seldom means it.
    """

    nature: str = forms.OTHER
    within: frozenset[Term] = frozenset()
    document: bool = False


class Table:
    """The names of entities of one nature, by form."""

    def __init__(self, nature: str, given: Iterable[Name] = (), pace: Callable[[], object] = at_once) -> None:
        """Sort names out.

        Args:
            nature: of what they name.
            given: the names.
            pace: called for each name.
        """
        self.nature = nature
        self._by: dict[str, dict[str, list[Name]]] = {form: defaultdict(list) for form in _FORMS}
        for name in given:
            for form, key in _keys(name, nature):
                self._by[form][key].append(name)
            pace()
        self._grams = {form: Grams(self._by[form]) for form in _COMPARED}

    def changed(
        self, added: Collection[Name], gone: Collection[Name], pace: Callable[[], object] = at_once
    ) -> Table:
        """Return these with some names more and some fewer."""
        if not added and not gone:
            return self
        if not self._by[LATIN]:
            return Table(self.nature, added, pace)
        more, fewer = Table(self.nature, added, pace), Table(self.nature, gone, pace)
        made = Table(self.nature)
        made._by = {form: merged(self._by[form], more._by[form], fewer._by[form]) for form in _FORMS}
        for form in _COMPARED:
            keys = made._by[form]
            # What is gone is still found there, and leads to nothing, until it is too much.
            worn = len(self._grams[form]) > 2 * len(keys) + _SPARE
            made._grams[form] = Grams(keys) if worn else self._grams[form].extended(more._by[form])
        return made

    def get(self, form: str, key: str) -> Sequence[Name]:
        """Return the names that have this form."""
        return self._by[form].get(key, ())

    @functools.cached_property
    def contested(self) -> frozenset[Term]:
        """Entities that share a name with another but for the form of state: China, Korea, Congo."""
        found: dict[tuple[str, ...], set[Term]] = defaultdict(set)
        for names in self._by[SOUND].values():
            for name in names if len(names) > 1 else ():
                found[forms.of(name.text, self.nature).bare].add(name.entity)
        return frozenset(chain.from_iterable(each for each in found.values() if len(each) > 1))

    def near(self, query: Forms) -> Iterable[Name]:
        """Return the names that share much of their sound with a name; those of persons, one word."""
        if self.nature != forms.PERSON:
            return self.near_sound(query.sound)
        sharing = (self.get(HEARD, word)[:_SHARING] for word in sorted(set(query.sound.split())))
        return dict.fromkeys(chain(self.near_sound(query.sound), *sharing))

    def near_sound(self, sound: str) -> Iterator[Name]:
        """Yield the names that share much of a sound."""
        for near in self._grams[SOUND].near(sound):
            yield from self.get(SOUND, near)

    def shaped(
        self, words: Sequence[str], *, abjad: bool
    ) -> Iterator[tuple[Name, consonant_shapes.Likeness]]:
        """Yield the names whose consonants are of kinds like those of these words, and how alike."""
        for found in consonant_shapes.near(words, self._grams, abjad=abjad):
            for name in self.get(found.kind, found.shape)[:_ALIKE]:
                yield name, found

    def heard(self, words: Iterable[str]) -> Sequence[Name]:
        """Return the names that have the rarest of these words, as it is heard."""
        groups = (self.get(HEARD, forms.sound(word)) for word in words)
        return min(groups, key=len, default=())[:_SHARING]


def _keys(name: Name, nature: str) -> Iterator[tuple[str, str]]:
    """Yield the forms by which a name is found."""
    its = forms.of(name.text, nature)
    if not its.folded:
        return
    yield LATIN, its.latin
    yield SOUND, its.sound
    for said in dict.fromkeys(map(forms.sound, its.tokens)):
        yield HEARD, said
    if nature != forms.PERSON:
        return
    yield from ((BONES, each) for each in {forms.bones(its.bare), forms.bones([its.latin])})
    yield CHINESE, chinese_romanisation.key(its.bare, palladius=False)
    if forms.script(name.text) == forms.ALPHABET:
        yield from consonant_shapes.keys([word for word in its.words if word in its.bare])


class Words:
    """Names by their words in Latin letters, for whoever begins to type one."""

    def __init__(self, given: Iterable[Name] = (), pace: Callable[[], object] = at_once) -> None:
        self._by: dict[str, list[Name]] = defaultdict(list)
        for name in given:
            for word in dict.fromkeys(forms.latin(name.text).split()):
                self._by[word].append(name)
            pace()
        self._ordered = sorted(self._by)

    def changed(self, added: Iterable[Name], gone: Iterable[Name], pace: Callable[[], object]) -> Words:
        """Return these with some names more and some fewer."""
        more, fewer, made = Words(added, pace), Words(gone, pace), Words()
        made._by = merged(self._by, more._by, fewer._by)
        made._ordered = sorted(made._by)
        return made

    def typed(self, words: Sequence[str]) -> Iterator[Name]:
        """Return the names with a word that begins as the rarest of these words."""
        groups = [self._beginning(word) for word in dict.fromkeys(words)]
        rarest = min(groups, key=lambda group: sum(map(len, group)), default=[])
        return islice(chain.from_iterable(rarest), _TYPED)

    def _beginning(self, start: str) -> list[list[Name]]:
        """Return the names under each word that begins so."""
        found, number = [], 0
        for place in range(bisect_left(self._ordered, start), len(self._ordered)):
            if not self._ordered[place].startswith(start) or number >= _TYPED:
                break
            found.append(self._by[self._ordered[place]])
            number += len(found[-1])
        return found


class Index:
    """All names.

    Attributes:
        named: the names, with the nature of what they name.
        entities: what is known of those they name.
        tables: the names by nature; empty in an index that is made in haste.
        words: the names by their words.
        codes: codes without case.
        count: how many names an entity has.
        main: its label in English, or without language, or its first.
        formality: of a polity, how many words its shortest formal name in English tells the form of state by.
    """

    def __init__(
        self,
        given: Iterable[Name],
        entities: Mapping[Term, Entity],
        pace: Callable[[], object] = at_once,
        before: Index | None = None,
        *,
        hasty: bool = False,
    ) -> None:
        """Sort names out.

        Args:
            given: the names.
            entities: what is known of those they name; nothing of those that are none of these.
            pace: called for each name, so that many of them can give way to others.
            before: an index of other names; only what differs from it is worked out.
            hasty: whether names are to be found by their words alone, which is made in half the time.
        """
        self.entities = entities
        self.named = {name: self.entity(name.entity).nature for name in given}
        old: Mapping[Name, str] = before.named if before else {}
        new = [name for name, nature in self.named.items() if old.get(name) != nature]
        gone = [name for name, nature in old.items() if self.named.get(name) != nature]
        words = before.words if before else Words()
        self.words: Words = words.changed(_typed(new), _typed(gone), pace)
        if before and not before.tables:
            new, gone = list(self.named), []
        self.tables: tuple[Table, ...] = tuple(
            table.changed(_of(new, self.named, table.nature), _of(gone, old, table.nature), pace)
            for table in ((before and before.tables) or _EMPTY)
            if not hasty
        )
        self.codes: dict[str, list[Name]] = defaultdict(list)
        self.count: Counter[Term] = Counter()
        self.main: dict[Term, str] = {}
        self.formality: dict[Term, int] = {}
        self._note()

    def entity(self, term: Term) -> Entity:
        """Return what is known of an entity."""
        return self.entities.get(term, _UNKNOWN)

    def _note(self) -> None:
        languages: dict[Term, int] = {}
        for name, nature in self.named.items():
            if name.role == CODE:
                self.codes[name.text.casefold()].append(name)
            elif name.role != PART:
                self.count[name.entity] += 1
                if name.role == LABEL and (rank := _rank(name)) < languages.get(name.entity, _LAST):
                    languages[name.entity], self.main[name.entity] = rank, name.text
                if nature == forms.POLITY and name.language == "en":
                    self._note_form(name)

    def _note_form(self, name: Name) -> None:
        its = forms.of(name.text, forms.POLITY)
        if told := len(its.words) - len(its.bare):
            self.formality[name.entity] = min(told, self.formality.get(name.entity, told))


_UNKNOWN: Final = Entity()
_EMPTY: Final = tuple(map(Table, (forms.POLITY, forms.PERSON, forms.OTHER)))
_LAST: Final = 9


def _rank(name: Name) -> int:
    """Return the place of a label's language: English, English of a region, none, any."""
    if name.language == "en":
        return 0
    if name.language.startswith("en-"):
        return 1
    return 2 if name.language in ("", "mul") else 3


def _typed(given: Iterable[Name]) -> Iterator[Name]:
    return (name for name in given if name.role != CODE)


def _of(given: Iterable[Name], natures: Mapping[Name, str], nature: str) -> list[Name]:
    return [name for name in _typed(given) if natures[name] == nature]
