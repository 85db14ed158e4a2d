"""Names that somebody began to type, or of which somebody gave some words.

Every word that was given begins a word of the name, or failing all such names, sounds like one.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.names import forms
from bilateral.names.forms import OTHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bilateral.names.forms import Forms
    from bilateral.names.name_index import Index, Name

_LEAST: Final = 56.0
_COVERED: Final = 10.0  # for a name of which nothing is left out
_FIRST: Final = 5.0  # for one that begins so
_KNOWN: Final = 2.0  # for what has a name in many languages
_MANY: Final = 60  # names
_COMMON: Final = 8.0  # for a name in a language that most who type here read, or in none
_COMMON_TAGS: Final = frozenset({"", "en", "mul"})
_SEVERAL: Final = 12.0  # what several words say more than one
_SOUND: Final = 6.0  # what words that only sound so are less
_DOCUMENT: Final = 4.0


class Fit(NamedTuple):
    """How well a name fits, and how.

    Attributes:
        partial: whether there is more to the name than was given.
    """

    score: float
    reason: str
    partial: bool = False


def fits(index: Index, queries: Mapping[str, Forms]) -> Iterator[tuple[Name, Fit]]:
    """Yield names and how well they fit; one word less than a whole family name does.

    Args:
        index: the names.
        queries: what was given, in the forms of names of each nature.
    """
    given, found = queries[OTHER].tokens, False
    for name in index.words.typed(given):
        query, its = _both(index, queries, name)
        if all(any(word.startswith(each) for word in its.tokens) for each in given):
            found = True
            yield name, Fit(_score(index, query, name, its), "begins so or has such words", partial=True)
    for name in () if found else chain.from_iterable(table.heard(given) for table in index.tables):
        query, its = _both(index, queries, name)
        if set(map(forms.sound, given)) <= set(map(forms.sound, its.tokens)):
            score = _score(index, query, name, its) - _SOUND
            yield name, Fit(score, "has words that sound so", partial=True)


def _both(index: Index, queries: Mapping[str, Forms], name: Name) -> tuple[Forms, Forms]:
    nature = index.named[name]
    return queries[nature], forms.of(name.text, nature)


def _score(index: Index, query: Forms, name: Name, its: Forms) -> float:
    covered = min(len(query.latin) / max(len(its.latin), 1), 1.0)
    first = its.folded.startswith(query.folded) or its.latin.startswith(query.latin)
    known = min(index.count[name.entity], _MANY) / _MANY
    several = _SEVERAL if len(query.tokens) > 1 else 0.0
    common = _COMMON if len(query.tokens) == 1 and name.language.partition("-")[0] in _COMMON_TAGS else 0.0
    document = _DOCUMENT if index.entity(name.entity).document else 0.0
    return _LEAST + _COVERED * covered + _FIRST * first + _KNOWN * known + common + several - document
