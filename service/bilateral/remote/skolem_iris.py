"""Blank nodes as IRIs: an engine gives blank nodes new labels, so that no second request could name one.

Source: RDF 1.1 Concepts, section 3.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from bilateral.rdf.terms import XSD
from bilateral.store.engine.converter import to_term

if TYPE_CHECKING:
    from bilateral.rdf.terms import Term
    from bilateral.store.engine.converter import Node

GENID: Final = "https://w3id.org/bilateral/.well-known/genid/"

_BEGIN: Final = f"<{GENID}"
_BOOLEANS: Final = {
    f'"1"^^<{XSD}boolean>': f'"true"^^<{XSD}boolean>',
    f'"0"^^<{XSD}boolean>': f'"false"^^<{XSD}boolean>',
}


def spell(term: Term) -> str:
    """Write a term for an engine."""
    return f"{_BEGIN}{quote(term[2:])}>" if term.startswith("_:") else term


def read(node: Node) -> Term:
    """Return the term for an object of the engine library."""
    return unspell(to_term(node))


def unspell(term: Term) -> Term:
    """Return the term that an engine wrote.

    Virtuoso writes truth values as numbers.
    """
    if term.startswith(_BEGIN):
        return f"_:{unquote(term[len(_BEGIN) : -1])}"
    return _BOOLEANS.get(term, term)
