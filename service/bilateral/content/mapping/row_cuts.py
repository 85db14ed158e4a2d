"""Rows on a span of time in which a code changes its meaning, cut at the changes.

365 of the Correlates of War from 1985 to 1995 is the Soviet Union up to 1991-12-25, and Russia from the day
after. A cut needs that the span certainly lies on both sides of it: of one that ends in 1991 nobody knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from bilateral.content.mapping.column_plan import CellReader
from bilateral.content.mapping.rejected_rows import RowLeftOut
from bilateral.rdf.dates import days, shifted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bilateral.content.mapping.column_plan import Resolver
    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping
    from bilateral.rdf.terms import Term

_DAY = "1999-06-15"  # any day, to try what a column reads


class _Times(NamedTuple):
    """What the columns say of the first and last day of a row."""

    first: str
    last: str


class RowCuts:
    """Cuts rows where a code of a column with `bil:cut` comes to mean another, or nobody."""

    def __init__(
        self,
        table: TableMapping,
        resolvers: Mapping[str, Resolver],
        places: Mapping[str, int],
        spelled: Callable[[Term], Term],
    ) -> None:
        cut = [column for column in table.columns if "cut" in column.notes]
        self._codes = [(places[c.name], CellReader(table, c, resolvers, spelled)) for c in cut]
        self._times = _time_columns(cut, places)
        by_place = {places[column.name]: column for column in table.columns}
        self._reads = [CellReader(table, by_place[place], resolvers, spelled) for place in self._times]
        for place, read in zip(self._times, self._reads, strict=True):
            _check_days(by_place[place], read)
        for column, (_, codes) in zip(cut, self._codes, strict=True):
            if not codes.has_codes_by_years:
                raise ValueError(f"bil:cut of {column.name} needs a bil:scheme of codes by years")

    def places(self) -> list[int]:
        """Return the places of the columns on which it depends how a row is cut; none if none is."""
        return [*self._times, *(place for place, _ in self._codes)]

    def pieces(self, texts: Sequence[Any]) -> list[tuple[str, str]]:
        """Return the texts of the first and last day of each piece of a row, given those of `places`.

        Time in which a code means nobody is left out, unless that is all of it.
        """
        (first, last), codes = texts[:2], texts[2:]
        whole = _Times(first, last)
        try:
            found = list(_between([whole.first, *self._changes(whole, codes)], whole.last))
        except ValueError:
            return [whole]  # it will be rejected
        return [piece for piece in found if self._is_known(piece, codes)] or [whole]

    def _changes(self, whole: _Times, codes: Sequence[Any]) -> list[str]:
        starts, ends = (read(text) for read, text in zip(self._reads, whole, strict=True))
        if not starts or starts[0].text is None:
            return []
        after = days(starts[0].text).last.isoformat()
        until = days(ends[0].text).first.isoformat() if ends and ends[0].text else ""
        found = (read.changes(code, after, until) for (_, read), code in zip(self._codes, codes, strict=True))
        return sorted(set().union(*found))

    def _is_known(self, piece: _Times, codes: Sequence[Any]) -> bool:
        (start,) = self._reads[0](piece.first)[:1] or [None]
        try:
            for (_, read), code in zip(self._codes, codes, strict=True):
                read(code, (start and start.text) or "")
        except (ValueError, RowLeftOut):
            return False
        return True


def _between(starts: Sequence[str], last: str) -> Iterator[_Times]:
    for first, following in zip(starts, [*starts[1:], ""], strict=True):
        yield _Times(first, shifted(following, -1) if following else last)


def _time_columns(cut: Sequence[ColumnMapping], places: Mapping[str, int]) -> tuple[int, ...]:
    named = {(column.notes.get("on", ""), column.notes["cut"]) for column in cut}
    if len(named) > 1:
        raise ValueError("all columns with bil:cut need the same bil:on and bil:cut")
    for name in (name for pair in named for name in pair):
        if name not in places:
            raise ValueError(f"bil:cut needs bil:on, and both name columns; {name!r} is none")
    return tuple(places[name] for pair in named for name in pair)


def _check_days(column: ColumnMapping, read: CellReader) -> None:
    """Refuse a column of dates that could not take the day of a cut."""
    try:
        items = read(_DAY)
    except ValueError:
        items = ()
    if [item.text for item in items] != [_DAY]:
        raise ValueError(f"rows are cut by {column.name}, which must read days as yyyy-MM-dd too")
