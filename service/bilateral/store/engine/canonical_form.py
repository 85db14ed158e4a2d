"""Quads as the engine will return them: literals in its spelling, blank nodes by RDFC-1.0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from bilateral.rdf.terms import Quad
from bilateral.store.engine.converter import from_quads, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.rdf.terms import Term


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads without repetition, sorted, as they will be read from the store.

    Numbers and dates are spelled as the engine spells them (`01` is `1`), so that reasoning sees what is
    stored. Blank nodes have canonical labels, `c14n0`, `c14n1`, …, of the dataset as a whole: everything
    that goes into one store has to be canonicalised together.

    Source: RDF Dataset Canonicalization 1.0.
    """
    plain: set[Quad] = set()
    blank: list[Quad] = []
    for quad in respelled(list(quads)):
        if any(term.startswith(("_:", "<<")) for term in quad):
            blank.append(quad)
        else:
            plain.add(quad)
    # A quad without blank nodes does not influence the labels (section 4.4.3).
    dataset = ox.Dataset(from_quads(blank))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    plain.update(map(to_quad, dataset))
    return sorted(plain)


def respelled(quads: list[Quad]) -> list[Quad]:
    """Return the quads with each literal as the engine spells it: `1` for `1.00`."""
    typed = sorted({quad.object for quad in quads if quad.object.endswith(">") and quad.object[0] == '"'})
    spelling = _spelling(typed)
    if all(term == spelled for term, spelled in spelling.items()):
        return quads
    return [quad._replace(object=spelling.get(quad.object, quad.object)) for quad in quads]


_INTEGER: Final = re.compile(r'"(?:0|-?[1-9]\d{0,17})"\^\^<http://www\.w3\.org/2001/XMLSchema#integer>')


def spelled(literal: Term) -> Term:
    """Return a literal as the engine spells it."""
    if not literal.endswith(">") or _INTEGER.fullmatch(literal):
        return literal
    return _spelling([literal])[literal]


def _spelling(literals: list[Term]) -> dict[Term, Term]:
    store = ox.Store()
    numbered = (Quad(f"<n:{number}>", "<n:is>", term, "") for number, term in enumerate(literals))
    store.bulk_extend(from_quads(numbered))
    found = map(to_quad, store.quads_for_pattern(None, None, None, None))
    return {literals[int(quad.subject[3:-1])]: quad.object for quad in found}
