"""The ontology's documentation and data, and the members of classes."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from bilateral.explore.graph import vocabulary_lookup
from bilateral.protocol import negotiation
from bilateral.rdf import media_types
from bilateral.rdf.iris import ONTOLOGY
from bilateral.rdf.vocabulary import BIL, PREFIXES
from bilateral.store.engine.rdf_writer import serialise
from bilateral.web.pages import page_context, rendering
from bilateral.web.pages.rendering import page

blueprint = Blueprint("ontology", __name__)
rendering.register(blueprint)

FORMS: Final = {
    "ttl": media_types.TURTLE,
    "jsonld": media_types.JSON_LD,
    "rdf": media_types.RDF_XML,
    "nt": media_types.N_TRIPLES,
}
_HTML: Final = "text/html"
_SIZE: Final = 300


@blueprint.route("/ontology")
def ontology() -> Response:
    """Document the ontology, or return it."""
    chosen = negotiation.choose(request.headers.get("Accept", ""), (_HTML, *FORMS.values()))
    if chosen != _HTML:
        return _data(chosen)
    return page(
        "ontology.html",
        lambda: {"words": vocabulary_lookup.vocabulary(page_context.reading()), "forms": FORMS},
    )


@blueprint.route("/ontology.<any(ttl, jsonld, rdf, nt):form>")
def download(form: str) -> Response:
    """Return the ontology."""
    return _data(FORMS[form])


@blueprint.route("/class/<name>")
def members(name: str) -> Response:
    """List the members of a class."""
    cls = BIL[name]
    if cls not in page_context.graph().ontology.entries:
        raise NotFound(f"the ontology has no class {name}")
    number = min(max(1, request.args.get("page", 1, int)), 10_000)
    window = slice((number - 1) * _SIZE, number * _SIZE)

    def content() -> dict[str, object]:
        found = vocabulary_lookup.members(page_context.reading(), cls, window)
        return {"it": found, "number": number, "size": _SIZE}

    return page("class.html", content)


def _data(media_type: str) -> Response:
    def make() -> Response:
        quads = (quad._replace(graph="") for quad in page_context.graph().snapshot.match(graph=ONTOLOGY))
        suffix = "; charset=utf-8" if media_type.startswith("text/") else ""
        return Response(serialise(quads, media_type, PREFIXES), content_type=media_type + suffix)

    response = rendering.conditional(make)
    response.headers["Vary"] = "Accept"
    return response
