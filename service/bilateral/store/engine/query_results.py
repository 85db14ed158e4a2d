"""The answer to a query: iterated as terms, or written in a results format."""

from __future__ import annotations

import contextlib
import functools
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from bilateral.errors import NotExpressible, QueryFailed
from bilateral.rdf import media_types
from bilateral.store.engine import rdf_writer
from bilateral.store.engine.converter import rdf_format, results_format, to_term, to_triple
from bilateral.store.engine.rdf_writer import carries_all, for_media_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.rdf_writer import Writable

BOOLEAN, BINDINGS, TRIPLES = "boolean", "bindings", "triples"

_NO_TERM = "not a valid RDF 1.2 term"
"""What the engine says of a triple term that an expression made and that is none."""


class Result:
    """The answer to one query, to be iterated or written once; its kind is BOOLEAN, BINDINGS or TRIPLES."""

    def __init__(self, answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> None:
        self._answer = answer
        self.kind = BINDINGS
        if isinstance(answer, ox.QueryBoolean | ox.QueryTriples):
            self.kind = BOOLEAN if isinstance(answer, ox.QueryBoolean) else TRIPLES

    @functools.cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns; none of a boolean or triples."""
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
        with _evaluating():
            for solution in self._answer:
                yield tuple(None if node is None else to_term(node) for node in solution)

    def triples(self) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE."""
        if not isinstance(self._answer, ox.QueryTriples):
            raise TypeError(f"{self.kind} has no triples")
        with _evaluating():
            yield from map(to_triple, self._answer)

    def write(self, stream: IO[bytes] | Writable, media_type: str) -> None:
        """Write the answer as it is computed.

        Raises:
            KeyError: the media type is no format of this kind of answer; see `formats_of`.
            QueryFailed: the engine failed, perhaps after some bytes.
            NotExpressible: the format cannot carry something in the answer, perhaps after some bytes.
        """
        with _evaluating():
            if isinstance(self._answer, ox.QuerySolutions | ox.QueryBoolean):
                output = cast("IO[bytes]", for_media_type(stream, media_type))
                self._answer.serialize(output, format=results_format(media_type))
            elif carries_all(media_type):
                # As `rdf_writer.write`, without converting each triple to Python and back.
                self._answer.serialize(cast("IO[bytes]", stream), format=rdf_format(media_type))
            else:
                rdf_writer.write(self._answer, stream, media_type)


def formats_of(kind: str) -> tuple[str, ...]:
    """Return the media types an answer of this kind can be written in, the usual one first."""
    if kind == BOOLEAN:
        return (media_types.JSON, media_types.XML, media_types.CSV, media_types.TSV)
    return tuple(media_types.RDF) if kind == TRIPLES else tuple(media_types.RESULTS)


@contextlib.contextmanager
def _evaluating() -> Iterator[None]:
    """Turn errors of the engine during the iteration into those of ours."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if _NO_TERM in str(error):
            raise NotExpressible("the answer has a triple term that RDF 1.2 does not allow") from error
        raise QueryFailed(str(error)) from error
