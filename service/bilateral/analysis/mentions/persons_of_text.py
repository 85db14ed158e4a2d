"""The persons of a text: who is named in full, and whom a family name alone means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.analysis.findings import PERSON, Choice, Entity
from bilateral.analysis.lexicons.title_words import office_class
from bilateral.analysis.mentions.person_linking import COMMON, cluster, first_surname, name_parts
from bilateral.analysis.text.word_tokens import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.analysis.analysed_text import TextSpan
    from bilateral.analysis.mentions.knowledge_index import KnowledgeIndex

_WORD = re.compile(r"[^\W_][\w'’-]*")
_BEFORE: Final = 60  # characters before a name in which its title is looked for
_COUPLE: Final = 2
_TITLE: Final = 5  # words of a title
_KNIGHT: Final = ("Sir ", "Dame ")
_LIKELY: Final = 0.5


class PersonsOfText:
    """Who the names of a text mean, by what else it says of them and who held which office on its day."""

    def __init__(self, text: str, day: str, index: KnowledgeIndex) -> None:
        self._text, self._day, self._index = text, day, index
        self._spellings: dict[str, Entity] = {}
        self._named: dict[str, Entity] = {}
        self._families: dict[str, list[tuple[int, Entity]]] = defaultdict(list)

    def introduce(self, known: Iterable[tuple[TextSpan, Entity]], full: Iterable[TextSpan]) -> None:
        """Take in the persons that the graph knows by the words of the text, and other full names."""
        spans = list(full)
        introduced = [(span, self._spelled(entity, span.of(self._text))) for span, entity in known]
        self._named.update((span.of(self._text), entity) for span, entity in introduced)
        clusters = cluster(span.of(self._text) for span in spans)
        for name, fullest in sorted(clusters.items()):
            linked = self._index.linker.link(name) or self._index.linker.link(fullest)
            person = self._spelled(linked, fullest) if linked else Entity(None, fullest, PERSON)
            self._named.setdefault(name, person)
        for span in sorted([*(span for span, _ in introduced), *spans]):
            self._add_family(span)

    def _add_family(self, span: TextSpan) -> None:
        name = span.of(self._text)
        entity = self._named[name]
        families = (*name_parts(name).family, *name_parts(entity.name).family, first_surname(name))
        for word in filter(None, dict.fromkeys(families)):
            self._families[word].append((span.start, entity))

    def _spelled(self, person: Entity, name: str) -> Entity:
        """Return a person whom the graph lacks by the name that the text uses first."""
        if person.id:
            return person
        return self._spellings.setdefault(person.name, Entity(None, name, PERSON))

    def full(self, name: str) -> Entity | None:
        """Return whom a full name of the text means."""
        return self._named.get(name)

    def has_family(self, word: str) -> bool:
        """Return whether a folded word is the family name of somebody whom the text names in full."""
        return word in self._families

    def by_family(self, span: TextSpan, *, has_title: bool) -> tuple[Entity, tuple[Choice, ...]] | None:
        """Return whom a family name alone means, and whom else it may; None if nobody can be told."""
        words = folded_words(span.of(self._text))
        title = title_class(self._text, span.start) if has_title else ""
        of_text = self._of_text(words[-1], span.start) if words else []
        known = list(self._index.families.get(" ".join(words), ()))
        known = [self._by_spelling(each, words) for each in known]
        if title and (held := [each for each in [*of_text, *known] if self._has_held(each, title)]):
            return _choice(self._ranked(held, title), [*of_text, *known])
        if of_text:
            return _choice(of_text, known)
        if has_title and (given := self._by_given(words, title, span)):
            return given, ()
        lexical = [each for each in known if not each.id]
        if title:
            return _choice(lexical, known) if lexical else None
        if known and not any(word in COMMON or word in self._index.shared_families for word in words):
            return _choice(self._ranked(known, title), known)
        return None

    def _by_spelling(self, person: Entity, family: tuple[str, ...]) -> Entity:
        """Return a person whom the graph lacks by the spelling whose family name the text has."""
        names = self._index.spellings(person)
        fitting = (name for name in names if folded_words(name)[-len(family) :] == family)
        return self._spelled(person, next(fitting, person.name))

    def _by_given(self, words: Sequence[str], title: str, span: TextSpan) -> Entity | None:
        """Return whom a title with the given name alone means: "President Lula", "Sir Keir"."""
        if len(words) != 1:
            return None
        named = [each for name, each in self._named.items() if name_parts(name).given == words[0]]
        is_knight = self._text.endswith(_KNIGHT, 0, span.start)
        held = [each for each in self._index.given.get(words[0], ()) if self._holds(each, title, is_knight)]
        found = list(dict.fromkeys([*named, *held]))
        return found[0] if len(found) == 1 else None

    def _holds(self, person: Entity, title: str, is_knight: bool) -> bool:  # noqa: FBT001  # as its caller has it
        if title:
            return self._index.holds_class(person.id or "", title, self._day)
        return is_knight and bool(self._index.offices_on(person.id or "", self._day))

    def _of_text(self, family: str, position: int) -> list[Entity]:
        """Return those named in full before a position, the nearest first, then those named after it."""
        named = self._families.get(family, [])
        index = bisect_right(named, position, key=lambda item: item[0])
        nearest = [*reversed(named[max(0, index - 3) : index]), *named[index : index + 3]]
        return list(dict.fromkeys(entity for _, entity in nearest))

    def _has_held(self, person: Entity, title: str) -> bool:
        return bool(person.id) and any(
            title in office.classes for office in self._index.offices_ever(person.id or "")
        )

    def _ranked(self, persons: Sequence[Entity], title: str) -> list[Entity]:
        """Return persons, those in the office on the day first, then those in any."""

        def rank(person: Entity) -> tuple[bool, bool]:
            offices = self._index.offices_on(person.id, self._day) if person.id else []
            return not any(title in office.classes for office in offices), not offices

        return sorted(dict.fromkeys(persons), key=rank)


def title_class(text: str, start: int) -> str:
    """Return the class of the office that the words before a name are a title of; "" if of none."""
    words: Mapping[int, re.Match[str]] = dict(enumerate(_WORD.finditer(text, max(0, start - _BEFORE), start)))
    if not words or text[words[len(words) - 1].end() : start].strip(" .\u00a0"):
        return ""
    last = len(words)
    if last > _COUPLE and [words[at][0] for at in (last - 2, last - 1)] == [
        "and",
        "Mrs",
    ]:  # "President and Mrs. Ruto"
        last -= 2
    for size in range(min(_TITLE, last), 0, -1):
        title = text[words[last - size].start() : words[last - 1].end()]
        if found := office_class(title):
            return found
    return ""


def _choice(ranked: Sequence[Entity], all_: Sequence[Entity]) -> tuple[Entity, tuple[Choice, ...]]:
    others = [each for each in dict.fromkeys([*ranked, *all_]) if each != ranked[0]]
    return ranked[0], tuple(Choice(each, _LIKELY / 2, "the same family name") for each in others)
