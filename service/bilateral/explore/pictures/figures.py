"""Where things stand in pictures: timelines, bars, neighbourhoods and tiles, as plain numbers.

Dates are drawn as precisely as they are known: a day as a dot, a month or a year as the stretch it spans.
"""

from __future__ import annotations

import csv
import functools
import math
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content import locations
from bilateral.explore.entity import fact_tables
from bilateral.explore.graph import display_dates
from bilateral.explore.pictures import network_layout
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

WIDTH: Final = 960
_MARGIN, _LANE, _AXIS, _DOT = 16, 16, 24, 10
_MOST_MARKS: Final = 400
_MOST_TICKS: Final = 16
_MIN_BARS: Final = 2
_MOST_SPOTS: Final = 80
_SIDE: Final = 90
NETWORK_HEIGHT: Final = 640
_PLANNED: Final = "planned"


class DatedItem(NamedTuple):
    """Something with a date, before it has a place in a picture.

    Attributes:
        first: the first day it may mean.
        last: the last day it may mean or hold; None where it goes on.
        kind: day, stretch, spell or planned.
    """

    title: str
    node: PageNode
    first: date
    last: date | None
    kind: str


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
    """A node around the centre, and what ties it there."""

    node: PageNode
    tie: str
    x: float
    y: float
    anchor: str


class Tile(NamedTuple):
    """A state as a square.

    Attributes:
        level: 0 for no value, then 1 to 4 by size.
        text: its value as a reader sees it.
    """

    code: str
    node: PageNode
    x: int
    y: int
    level: int
    text: str


class Edge(NamedTuple):
    """What ties two things; the property is empty where none is named."""

    subject: Term
    object: Term
    property: Term


class PlacedNode(NamedTuple):
    """A node of a network and where it stands.

    Attributes:
        ties: how many ties it has.
    """

    node: PageNode
    x: float
    y: float
    ties: int


class PlacedEdge(NamedTuple):
    """A tie between two spots."""

    start: PlacedNode
    end: PlacedNode
    title: str


class Network(NamedTuple):
    """Things and what ties them.

    Attributes:
        left_out: ties between things for which there is no room.
    """

    spots: list[PlacedNode]
    lines: list[PlacedEdge]
    left_out: int


def items(about: Reading, events: Iterable[Term], spells: Iterable[Term] = ()) -> list[DatedItem]:
    """Return what has a date, up to the reading's day."""
    found: list[DatedItem] = []
    for event in events:
        when = fact_tables.timing(about, event)
        span = when.start or when.end
        if span is None:
            continue
        last: date | None = when.end.last if when.end else span.last
        planned = any(each.endswith("/planned>") for each in about.graph.values(event, BIL.status))
        kind = _PLANNED if planned else "day" if last == span.first else "stretch"
        found.append(item(about, event, span.first, last, kind))
    for spell in spells:
        when = fact_tables.timing(about, spell)
        if when.start:
            last = when.end.last if when.end else None
            found.append(item(about, spell, when.start.first, last, "spell"))
    return [item for item in found if about.day is None or item.first <= about.day]


def item(about: Reading, term: Term, first: date, last: date | None, kind: str = "") -> DatedItem:
    """Return something with a date; without a kind, one day or a stretch, as the days have it."""
    node = about.node(term)
    words = moments_text(first, last)
    return DatedItem(
        f"{node.text}, {words}", node, first, last, kind or ("day" if first == last else "stretch")
    )


def timeline(found: Sequence[DatedItem], until: date) -> Timeline | None:
    """Return a timeline, or None where there is too little to draw.

    Args:
        found: what is drawn; spells are cut at the first event.
        until: where open spells are cut.
    """
    dated = sorted(found, key=lambda item: (item.kind != "spell", item.first, item.title))[:_MOST_MARKS]
    events = [item for item in dated if item.kind != "spell"]
    if not events:
        return None
    start = date(min(item.first for item in events).year, 1, 1)
    end = date(max(item.last or item.first for item in [*events, *_ended(dated)]).year + 1, 1, 1)
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
        lanes[lane : lane + 1] = [x + width]
        marks.append(Mark(item, round(x, 1), round(width, 1), _LANE / 2 + lane * _LANE))
    height = len(lanes) * _LANE + _AXIS
    step = max(1, math.ceil((end.year - start.year) / _MOST_TICKS))
    ticks = [Tick(round(at(date(year, 1, 1)), 1), str(year)) for year in range(start.year, end.year, step)]
    return Timeline(height, marks, ticks, len(found) - len(dated))


