"""The answer to a query: iterated as terms or written in a results format."""

from __future__ import annotations

import functools
from typing import IO, TYPE_CHECKING, Protocol

import pyoxigraph as ox

from bilateral.errors import StoreError
from bilateral.store import formats
from bilateral.store.converter import to_term, to_triple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.terms import Term, Triple

BOOLEAN, BINDINGS, TRIPLES = "boolean", "bindings", "triples"

_NOT_IN_XML = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})


class Writable(Protocol):
    """What results are written to."""

    def write(self, data: bytes, /) -> int:
        """Take the bytes and return how many."""

    def flush(self) -> None:
        """Do nothing, or pass on what is held back."""


class QueryFailed(StoreError):  # noqa: N818  # the state of a query, as in "query failed"
    """The engine gave up on a query that is well-formed: a dead SERVICE, an unknown function."""


class NotExpressible(StoreError):  # noqa: N818  # the word of the formats' specifications
    """The answer has what the format cannot carry."""


class Result:
    """The answer to one query, to be iterated or written once.

    Attributes:
        kind: BOOLEAN, BINDINGS or TRIPLES.
    """

    def __init__(self, answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
        self._answer = answer
        if isinstance(answer, ox.QueryBoolean):
            self.kind = BOOLEAN
        elif isinstance(answer, ox.QueryTriples):
            self.kind = TRIPLES
        else:
            self.kind = BINDINGS

    @functools.cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns; none where there are no rows."""
        if not isinstance(self._answer, ox.QuerySolutions):
            return ()
        return tuple(variable.value for variable in self._answer.variables)

    def __bool__(self) -> bool:
        if not isinstance(self._answer, ox.QueryBoolean):
            raise TypeError(f"{self.kind} is no boolean")
        return bool(self._answer)

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Return the solutions, each with a term or None for each variable."""
        if not isinstance(self._answer, ox.QuerySolutions):
            raise TypeError(f"{self.kind} has no rows")
        with _Failures():
            for solution in self._answer:
                yield tuple(None if node is None else to_term(node) for node in solution)

    def triples(self) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE."""
        if not isinstance(self._answer, ox.QueryTriples):
            raise TypeError(f"{self.kind} has no triples")
        with _Failures():
            yield from map(to_triple, self._answer)

    def write(self, stream: IO[bytes] | Writable, media_type: str) -> None:
        """Write the answer as it is computed.

        Raises:
            KeyError: the media type is no format of this kind of answer; see `formats_of`.
            QueryFailed: the engine gave up, perhaps after some bytes.
            NotExpressible: the answer has a character that the format cannot carry.
        """
        output = for_media_type(stream, media_type)
        with _Failures():
            if isinstance(self._answer, ox.QueryTriples):
                self._answer.serialize(output=output, format=formats.RDF[media_type])  # type: ignore[arg-type]
            else:
                self._answer.serialize(output=output, format=formats.RESULTS[media_type])  # type: ignore[arg-type]


def for_media_type(stream: IO[bytes] | Writable, media_type: str) -> IO[bytes] | Writable:
    """Return the stream, behind whatever the format needs that the engine does not do."""
    return _Xml(stream) if media_type in (formats.XML, formats.RDF_XML) else stream


def formats_of(kind: str) -> tuple[str, ...]:
    """Return the media types an answer of this kind can be written in, the usual one first."""
    if kind == BOOLEAN:
        return (formats.JSON, formats.XML, formats.CSV, formats.TSV)
    return tuple(formats.RDF) if kind == TRIPLES else tuple(formats.RESULTS)


class _Failures:
    """Turns what the engine raises while it iterates into QueryFailed."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (OSError, RuntimeError)):
            raise QueryFailed(str(error)) from error


class _Xml:
    """Writes carriage returns so that XML parsers keep them, and refuses what XML has no way to say.

    Source: XML 1.0, sections 2.2 and 2.11.
    """

    def __init__(self, stream: IO[bytes] | Writable) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        if len(data.translate(None, _NOT_IN_XML)) != len(data):
            raise NotExpressible("the answer has a control character, which XML cannot carry")
        self._stream.write(data.replace(b"\r", b"&#xD;") if b"\r" in data else data)
        return len(data)

    def flush(self) -> None:
        self._stream.flush()
