"""Quads and triples as RDF text: the one place where RDF is written."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from bilateral.rdf import media_types
from bilateral.store.engine.converter import from_quads, rdf_format
from bilateral.store.engine.expressible import expressible, for_media_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bilateral.rdf.terms import Quad
    from bilateral.store.engine.expressible import Item, Writable

_PART = 1 << 16


def serialise(quads: Iterable[Quad], media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write quads in a format; one that has no graphs gets those of the default graph only.

    Raises:
        NotExpressible: the format cannot carry one of them.
    """
    kept = quads if media_type in media_types.DATASETS else (quad for quad in quads if not quad.graph)
    plain = from_quads(kept)
    stream = io.BytesIO()
    if media_type in media_types.DATASETS:
        write(plain, stream, media_type, prefixes)
    else:
        write((quad.triple for quad in plain), stream, media_type, prefixes)
    return stream.getvalue()


def write(
    items: Iterable[Item],
    stream: IO[bytes] | Writable,
    media_type: str,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Write the engine's triples or quads as they come; RDF/XML once it is known that it can carry all.

    Raises:
        NotExpressible: the format cannot carry one of them.
    """
    held = io.BytesIO() if media_type == media_types.RDF_XML else None
    output = for_media_type(stream if held is None else held, media_type)
    ox.serialize(
        cast("Iterable[ox.Quad]", expressible(items, media_type)),
        cast("IO[bytes]", output),
        rdf_format(media_type),
        prefixes=dict(prefixes or {}),
    )
    if held is not None:
        held.seek(0)
        while part := held.read(_PART):
            stream.write(part)
