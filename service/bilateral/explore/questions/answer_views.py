"""Answers as tables of terms, and the views that their columns allow: chart, timeline, map and network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.explore.graph import display_dates
from bilateral.explore.pictures import figures, network_layout
from bilateral.explore.pictures.network_layout import Edge
from bilateral.rdf.terms import is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.dates import Span
    from bilateral.rdf.terms import Term

NUMBER, DATE, STATE, DATED, THING, TEXT = "number", "date", "state", "dated", "thing", "text"
"""What a column holds: numbers, dates, states on the map, things with dates, other things, anything else."""
TABLE, CHART, TIMELINE, MAP, GRAPH = "table", "bars", "timeline", "map", "graph"
TITLES: Final = {TABLE: "Table", CHART: "Chart", TIMELINE: "Timeline", MAP: "Map", GRAPH: "Graph"}
"""Every view there is, in the order they are offered."""
_NODES: Final = frozenset({STATE, DATED, THING})
_COLUMNS: Final = {TIMELINE: (DATED, DATE), MAP: (STATE,)}
_PREFERRED: Final = {MAP: "state", TIMELINE: "event"}
_LOOKED_AT, _MOST_BARS = 40, 100  # values of a column, rows of a chart


class AnswerTable(NamedTuple):
    """The rows of an answer, or the first of them."""

    columns: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]
    total: int  # how many rows were counted
    more: bool  # whether there are more rows than were counted
    triples: bool = False  # whether the rows are triples


class ChartBar(NamedTuple):
    """A number and what it is of."""

    node: PageNode | None
    title: str
    number: float
    written: str


class Chart(NamedTuple):
    """Numbers beside each other."""

    bars: list[ChartBar]
    columns: list[figures.ChartColumn]  # the same upright, where they are numbers of days, months or years
    low: float  # where bars begin: 0, or below it
    high: float  # the largest number
    left_out: int  # rows that are in the table only


class AnswerView(NamedTuple):
    """One way to show an answer."""

    name: str
    picture: Any  # what its template draws; None for the table, and where there is too little to draw
    offered: list[str]  # the views that the columns allow, this one among them


def choose(about: Reading, answer: AnswerTable, wanted: str = "") -> AnswerView:
    """Return the view that is wanted, or the table where the columns do not allow it."""
    kinds = column_kinds(about, answer)
    offered = [name for name in TITLES if name == TABLE or _allows(name, kinds, answer)]
    name = wanted if wanted in offered else TABLE
    draw = _DRAWN.get(name)
    return AnswerView(name, draw(about, answer, kinds) if draw else None, offered)


def column_kinds(about: Reading, answer: AnswerTable) -> list[str]:
    """Return what each column holds, judged by its first values."""
    return [_kind(about, [row[place] for row in answer.rows]) for place in range(len(answer.columns))]


def _kind(about: Reading, column: list[Term | None]) -> str:
    values = [term for term in column if term][:_LOOKED_AT]
    if values and all(map(is_iri, values)):
        if all(about.graph.value(term, BIL.iso3) for term in values):
            return STATE
        return DATED if all(_span(about, term) for term in values) else THING
    if values and all(display_dates.span(term) for term in values):
        return DATE
    if values and all(_number(term) is not None for term in values):
        return NUMBER
    return TEXT


def _number(term: Term) -> float | None:
    """Return the number that a literal writes, or None where it writes none."""
    if not is_literal(term):
        return None
    try:
        return float(literal_parts(term).value)
    except ValueError:
        return None


def _span(about: Reading, term: Term) -> Span | None:
    """Return the days of a date, or of a thing that has one."""
    if not is_iri(term):
        return display_dates.span(term)
    when = about.graph.timing(term)
    return when.start or when.end


def _allows(name: str, kinds: list[str], answer: AnswerTable) -> bool:
    if name == CHART:
        return NUMBER in kinds and len(answer.rows) > 1
    if name == GRAPH:
        return answer.triples or sum(kind in _NODES for kind in kinds) > 1
    return any(kind in _COLUMNS[name] for kind in kinds)


def _column(name: str, kinds: list[str], answer: AnswerTable) -> int:
    """Return the column that a view is about: the one of the usual name, else the first of the best kind."""
    best = next(kind for kind in _COLUMNS[name] if kind in kinds)
    places = [place for place, each in enumerate(kinds) if each == best]
    return next((place for place in places if answer.columns[place] == _PREFERRED[name]), places[0])


def _chart(about: Reading, answer: AnswerTable, kinds: list[str]) -> Chart:
    last = max(place for place, kind in enumerate(kinds) if kind == NUMBER)
    names = [place for place, kind in enumerate(kinds) if kind != NUMBER] or [
        place for place in range(len(kinds)) if place != last
    ]
    bars = []
    for row in answer.rows[:_MOST_BARS]:
        value, named = row[last], [about.node(term) for place in names if (term := row[place])]
        if value is not None:
            title = ", ".join(node.text for node in named)
            single = named[0] if len(named) == 1 else None
            bars.append(ChartBar(single, title, _number(value) or 0.0, literal_parts(value).value))
    low, high = min([0.0, *(bar.number for bar in bars)]), max([0.0, *(bar.number for bar in bars)])
    dated = all(kinds[place] == DATE or answer.columns[place] == "year" for place in names)
    upright = bars if dated and not low else []
    columns = [(bar.title, bar.number, bar.written) for bar in upright]
    return Chart(bars, figures.columns(columns) if columns else [], low, high, answer.total - len(bars))


def _timeline(about: Reading, answer: AnswerTable, kinds: list[str]) -> figures.Timeline | None:
    place = _column(TIMELINE, kinds, answer)
    if kinds[place] == DATED:
        things = dict.fromkeys(term for row in answer.rows if (term := row[place]))
        return figures.timeline(figures.items(about, things), about.moment)
    return figures.timeline(list(_dated(about, answer, place)), about.moment)


def _dated(about: Reading, answer: AnswerTable, place: int) -> Iterator[figures.DatedItem]:
    for row in answer.rows:
        date, others = row[place], [term for number, term in enumerate(row) if term and number != place]
        if date and (days := _span(about, date)):
            # Named after a thing where there is one, else after whatever stands beside the date.
            named = next(filter(is_iri, others), others[0] if others else date)
            yield figures.item(about, named, days.first, days.last)


def _map(about: Reading, answer: AnswerTable, kinds: list[str]) -> list[figures.Tile]:
    place = _column(MAP, kinds, answer)
    values: dict[str, float] = {}
    texts: dict[str, str] = {}
    for row in answer.rows:
        term = row[place]
        code = about.graph.value(term, BIL.iso3) if term else None
        if code is None:
            continue
        others = [each for number, each in enumerate(row) if number != place and each]
        short = literal_parts(code).value
        found = next((value for each in others if (value := _number(each)) is not None), None)
        values[short] = values.get(short, 0.0) + 1 if found is None else max(found, values.get(short, 0.0))
        text = ", ".join(about.node(each).text for each in others) or "yes"
        texts[short] = f"{texts[short]}; {text}" if short in texts else text
    return figures.tiles(about, values, texts)


def _graph(about: Reading, answer: AnswerTable, kinds: list[str]) -> network_layout.Network:
    return network_layout.network(about, _triples(answer) if answer.triples else _edges(answer, kinds))


def _triples(answer: AnswerTable) -> Iterator[Edge]:
    for subject, predicate, value in answer.rows:
        if subject and predicate and value and is_iri(value):
            yield Edge(subject, value, predicate)


def _edges(answer: AnswerTable, kinds: list[str]) -> Iterator[Edge]:
    """Yield an edge from the first thing of each row to each other, named after a property beside them."""
    places = [place for place, kind in enumerate(kinds) if kind in _NODES]
    for row in answer.rows:
        terms = [term for place in places if (term := row[place])]
        own = [term for term in terms if term.startswith(f"<{BIL}")]
        first, *others = [term for term in terms if term not in own] or [""]
        for other in others:
            yield Edge(first, other, own[0] if own else "")


_DRAWN: Mapping[str, Callable[[Reading, AnswerTable, list[str]], Any]] = {
    CHART: _chart,
    TIMELINE: _timeline,
    MAP: _map,
    GRAPH: _graph,
}
