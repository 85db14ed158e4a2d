"""The ledger: what datasets cover, and for two states what is known in each year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response
from werkzeug.routing import RequestRedirect

from bilateral.explore.exports import spreadsheet
from bilateral.explore.graph.dataset_coverage import coverages
from bilateral.explore.research.ledger import pair_ledger
from bilateral.explore.research.year_values import Window
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import iri_value
from bilateral.rdf.vocabulary import BIL
from bilateral.web.pages import page_context, rendering
from bilateral.web.pages.rendering import page
from bilateral.web.pages.views.entity_views import find_pair

if TYPE_CHECKING:
    from bilateral.explore.research.ledger import PairLedger
    from bilateral.rdf.terms import Term

blueprint = Blueprint("ledger", __name__, template_folder="templates")
rendering.register(blueprint)

_CSV: Final = "text/csv; charset=utf-8"
_FIRST: Final = 1800


@blueprint.get("/ledger")
def ledger() -> Response:
    """List what the datasets of the graph say they cover."""
    return page(
        "research/ledger.html",
        lambda: {"found": coverages(page_context.graph()), "node": page_context.reading().node},
    )


@blueprint.get("/ledger.csv")
def ledger_csv() -> Response:
    """Return what the datasets of the graph say they cover, as a table."""

    def make() -> Response:
        rows = [["class", "party", "from", "until", "complete", "document", "title", "updated"]]
        rows += [
            [
                _name(each.cls),
                _name(each.party),
                each.since,
                each.until,
                str(each.complete).lower(),
                _name(each.document),
                each.title,
                each.updated,
            ]
            for each in coverages(page_context.graph())
        ]
        return Response(spreadsheet(rows), content_type=_CSV)

    return rendering.conditional(make)


@blueprint.get("/ledger/<one>-<other>")
def ledger_of_pair(one: str, other: str) -> Response:
    """Show what is known of two states in each year, and what was looked for and not found."""
    pair = _pair(one, other)

    def content() -> dict[str, object]:
        about = page_context.reading()
        sides = [about.node(term) for term in pair]
        found = _ledger(*pair)
        titles = [column.title for column in found.columns]
        years = [
            (year, [(title, cell) for title, cell in zip(titles, cells, strict=True) if cell])
            for year, cells in found.years
        ]
        return {"it": found, "years": years, "sides": sides, "codes": [one, other], "node": about.node}

    return page("research/ledger_pair.html", content)


@blueprint.get("/ledger/<one>-<other>.csv")
def ledger_of_pair_csv(one: str, other: str) -> Response:
    """Return the ledger of two states as a table."""
    pair = _pair(one, other, ".csv")

    def make() -> Response:
        found = _ledger(*pair)
        rows = [["year", *(column.name for column in found.columns)]]
        rows += [[str(year), *cells] for year, cells in found.years]
        return Response(spreadsheet(rows), content_type=_CSV)

    return rendering.conditional(make)


def _ledger(one: Term, other: Term) -> PairLedger:
    present = page_context.today().year
    return pair_ledger(page_context.graph(), (one, other), Window(_FIRST, present, present))


def _pair(one: str, other: str, ending: str = "") -> tuple[Term, ...]:
    """Return two polities in the order of their codes; raises as `find_pair`, but leads to the ledger."""
    try:
        return tuple(term for _, term in find_pair(one, other, ending))
    except RequestRedirect as moved:
        moved.new_url = moved.new_url.replace("/relation/", "/ledger/", 1)
        raise


def _name(term: Term) -> str:
    return iri_value(term).removeprefix(ID).removeprefix(str(BIL)) if term else ""
