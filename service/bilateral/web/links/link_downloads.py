"""All links as files: a mapping set, and owl:sameAs for those who want to merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response

from bilateral.linking import publication
from bilateral.rdf import media_types
from bilateral.rdf.terms import Quad
from bilateral.store.engine.rdf_writer import serialise
from bilateral.web.links import wikidata_statements
from bilateral.web.pages import page_context, rendering

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilateral.rdf.terms import Term

blueprint = Blueprint("links", __name__, template_folder="templates")
rendering.register(blueprint)

_TSV: Final = "text/tab-separated-values; charset=utf-8"


@blueprint.get("/links.sssom.tsv")
def mapping_set() -> Response:
    """Return every mapping, the rejected ones too, each with who made it and why.

    Source: Simple Standard for Sharing Ontological Mappings, TSV format.
    """
    return _file(lambda: Response(publication.mapping_set(page_context.graph().snapshot), content_type=_TSV))


@blueprint.get("/links.sameas.nt")
def same_as() -> Response:
    """Return the exact links to Wikidata as owl:sameAs, which the graph itself never says."""

    def make() -> Response:
        quads = (Quad(*triple, "") for triple in sorted(publication.same_as(page_context.graph().snapshot)))
        return Response(serialise(quads, media_types.N_TRIPLES), content_type=media_types.N_TRIPLES)

    return _file(make)


@blueprint.app_context_processor
def sayings() -> dict[str, Callable[[Term], list[wikidata_statements.Section]]]:
    """Let the page of an entity ask what Wikidata says of it."""
    return {"wikidata_says": lambda entity: wikidata_statements.sections(page_context.reading(), entity)}


def _file(make: Callable[[], Response]) -> Response:
    response = rendering.conditional(make)
    response.headers["Content-Disposition"] = "attachment"
    return response
