"""What machines that visit ask first: robots.txt, the sitemap, VoID; and help for people."""

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
from bilateral.rdf.terms import XSD, Quad, Term, iri, iri_value, literal
from bilateral.rdf.vocabulary import BIL, DCT, FOAF, PREFIXES, RDF, VOID
from bilateral.store.engine.rdf_writer import serialise
from bilateral.web.pages import page_context, rendering, site_links
from bilateral.web.pages.rendering import page
from bilateral.web.pages.views import data_views

blueprint = Blueprint("site", __name__)
rendering.register(blueprint)

_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML: Final = "application/xml; charset=utf-8"
_MOST: Final = 50_000


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
    places = "".join(
        f"<sitemap><loc>{host}sitemap/{_local(cls)}.xml</loc></sitemap>" for cls in overview.COUNTED
    )
    return Response(f'<sitemapindex xmlns="{_SITEMAP}">{places}</sitemapindex>', content_type=_XML)


@blueprint.route("/sitemap/<name>.xml")
def sitemap_of(name: str) -> Response:
    """List the pages of the members of a class, up to the fifty thousand that a sitemap may have."""
    if BIL[name] not in overview.COUNTED:
        raise NotFound(f"there is no sitemap of {name}")

    def make() -> Response:
        base = page_context.base()
        quads = islice(page_context.graph().snapshot.match(None, RDF.type, BIL[name]), _MOST)
        names = {
            iri_value(quad.subject).removeprefix(base) for quad in quads if quad.subject[1:].startswith(base)
        }
        pages = (site_links.within("page", each) for each in sorted(names))
        host = site_links.uri(request.host_url.rstrip("/"))
        places = "".join(f"<url><loc>{escape(host + page)}</loc></url>" for page in pages if page)
        return Response(f'<urlset xmlns="{_SITEMAP}">{places}</urlset>', content_type=_XML)

    return rendering.conditional(make)


@blueprint.route("/.well-known/void")
def void() -> Response:
    """Describe the dataset.

    Source: Describing Linked Datasets with the VoID Vocabulary, section 7.2.
    """
    offers = (media_types.TURTLE, media_types.N_TRIPLES, media_types.RDF_XML, media_types.JSON_LD)
    chosen = negotiation.choose(request.headers.get("Accept", ""), (*offers, "text/html"))
    media_type = media_types.TURTLE if chosen == "text/html" else chosen
    suffix = "; charset=utf-8" if media_type.startswith("text/") else ""
    text = serialise(_dataset(), media_type, {**PREFIXES, "void": str(VOID)})
    return Response(text, content_type=media_type + suffix)


def _dataset() -> list[Quad]:
    counts = page_context.graph().snapshot.counts
    dataset, host = iri(f"{request.host_url}.well-known/void#dataset"), request.host_url

    def number(value: int) -> Term:
        return literal(str(value), datatype=XSD + "integer")

    facts = [
        (RDF.type, VOID.Dataset),
        (DCT.title, literal("bilateral: relations between states", language="en")),
        (DCT.license, iri(data_views.LICENCE)),
        (FOAF.homepage, iri(host)),
        (VOID.sparqlEndpoint, iri(f"{host}sparql")),
        (VOID.uriSpace, literal(page_context.base())),
        (VOID.vocabulary, iri(str(BIL))),
        (VOID.exampleResource, iri(f"{page_context.base()}state/CHN")),
        (VOID.triples, number(counts.asserted + counts.inferred)),
    ]
    quads = [Quad(dataset, predicate, value, "") for predicate, value in facts]
    for count in overview.counts(page_context.reading()):
        part = iri(f"{host}.well-known/void#{_local(count.cls.term)}")
        quads.append(Quad(dataset, VOID.classPartition, part, ""))
        quads.append(Quad(part, VOID["class"], count.cls.term, ""))
        quads.append(Quad(part, VOID.entities, number(count.number), ""))
    quads += (Quad(*link, "") for link in linksets(page_context.graph().snapshot, iri_value(dataset)))
    return quads


def _local(term: Term) -> str:
    return iri_value(term).removeprefix(str(BIL))
