"""What the cells of a column look like: dates, codes, names, addresses, numbers, lists of names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.mapping.cell_dates import date_reader
from bilateral.datasets.date_order import order_of
from bilateral.datasets.polity_codes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bilateral.content.mapping.column_plan import Resolver

ENTITY, DATE, URL, NUMBER, TEXT, EMPTY = "entity", "date", "url", "number", "text", "empty"
PATTERNS: Final = (
    "yyyy-MM-dd",
    "yyyy/M/d",
    "yyyyMMdd",
    "d/M/yyyy",
    "M/d/yyyy",
    "d.M.yyyy",
    "d-M-yyyy",
    "M-d-yyyy",
    "d MMMM yyyy",
    "MMMM d, yyyy",
    "d MMM yyyy",
    "MMM d, yyyy",
    "d-MMM-yyyy",
    "MMMM yyyy",
    "yyyy-MM",
    "yyyy",
)
SEPARATORS: Final = ("; ", ";", " | ", "|", ", ", " / ")
_DISTINCT: Final = 300  # values that are looked at
_ENOUGH, _PART = 0.6, 0.2  # of the values
_CODES: Final = 0.9
_URL: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?[\d,. ]*\d")
_YEARS: Final = (1500, 2100)


class ColumnGuess(NamedTuple):
    """What a column seems to hold.

    Attributes:
        kind: ENTITY, DATE, URL, NUMBER, TEXT or EMPTY.
        share: of its distinct values that are that.
        scheme: of an entity.
        separator: between several values.
        patterns: of dates, those that occur.
        examples: values; first those that are not of the kind.
        distinct: whether no two rows have the same.
    """

    kind: str
    share: float
    scheme: str = ""
    separator: str = ""
    patterns: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    distinct: bool = False

    @property
    def told(self) -> str:
        """What it is, in words."""
        return f"{self.scheme} of states or organisations" if self.kind == ENTITY else self.kind


def guess_column(title: str, cells: Sequence[str], resolvers: Mapping[str, Resolver]) -> ColumnGuess:
    """Return what a column seems to hold, by its header and its cells."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    values = list(dict.fromkeys(filled))[:_DISTINCT]
    if not values:
        return ColumnGuess(EMPTY, 1.0)
    distinct = len(set(filled)) == len(filled) == len(cells)
    found = [
        _dates(values),
        _of(URL, values, _URL.fullmatch),
        *_entities(title, values, resolvers),
        _of(NUMBER, values, _NUMBER.fullmatch),
    ]
    best = next((each for each in found if each and each.share >= _ENOUGH), None)
    best = best or ColumnGuess(TEXT, 1.0, examples=tuple(values[:3]))
    return best._replace(distinct=distinct)


def _of(kind: str, values: Sequence[str], test: Callable[[str], object]) -> ColumnGuess:
    others = [value for value in values if not test(value)]
    share = 1 - len(others) / len(values)
    return ColumnGuess(kind, share, examples=tuple([*others, *values][:3]))


def _dates(values: Sequence[str]) -> ColumnGuess | None:
    readers = {pattern: date_reader([pattern]) for pattern in PATTERNS}
    fitting = {value: [p for p, read in readers.items() if _reads(read, value)] for value in values}
    used = Counter(pattern for patterns in fitting.values() for pattern in patterns[:2])
    # Where some days can be read in one order only, and none in the other only, that is the order.
    only = {order for patterns in fitting.values() for order in [_only_order(patterns)] if order}
    kept = tuple(p for p in PATTERNS if used[p] and (len(only) != 1 or order_of(p) in {"", *only}))
    guess = _of(DATE, values, fitting.__getitem__)._replace(patterns=kept)
    if kept == ("yyyy",) and not all(_YEARS[0] <= int(v) <= _YEARS[1] for v in values if fitting[v]):
        return None
    return guess


def _only_order(patterns: Sequence[str]) -> str:
    orders = {order_of(pattern) for pattern in patterns} - {""}
    return orders.pop() if len(orders) == 1 else ""


def _reads(read: Callable[[str], str], value: str) -> bool:
    try:
        return bool(read(value))
    except ValueError:
        return False


def _entities(title: str, values: Sequence[str], resolvers: Mapping[str, Resolver]) -> list[ColumnGuess]:
    """Return the guess of the code that fits best, and that of names."""
    found = []
    hinted = [scheme for scheme in SCHEMES if scheme in title.casefold()]
    for scheme in dict.fromkeys([*hinted, "iso3", "iso2", "cow", "m49"]):
        guess = _of(ENTITY, values, lambda value, scheme=scheme: value in resolvers[scheme])  # type: ignore[operator,misc]
        is_number = all(value.isdigit() for value in values)
        if guess.share >= _CODES and (not is_number or scheme in hinted or len(values) > 20):  # noqa: PLR2004
            found.append(guess._replace(scheme=scheme))
    return [*sorted(found, key=lambda each: -each.share)[:1], _names(values, resolvers["name"])]


def _names(values: Sequence[str], resolve: Resolver) -> ColumnGuess:
    """Return the guess that values are names, or lists of them."""
    known: dict[str, bool] = {}

    def is_name(value: str) -> bool:
        if value not in known:
            known[value] = resolve(value, "") is not None
        return known[value]

    best = _of(ENTITY, values, is_name)
    for separator in SEPARATORS:
        several = [value for value in values if separator in value]
        if len(several) < _PART * len(values):
            continue
        parts = list(dict.fromkeys(p.strip() for value in values for p in value.split(separator)))[:_DISTINCT]
        guess = _of(ENTITY, [part for part in parts if part], is_name)._replace(separator=separator)
        if guess.share > best.share:
            best = guess
    return best._replace(scheme="name")
