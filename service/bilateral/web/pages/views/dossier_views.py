"""Dossiers: a thing or a pair on one page to print, and as CSV, JSON and GraphML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from bilateral.explore.entity import dossier
from bilateral.explore.entity.description import Focus, describe
from bilateral.explore.pair import pairs
from bilateral.web.pages import page_context, rendering
from bilateral.web.pages.rendering import page
from bilateral.web.pages.views.entity_views import known, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.explore.entity.dossier import DossierRecord
    from bilateral.explore.graph.reading import CitedSource, Reading
    from bilateral.explore.pair.pairs import PairDescription

blueprint = Blueprint("dossier", __name__)
rendering.register(blueprint)

_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "graphml": "application/graphml+xml; charset=utf-8",
}
_WHOLE: Final = Focus(whole=True)


@blueprint.route("/dossier/<one>-<other>")
def of_pair(one: str, other: str) -> Response:
    """Show what there is on two states, to be printed."""

    def content() -> dict[str, object]:
        about = page_context.reading()
        return {"it": _pair(about, one, other), "codes": [one, other]}

    return page("dossier_pair.html", content)


@blueprint.route("/dossier/<one>-<other>.<any(csv, json, graphml):form>")
def pair_data(one: str, other: str, form: str) -> Response:
    """Return what there is on two states."""

    def make() -> Response:
        found = _pair(page_context.reading(), one, other)
        title = f"{found.left.node.text} and {found.right.node.text}"
        return _written(title, dossier.of_pair(found), found.sources, form)

    return rendering.conditional(make)


@blueprint.route("/dossier/<kind>/<slug>")
def of_thing(kind: str, slug: str) -> Response:
    """Show what there is on a thing, to be printed."""
    term = known(f"{kind}/{slug}")
    return page(
        "dossier.html", lambda: {"it": describe(page_context.reading(), term, _WHOLE), "name": named(term)}
    )


@blueprint.route("/dossier/<kind>/<slug>.<any(csv, json, graphml):form>")
def thing_data(kind: str, slug: str, form: str) -> Response:
    """Return what there is on a thing."""
    term = known(f"{kind}/{slug}")

    def make() -> Response:
        found = describe(page_context.reading(), term, _WHOLE)
        return _written(found.node.text, dossier.of_description(found), found.sources, form)

    return rendering.conditional(make)


def _pair(about: Reading, one: str, other: str) -> PairDescription:
    left, right = (pairs.polity(about.graph, code) for code in (one, other))
    if left is None or right is None or one >= other:
        raise NotFound(f"no pair has the codes {one} and {other}, in this order")
    return pairs.describe(about, left, right, _WHOLE)


def _written(title: str, records: list[DossierRecord], sources: Sequence[CitedSource], form: str) -> Response:
    if form == "csv":
        text = dossier.as_csv(records, sources)
    elif form == "json":
        text = dossier.as_json(title, records, sources)
    else:
        text = dossier.as_graphml(records)
    return Response(text, content_type=_TYPES[form])
