"""All links as files: a mapping set, and owl:sameAs for those who want to merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response

from bilateral import linking
from bilateral.store import formats, serialise
from bilateral.terms import Quad
from bilateral.web.links import saying
from bilateral.web.pages import rendering, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.terms import Term

blueprint = Blueprint("links", __name__, template_folder="templates")
rendering.register(blueprint)

_TSV: Final = "text/tab-separated-values; charset=utf-8"


@blueprint.get("/links.sssom.tsv")
def mapping_set() -> Response:
    """Return every mapping, the rejected ones too, each with who made it and why.

    Source: Simple Standard for Sharing Ontological Mappings, TSV format.
    """
    return _file(lambda: Response(linking.mapping_set(state.graph().snapshot), content_type=_TSV))


@blueprint.get("/links.sameas.nt")
def same_as() -> Response:
    """Return the exact links to Wikidata as owl:sameAs, which the graph itself never says."""

    def make() -> Response:
        quads = (Quad(*triple, "") for triple in sorted(linking.same_as(state.graph().snapshot)))
        return Response(serialise(quads, formats.N_TRIPLES), content_type=formats.N_TRIPLES)

    return _file(make)


@blueprint.app_context_processor
def sayings() -> dict[str, Callable[[Term], list[saying.Section]]]:
    """Let the page of an entity ask what Wikidata says of it."""
    return {"wikidata_says": lambda entity: saying.sections(state.reading(), entity)}


def _file(make: Callable[[], Response]) -> Response:
    response = rendering.conditional(make)
    response.headers["Content-Disposition"] = "attachment"
    return response
