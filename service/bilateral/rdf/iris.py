"""The IRIs of entities and graphs, and the short forms of terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bilateral.rdf import dates
from bilateral.rdf.terms import XSD, Term, iri, iri_value, is_iri, literal, unescape
from bilateral.rdf.vocabulary import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Callable

ID = "https://w3id.org/bilateral/id/"
GRAPH = "https://w3id.org/bilateral/graph/"
POLITY_TYPES = ("state", "economy", "former-state", "polity")
"""The types, in the names of entities, of what may be party to a relation."""

INFERRED = iri(GRAPH + "inferred")
PROVENANCE = iri(GRAPH + "provenance")
LINKS = iri(GRAPH + "links")
ONTOLOGY = iri(GRAPH + "ontology")
CLASHES = iri(GRAPH + "clashes")
SPECIAL = frozenset({INFERRED, PROVENANCE, LINKS, ONTOLOGY, CLASHES})
"""The graphs that are no document's."""

_SLUG = re.compile(r"[a-z]+(?:-[a-z]+)*/[A-Za-z0-9][A-Za-z0-9._-]*(?:/[a-z]+)?\Z")


def entity(name: str) -> Term:
    """Return the IRI of an entity named `type/slug`.

    Raises:
        ValueError: the name is not of that form.
    """
    if not _SLUG.match(name):
        raise ValueError(f"{name!r} is no entity; write type/slug, as in state/CHN")
    return iri(ID + name)


def graph(slug: str) -> Term:
    """Return the IRI of the graph of a document or source."""
    return iri(GRAPH + slug)


def graph_documents(name: Term) -> list[Term]:
    """Return the documents that the name of a graph lists; the graph itself where it is not of documents."""
    if name in SPECIAL or not name.startswith(f"<{GRAPH}"):
        return [name]
    return [entity(f"document/{slug}") for slug in iri_value(name).removeprefix(GRAPH).split(",")]


def read_term(text: str) -> Term:
    """Read a term as seed documents and the command line write it.

    `a`, `prefix:name`, `type/slug` for an entity, `<iri>`, `"text"@en`, `"1"^^xsd:integer`,
    a date (2025, 2025-07, 2025-07-13), a number, `true` or `false`. A bare year is a date. A backslash
    escapes as in N-Triples; a quotation mark within a text may stand without one.

    Raises:
        ValueError: the text is none of these, or its prefix is unknown.
    """
    for pattern, reader in _FORMS:
        if match := pattern.fullmatch(text):
            return reader(match)
    return entity(text)


def short(term: Term) -> str:
    """Return the shortest text that `read_term` reads as the term: `state/CHN`, `bil:member`, `"text"@en`."""
    if not is_iri(term):
        return term
    value = iri_value(term)
    if value.startswith(ID):
        return value.removeprefix(ID)
    for prefix, namespace in PREFIXES.items():
        if value.startswith(namespace):
            return f"{prefix}:{value.removeprefix(namespace)}"
    return term


def _quoted(match: re.Match[str]) -> Term:
    text, language, datatype = match.groups()
    value = unescape(text)
    if datatype:
        prefix, _, name = datatype.partition(":")
        return literal(value, datatype=_namespace(prefix) + name)
    return literal(value, language=language or "")


def _namespace(prefix: str) -> str:
    if prefix not in PREFIXES:
        raise ValueError(f"unknown prefix {prefix}: (known: {', '.join(sorted(PREFIXES))})")
    return PREFIXES[prefix]


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Term]], ...] = (
    (re.compile("a"), lambda _: RDF.type),
    (re.compile("<(.*)>"), lambda match: iri(match[1])),
    (re.compile(r'"(.*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^([a-z]+:[A-Za-z]+))?', re.DOTALL), _quoted),
    (re.compile(r"\d{4}(-\d\d){0,2}"), lambda match: dates.partial_date(match[0])),
    (re.compile("true|false"), lambda match: literal(match[0], datatype=XSD + "boolean")),
    (re.compile(r"[+-]?\d+"), lambda match: literal(match[0], datatype=XSD + "integer")),
    (re.compile(r"[+-]?\d+\.\d+"), lambda match: literal(match[0], datatype=XSD + "decimal")),
    (re.compile(r"([a-z]+):([A-Za-z0-9_.-]*)"), lambda match: iri(_namespace(match[1]) + match[2])),
)
"""How a term may be written, the first that fits; anything else is an entity."""
