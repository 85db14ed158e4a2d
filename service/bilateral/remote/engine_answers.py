"""Answers of an external engine to queries.

The objects of pyoxigraph belong to the thread that made them, and a page may read an answer in several:
solutions are parsed here, one after another, as they come.

Source: SPARQL 1.1 Query Results JSON Format, section 3.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import re
from http.client import HTTPException  # noqa: TID251  # what SPARQLWrapper lets pass where a body is cut off
from typing import IO, TYPE_CHECKING, Any, Final, cast

import pyoxigraph as ox

from bilateral.errors import QueryFailed
from bilateral.rdf.terms import XSD_STRING, literal
from bilateral.remote.engine_terms import from_engine
from bilateral.store.engine import rdf_writer
from bilateral.store.engine.converter import rdf_format, results_format, to_triple
from bilateral.store.engine.query_results import BINDINGS, BOOLEAN, TRIPLES, Result
from bilateral.store.engine.rdf_writer import for_media_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typing_extensions import Buffer

    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.rdf_writer import Writable

_VARIABLES: Final = re.compile(r'"vars"\s*:\s*(\[[^\]]*\])')
_BINDINGS: Final = re.compile(r'"bindings"\s*:\s*\[')
_BETWEEN: Final = re.compile(r"[\s,]*")
_PART: Final = 1 << 16
_DECODER: Final = json.JSONDecoder()


class BoundedBody(io.RawIOBase):
    """The bytes of a response, as they come: neither more than a limit nor fewer than promised."""

    def __init__(self, response: Any, most: int) -> None:  # noqa: ANN401  # urllib's response
        """Read a response; `most` bytes of it, 0 for all."""
        self._response, self._most, self._read = response, most, 0
        self._pending = b""

    def unread(self, data: bytes) -> None:
        """Give bytes back, to be read again."""
        self._pending = data + self._pending

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read bytes into a buffer and return their number."""
        target = memoryview(buffer).cast("B")
        if self._pending:
            part, self._pending = self._pending[: len(target)], self._pending[len(target) :]
        else:
            part = self._receive(len(target))
        target[: len(part)] = part
        return len(part)

    def _receive(self, size: int) -> bytes:
        try:
            part: bytes = self._response.read(size)
        except HTTPException as error:
            raise OSError(f"the engine's answer was cut off: {error}") from error
        self._read += len(part)
        if self._most and self._read > self._most:
            raise OSError(f"the engine's answer has more than {self._most} bytes")
        return part

    def close(self) -> None:
        """End the request."""
        self._response.close()
        super().close()


class RemoteBoolean(Result):
    """The answer to an ASK."""

    def __init__(self, body: BoundedBody) -> None:
        """Read a body; raise QueryFailed if it is no boolean."""
        self.kind, self.variables = BOOLEAN, ()
        with _reading(body):
            self._text = body.readall()
            self._holds = bool(json.loads(self._text)["boolean"])
        body.close()

    def __bool__(self) -> bool:
        return self._holds

    def write(self, stream: IO[bytes] | Writable, media_type: str) -> None:
        """Write it; see `Result.write`."""
        _write_results(io.BytesIO(self._text), stream, media_type)


class RemoteSolutions(Result):
    """The answer to a SELECT."""

    def __init__(self, body: BoundedBody) -> None:
        """Read the head of a body; raise QueryFailed if it has none."""
        self.kind = BINDINGS
        self._body, self._decoder = body, codecs.getincrementaldecoder("utf-8")()
        with _reading(body):
            self._text, self._head, self._at = "", b"", -1
            while not (begin := _BINDINGS.search(self._text)):
                self._more()
            self._at = begin.end()
            self.variables = tuple(json.loads(cast("re.Match[str]", _VARIABLES.search(self._text)).group(1)))

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """Return the solutions; the connection is closed after them, or when the iteration ends early."""
        try:
            with _reading(self._body):
                while (found := self._next()) is not None:
                    yield tuple(_term(found[name]) if name in found else None for name in self.variables)
        finally:
            self._body.close()

    def write(self, stream: IO[bytes] | Writable, media_type: str) -> None:
        """Write the answer as it comes; see `Result.write`."""
        self._body.unread(self._head)
        try:
            with _reading(self._body):
                _write_results(io.BufferedReader(self._body), stream, media_type)
        finally:
            self._body.close()

    def _next(self) -> Mapping[str, Any] | None:
        while True:
            self._at = cast("re.Match[str]", _BETWEEN.match(self._text, self._at)).end()
            if self._text[self._at : self._at + 1] == "]":
                return None
            try:
                found, self._at = _DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError:
                self._text, self._at = self._text[self._at :], 0
                self._more()
            else:
                return cast("Mapping[str, Any]", found)

    def _more(self) -> None:
        part = self._body.read(_PART)
        if not part:
            raise ValueError("it ends in the middle")
        if self._at < 0:
            self._head += part
        self._text += self._decoder.decode(part)


class RemoteTriples(Result):
    """The answer to a CONSTRUCT or DESCRIBE."""

    def __init__(self, body: BoundedBody, media_type: str) -> None:
        """Read triples from a body in a media type."""
        self.kind, self.variables = TRIPLES, ()
        self._body, self._media_type = body, media_type

    def __bool__(self) -> bool:
        raise TypeError(f"{self.kind} is no boolean")

    def triples(self) -> Iterator[Triple]:
        """Return the triples."""
        for triple in self._parsed():
            subject, predicate, value = map(from_engine, to_triple(triple))
            yield subject, predicate, value

    def write(self, stream: IO[bytes] | Writable, media_type: str) -> None:
        """Write the answer as it comes; see `Result.write`."""
        with _reading(self._body):
            rdf_writer.write(self._parsed(), stream, media_type)

    def _parsed(self) -> Iterator[ox.Triple]:
        try:
            with _reading(self._body):
                source = cast("IO[bytes]", io.BufferedReader(self._body))
                for quad in ox.parse(source, rdf_format(self._media_type)):
                    yield quad.triple
        finally:
            self._body.close()


@contextlib.contextmanager
def _reading(body: BoundedBody) -> Iterator[None]:
    """Turn errors of reading an answer into QueryFailed, and close the connection."""
    try:
        yield
    except (OSError, RuntimeError, SyntaxError, ValueError, LookupError, AttributeError) as error:
        body.close()
        raise QueryFailed(f"the engine's answer cannot be read: {error}") from error


def _write_results(source: io.BufferedIOBase, stream: IO[bytes] | Writable, media_type: str) -> None:
    answer = ox.parse_query_results(cast("IO[bytes]", source), ox.QueryResultsFormat.JSON)
    output = cast("IO[bytes]", for_media_type(stream, media_type))
    answer.serialize(output, format=results_format(media_type))


def _term(found: Mapping[str, Any]) -> Term:
    kind, value = found["type"], found["value"]
    if kind == "uri":
        return from_engine(f"<{value}>")
    if kind == "bnode":
        return f"_:{value}"
    if kind == "triple":
        return f"<<( {_term(value['subject'])} {_term(value['predicate'])} {_term(value['object'])} )>>"
    return from_engine(
        literal(value, language=found.get("xml:lang", ""), datatype=found.get("datatype", XSD_STRING))
    )
