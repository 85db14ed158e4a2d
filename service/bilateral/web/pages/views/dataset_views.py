"""The dataset as a whole: its ontology, the members of classes, VoID, sitemaps, robots.txt and help."""

from __future__ import annotations

from itertools import islice
from typing import Final
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from bilateral.explore.entity import overview
from bilateral.linking.publication import linksets
from bilateral.protocol import negotiation
from bilateral.rdf import media_types
from bilateral.rdf.iris import ID, ONTOLOGY
from bilateral.rdf.terms import XSD, Quad, Term, iri, iri_value, literal
from bilateral.rdf.vocabulary import BIL, DCT, FOAF, PREFIXES, RDF, VOID
from bilateral.web.pages import page_context, rendering, site_links
from bilateral.web.pages.rendering import page
from bilateral.web.pages.views import entity_data

blueprint = Blueprint("dataset", __name__)
rendering.register(blueprint)

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_HTML, _XML = "text/html", "application/xml; charset=utf-8"
_MOST_IN_A_SITEMAP: Final = 50_000
_SIZE: Final = 300  # members of a class on a page
_FORMS: Final = {form: media for form, media in entity_data.FORMATS.items() if form != "json"}


@blueprint.route("/help")
def help_() -> Response:
    """Say how to begin, and how to ask from programs."""
    return page("help.html", lambda: {"host": request.host_url.rstrip("/")})


@blueprint.route("/ontology")
def ontology() -> Response:
    """Document the ontology, or return it."""
    chosen = negotiation.choose(request.headers.get("Accept", ""), (_HTML, *_FORMS.values()))
    if chosen != _HTML:
        return _ontology(chosen)
    return page(
        "ontology.html", lambda: {"words": overview.documentation(page_context.reading()), "forms": _FORMS}
    )


@blueprint.route("/ontology.<any(ttl, jsonld, rdf, nt):form>")
def download_ontology(form: str) -> Response:
    """Return the ontology."""
    return _ontology(_FORMS[form])


def _ontology(media_type: str) -> Response:
    def make() -> Response:
        quads = (quad._replace(graph="") for quad in page_context.graph().snapshot.match(graph=ONTOLOGY))
        return entity_data.rdf(quads, media_type)

    response = rendering.conditional(make)
    response.headers["Vary"] = "Accept"
    return response


@blueprint.route("/class/<name>")
def members(name: str) -> Response:
    """List the members of a class."""
    cls = BIL[name]
    if cls not in page_context.graph().ontology.entries:
        raise NotFound(f"the ontology has no class {name}")
    number = min(max(1, request.args.get("page", 1, int)), 10_000)
    window = slice((number - 1) * _SIZE, number * _SIZE)

    def content() -> dict[str, object]:
        found = overview.members(page_context.reading(), cls, window)
        return {"it": found, "number": number, "size": _SIZE}

    return page("class.html", content)


@blueprint.route("/robots.txt")
def robots() -> Response:
    """Let crawlers in, except to what is computed for each question."""
    lines = ["User-agent: *", "Disallow: /sparql", "Disallow: /why", "Disallow: /search"]
    text = "\n".join([*lines, f"Sitemap: {request.host_url}sitemap.xml", ""])
    return Response(text, content_type="text/plain")


@blueprint.route("/sitemap.xml")
def sitemap() -> Response:
    """List the sitemaps, one a class."""
    names = map(_local, page_context.graph().layout.counted)
    places = "".join(f"<sitemap><loc>{request.host_url}sitemap/{name}.xml</loc></sitemap>" for name in names)
    return Response(f'<sitemapindex xmlns="{_SITEMAP}">{places}</sitemapindex>', content_type=_XML)


@blueprint.route("/sitemap/<name>.xml")
def sitemap_of(name: str) -> Response:
    """List the pages of the members of a class, up to as many as a sitemap may have."""
    cls, graph = BIL[name], page_context.graph()
    if cls not in graph.layout.counted:
        raise NotFound(f"there is no sitemap of {name}")

    def make() -> Response:
        subjects = {
            quad.subject[1:-1]
            for quad in islice(graph.snapshot.match(None, RDF.type, cls), _MOST_IN_A_SITEMAP)
        }
        names = sorted(each.removeprefix(ID) for each in subjects if each.startswith(ID))
        host = site_links.uri(request.host_url.rstrip("/"))
        pages = (page for each in names if (page := site_links.within("page", each)))
        places = "".join(f"<url><loc>{escape(host + page)}</loc></url>" for page in pages)
        return Response(f'<urlset xmlns="{_SITEMAP}">{places}</urlset>', content_type=_XML)

    return rendering.conditional(make)


@blueprint.route("/.well-known/void")
def void() -> Response:
    """Describe the dataset.

    Source: Describing Linked Datasets with the VoID Vocabulary, section 7.2.
    """
    offers = (media_types.TURTLE, media_types.N_TRIPLES, media_types.RDF_XML, media_types.JSON_LD)
    chosen = negotiation.choose(request.headers.get("Accept", ""), (*offers, _HTML))
    media_type = media_types.TURTLE if chosen == _HTML else chosen
    return entity_data.rdf(_dataset(), media_type, {**PREFIXES, "void": str(VOID)})


def _dataset() -> list[Quad]:
    counts = page_context.graph().snapshot.counts
    dataset, host = iri(f"{request.host_url}.well-known/void#dataset"), request.host_url
    facts = [
        (RDF.type, VOID.Dataset),
        (DCT.title, literal("bilateral: relations between states", language="en")),
        (DCT.license, iri(entity_data.LICENCE)),
        (FOAF.homepage, iri(host)),
        (VOID.sparqlEndpoint, iri(f"{host}sparql")),
        (VOID.uriSpace, literal(ID)),
        (VOID.vocabulary, iri(str(BIL))),
        (VOID.exampleResource, iri(f"{ID}state/CHN")),
        (VOID.triples, _number(counts.asserted + counts.inferred)),
    ]
    quads = [Quad(dataset, predicate, value, "") for predicate, value in facts]
    for count in overview.counts(page_context.reading()):
        part = iri(f"{host}.well-known/void#{_local(count.cls.term)}")
        quads.append(Quad(dataset, VOID.classPartition, part, ""))
        quads.append(Quad(part, VOID["class"], count.cls.term, ""))
        quads.append(Quad(part, VOID.entities, _number(count.number), ""))
    quads += (Quad(*link, "") for link in linksets(page_context.graph().snapshot, iri_value(dataset)))
    return quads


def _number(value: int) -> Term:
    return literal(str(value), datatype=XSD + "integer")


def _local(term: Term) -> str:
    return iri_value(term).removeprefix(str(BIL))
