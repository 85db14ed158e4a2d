"""A few quads as RDF text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilateral.store import formats
from bilateral.store.converter import from_quads

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bilateral.terms import Quad


def serialise(quads: Iterable[Quad], media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write quads in a format; one that has no graphs gets those of the default graph only."""
    kept = quads if media_type in formats.DATASETS else (quad for quad in quads if not quad.graph)
    syntax = formats.RDF[media_type]
    plain = from_quads(kept)
    items = plain if media_type in formats.DATASETS else (quad.triple for quad in plain)
    return ox.serialize(items, format=syntax, prefixes=dict(prefixes or {})) or b""
