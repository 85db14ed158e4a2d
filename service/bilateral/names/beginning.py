"""Names that somebody began to type, or of which somebody gave some words.

Every word that was given begins a word of the name, or failing all such names, sounds like one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.names.forms import Forms
    from bilateral.names.index import Index, Name, Table

_LEAST: Final = 56.0
_COVERED: Final = 10.0  # for a name of which nothing is left out
_FIRST: Final = 5.0  # for one that begins so
_KNOWN: Final = 2.0  # for what has a name in many languages
_MANY: Final = 60  # names
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


def fits(index: Index, queries: Sequence[tuple[Table, Forms]]) -> Iterator[tuple[Name, Fit]]:
    """Yield names and how well they fit; one word less than a whole family name does.

    Args:
        index: the names.
        queries: what was given, in the forms of each table of the index.
    """
    found = False
    for table, query in queries:
        for name in table.typed(query.tokens):
            its = forms.of(name.text, table.nature)
            if all(any(word.startswith(given) for word in its.tokens) for given in query.tokens):
                found = True
                yield name, Fit(_score(index, query, name, its), "begins so or has such words", partial=True)
    for table, query in queries if not found else ():
        for name in table.heard(query.tokens):
            its = forms.of(name.text, table.nature)
            if set(map(forms.sound, query.tokens)) <= set(map(forms.sound, its.tokens)):
                score = _score(index, query, name, its) - _SOUND
                yield name, Fit(score, "has words that sound so", partial=True)


def _score(index: Index, query: Forms, name: Name, its: Forms) -> float:
    covered = min(len(query.latin) / max(len(its.latin), 1), 1.0)
    first = its.folded.startswith(query.folded) or its.latin.startswith(query.latin)
    known = min(index.count[name.entity], _MANY) / _MANY
    several = _SEVERAL if len(query.tokens) > 1 else 0.0
    document = _DOCUMENT if index.entity(name.entity).document else 0.0
    return _LEAST + _COVERED * covered + _FIRST * first + _KNOWN * known + several - document
