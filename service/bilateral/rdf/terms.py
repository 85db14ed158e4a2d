"""RDF terms as plain strings in N-Triples syntax: ``<http://…>``, ``_:b0``, ``"text"@en``.

Strings are hashed and compared fast, need no library, and join into a line of N-Quads. Language tags are
lower case, and ``xsd:string`` is never written, so that equal terms are equal strings.

Source: RDF 1.1 N-Triples; RDF 1.1 N-Quads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from bilateral.errors import Origin

Term: TypeAlias = str
Triple: TypeAlias = tuple[Term, Term, Term]


class Quad(NamedTuple):
    """A triple and the graph that asserts it."""

    subject: Term
    predicate: Term
    object: Term
    graph: Term


class Located(NamedTuple):
    """A quad and the place in the input that says so."""

    quad: Quad
    origin: Origin


class Literal(NamedTuple):
    """The parts of a literal; language is empty where there is none."""

    value: str
    datatype: str
    language: str


XSD = "http://www.w3.org/2001/XMLSchema#"
XSD_STRING = XSD + "string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_ESCAPED = re.compile(r'[\\"\n\r\x00-\x1f\x7f]')
_UNESCAPES = {v[1]: k for k, v in _ESCAPES.items()} | {"'": "'"}
_UNESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]++|\\.)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?\Z', re.DOTALL)
_LAST_TWO = "".join(f"{chr(plane - 2)}{chr(plane - 1)}" for plane in range(1 << 17, 0x110001, 1 << 16))
_NOT_IN_IRI = re.compile(
    r'[\x00-\x20<>"{}|^`\\\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff'
    rf"{_LAST_TWO}]|%(?![0-9A-Fa-f]{{2}})|#.*#"
)
_IN_QUERY_ONLY = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_AUTHORITY = re.compile(r"[^:/?#]*://[^/?#]*")


def iri(value: str) -> Term:
    """Return the term of an absolute IRI.

    Raises:
        ValueError: the value has a character that no IRI may have, or may not have there.

    Source: RFC 3987, section 2.2.
    """
    if _NOT_IN_IRI.search(value) or _misplaced(value):
        raise ValueError(f"not an IRI: {value!r}")
    return f"<{value}>"


def _misplaced(value: str) -> bool:
    """Return whether brackets stand outside the host, or private characters outside the query."""
    if "[" in value or "]" in value:
        authority = _AUTHORITY.match(value)
        path = value[authority.end() if authority else 0 :]
        if "[" in path or "]" in path:
            return True
    if value.isascii():
        return False
    front, _, fragment = value.partition("#")
    return bool(_IN_QUERY_ONLY.search(front.partition("?")[0]) or _IN_QUERY_ONLY.search(fragment))


def literal(value: str, *, language: str = "", datatype: str = XSD_STRING) -> Term:
    """Return the term of a literal: a language tag wins over the datatype."""
    quoted = '"' + _ESCAPED.sub(_escape, value) + '"'
    if language:
        return f"{quoted}@{language.lower()}"
    return quoted if datatype == XSD_STRING else f"{quoted}^^<{datatype}>"


def is_iri(term: Term) -> bool:
    """Return whether the term is an IRI."""
    return term.startswith("<")


def is_literal(term: Term) -> bool:
    """Return whether the term is a literal."""
    return term.startswith('"')


def is_blank(term: Term) -> bool:
    """Return whether the term is a blank node."""
    return term.startswith("_:")


def is_legal(triple: Triple) -> bool:
    """Return whether RDF allows the triple: no literal as subject, an IRI as predicate."""
    return not is_literal(triple[0]) and is_iri(triple[1])


def iri_value(term: Term) -> str:
    """Return the IRI without its angle brackets."""
    return term[1:-1]


def literal_parts(term: Term) -> Literal:
    """Split a literal into value, datatype and language.

    Raises:
        ValueError: the term is no literal.
    """
    match = _LITERAL.match(term)
    if not match:
        raise ValueError(f"not a literal: {term!r}")
    text, language, datatype = match.groups()
    value = unescape(text) if "\\" in text else text
    return Literal(value, LANG_STRING if language else datatype or XSD_STRING, language or "")


def unescape(text: str) -> str:
    """Return a quoted string's text, as N-Triples and SPARQL escape it."""
    return _UNESCAPED.sub(_unescape, text)


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def _unescape(match: re.Match[str]) -> str:
    short, long, char = match.groups()
    return chr(int(short or long, 16)) if short or long else _UNESCAPES.get(char, char)
