"""The names of the entities of a graph, found by their blocking keys and words.

An index is made once for a state of the graph and is immutable, so that threads can share it. After a write,
the index of the next state shares what stays the same.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.names import blocking_keys, forms, person_names
from bilateral.names.blocking_keys import (
    CONSONANTS,
    LATIN,
    SHAPE,
    SOUND,
    SYLLABLES,
    WORD_CONSONANTS,
    WORD_SHAPE,
    WORD_SOUND,
)
from bilateral.names.trigram_index import TrigramIndex, merge_postings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from bilateral.names.blocking_keys import SimilarShape
    from bilateral.names.person_names import PersonName
    from bilateral.rdf.terms import Term

LABEL, ALIAS, DERIVED, CODE, PART = "label", "alias", "adjective or demonym", "code", "family name"
"""The roles of names."""

_COMPARED: Final = (SOUND, SHAPE, WORD_SHAPE)
_MAX_BY_WORD: Final = 2000  # names
_MAX_BY_PREFIX: Final = 1000  # names
_MAX_BY_SHAPE: Final = 50  # names
_SEVERAL: Final = 3  # entities with a word in their names
_SPARE: Final = 1000  # strings without names, before trigrams are indexed again


def no_pause() -> None:
    """Do not give way to others."""


class Name(NamedTuple):
    """A name of an entity; its role is LABEL, ALIAS, DERIVED, CODE or PART."""

    entity: Term
    text: str
    language: str = ""
    role: str = LABEL


class NamedEntity(NamedTuple):
    """What is known of an entity besides its names.

    Attributes:
        nature: PERSON, POLITY or OTHER.
        within: entities it lies in: a city is ranked below the state of the same name.
        document: whether it is a document, which may bear the names of what it is about.
    """

    nature: str = forms.OTHER
    within: frozenset[Term] = frozenset()
    document: bool = False


class NameTable:
    """The names of entities of one nature, by blocking key."""

    def __init__(
        self, nature: str, names: Iterable[Name] = (), pace: Callable[[], object] = no_pause
    ) -> None:
        self.nature = nature
        self._names: dict[str, dict[str, list[Name]]] = {
            kind: defaultdict(list) for kind in blocking_keys.KINDS
        }
        for name in names:
            for kind, key in blocking_keys.keys(name.text, nature):
                self._names[kind][key].append(name)
            pace()
        self._trigrams = {kind: TrigramIndex(self._names[kind]) for kind in _COMPARED}

    def changed(
        self, added: Collection[Name], removed: Collection[Name], pace: Callable[[], object]
    ) -> NameTable:
        """Return a table with names added and removed."""
        if not added and not removed:
            return self
        if not self._names[LATIN]:
            return NameTable(self.nature, added, pace)
        more, fewer = NameTable(self.nature, added, pace), NameTable(self.nature, removed, pace)
        made = NameTable(self.nature)
        made._names = {
            kind: merge_postings(names, more._names[kind], fewer._names[kind])
            for kind, names in self._names.items()
        }
        for kind in _COMPARED:
            keys = made._names[kind]
            # Keys without names stay in the index, and lead to nothing, until they are too many.
            worn = len(self._trigrams[kind]) > 2 * len(keys) + _SPARE
            made._trigrams[kind] = (
                TrigramIndex(keys) if worn else self._trigrams[kind].extended(more._names[kind])
            )
        return made

    def get(self, kind: str, key: str) -> Sequence[Name]:
        """Return the names with a blocking key."""
        return self._names[kind].get(key, ())

    @functools.cached_property
    def ambiguous(self) -> frozenset[Term]:
        """Entities that share a name with another but for the form of state: China, Korea, Congo."""
        found: dict[tuple[str, ...], set[Term]] = defaultdict(set)
        for names in self._names[SOUND].values():
            for name in names if len(names) > 1 else ():
                found[forms.of(name.text, self.nature).bare].add(name.entity)
        return frozenset(chain.from_iterable(each for each in found.values() if len(each) > 1))

    @functools.cached_property
    def heads(self) -> frozenset[Term]:
        """Entities whose name in English is a word of those of several others: Guinea."""
        labels = {
            (name.entity, forms.of(name.text, self.nature).bare)
            for names in self._names[LATIN].values()
            for name in names
            if name.role == LABEL and name.language == "en"
        }
        sharing = Counter(word for _, words in labels for word in set(words))
        return frozenset(
            entity for entity, words in labels if len(words) == 1 and sharing[words[0]] >= _SEVERAL
        )

    @functools.cached_property
    def in_characters(self) -> frozenset[Term]:
        """Entities with a name in Chinese characters, which no name in other letters tells better."""
        names = chain.from_iterable(self._names[LATIN].values())
        return frozenset(name.entity for name in names if forms.has(forms.HAN, name.text))

    def of_person(self, query: PersonName) -> Iterable[Name]:
        """Return the names of persons that share the words of a name, but for one if it has several."""
        keys = [blocking_keys.word_keys(word) for word in query.core]
        hits = Counter(chain.from_iterable(self._with_any(WORD_CONSONANTS, each) for each in keys))
        least = 2 if len(keys) > 1 and not query.initials else 1
        found = [
            name for name, count in hits.items() if count >= least or person_names.parse(name.text).initials
        ]
        syllables = self._with_any(SYLLABLES, blocking_keys.syllable_keys(query))
        whole = self._with_any(CONSONANTS, blocking_keys.consonant_keys(query))
        return dict.fromkeys(chain(syllables, whole, found))

    def _with_any(self, kind: str, keys: Iterable[str]) -> Iterable[Name]:
        """Return the names with any of some keys, each once."""
        return dict.fromkeys(chain.from_iterable(self.get(kind, key)[:_MAX_BY_WORD] for key in sorted(keys)))

    def near_sound(self, sound: str) -> Iterator[Name]:
        """Yield the names whose sound is similar."""
        for near in self.sounds_near(sound):
            yield from self.get(SOUND, near)

    def sounds_near(self, sound: str) -> Sequence[str]:
        """Return the sounds of names that are similar, best first."""
        return self._trigrams[SOUND].near(sound)

    def by_shape(self, words: Sequence[str], *, abjad: bool) -> Iterator[tuple[Name, SimilarShape]]:
        """Yield the names whose shape is similar to that of some words."""
        for found in blocking_keys.similar_shapes(words, self._trigrams, abjad=abjad):
            for name in self.get(found.kind, found.shape)[:_MAX_BY_SHAPE]:
                yield name, found

    def by_word_sound(self, words: Iterable[str]) -> Sequence[Name]:
        """Return the names with the sound of the rarest of some words."""
        groups = (self.get(WORD_SOUND, forms.sound(word)) for word in words)
        return min(groups, key=len, default=())[:_MAX_BY_WORD]


class PrefixIndex:
    """Names by their words in Latin letters, for search as one types."""

    def __init__(self, names: Iterable[Name] = (), pace: Callable[[], object] = no_pause) -> None:
        self._names: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            for word in dict.fromkeys(forms.latin(name.text).split()):
                self._names[word].append(name)
            pace()
        self._words = sorted(self._names)

    def changed(
        self, added: Iterable[Name], removed: Iterable[Name], pace: Callable[[], object]
    ) -> PrefixIndex:
        """Return an index with names added and removed."""
        more, fewer, made = PrefixIndex(added, pace), PrefixIndex(removed, pace), PrefixIndex()
        made._names = merge_postings(self._names, more._names, fewer._names)
        made._words = sorted(made._names)
        return made

    def has(self, word: str) -> bool:
        """Return whether a word in Latin letters is one of a name."""
        return word in self._names

    def find(self, prefixes: Iterable[str]) -> Iterator[Name]:
        """Yield the names with a word that begins with the rarest of some prefixes."""
        groups = [self._with_prefix(prefix) for prefix in dict.fromkeys(prefixes)]
        rarest = min(groups, key=lambda group: sum(map(len, group)), default=[])
        return islice(chain.from_iterable(rarest), _MAX_BY_PREFIX)

    def _with_prefix(self, prefix: str) -> list[list[Name]]:
        """Return the names of each word with a prefix."""
        found, number = [], 0
        for place in range(bisect_left(self._words, prefix), len(self._words)):
            if not self._words[place].startswith(prefix) or number >= _MAX_BY_PREFIX:
                break
            found.append(self._names[self._words[place]])
            number += len(found[-1])
        return found


class NameIndex:
    """All names.

    Attributes:
        natures: the names, each with the nature of its entity.
        tables: the names by nature; empty in an index of words only.
        codes: codes by their casefolded text.
        count: how many names an entity has.
        main: an entity's label in English, else without language, else its first.
        formality: of a polity, the words for the form of state in its shortest formal name in English.
        kinds: of a polity, the kinds of the form of state that its formal names have, but for rare ones.
    """

    def __init__(
        self,
        names: Iterable[Name],
        entities: Mapping[Term, NamedEntity],
        pace: Callable[[], object] = no_pause,
        before: NameIndex | None = None,
        *,
        words_only: bool = False,
    ) -> None:
        """Make an index.

        Args:
            names: its names.
            entities: what is known of their entities; those of the default kind may be left out.
            pace: called for each name, so that it can give way to other threads.
            before: an index of other names, which is extended by the difference only.
            words_only: whether names are found by their words only, which takes half the time.
        """
        self.entities = entities
        self.natures = {name: self.entity(name.entity).nature for name in names}
        old: Mapping[Name, str] = before.natures if before else {}
        added, removed = _difference(self.natures, old), _difference(old, self.natures)
        prefixes = before.prefixes if before else PrefixIndex()
        self.prefixes: PrefixIndex = prefixes.changed(added, removed, pace)
        if before and not before.tables:
            added, removed = _difference(self.natures, {}), []
        self.tables: tuple[NameTable, ...] = tuple(
            table.changed(_of(added, self.natures, table.nature), _of(removed, old, table.nature), pace)
            for table in ((before and before.tables) or _EMPTY)
            if not words_only
        )
        self.codes: dict[str, list[Name]] = defaultdict(list)
        self.count: Counter[Term] = Counter()
        self.main: dict[Term, str] = {}
        self.formality: dict[Term, int] = {}
        self.kinds: dict[Term, frozenset[frozenset[str]]] = {}
        self._summarise()

    def table(self, nature: str) -> NameTable:
        """Return the names of entities of a nature; none in an index of words only."""
        return next(table for table in (*self.tables, *_EMPTY) if table.nature == nature)

    def entity(self, term: Term) -> NamedEntity:
        """Return what is known of an entity."""
        return self.entities.get(term, _UNKNOWN)

    def _summarise(self) -> None:
        ranks: dict[Term, int] = {}
        kinds: dict[Term, Counter[frozenset[str]]] = defaultdict(Counter)
        for name, nature in self.natures.items():
            if name.role == CODE:
                self.codes[name.text.casefold()].append(name)
            elif name.role != PART:
                self.count[name.entity] += 1
                if name.role == LABEL and (rank := _language_rank(name)) < ranks.get(name.entity, _LAST):
                    ranks[name.entity], self.main[name.entity] = rank, name.text
                if nature == forms.POLITY:
                    self._note_formality(name)
                    kinds[name.entity][forms.of(name.text, nature).kinds] += 1
        self.kinds = {entity: _usual(counts) for entity, counts in kinds.items()}

    def _note_formality(self, name: Name) -> None:
        if name.language == "en" and (count := forms.of(name.text, forms.POLITY).formality):
            self.formality[name.entity] = min(count, self.formality.get(name.entity, count))


_UNKNOWN: Final = NamedEntity()
_EMPTY: Final = tuple(map(NameTable, (forms.POLITY, forms.PERSON, forms.OTHER)))
_LAST: Final = 9
_RARE: Final = 0.2  # of the formal names of the usual form of state


def _usual(counts: Counter[frozenset[str]]) -> frozenset[frozenset[str]]:
    """Return the kinds of forms of state that are not those of a mistake, or of one language."""
    formal = {kinds: count for kinds, count in counts.items() if kinds}
    least = _RARE * max(formal.values(), default=0)
    return frozenset(kinds for kinds, count in formal.items() if count >= least)


def _language_rank(name: Name) -> int:
    """Rank a label by language: English, English of a region, none, any."""
    if name.language == "en":
        return 0
    if name.language.startswith("en-"):
        return 1
    return 2 if name.language in ("", "mul") else 3


def _difference(natures: Mapping[Name, str], others: Mapping[Name, str]) -> list[Name]:
    """Return the names, except codes, that are not among the others with the same nature."""
    return [name for name, nature in natures.items() if name.role != CODE and others.get(name) != nature]


def _of(names: Iterable[Name], natures: Mapping[Name, str], nature: str) -> list[Name]:
    return [name for name in names if natures[name] == nature]