def by_year(found: Iterable[DatedItem]) -> list[ChartColumn]:
    """Return how many events began in each year, none where they are all in one year."""
    counted = Counter(item.first.year for item in found if item.kind in {"day", "stretch"})
    if len(counted) < _MIN_BARS:
        return []
    years = range(min(counted), max(counted) + 1)
    return columns([(str(year), counted[year], str(counted[year])) for year in years])


def columns(found: Sequence[tuple[str, float, str]]) -> list[ChartColumn]:
    """Return upright bars side by side, for what has a label, a number of at least 0 and its writing."""
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


def around(found: Sequence[tuple[PageNode, str]], most: int = 14) -> list[Neighbour]:
    """Return nodes placed around a centre, those on the right anchored at their start."""
    shown = found[:most]
    placed = []
    for number, (node, tie) in enumerate(shown):
        angle = 2 * math.pi * (number + 0.5) / len(shown) - math.pi / 2
        x, y = WIDTH / 2 + 250 * math.cos(angle), 210 + 170 * math.sin(angle)
        placed.append(
            Neighbour(node, tie, round(x, 1), round(y, 1), "start" if math.cos(angle) >= 0 else "end")
        )
    return placed


def network(about: Reading, found: Iterable[Edge]) -> Network:
    """Return things and their ties; of very many, those that are tied most."""
    ties = list(dict.fromkeys(found))
    degrees = Counter(term for tie in ties for term in {tie.subject, tie.object})
    kept = sorted(degrees, key=lambda term: (-degrees[term], term))[:_MOST_SPOTS]
    numbers = {term: number for number, term in enumerate(kept)}
    shown = [tie for tie in ties if tie.subject in numbers and tie.object in numbers]
    pairs = {(numbers[tie.subject], numbers[tie.object]) for tie in shown}
    points = network_layout.place(
        len(kept), sorted(pairs), WIDTH - 2 * _SIDE, NETWORK_HEIGHT - 2 * _MARGIN - _LANE
    )
    spots = {
        term: PlacedNode(about.node(term), round(x + _SIDE, 1), round(y + _MARGIN, 1), degrees[term])
        for term, (x, y) in zip(kept, points, strict=True)
    }
    lines = [
        PlacedEdge(
            spots[tie.subject], spots[tie.object], about.node(tie.property).text if tie.property else ""
        )
        for tie in shown
    ]
    return Network(list(spots.values()), lines, len(ties) - len(shown))


@functools.cache
def grid() -> dict[str, tuple[int, int]]:
    """Return the column and row of each state in the tile map, by ISO 3166-1 alpha-3 code."""
    path = locations.locate().root / "queries" / "pages" / "tiles.csv"
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


def moments_text(first: date, last: date | None) -> str:
    """Write a stretch of days: one day, a whole month or year, or from one to the other."""
    if last is None:
        return f"from {_words(first)}"
    if last == first:
        return _words(first)
    for whole in (f"{first:%Y}", f"{first:%Y-%m}"):
        if _covers(whole, first, last):
            return display_dates.spoken(whole)
    return f"{_words(first)} to {_words(last)}"


def _covers(text: str, first: date, last: date) -> bool:
    return display_dates.read(text) == last and first.isoformat() == (text + "-01-01")[:10]


def _words(day: date) -> str:
    return display_dates.spoken(day.isoformat())


def _ended(found: Iterable[DatedItem]) -> Iterable[DatedItem]:
    return (item for item in found if item.last)
