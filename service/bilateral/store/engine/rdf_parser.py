"""RDF text of any syntax as quads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from bilateral import texts
from bilateral.errors import InputError, RdfSyntaxError
from bilateral.rdf import media_types
from bilateral.store.engine.converter import rdf_format, to_quad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.rdf.terms import Quad


def parse(source: Path | bytes, *, media_type: str = "", base: str = "", name: str = "") -> Iterator[Quad]:
    """Return the quads of a file or of bytes, in the order of the text.

    Blank nodes keep the labels of the text: rename them before two texts go into one graph (see `canonical`).
    Documents that the text refers to (XML entities, JSON-LD contexts) are never fetched.

    Args:
        source: a path, or the text itself.
        media_type: of the text; without one, a path's extension decides.
        base: the IRI that relative IRIs are resolved against; without one they are refused.
        name: of the source in errors; by default the path.

    Raises:
        RdfSyntaxError: while iterating, at the first error.
        InputError: the format is unknown, or the file cannot be read or is UTF-16.
    """
    title = name or (str(source) if isinstance(source, Path) else "body")
    syntax = media_type or (media_types.of_extension(source.name) if isinstance(source, Path) else None)
    if syntax is None or syntax not in media_types.RDF:
        known = ", ".join(sorted(media_types.RDF))
        raise InputError(title, None, f"no RDF format for {syntax or title!r}; known are {known}")
    text = texts.without_mark(_bytes(source, title), title)
    return _quads(text, rdf_format(syntax), base or None, title)


def _bytes(source: Path | bytes, title: str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as error:
        raise InputError(title, None, error.strerror or "cannot be read") from error


def _quads(text: bytes, syntax: ox.RdfFormat, base: str | None, title: str) -> Iterator[Quad]:
    try:
        yield from map(to_quad, ox.parse(text, format=syntax, base_iri=base))
    except SyntaxError as error:
        raise RdfSyntaxError(title, error.lineno, error.offset, error.msg or str(error)) from error
    except ValueError as error:
        raise RdfSyntaxError(title, None, None, str(error)) from error
