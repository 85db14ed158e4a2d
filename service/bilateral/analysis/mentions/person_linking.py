"""Which person a name means: one of the graph, or one whom the text names in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.word_lists import read_lexicon
from bilateral.analysis.mentions.name_chunks import FAMILY_FIRST, GIVEN, LEADING, SUFFIXES
from bilateral.analysis.text.word_tokens import fold_word, folded_words, tokens
from bilateral.names.forms import sound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bilateral.analysis.findings import Entity

_LEXICON: Final = read_lexicon("person_words")
COMMON: Final = frozenset(map(fold_word, _LEXICON["common_families"].split()))
_NICKNAMES: Final = {fold_word(short): fold_word(long) for short, long in _LEXICON["nicknames"].items()}
_LONG: Final = 3  # words of the beginning of a name that tells whose it is: Mohamed bin Zayed
_FEW: Final = 3  # words of a name whose family name stands first, at most
_ALIKE: Final = 30  # persons of one family that a name is compared with


class NameParts(NamedTuple):
    """A person's name in folded words: given, further and family names."""

    given: str
    middle: tuple[str, ...]
    family: tuple[str, ...]


def name_parts(name: str) -> NameParts:
    """Return the parts of a full name; the family name is the last, or first in Chinese and Korean."""
    found = [word for word in tokens(name) if word.text not in SUFFIXES]
    if not found:
        return NameParts("", (), ())
    if (
        len(found) > 1
        and found[0].folded in FAMILY_FIRST
        and found[0].folded not in _NICKNAMES
        and len(found) <= _FEW
    ):
        return NameParts(" ".join(word.folded for word in found[1:]), (), (found[0].folded,))
    first = len(found) - 1
    return NameParts(
        found[0].folded if first else "",
        tuple(word.folded for word in found[1:first] if word.folded not in LEADING),
        (found[-1].folded,),
    )


def is_same_given(one: str, other: str) -> bool:
    """Return whether two given names may be one person's: equal, short, an initial, or of one sound."""
    if not one or not other:
        return True
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    if _NICKNAMES.get(one, one) == _NICKNAMES.get(other, other):
        return True
    return sound(one) == sound(other)


def is_compatible(one: NameParts, other: NameParts) -> bool:
    """Return whether two full names may be one person's; a different middle initial forbids it."""
    if one.family != other.family and [*map(sound, one.family)] != [*map(sound, other.family)]:
        return False
    initials = [{word[0] for word in parts.middle} for parts in (one, other)]
    if all(initials) and not (initials[0] <= initials[1] or initials[1] <= initials[0]):
        return False
    given = [{parts.given, *parts.middle} for parts in (one, other)]
    return is_same_given(one.given, other.given) or bool(given[0] & given[1])


class PersonLinker:
    """Known persons, found by full names in other spellings and orders."""

    def __init__(self, names: Iterable[tuple[str, Entity]]) -> None:
        """Enter full names of persons."""
        self._by_family: dict[str, list[tuple[NameParts, Entity]]] = {}
        self._by_words: dict[tuple[str, ...], set[Entity]] = {}
        for name, entity in names:
            parts = name_parts(name)
            for word in parts.family:
                self._by_family.setdefault(sound(word), []).append((parts, entity))
            words = folded_words(name)
            self._by_words.setdefault(tuple(sorted(words)), set()).add(entity)
            for size in range(_LONG, len(words)):
                self._by_words.setdefault(tuple(sorted(words[:size])), set()).add(entity)

    def link(self, name: str) -> Entity | None:
        """Return the known person whom a full name means; None if none or several."""
        parts = name_parts(name)
        found = {
            person
            for word in parts.family
            for known, person in self._by_family.get(sound(word), ())
            if parts.given and is_compatible(parts, known)
        }
        found = found or self._by_words.get(tuple(sorted(folded_words(name))), set())
        return next(iter(found)) if len(found) == 1 else None


def cluster(names: Iterable[str]) -> dict[str, str]:
    """Return for each full name of a text the fullest one that means the same person."""
    found: dict[str, list[tuple[NameParts, str]]] = {}
    fullest = {}
    for name in sorted(set(names), key=lambda name: (-len(name.split()), -len(name), name)):
        parts = name_parts(name)
        known = found.setdefault(" ".join(map(sound, parts.family)), [])
        same = {other for its, other in known[:_ALIKE] if is_compatible(parts, its)}
        fullest[name] = same.pop() if len(same) == 1 else name
        known.append((parts, fullest[name]))
    return fullest | dict(_by_first_surname(fullest))


def first_surname(name: str) -> str:
    """Return the first of two surnames of a full name, folded, "" if it has one: "Lucía Quirós Etchart"."""
    parts = name_parts(name)
    further = [word for word in parts.middle if len(word) > 1 and word not in GIVEN]
    return further[-1] if len(further) == 1 and parts.middle[-1] == further[0] else ""


def _by_first_surname(fullest: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield names that are two surnames, "Quirós Etchart", with the full name that has the first of them."""
    for name in fullest:
        parts = name_parts(name)
        if parts.middle or not parts.given or parts.given in GIVEN | FAMILY_FIRST | COMMON:
            continue
        same = {
            other
            for whole, other in fullest.items()
            for its in (name_parts(whole),)
            if its.given in GIVEN and its.family == (parts.given,)
        }
        if len(same) == 1:
            yield name, same.pop()
