"""What datasets say they have looked for: `bil:Coverage`, and what a page says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bilateral.rdf.iris import short
from bilateral.rdf.terms import Term, literal_parts
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bilateral.explore.graph.graph import Graph


class Coverage(NamedTuple):
    """What one dataset says it has looked for."""

    cls: Term
    party: Term  # whose things it looked for; empty for those of all
    since: str  # a day as YYYY-MM-DD; empty where that is not known
    until: str
    complete: bool  # whether what it does not have did not happen, as far as its makers know
    document: Term
    title: str
    updated: str  # when the document was last read, as a day or a time; empty where that is not known


def coverages(graph: Graph) -> list[Coverage]:
    """Return what the datasets of a graph cover."""
    return graph.once(("coverages",), lambda: sorted({_read(row) for row in graph.solutions("coverage")}))


def _read(row: Mapping[str, Term]) -> Coverage:
    def text(name: str) -> str:
        return literal_parts(row.get(name, '""')).value

    return Coverage(
        row.get("class", ""),
        row.get("party", ""),
        text("from"),
        text("until"),
        text("complete") in {"true", "1"},
        row.get("document", ""),
        text("title"),
        text("updated"),
    )


def on_members(graph: Graph, organisation: Term) -> str:
    """Return whether all members of an organisation are said to be here; nothing where nobody says so."""
    found = [each for each in coverages(graph) if each.party == organisation and each.cls == BIL.Membership]
    latest = max((each for each in found if each.complete), key=lambda each: each.until, default=None)
    if latest:
        as_of = f" as of {latest.until[:4]}" if latest.until else ""
        return f"All members{as_of} are here, according to {_title(latest)}."
    return f"Not all members are here, according to {_listed(map(_title, found))}." if found else ""


def on_events(graph: Graph, parties: Collection[Term]) -> str:
    """Return what to say of polities that have no event in common: who looked, and when."""
    found = [each for each in coverages(graph) if each.party in {"", *parties}]
    found = [each for each in found if BIL.Event in graph.ontology.above(each.cls)]
    if not found:
        return "No event known; no dataset here says that it looked."
    return f"No event known; covered by {_listed(f'{_title(each)}{_when(each)}' for each in found)}."


def _title(each: Coverage) -> str:
    return each.title or short(each.document)


def _listed(names: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(names))


def _when(each: Coverage) -> str:
    years = [day[:4] for day in (each.since, each.until) if day]
    said = ["–".join(dict.fromkeys(years)), "" if each.complete else "with gaps"]
    return f" ({', '.join(filter(None, said))})" if any(said) else ""
