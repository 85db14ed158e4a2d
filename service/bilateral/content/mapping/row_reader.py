"""The cells of a row as values, column by column, each distinct cell read once."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.content.mapping.cell_cleaning import cleaner
from bilateral.content.mapping.column_plan import Item, cell_reader
from bilateral.content.mapping.rejected_rows import CellProblem, RowLeftOut, RowRejected
from bilateral.content.mapping.row_conditions import condition
from bilateral.content.mapping.row_cuts import RowCuts
from bilateral.content.mapping.source_row import joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bilateral.content.mapping.column_plan import Resolver
    from bilateral.content.mapping.mapping_file import ColumnMapping, TableMapping
    from bilateral.content.mapping.source_row import SourceRow
    from bilateral.rdf.terms import Term

REMEMBERED: Final = 50_000  # distinct cells of a column, so that memory does not grow with the file
_VARIABLE = re.compile(r"\{([^{}]*)\}")
ROW_VARIABLES: Final = ("_row", "_sourceRow", "_key", "_file")


class Memo(dict[Any, Any]):
    """What a function made of its last arguments."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> Any:  # noqa: ANN401  # any key, any value
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[key] = self._make(key)
        return value


class RowReader:
    """Reads the rows of a table; `places` are those of the columns and of what a row has beside them."""

    def __init__(
        self,
        table: TableMapping,
        resolvers: Mapping[str, Resolver],
        used: set[str],
        file: str,
        spelled: Callable[[Term], Term],
    ) -> None:
        self._columns = table.columns
        names = [column.name for column in table.columns]
        self.places = {name: place for place, name in enumerate((*names, *ROW_VARIABLES))}
        self._key = [self.places[name] for name in table.primary_key]
        self._variables = sorted(self.places[name] for name in used & set(ROW_VARIABLES))
        self._has_hash = "_key" in used
        self._numbers = not used.isdisjoint({"_row", "_sourceRow"})
        self._rest = [""] * (len(names) - len(table.row_columns)) + ["", "", "", file]
        self._fill = [fill for column in table.columns for fill in _fills(column, self.places)]
        self.filled = _filled(table.columns) | set(table.made)
        self._leave_out = [(condition(said, self.places), said) for said in table.notes.get("leaveOut", ())]
        readers = [(self.places[c.name], c, cell_reader(table, c, resolvers, spelled)) for c in self._columns]
        needed = [each for each in readers if _is_needed(each[1], used)]
        self._plain = [(p, Memo(read).__getitem__) for p, c, read in needed if not _on(c)]
        self._dated = [
            (p, Memo(_with_date(read)).__getitem__, self._date_place(c)) for p, c, read in needed if _on(c)
        ]

        cuts = RowCuts(table, resolvers, self.places, spelled)
        self._cut_by, self._cuts = cuts.places(), Memo(cuts.pieces)
        self._order = _ordered(table, self.places)

    def _date_place(self, column: ColumnMapping) -> int:
        name = column.notes["on"]
        dates = {each.name for each in self._columns if not each.is_list and not _on(each)}
        if name not in dates:
            raise ValueError(f"bil:on of {column.name} names {name!r}, which is no column with one date")
        return self.places[name]

    def key(self, row: SourceRow) -> tuple[Any, ...]:
        """Return what the columns of the primary key say, as the file has it."""
        return tuple(self._texts(row)[place] for place in self._key)

    def read(self, row: SourceRow) -> list[tuple[list[Any], list[Any]]]:
        """Return the texts of a row and its values: an Item, a tuple of them, or None.

        There are several of both where the row is cut.

        Raises:
            RowLeftOut: the mapping says so.
            RowRejected: cells cannot be read.
        """
        if row.problem:
            raise RowRejected([CellProblem("", "", row.problem)])
        if row.left_out:
            raise RowLeftOut(row.left_out)
        try:
            texts = self._texts(row)
            for holds, said in self._leave_out:
                if holds(texts):
                    raise RowLeftOut(said.get("reason", ""))
            return [(piece, self._cells(piece)) for piece in self._pieces(texts)]
        except ValueError as error:
            raise RowRejected(self._problems(row) or [CellProblem("", "", str(error))]) from error

    def _pieces(self, texts: list[Any]) -> Iterator[list[Any]]:
        if not self._cut_by:
            yield texts
            return
        times = self._cut_by[:2]
        for said in self._cuts[tuple([texts[place] for place in self._cut_by])]:
            piece = list(texts)
            piece[times[0]], piece[times[1]] = said
            for fill in self._fill:
                if fill.targets.isdisjoint(times):
                    fill.fill(piece)
            yield piece

    def _cells(self, texts: Sequence[Any]) -> list[Any]:
        cells: list[Any] = [None] * len(texts)
        for place, read in self._plain:
            cells[place] = read(texts[place])
        for place, read, on in self._dated:
            date = cells[on]
            cells[place] = read((texts[place], date.text if date else ""))
        for place in self._variables:
            cells[place] = Item(texts[place])
        if self._order:
            one, other = self._order
            if cells[one] and cells[other] and (cells[one].text or "") > (cells[other].text or ""):
                cells[one], cells[other] = cells[other], cells[one]
        return cells

    def _texts(self, row: SourceRow) -> list[Any]:
        texts = [*row.cells, *self._rest]
        if self._numbers:
            texts[self.places["_row"]], texts[self.places["_sourceRow"]] = str(row.number), str(row.position)
        for fill in self._fill:
            fill.fill(texts)
        if self._has_hash:
            texts[self.places["_key"]] = _hash(texts[place] for place in self._key)
        return texts

    def _problems(self, row: SourceRow) -> list[CellProblem]:
        """Return all that is wrong with a row; reading stops at the first."""
        texts = self._texts(row)
        problems = []
        dates: dict[int, Any] = {}
        for place, read in self._plain:
            try:
                dates[place] = read(texts[place])
            except ValueError as error:
                problems.append(self._problem(place, texts, error))
        for place, read, on in self._dated:
            try:
                read((texts[place], dates[on].text if dates.get(on) else ""))
            except ValueError as error:
                problems.append(self._problem(place, texts, error))
        return problems

    def _problem(self, place: int, texts: Sequence[Any], error: ValueError) -> CellProblem:
        return CellProblem(self._columns[place].name, joined(texts[place]), str(error))


