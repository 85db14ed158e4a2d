"""What a name in an address means: a thing, one that has another name now, or one that was withdrawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.rdf import iris
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, Triple, iri, is_iri, literal
from bilateral.rdf.vocabulary import BIL, DCT, OWL, PROV, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.graph.graph import Graph

_CODES: Final = (BIL.iso3, BIL.iso2, BIL.isoNumeric)
_CODE: Final = re.compile(r"[A-Za-z]{2,3}|\d{3}")
_ITEM: Final = re.compile(r"Q[1-9]\d*")


def withdrawn(graph: Graph, term: Term, name: str) -> Term | None:
    """Return when a thing of this name was withdrawn, of which nothing else is known any more, or None."""
    kind, _, slug = name.partition("/")
    nodes = [term, iris.graph(slug)] if kind == "document" else [term]
    if any(triple[1] != PROV.invalidatedAtTime for triple in graph.triples(term)):
        return None
    return next((moment for node in nodes if (moment := graph.value(node, PROV.invalidatedAtTime))), None)


def successor(graph: Graph, term: Term) -> Term | None:
    """Return the thing that took the place of this one, or None where it has its own place.

    Of things that are the same, the first in the alphabet has the page.
    """
    replaced = [each for each in graph.values(term, DCT.isReplacedBy) if each != term]
    same = [each for each in graph.values(term, OWL.sameAs) if each.startswith(f"<{ID}") and each < term]
    return min(replaced or same, default=None)


def by_current_names(graph: Graph, triple: Triple) -> Triple:
    """Return a triple with the names that took the place of those in it."""
    subject, predicate, value = triple
    named = (subject, value)
    subject, value = (successor(graph, each) or each if is_iri(each) else each for each in named)
    return subject, predicate, value


def otherwise(graph: Graph, name: str) -> Term | None:
    """Return the thing that goes by another name of its type: other letters, a code, a Wikidata item."""
    found = (each for each in _others(graph, name) if each != f"<{ID}{name}>" and graph.exists(each))
    return next(found, None)


def by_code(graph: Graph, code: str) -> Term | None:
    """Return the polity with a code of ISO 3166-1: alpha-3, alpha-2 or numeric, in any case; or None."""
    if not _CODE.fullmatch(code):
        return None
    found = (each for prop in _CODES for each in graph.subjects(prop, literal(code.upper())))
    return min(found, default=None)


def _others(graph: Graph, name: str) -> Iterator[Term]:
    kind, _, slug = name.partition("/")
    beginning = f"{ID}{kind.lower()}/"
    for spelled in (slug, slug.lower(), slug.upper()):
        try:
            yield iri(beginning + spelled)
        except ValueError:
            return
    named = [by_code(graph, slug)]
    named += sorted(graph.subjects(SKOS.exactMatch, WD[slug])) if _ITEM.fullmatch(slug) else []
    yield from (each for each in named if each and each.startswith(f"<{beginning}"))
