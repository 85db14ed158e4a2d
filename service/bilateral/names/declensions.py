"""Names of states as formal names decline them or make adjectives of them: Zambijská republika.

A form of state beside the name says that what is left is the name of a state in one of its forms. Two words
are forms of one where they share their beginning, and what follows is as short as endings are.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from bilateral.names import forms

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEST: Final = 90.0
_OWN: Final = 2.0  # for each sound of the name that is not in the query
_ENDING: Final = 1.0  # for each that the query has instead
_LONGEST: Final = 5  # sounds of an ending
_DROPPED: Final = 3  # sounds that a name loses to its endings
_LEAST: Final = 4  # sounds of a stem


def core(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name that are left when those are passed over that may stand beside a form."""
    return tuple(word for word in words if word not in forms.BESIDE) or tuple(words)


def compare(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """Return how well words of a formal name fit those of a name, 0 where they do not.

    Args:
        mine: the words of the formal name without the form of state, in Latin letters.
        theirs: those of the name.
    """
    if len(mine) != len(theirs):
        return 0.0
    left = list(theirs)
    cost = 0.0
    for word in mine:
        costs = {each: _cost(forms.sound(word), forms.sound(each)) for each in left}
        partner = min(costs, key=costs.__getitem__)
        cost += costs[partner]
        left.remove(partner)
    return max(_BEST - cost, 0.0)


def _cost(mine: str, theirs: str) -> float:
    pairs = zip(mine, theirs, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    dropped, ending = len(theirs) - shared, len(mine) - shared
    if shared < _LEAST or dropped > _DROPPED or ending > _LONGEST:
        return _BEST
    return _OWN * dropped + _ENDING * ending
