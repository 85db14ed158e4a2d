"""What machines that visit ask first: robots.txt, the sitemap, VoID, OpenAPI; and help for people."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from bilateral import __version__
from bilateral.entities import home, questions
from bilateral.sparql import negotiation
from bilateral.store import formats, serialise
from bilateral.terms import XSD, Quad, Term, iri, iri_value, literal
from bilateral.vocabulary import BIL, DCT, FOAF, PREFIXES, RDF_TYPE, bil
from bilateral.web.pages import data, rendering, state
from bilateral.web.pages.rendering import page

if TYPE_CHECKING:
    from bilateral.entities.questions import Parameter

blueprint = Blueprint("site", __name__)
rendering.register(blueprint)

_VOID: Final = "http://rdfs.org/ns/void#"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML: Final = "application/xml; charset=utf-8"
_MOST: Final = 50_000
_SCHEMAS: Final = {
    "iri": {"type": "string"},
    "date": {"type": "string", "pattern": r"^\d{4}(-\d\d){0,2}$"},
    "integer": {"type": "integer"},
    "literal": {"type": "string", "maxLength": 200},
}


@blueprint.route("/help")
def help_() -> Response:
    """Say how to begin, and how to ask from programs."""
    return page("help.html", lambda: {"host": request.host_url.rstrip("/")})


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Let crawlers in, except to what is computed for each question."""
    lines = ["User-agent: *", "Disallow: /sparql", "Disallow: /why", "Disallow: /search"]
    return Response(
        "\n".join([*lines, f"Sitemap: {request.host_url}sitemap.xml", ""]), content_type="text/plain"
    )


@blueprint.route("/sitemap.xml")
def sitemap() -> Response:
    """List the sitemaps, one a class."""
    host = request.host_url
    places = "".join(f"<sitemap><loc>{host}sitemap/{_local(cls)}.xml</loc></sitemap>" for cls in home.COUNTED)
    return Response(f'<sitemapindex xmlns="{_SITEMAP}">{places}</sitemapindex>', content_type=_XML)


@blueprint.route("/sitemap/<name>.xml")
def sitemap_of(name: str) -> Response:
    """List the pages of the members of a class, up to the fifty thousand that a sitemap may have."""
    if bil(name) not in home.COUNTED:
        raise NotFound(f"there is no sitemap of {name}")

    def make() -> Response:
        base = state.base()
        quads = islice(state.graph().snapshot.match(None, RDF_TYPE, bil(name)), _MOST)
        names = {
            iri_value(quad.subject).removeprefix(base) for quad in quads if quad.subject[1:].startswith(base)
        }
        places = "".join(f"<url><loc>{escape(_page(each))}</loc></url>" for each in sorted(names))
        return Response(f'<urlset xmlns="{_SITEMAP}">{places}</urlset>', content_type=_XML)

    return rendering.conditional(make)


@blueprint.route("/.well-known/void")
def void() -> Response:
    """Describe the dataset.

    Source: Describing Linked Datasets with the VoID Vocabulary, section 7.2.
    """
    offers = (formats.TURTLE, formats.N_TRIPLES, formats.RDF_XML, formats.JSON_LD)
    chosen = negotiation.choose(request.headers.get("Accept", ""), (*offers, "text/html"))
    media_type = formats.TURTLE if chosen == "text/html" else chosen
    suffix = "; charset=utf-8" if media_type.startswith("text/") else ""
    text = serialise(_dataset(), media_type, {**PREFIXES, "void": _VOID})
    return Response(text, content_type=media_type + suffix)


@blueprint.route("/openapi.json")
def openapi() -> Response:
    """Describe what programs can ask.

    Source: OpenAPI Specification 3.1.0.
    """
    found = {
        "openapi": "3.1.0",
        "info": {
            "title": "bilateral",
            "version": __version__,
            "license": {"name": "CC0-1.0", "url": data.LICENCE},
        },
        "servers": [{"url": request.host_url.rstrip("/")}],
        "paths": {**_plain_paths(), **_question_paths()},
    }
    return Response(json.dumps(found, ensure_ascii=False, indent=1) + "\n", content_type="application/json")


