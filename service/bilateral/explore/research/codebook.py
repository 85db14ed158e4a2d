"""What each column of a table means, made from the measures and from what datasets say they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bilateral.explore.graph.dataset_coverage import coverages
from bilateral.explore.research import measures
from bilateral.explore.research.event_table import COLUMNS
from bilateral.explore.research.polities import CODES
from bilateral.explore.research.year_tables import column_names
from bilateral.rdf.iris import short

if TYPE_CHECKING:
    from bilateral.explore.graph.dataset_coverage import Coverage
    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.research.measures import Measure

_WHEN: Final = {
    measures.BEGINS: "Counted in the year in which it begins; left out where that is not known.",
    measures.HOLDS: "Counted in each year in which it holds on any day; without an end, up to the present.",
}
_DIRECTED: Final = (
    "It goes from the first state to the second. A table without direction adds both ways; in a table of"
    " single states, the column with _out is what a state does, that with _in what it receives."
)
_ROWS: Final = (
    "A row stands for two states, or one, in a year in which they have one of the codes and exist: between"
    " founding and dissolution where the graph knows them, else always. A code that stands for another state"
    " in some years is empty in them."
)
_EMPTY: Final = (
    "Zero where a dataset that says it is complete covers this class of things for all, or for one of the"
    " two, in the whole year, and has none; empty where no dataset says so."
)
_NO_ZERO: Final = "No dataset says that it is complete, so that no cell is zero."


def codebook(graph: Graph) -> dict[str, Any]:
    """Return the codebook of all tables as plain values."""
    found = coverages(graph)
    return {
        "snapshot": graph.snapshot.number,
        "rows": _ROWS,
        "zeros": _EMPTY,
        "codes": CODES,
        "measures": [_measure(each, found) for each in measures.measures(graph.content)],
        "events": COLUMNS,
    }


def _measure(measure: Measure, found: list[Coverage]) -> dict[str, Any]:
    covered = [_covered(each) for each in found if each.cls == measure.covers]
    return {
        "name": measure.name,
        "title": measure.title,
        "how": measure.how,
        "when": _WHEN[measure.when],
        "directed": measure.directed,
        "direction": _DIRECTED if measure.directed else "It has no direction.",
        "columns": [
            {"name": each.name, "title": each.title, "of_one_state": column_names(measure, each)}
            for each in measure.columns
        ],
        "covered": covered,
        "zeros": "" if any(each["complete"] for each in covered) else _NO_ZERO,
        "query": "".join(
            line for line in measure.text.splitlines(keepends=True) if not line.startswith("#+")
        ),
    }


def _covered(each: Coverage) -> dict[str, Any]:
    return {
        "document": short(each.document),
        "title": each.title,
        "of": short(each.party) if each.party else "",
        "from": each.since,
        "until": each.until,
        "complete": each.complete,
    }


def as_markdown(book: dict[str, Any]) -> str:
    """Return a codebook as a text to read."""
    lines = ["# Codebook", "", f"Snapshot {book['snapshot']}. {book['rows']}", "", book["zeros"], ""]
    lines += ["## Codes", "", *(f"- `{name}`: {text}" for name, text in book["codes"].items()), ""]
    for measure in book["measures"]:
        lines += _section(measure)
    lines += ["## Events", "", *(f"- `{name}`: {text}" for name, text in book["events"].items()), ""]
    return "\n".join(lines)


def _section(measure: dict[str, Any]) -> list[str]:
    columns = [f"- `{each['name']}`: {each['title']}" for each in measure["columns"]]
    covered = [
        f"- covered by {each['title'] or each['document']}"
        f"{', of ' + each['of'] if each['of'] else ''}, {each['from'] or '?'} to {each['until'] or '?'}"
        f"{'' if each['complete'] else ', with gaps'}"
        for each in measure["covered"]
    ]
    words = " ".join(filter(None, (measure["how"], measure["when"], measure["direction"], measure["zeros"])))
    query = ["```sparql", measure["query"].rstrip(), "```"]
    return [f"## {measure['title']}", "", words, "", *columns, *covered, "", *query, ""]
