"""What to put into a bibliography for a page: the page, its date and state, and its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, request

from bilateral.explore.entity import citation
from bilateral.explore.entity.description import describe
from bilateral.explore.pair import pairs
from bilateral.rdf.terms import iri_value
from bilateral.web.pages import page_context, rendering, site_links
from bilateral.web.pages.views.entity_views import couple, download, known, term_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.explore.graph.reading import CitedSource, Reading

blueprint = Blueprint("citations", __name__)
rendering.register(blueprint)

FORMS: Final = {"bib": "application/x-bibtex", "csl.json": "application/vnd.citationstyles.csl+json"}
"""Media types by extension."""


@blueprint.route("/data/<name:name>.bib", defaults={"form": "bib"})
@blueprint.route("/data/<name:name>.csl.json", defaults={"form": "csl.json"})
def of_thing(name: str, form: str) -> Response:
    """Return how to cite the page of a thing."""
    # The data of a thing whose name ends so has the same address.
    other = term_of(f"{name}.csl") if form == "csl.json" else None
    if other and page_context.graph().exists(other):
        return download(f"{name}.csl", "json")
    term = known(name)

    def make() -> Response:
        about = page_context.reading()
        found = describe(about, term)
        return _written(about, found.node.text, site_links.uri(iri_value(term)), found.sources, form)

    return rendering.conditional(make)


@blueprint.route("/relation/<one>-<other>.bib", defaults={"form": "bib"})
@blueprint.route("/relation/<one>-<other>.csl.json", defaults={"form": "csl.json"})
def of_pair(one: str, other: str, form: str) -> Response:
    """Return how to cite the page of two states."""
    (_, left), (_, right) = couple(one, other, f".{form}")

    def make() -> Response:
        about = page_context.reading()
        found = pairs.describe(about, left, right)
        title = f"{found.left.node.text} and {found.right.node.text}"
        return _written(
            about, title, site_links.uri(request.base_url.removesuffix(f".{form}")), found.sources, form
        )

    return rendering.conditional(make)


def _written(about: Reading, title: str, url: str, sources: Sequence[CitedSource], form: str) -> Response:
    snapshot = about.graph.snapshot.number
    works = [citation.page(title, url, snapshot, about.today, about.day), *citation.sources(sources)]
    write = citation.as_bibtex if form == "bib" else citation.as_csl
    return Response(write(works), content_type=f"{FORMS[form]}; charset=utf-8")