def _plain_paths() -> dict[str, Any]:
    name = [_in("path", "type", "state"), _in("path", "slug", "CHN")]
    codes = [_in("path", "one", "CHN"), _in("path", "other", "RUS")]
    day = _in("query", "date", "2025-07-13", required=False)
    return {
        "/health": _get("State of the service", [], "application/json"),
        "/sparql": _get(
            "SPARQL 1.1 Protocol",
            [_in("query", "query", "ASK {}", required=False)],
            "application/sparql-results+json",
        ),
        "/id/{type}/{slug}": _get("A thing: leads to its page or data", name, "text/html"),
        "/page/{type}/{slug}": _get("The page of a thing", [*name, day], "text/html"),
        **{
            f"/data/{{type}}/{{slug}}.{form}": _get("The data of a thing", name, m)
            for form, m in data.FORMATS.items()
        },
        "/relation/{one}-{other}": _get("The page of two states", [*codes, day], "text/html"),
        "/dossier/{one}-{other}.csv": _get("Two states as a table", [*codes, day], "text/csv"),
        "/dossier/{one}-{other}.json": _get("Two states as records", [*codes, day], "application/json"),
        "/dossier/{one}-{other}.graphml": _get(
            "Two states as a graph", [*codes, day], "application/graphml+xml"
        ),
        "/search": _get("Names like a text", [_in("query", "q", "Lavrov")], "application/json"),
        "/ontology.ttl": _get("The ontology", [], "text/turtle"),
    }


def _question_paths() -> dict[str, Any]:
    found = {}
    for name, question in questions.catalogue().items():
        parameters = [_parameter(each) for each in question.parameters]
        for form, media_type in (("json", "application/json"), ("csv", "text/csv")):
            found[f"/queries/{name}.{form}"] = _get(question.title, parameters, media_type, question.summary)
    return found


def _parameter(each: Parameter) -> dict[str, Any]:
    example = each.default or state.today().isoformat()
    return {
        **_in("query", each.name, example, required=False),
        "description": each.label,
        "schema": _SCHEMAS[each.kind],
    }


def _in(place: str, name: str, example: str, *, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}, "example": example}


def _get(
    summary: str, parameters: list[dict[str, Any]], media_type: str, description: str = ""
) -> dict[str, Any]:
    answers = {"200": {"description": "The answer", "content": {media_type: {}}}}
    return {
        "get": {
            "summary": summary,
            "description": description,
            "parameters": parameters,
            "responses": answers,
        }
    }


def _dataset() -> list[Quad]:
    counts = state.graph().snapshot.counts
    dataset, host = iri(f"{request.host_url}.well-known/void#dataset"), request.host_url

    def void_(name: str) -> Term:
        return iri(_VOID + name)

    def number(value: int) -> Term:
        return literal(str(value), datatype=XSD + "integer")

    facts = [
        (RDF_TYPE, void_("Dataset")),
        (iri(DCT + "title"), literal("bilateral: relations between states", language="en")),
        (iri(DCT + "license"), iri(data.LICENCE)),
        (iri(FOAF + "homepage"), iri(host)),
        (void_("sparqlEndpoint"), iri(f"{host}sparql")),
        (void_("uriSpace"), literal(state.base())),
        (void_("vocabulary"), iri(BIL)),
        (void_("exampleResource"), iri(f"{state.base()}state/CHN")),
        (void_("triples"), number(counts.asserted + counts.inferred)),
    ]
    quads = [Quad(dataset, predicate, value, "") for predicate, value in facts]
    for count in home.counts(state.reading()):
        part = iri(f"{host}.well-known/void#{_local(count.cls.term)}")
        quads.append(Quad(dataset, void_("classPartition"), part, ""))
        quads.append(Quad(part, void_("class"), count.cls.term, ""))
        quads.append(Quad(part, void_("entities"), number(count.number), ""))
    return quads


def _local(term: Term) -> str:
    return iri_value(term).removeprefix(BIL)


def _page(name: str) -> str:
    return f"{request.host_url}page/{quote(name)}"
