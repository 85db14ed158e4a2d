"""Terms as an external engine has them.

Blank nodes are IRIs there: an engine gives them new labels, so that no second request could name one.

Source: RDF 1.1 Concepts, section 3.5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from bilateral.rdf.terms import XSD

if TYPE_CHECKING:
    from bilateral.rdf.terms import Term

_SKOLEM: Final = "<https://w3id.org/bilateral/.well-known/genid/"
# Virtuoso writes booleans as numbers.
_BOOLEANS: Final = {
    f'"1"^^<{XSD}boolean>': f'"true"^^<{XSD}boolean>',
    f'"0"^^<{XSD}boolean>': f'"false"^^<{XSD}boolean>',
}


def to_engine(term: Term) -> str:
    """Write a term for an engine."""
    return f"{_SKOLEM}{quote(term[2:])}>" if term.startswith("_:") else term


def from_engine(term: Term) -> Term:
    """Return the term that an engine wrote."""
    if term.startswith(_SKOLEM):
        return f"_:{unquote(term[len(_SKOLEM) : -1])}"
    return _BOOLEANS.get(term, term)
