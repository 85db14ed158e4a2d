"""Quads and triples as RDF text; what a format cannot carry is refused before it is written incorrectly."""

from __future__ import annotations

import functools
import io
import re
from typing import IO, TYPE_CHECKING, Final, Protocol, TypeAlias, TypeVar, cast
from xml.parsers import expat

import pyoxigraph as ox

from bilateral.errors import NotExpressible
from bilateral.rdf import media_types
from bilateral.rdf.vocabulary import RDF
from bilateral.store.engine.converter import from_quads, rdf_format

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bilateral.rdf.terms import Quad


_PART = 1 << 16
_XMLNS: Final = "http://www.w3.org/2000/xmlns/"
_RESERVED: Final = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li"),
        *("aboutEach", "aboutEachPrefix", "bagID", "version", "annotation", "annotationNodeID"),
    )
)
_START: Final = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_BACKWARDS: Final = re.compile(rf"[{_START}\-.0-9\xb7\u0300-\u036f\u203f-\u2040]*")
_NAME_START: Final = re.compile(f"[{_START}]")
_LABEL: Final = re.compile(r"(?!_x)[A-Z_a-z][A-Z_a-z0-9.-]*")
_NOT_IN_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_BETWEEN_WRITES: Final = 2  # bytes of a character of three that an earlier write may have brought
Item: TypeAlias = ox.Triple | ox.Quad
_Node = TypeVar("_Node", ox.NamedNode | ox.BlankNode, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple)


def serialise(quads: Iterable[Quad], media_type: str, prefixes: Mapping[str, str] | None = None) -> bytes:
    """Write quads in a format; one that has no graphs gets those of the default graph only.

    Raises:
        NotExpressible: the format cannot carry one of them.
    """
    stream = io.BytesIO()
    if media_type in media_types.DATASETS:
        write(from_quads(quads), stream, media_type, prefixes)
    else:
        default = from_quads(quad for quad in quads if not quad.graph)
        write((quad.triple for quad in default), stream, media_type, prefixes)
    return stream.getvalue()


def write(
    items: Iterable[Item],
    stream: IO[bytes] | Writable,
    media_type: str,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Write the engine's triples or quads as they come; RDF/XML only once all are known to be expressible.

    Raises:
        NotExpressible: the format cannot carry one of them.
    """
    held = io.BytesIO() if media_type == media_types.RDF_XML else None
    output = for_media_type(stream if held is None else held, media_type)
    ox.serialize(
        cast("Iterable[ox.Quad]", _expressible(items, media_type)),
        cast("IO[bytes]", output),
        rdf_format(media_type),
        prefixes=dict(prefixes or {}),
    )
    if held is not None:
        held.seek(0)
        while part := held.read(_PART):
            stream.write(part)


class Writable(Protocol):
    """What RDF is written to."""

    def write(self, data: bytes, /) -> int:
        """Write the bytes and return their number."""

    def flush(self) -> None:
        """Flush a buffer, if there is one."""


def _expressible(items: Iterable[Item], media_type: str) -> Iterable[Item]:
    check = _CHECKS.get(media_type)
    return _checked(items, check) if check else items


def carries_all(media_type: str) -> bool:
    """Return whether a format can carry every triple that the engine has."""
    return media_type not in _CHECKS


def for_media_type(stream: IO[bytes] | Writable, media_type: str) -> IO[bytes] | Writable:
    """Return the stream, wrapped if the format needs more than the engine does."""
    return XmlStream(stream) if media_type in (media_types.XML, media_types.RDF_XML) else stream


@functools.lru_cache(maxsize=1 << 12)
def has_xml_name(predicate: str) -> bool:
    """Return whether an IRI can be the name of an element in RDF/XML.

    The engine splits an IRI before the longest XML name at its end. Parsers of the fourth edition of XML 1.0,
    which are common, accept fewer letters than the fifth: what they cannot read is not written.

    Source: RDF 1.1 XML Syntax, sections 5.1 and 8; Namespaces in XML 1.0, section 3.
    """
    tail = _NAME_BACKWARDS.match(predicate[::-1])
    length = tail.end() if tail else 0
    start = _NAME_START.search(predicate, len(predicate) - length)
    if not start or predicate in _RESERVED or predicate[: start.start()] == _XMLNS:
        return False
    try:
        expat.ParserCreate().Parse(f"<{predicate[start.start() :]}/>", True)  # noqa: FBT003  # as expat has it
    except expat.ExpatError:
        return False
    return True


class XmlStream:
    """Escapes carriage returns, which XML parsers would change, and refuses characters that XML cannot carry.

    Source: XML 1.0, sections 2.2 and 2.11.
    """

    def __init__(self, stream: IO[bytes] | Writable) -> None:
        self._stream, self._before = stream, b""

    def write(self, data: bytes) -> int:
        """Write the bytes and return their number."""
        if _NOT_IN_XML.search(self._before + data):
            raise NotExpressible("the answer has a control character, which XML cannot carry")
        self._before = (self._before + data)[-_BETWEEN_WRITES:]
        self._stream.write(data.replace(b"\r", b"&#xD;") if b"\r" in data else data)
        return len(data)

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()


def _checked(items: Iterable[Item], check: Callable[[ox.Triple], ox.Triple]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, ox.Quad):
            triple = check(item.triple)
            yield ox.Quad(triple.subject, triple.predicate, triple.object, item.graph_name)
        else:
            yield check(item)


def _in_rdf_xml(triple: ox.Triple) -> ox.Triple:
    predicate, subject, value = triple.predicate, triple.subject, triple.object
    if not has_xml_name(predicate.value):
        raise NotExpressible(f"<{predicate.value}> ends in no XML name, so that RDF/XML cannot carry it")
    named, told = _node_in_rdf_xml(cast("ox.NamedNode | ox.BlankNode", subject)), _node_in_rdf_xml(value)
    return triple if named is subject and told is value else ox.Triple(named, predicate, told)


def _node_in_rdf_xml(node: _Node) -> _Node:
    if isinstance(node, ox.Triple):
        return _in_rdf_xml(node)
    if isinstance(node, ox.BlankNode) and not _LABEL.fullmatch(node.value):
        # RDF/XML requires an XML name; the labels that are ones stay.
        return ox.BlankNode(f"_x{node.value.encode().hex()}")
    return node


def _without_triple_terms(name: str, triple: ox.Triple) -> ox.Triple:
    if isinstance(triple.object, ox.Triple):
        raise NotExpressible(f"{name} cannot carry triple terms")
    return triple


def _in_n3(triple: ox.Triple) -> ox.Triple:
    value = triple.object
    if isinstance(value, ox.Literal) and value.direction:
        raise NotExpressible("N3 cannot carry the direction of a text")
    return _without_triple_terms("N3", triple)


_CHECKS: Final[dict[str, Callable[[ox.Triple], ox.Triple]]] = {
    media_types.RDF_XML: _in_rdf_xml,
    media_types.JSON_LD: functools.partial(_without_triple_terms, "JSON-LD"),
    media_types.N3: _in_n3,
}