def _ordered(table: TableMapping, places: Mapping[str, int]) -> list[int]:
    names = table.notes.get("order", [])
    known = {column.name for column in table.columns if not column.is_list}
    if names and (len(names) != 2 or not known.issuperset(names)):  # noqa: PLR2004  # they are a pair
        raise ValueError(f"bil:order has two columns with one value each, not {', '.join(map(str, names))}")
    return [places[name] for name in names]


def _on(column: ColumnMapping) -> bool:
    return "on" in column.notes


def _is_needed(column: ColumnMapping, used: set[str]) -> bool:
    """Return whether a column says something, is asked for, or is checked."""
    described = column.described
    return (
        column.name in used
        or bool(described.inherit("required"))
        or described.inherit("datatype") is not None
        or (column.template("propertyUrl") is not None and not described.suppressOutput)
    )


def _with_date(read: Callable[..., Any]) -> Callable[[tuple[str, str]], Any]:
    return lambda key: read(*key)


def _filled(columns: Sequence[ColumnMapping]) -> set[str]:
    """Return the columns that have a text: those of the file, and virtual ones that are given one."""
    filled = {c.name for c in columns if not c.is_virtual or c.described.default or "from" in c.notes}
    for column in columns:
        filled |= set(re.compile(column.notes.get("extract", "")).groupindex)
    return filled


class _Fill(NamedTuple):
    """What gives virtual columns their texts, and where these stand."""

    targets: frozenset[int]
    fill: Callable[[list[Any]], None]


def _fills(column: ColumnMapping, places: Mapping[str, int]) -> Iterator[_Fill]:
    place = places[column.name]
    if "from" in column.notes:
        yield _Fill(frozenset({place}), _from(column, places))
    if "extract" in column.notes:
        pattern = re.compile(column.notes["extract"])
        targets = [place_of(column, name, places) for name in pattern.groupindex]
        yield _Fill(frozenset(targets), _extraction(column, pattern, place, targets))


def place_of(column: ColumnMapping, name: str, places: Mapping[str, int]) -> int:
    """Return the place of a column that another names.

    Raises:
        ValueError: there is none.
    """
    if name not in places:
        raise ValueError(f"{column.name} names the column {name!r}, which is not there")
    return places[name]


def _from(column: ColumnMapping, places: Mapping[str, int]) -> Callable[[list[Any]], None]:
    said, target = column.notes["from"], places[column.name]
    if "{" not in said:
        return _copy(place_of(column, said, places), target)
    pieces = _VARIABLE.split(said)
    sources = [place_of(column, name, places) for name in pieces[1::2]]

    def fill(texts: list[Any]) -> None:
        filled = [joined(texts[source]).strip() for source in sources]
        pairs = zip(filled, pieces[2::2], strict=True)
        texts[target] = pieces[0] + "".join(part for pair in pairs for part in pair) if any(filled) else ""

    return fill


def _copy(source: int, target: int) -> Callable[[list[Any]], None]:
    def fill(texts: list[Any]) -> None:
        texts[target] = texts[source]

    return fill


def _extraction(
    column: ColumnMapping, pattern: re.Pattern[str], source: int, targets: Sequence[int]
) -> Callable[[list[Any]], None]:
    clean = cleaner(column.notes.get("clean", ()))
    names = list(pattern.groupindex)

    def groups(text: str | tuple[str, ...]) -> tuple[str, ...]:
        cleaned = clean(joined(text))
        match = pattern.fullmatch(cleaned)
        if cleaned and not match:
            raise RowRejected(
                [CellProblem(column.name, joined(text), "it is not of the form of bil:extract")]
            )
        return tuple((match[name] or "") if match else "" for name in names)

    found = Memo(groups)

    def fill(texts: list[Any]) -> None:
        for target, text in zip(targets, found[texts[source]], strict=True):
            texts[target] = text

    return fill


def _hash(texts: Iterator[Any]) -> str:
    return hashlib.sha256("\x1f".join(map(str, texts)).encode()).hexdigest()[:12]
