"""What the graph says about a thing, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from flask import Response
from markupsafe import Markup

from bilateral.explore.research import snapshot_metadata
from bilateral.rdf import media_types
from bilateral.rdf.terms import Term, iri_value, is_iri, literal_parts
from bilateral.rdf.vocabulary import PREFIXES, RDF, SKOS
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.rdf_writer import serialise
from bilateral.web.pages import site_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.explore.graph.graph import Fact
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.names.candidates import Candidate
    from bilateral.rdf.terms import Quad

    SearchHit = tuple[PageNode, Candidate, list[str], str]
    """A thing, the name that was found, the titles of its classes, and what tells it apart."""

JSON: Final = "application/json"
FORMATS: Final = {
    "ttl": media_types.TURTLE,
    "jsonld": media_types.JSON_LD,
    "rdf": media_types.RDF_XML,
    "nt": media_types.N_TRIPLES,
    "json": JSON,
}
"""Media types by the extension of a download."""
NAMES: Final = {
    "application/xhtml+xml": "text/html",
    "application/xml": media_types.RDF_XML,
    "text/plain": media_types.N_TRIPLES,
    "application/x-turtle": media_types.TURTLE,
}
LICENCE: Final = snapshot_metadata.LICENCE
_INLINE: Final = 300


def extension(media_type: str) -> str:
    """Return the extension of a media type on offer."""
    return next(name for name, offered in FORMATS.items() if offered == media_type)


def alternates(name: str) -> list[str]:
    """Return the links from a thing's page to its other forms, its name and its licence."""
    found = [
        f'<{site_links.within("data", name, f".{form}")}>; rel="alternate"; type="{media}"'
        for form, media in FORMATS.items()
    ]
    return [*found, f'<{site_links.within("page", name)}>; rel="canonical"', f'<{LICENCE}>; rel="license"']


def write(about: Reading, term: Term, form: str, *, inferred: bool = True) -> Response:
    """Return all facts from and to a thing, the same in each format; JSON says of each where it is from."""
    media_type = FORMATS[form]
    if form == "json":
        facts = [*about.graph.facts(term), *about.graph.facts(None, None, term)]
        kept = [fact for fact in facts if inferred or not fact.inferred]
        return Response(_json(about, term, kept), content_type=JSON)
    snapshot, seen = about.graph.snapshot, ("", INFERRED) if inferred else ("",)
    quads = [*snapshot.match(term), *snapshot.match(None, None, term)]
    # Clients that load a graph drop what stands in a named one.
    told = dict.fromkeys(quad._replace(graph="") for quad in quads if quad.graph in seen)
    return rdf(told, media_type)


def rdf(quads: Iterable[Quad], media_type: str, prefixes: Mapping[str, str] = PREFIXES) -> Response:
    """Return RDF in a format."""
    suffix = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(serialise(quads, media_type, prefixes), content_type=media_type + suffix)


def embedded(about: Reading, term: Term) -> Markup:
    """Return the asserted facts from a thing as JSON-LD that can stand inside a script element."""
    found: dict[str, Any] = {"@context": PREFIXES, "@id": iri_value(term)}
    for predicate, of_property in about.outgoing(term).items():
        asserted = [fact.object for fact in of_property.items if not fact.inferred][:_INLINE]
        if not asserted:
            continue
        if predicate == RDF.type:
            found["@type"] = sorted(map(_compact, asserted))
        else:
            found[_compact(predicate)] = [_value(value) for value in sorted(asserted)]
        if predicate == SKOS.exactMatch:
            found["schema:sameAs"] = [{"@id": iri_value(each)} for each in sorted(asserted) if is_iri(each)]
    text = json.dumps(found, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704  # escaped above, by the rules of JSON


def hits(text: str, found: Iterable[SearchHit]) -> Response:
    """Return what was found for a text."""
    rows = [
        {
            "iri": iri_value(hit.entity),
            "page": site_links.address(hit.entity),
            "label": node.text,
            "matched": hit.name,
            "types": classes,
            "hint": hint,
            "score": round(hit.score, 1),
        }
        for node, hit, classes, hint in found
    ]
    return Response(json.dumps({"query": text, "hits": rows}, ensure_ascii=False) + "\n", content_type=JSON)


def _json(about: Reading, term: Term, facts: Sequence[Fact]) -> str:
    rows = [
        {
            "subject": _plain(fact.subject),
            "property": iri_value(fact.predicate),
            "object": _plain(fact.object),
            "status": "inferred" if fact.inferred else "asserted",
            "graphs": [iri_value(graph) for graph in fact.graphs if graph],
        }
        for fact in sorted(facts)
    ]
    node = about.node(term)
    content = {"iri": iri_value(term), "label": node.text, "facts": rows, "total": len(rows)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _plain(term: Term) -> dict[str, str]:
    if is_iri(term):
        return {"type": "uri", "value": iri_value(term)}
    if not term.startswith('"'):
        return {"type": "bnode", "value": term}
    value, datatype, language = literal_parts(term)
    kind = {"xml:lang": language} if language else {"datatype": datatype}
    return {"type": "literal", "value": value, **kind}


def _value(term: Term) -> dict[str, str]:
    if not term.startswith('"'):
        return {"@id": iri_value(term) if is_iri(term) else term}
    value, datatype, language = literal_parts(term)
    return {"@value": value, **({"@language": language} if language else {"@type": datatype})}


def _compact(term: Term) -> str:
    value = iri_value(term)
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace):
            return f"{prefix}:{value.removeprefix(namespace)}"
    return value
