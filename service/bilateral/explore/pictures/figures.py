"""Where things stand in pictures: timelines, columns, neighbourhoods and tiles, as plain numbers.

Dates are drawn as precisely as they are known: a day as a dot, a month or a year as the stretch it spans.
"""

from __future__ import annotations

import csv
import functools
import math
from collections import Counter
from datetime import date
from heapq import nlargest
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content import locations
from bilateral.explore.graph import display_dates, page_queries
from bilateral.explore.graph.graph import PLANNED
from bilateral.explore.pictures.network_layout import WIDTH
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

_MARGIN, _LANE, _AXIS, _DOT = 16, 16, 24, 10
_MOST_MARKS, _MOST_SPELLS, _MOST_LANES, _MOST_TICKS, _MOST_NEIGHBOURS = 400, 60, 16, 16, 14
_MIN_COLUMNS: Final = 2


class DatedItem(NamedTuple):
    """Something with a date, before it has a place in a picture."""

    title: str
    node: PageNode
    first: date  # the first day it may mean
    last: date | None  # the last day it may mean or hold; None where it goes on
    kind: str  # day, stretch, spell or planned


class Mark(NamedTuple):
    """A dot or a bar."""

    item: DatedItem
    x: float
    width: float
    y: float


class Tick(NamedTuple):
    """A line of an axis."""

    at: float
    label: str


class Timeline(NamedTuple):
    """Marks over an axis of years."""

    height: float
    marks: list[Mark]
    ticks: list[Tick]
    left_out: int


class ChartColumn(NamedTuple):
    """A number of something, as in a year; it is written unless it is 0."""

    label: str
    written: str
    x: float
    y: float
    width: float
    height: float


class Neighbour(NamedTuple):
    """A node around the centre, and what ties it there; its text is anchored at its start or end."""

    node: PageNode
    tie: str
    x: float
    y: float
    anchor: str


class Tile(NamedTuple):
    """A state as a square, with its value as text and as a level: 0 for none, then 1 to 4 by size."""

    code: str
    node: PageNode
    x: int
    y: int
    level: int
    text: str


def latest(about: Reading, events: Collection[Term], number: int) -> list[Term]:
    """Return the latest events that have a date, up to the reading's day; not more than so many."""
    timed = ((when.start or when.end, event) for event, when in about.graph.timings(events))
    dated = [(span.first, event) for span, event in timed if span]
    past = (each for each in dated if about.day is None or each[0] <= about.day)
    return [event for _, event in nlargest(number, past)]


def items(about: Reading, events: Collection[Term], spells: Iterable[Term] = ()) -> list[DatedItem]:
    """Return what has a date, up to the reading's day."""
    found: list[DatedItem] = []
    for event, when in about.graph.timings(events):
        if span := when.start or when.end:
            planned = set(about.graph.values(event, BIL.status)) == {PLANNED}
            last = when.end.last if when.end else span.last
            found.append(item(about, event, span.first, last, "planned" if planned else ""))
    for spell in spells:
        when = about.graph.timing(spell)
        if when.start:
            last_day = when.end.last if when.end else None
            found.append(item(about, spell, when.start.first, last_day, "spell"))
    return [each for each in found if about.day is None or each.first <= about.day]


def item(about: Reading, term: Term, first: date, last: date | None, kind: str = "") -> DatedItem:
    """Return something with a date; without a kind, one day or a stretch, as the days have it."""
    node = about.node(term)
    kind = kind or ("day" if first == last else "stretch")
    return DatedItem(f"{node.text}, {_spoken(first, last)}", node, first, last, kind)


