"""A thing or a pair for use elsewhere: dossiers to print or as CSV, JSON and GraphML, and citations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from bilateral.explore import exports, pairs
from bilateral.explore.entity.description import describe
from bilateral.explore.entity.page_tables import Focus
from bilateral.rdf.terms import iri_value
from bilateral.web.pages import page_context, rendering, site_links
from bilateral.web.pages.rendering import page
from bilateral.web.pages.views.entity_views import download, find_entity, find_pair, name_of, term_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.explore.exports import DossierRecord
    from bilateral.explore.graph.reading import CitedSource, Reading
    from bilateral.explore.pairs import PairDescription

blueprint = Blueprint("exports", __name__)
rendering.register(blueprint)

CITATIONS: Final = {"bib": "application/x-bibtex", "csl.json": "application/vnd.citationstyles.csl+json"}
"""Media types of citations by extension."""
_DOSSIERS: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "graphml": "application/graphml+xml; charset=utf-8",
}
_WHOLE: Final = Focus(whole=True)


@blueprint.route("/dossier/<one>-<other>")
def pair_dossier(one: str, other: str) -> Response:
    """Show the dossier of two states, to be printed."""
    return page(
        "dossier_pair.html", lambda: {"it": _pair(page_context.reading(), one, other), "codes": [one, other]}
    )


@blueprint.route("/dossier/<one>-<other>.<any(csv, json, graphml):form>")
def pair_data(one: str, other: str, form: str) -> Response:
    """Return the dossier of two states as data."""

    def make() -> Response:
        found = _pair(page_context.reading(), one, other)
        return _records(_title(found), exports.pair_records(found), found.sources, form)

    return rendering.conditional(make)


@blueprint.route("/dossier/<kind>/<slug>")
def entity_dossier(kind: str, slug: str) -> Response:
    """Show the dossier of a thing, to be printed."""
    term = find_entity(f"{kind}/{slug}")
    return page(
        "dossier.html", lambda: {"it": describe(page_context.reading(), term, _WHOLE), "name": name_of(term)}
    )


@blueprint.route("/dossier/<kind>/<slug>.<any(csv, json, graphml):form>")
def entity_data(kind: str, slug: str, form: str) -> Response:
    """Return the dossier of a thing as data."""
    term = find_entity(f"{kind}/{slug}")

    def make() -> Response:
        found = describe(page_context.reading(), term, _WHOLE)
        return _records(found.node.text, exports.entity_records(found), found.sources, form)

    return rendering.conditional(make)


@blueprint.route("/data/<name:name>.bib", defaults={"form": "bib"})
@blueprint.route("/data/<name:name>.csl.json", defaults={"form": "csl.json"})
def entity_citation(name: str, form: str) -> Response:
    """Return how to cite the page of a thing."""
    # The data of a thing whose name ends so has the same address.
    other = term_of(f"{name}.csl") if form == "csl.json" else None
    if other and page_context.graph().exists(other):
        return download(f"{name}.csl", "json")
    term = find_entity(name)

    def make() -> Response:
        about = page_context.reading()
        found = describe(about, term)
        return _citation(about, found.node.text, site_links.uri(iri_value(term)), found.sources, form)

    return rendering.conditional(make)


@blueprint.route("/relation/<one>-<other>.bib", defaults={"form": "bib"})
@blueprint.route("/relation/<one>-<other>.csl.json", defaults={"form": "csl.json"})
def pair_citation(one: str, other: str, form: str) -> Response:
    """Return how to cite the page of two states."""
    (_, left), (_, right) = find_pair(one, other, f".{form}")

    def make() -> Response:
        about = page_context.reading()
        found = pairs.describe(about, left, right)
        url = site_links.uri(request.base_url.removesuffix(f".{form}"))
        return _citation(about, _title(found), url, found.sources, form)

    return rendering.conditional(make)


def _pair(about: Reading, one: str, other: str) -> PairDescription:
    left, right = (pairs.polity(about.graph, code) for code in (one, other))
    if left is None or right is None or one >= other:
        raise NotFound(f"no pair has the codes {one} and {other}, in this order")
    return pairs.describe(about, left, right, _WHOLE)


def _title(pair: PairDescription) -> str:
    return f"{pair.left.node.text} and {pair.right.node.text}"


def _records(title: str, records: list[DossierRecord], sources: Sequence[CitedSource], form: str) -> Response:
    if form == "csv":
        text = exports.as_csv(records, sources)
    elif form == "json":
        text = exports.as_json(title, records, sources)
    else:
        text = exports.as_graphml(records)
    return Response(text, content_type=_DOSSIERS[form])


def _citation(about: Reading, title: str, url: str, sources: Sequence[CitedSource], form: str) -> Response:
    page_itself = exports.page_work(title, url, about.graph.snapshot.number, about.today, about.day)
    write = exports.as_bibtex if form == "bib" else exports.as_csl
    text = write([page_itself, *exports.source_works(sources)])
    return Response(text, content_type=f"{CITATIONS[form]}; charset=utf-8")
