"""Where nothing was found although somebody looked: the zeros of tables, by `bil:Coverage`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.explore.graph.dataset_coverage import Coverage
    from bilateral.explore.research.year_values import Window, Years
    from bilateral.rdf.terms import Term

_NEW_YEAR, _LAST_DAY = "-01-01", "-12-31"


class Zeros:
    """The cells of years without a value: 0 where a complete dataset covers the whole year, else empty."""

    def __init__(self, found: Iterable[Coverage], window: Window) -> None:
        self._window = window
        self._years: dict[tuple[Term, Term], Years] = {}
        self._cells: dict[Years, list[str]] = {}
        for each in found:
            key = each.cls, each.party
            self._years[key] = self._years.get(key, 0) | _whole_years(each, window)

    def cells(self, cls: Term, parties: Sequence[Term]) -> list[str]:
        """Return a cell for each year, for things of a class between some polities; not to be changed."""
        years = 0
        for party in ("", *parties):
            years |= self._years.get((cls, party), 0)
        if years not in self._cells:
            self._cells[years] = ["0" if years >> each & 1 else "" for each in range(len(self._window))]
        return self._cells[years]


def _whole_years(each: Coverage, window: Window) -> Years:
    if not each.complete or not each.since or not each.until:
        return 0
    first, last = int(each.since[:4]), int(each.until[:4])
    return window.years(
        first if each.since[4:10] == _NEW_YEAR else first + 1,
        last if each.until[4:10] == _LAST_DAY else last - 1,
    )