def timeline(found: Sequence[DatedItem], until: date) -> Timeline | None:
    """Return a timeline, or None where there is too little to draw.

    Spells are cut at the first event, those without an end at the day `until`. Where there are too many, the
    latest are drawn.
    """
    ordered = sorted(found, key=lambda item: (item.first, item.title))
    spells = [item for item in ordered if item.kind == "spell"][-_MOST_SPELLS:]
    events = [item for item in ordered if item.kind != "spell"][len(spells) - _MOST_MARKS :]
    if not events:
        return None
    dated = [*spells, *events]
    start = date(min(item.first for item in events).year, 1, 1)
    ended = (item for item in dated if item.last)
    end = date(max(item.last or item.first for item in [*events, *ended]).year + 1, 1, 1)
    end = max(end, date(start.year + 2, 1, 1))
    scale = (WIDTH - 2 * _MARGIN) / (end - start).days

    def at(day: date) -> float:
        return _MARGIN + (min(max(day, start), end) - start).days * scale

    lanes: list[float] = []
    marks: list[Mark] = []
    for item in dated:
        x, right = at(item.first), at(item.last or until)
        if right <= _MARGIN:
            continue
        width = max(right - x, _DOT)
        lane = next((number for number, busy in enumerate(lanes) if busy + 2 < x), len(lanes))
        if lane == _MOST_LANES:
            # In a crowd, marks cover each other rather than push what follows off the screen.
            lane = lanes.index(min(lanes))
        lanes[lane : lane + 1] = [x + width]
        marks.append(Mark(item, round(x, 1), round(width, 1), _LANE / 2 + lane * _LANE))
    height = len(lanes) * _LANE + _AXIS
    step = max(1, math.ceil((end.year - start.year) / _MOST_TICKS))
    ticks = [Tick(round(at(date(year, 1, 1)), 1), str(year)) for year in range(start.year, end.year, step)]
    return Timeline(height, marks, ticks, len(found) - len(dated))


def by_year(found: Iterable[DatedItem]) -> list[ChartColumn]:
    """Return how many events began in each year, none where they are all in one year."""
    counted = Counter(item.first.year for item in found if item.kind in {"day", "stretch"})
    if len(counted) < _MIN_COLUMNS:
        return []
    years = range(min(counted), max(counted) + 1)
    return columns([(str(year), counted[year], str(counted[year])) for year in years])


def columns(found: Sequence[tuple[str, float, str]]) -> list[ChartColumn]:
    """Return columns side by side, for what has a label, a number of at least 0 and its writing."""
    width = (WIDTH - 2 * _MARGIN) / len(found)
    top = max(number for _, number, _ in found) or 1
    return [
        ChartColumn(
            label,
            written if number else "",
            round(_MARGIN + place * width + 1, 1),
            round(100 - 84 * number / top, 1),
            round(width - 2, 1),
            round(84 * number / top, 1),
        )
        for place, (label, number, written) in enumerate(found)
    ]


def around(found: Sequence[tuple[PageNode, str]]) -> list[Neighbour]:
    """Return the first nodes placed around a centre, those on the right anchored at their start."""
    shown = found[:_MOST_NEIGHBOURS]
    angles = [2 * math.pi * (number + 0.5) / len(shown) - math.pi / 2 for number in range(len(shown))]
    return [
        Neighbour(
            node,
            tie,
            round(WIDTH / 2 + 250 * math.cos(angle), 1),
            round(210 + 170 * math.sin(angle), 1),
            "start" if math.cos(angle) >= 0 else "end",
        )
        for angle, (node, tie) in zip(angles, shown, strict=True)
    ]


@functools.cache
def grid() -> dict[str, tuple[int, int]]:
    """Return the column and row of each state in the tile map, by ISO 3166-1 alpha-3 code."""
    path = page_queries.path(locations.locate(), "tiles.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["iso3"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def tiles(about: Reading, values: Mapping[str, float], texts: Mapping[str, str]) -> list[Tile]:
    """Return the world as squares, shaded by values of states by code."""
    top = max(values.values(), default=0)
    nodes = {
        literal_parts(quad.object).value: about.node(quad.subject)
        for quad in about.graph.snapshot.match(None, BIL.iso3, graph="")
    }
    return [
        Tile(code, nodes[code], column, row, _level(values.get(code), top), texts.get(code, ""))
        for code, (column, row) in sorted(grid().items())
        if code in nodes
    ]


def _level(value: float | None, top: float) -> int:
    if value is None:
        return 0
    return 4 if top <= 0 else min(4, max(1, math.ceil(4 * value / top)))


def _spoken(first: date, last: date | None) -> str:
    """Write a stretch of days: one day, a whole month or year, or from one to the other."""
    begin = display_dates.spoken(first.isoformat())
    if last is None:
        return f"from {begin}"
    if last == first:
        return begin
    for whole in (f"{first:%Y}", f"{first:%Y-%m}"):
        if display_dates.read(whole) == last and first.isoformat() == f"{whole}-01-01"[:10]:
            return display_dates.spoken(whole)
    return f"{begin} to {display_dates.spoken(last.isoformat())}"
