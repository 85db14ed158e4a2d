"""Names found by the beginnings of their words, as one types, or failing that, by the sounds of words."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from bilateral.names import forms
from bilateral.names.name_comparison import Fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.names.forms import NameForms
    from bilateral.names.name_index import Name, NameIndex

_BASE: Final = 56.0
_COVERED: Final = 10.0  # for the whole name
_FIRST: Final = 5.0  # for the beginning of the name
_KNOWN: Final = 2.0  # for an entity with many names
_MANY: Final = 60  # names
_COMMON: Final = 8.0  # for a name in English or in no language
_COMMON_LANGUAGES: Final = frozenset({"", "en", "mul"})
_SEVERAL: Final = 12.0  # for several words
_SOUND: Final = 6.0  # subtracted where words only sound so
_DOCUMENT: Final = 4.0  # subtracted for a document


def fits(index: NameIndex, queries: Mapping[str, NameForms]) -> Iterator[tuple[Name, Fit]]:
    """Yield the names that a query, in its forms for each nature, is a part of, and how well they fit."""
    words, found = queries[forms.OTHER].tokens, False
    for name in index.prefixes.find(words):
        query, its = _forms(index, queries, name)
        if all(any(word.startswith(each) for word in its.tokens) for each in words):
            found = True
            yield name, Fit(_score(index, query, name, its), "begins so or has such words", partial=True)
    for name in () if found else chain.from_iterable(table.by_word_sound(words) for table in index.tables):
        query, its = _forms(index, queries, name)
        if set(map(forms.sound, words)) <= set(map(forms.sound, its.tokens)):
            score = _score(index, query, name, its) - _SOUND
            yield name, Fit(score, "has words that sound so", partial=True)


def _forms(index: NameIndex, queries: Mapping[str, NameForms], name: Name) -> tuple[NameForms, NameForms]:
    nature = index.natures[name]
    return queries[nature], forms.of(name.text, nature)


def _score(index: NameIndex, query: NameForms, name: Name, its: NameForms) -> float:
    covered = min(len(query.latin) / max(len(its.latin), 1), 1.0)
    first = its.folded.startswith(query.folded) or its.latin.startswith(query.latin)
    known = min(index.count[name.entity], _MANY) / _MANY
    several = _SEVERAL if len(query.tokens) > 1 else 0.0
    is_common = len(query.tokens) == 1 and name.language.partition("-")[0] in _COMMON_LANGUAGES
    common = _COMMON if is_common else 0.0
    document = _DOCUMENT if index.entity(name.entity).document else 0.0
    return _BASE + _COVERED * covered + _FIRST * first + _KNOWN * known + common + several - document
