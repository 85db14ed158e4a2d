"""Blank nodes under labels that depend on nothing but the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilateral.store.converter import from_quads, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.terms import Quad


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads without repetition, sorted, with the canonical labels of their blank nodes.

    The labels `c14n0`, `c14n1`, … are those of the dataset as a whole: canonicalise everything that will
    stand in one store together.

    Source: RDF Dataset Canonicalization 1.0.
    """
    plain: set[Quad] = set()
    blank: list[Quad] = []
    for quad in quads:
        if any(term.startswith(("_:", "<<")) for term in quad):
            blank.append(quad)
        else:
            plain.add(quad)
    # A quad without blank nodes has no part in the labels of others (section 4.4.3).
    dataset = ox.Dataset(from_quads(blank))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    plain.update(map(to_quad, dataset))
    return sorted(plain)
