"""HTTP requests to SPARQL operations.

Source: SPARQL 1.1 Protocol, sections 2.1 (query) and 2.2 (update).
"""

from __future__ import annotations

import binascii
import re
from typing import Final, NamedTuple, TypeAlias

from bilateral import texts
from bilateral.errors import InputError
from bilateral.protocol import negotiation
from bilateral.protocol.refusals import ProtocolError, UnsupportedMediaType
from bilateral.rdf import terms
from bilateral.store.engine.graph_layout import Dataset

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_MAX_PARAMETERS = 2000
_NO_ESCAPE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
_BYTE_ORDER_MARK: Final = "\ufeff"  # which editors on Windows put at the beginning of a file
_REASONING = {"none": False, "owl2rl": True}


class QueryOperation(NamedTuple):
    """A query and its dataset."""

    text: str
    dataset: Dataset
    accept: str = ""  # the media types that parameters name; they precede those of the Accept header


class UpdateOperation(NamedTuple):
    """An update request and the dataset of its WHERE clauses, None if it names none."""

    text: str
    using: tuple[str, ...] | None
    using_named: tuple[str, ...] | None


class DescriptionRequest:
    """A request for the service description."""


Parameters: TypeAlias = dict[str, list[str]]
"""The values of each parameter, in the order they were sent."""


def parse_query(
    method: str, content_type: str, query_string: str, body: bytes, *, reasoning: bool
) -> QueryOperation | DescriptionRequest:
    """Return the operation of a request to the query endpoint.

    Args:
        method: GET, HEAD or POST.
        content_type: the header, empty if missing.
        query_string: still encoded.
        body: of a POST.
        reasoning: whether a query sees inferred triples unless the request says otherwise.

    Raises:
        ProtocolError: it has no query, or several.
        UnsupportedMediaType: the body is not a query.
    """
    parameters = decode(query_string)
    if method == "POST":
        parameters, text = _posted(content_type, parameters, body, QUERY, "query")
    else:
        if "update" in parameters:
            raise ProtocolError("an update is sent by POST, to the update endpoint")
        if "query" not in parameters:
            return DescriptionRequest()
        text = _one(parameters, "query")
    dataset = Dataset(
        reasoned(parameters, default=reasoning),
        _iris(parameters, "default-graph-uri"),
        _iris(parameters, "named-graph-uri"),
    )
    return QueryOperation(text, dataset, negotiation.accept(parameters))


def parse_update(content_type: str, query_string: str, body: bytes) -> UpdateOperation:
    """Return the operation of a POST to the update endpoint.

    Raises:
        ProtocolError: it has no update, or several.
        UnsupportedMediaType: the body is not an update.
    """
    parameters, text = _posted(content_type, decode(query_string), body, UPDATE, "update")
    return UpdateOperation(
        text, _iris(parameters, "using-graph-uri"), _iris(parameters, "using-named-graph-uri")
    )


def media_type(content_type: str) -> str:
    """Return the media type of a Content-Type header, in lower case, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def utf8(body: bytes) -> str:
    """Return the text of a body, without a byte order mark.

    Raises:
        ProtocolError: it is not UTF-8, the only encoding SPARQL and Turtle have.
    """
    try:
        return texts.without_mark(body, "body").decode()
    except InputError as error:
        raise ProtocolError(error.reason) from error
    except UnicodeDecodeError as error:
        raise ProtocolError(f"the body is not UTF-8: byte {error.start}") from error


def _posted(
    content_type: str, parameters: Parameters, body: bytes, direct: str, name: str
) -> tuple[Parameters, str]:
    kind = media_type(content_type)
    if kind == direct:
        if name in parameters:
            raise ProtocolError(f"the {name} is in the URL and in the body")
        return parameters, utf8(body).removeprefix(_BYTE_ORDER_MARK)
    if kind == FORM:
        for key, values in decode(utf8(body)).items():
            parameters.setdefault(key, []).extend(values)
        return parameters, _one(parameters, name)
    raise UnsupportedMediaType(f"send {direct} or {FORM}")


def check_number(encoded: bytes) -> None:
    """Refuse a query string or form with too many parameters before it is parsed.

    Raises:
        ProtocolError: it has more than 2,000.
    """
    # The half may be empty.
    if encoded.count(b"&") > 2 * _MAX_PARAMETERS:
        raise ProtocolError(f"more than {_MAX_PARAMETERS} parameters")


def decode(encoded: str) -> Parameters:
    """Return the parameters of a query string or form.

    Raises:
        ProtocolError: they are not UTF-8, or too many.
    """
    check_number(encoded.encode())
    pieces = [piece for piece in encoded.split("&") if piece]
    if len(pieces) > _MAX_PARAMETERS:
        raise ProtocolError(f"more than {_MAX_PARAMETERS} parameters")
    parameters: Parameters = {}
    try:
        for piece in pieces:
            name, _, value = piece.partition("=")
            parameters.setdefault(_unquoted(name), []).append(_unquoted(value))
    except ValueError as error:
        raise ProtocolError(f"the parameters cannot be decoded: {error}") from error
    return parameters


def _unquoted(text: str) -> str:
    text = text.replace("+", " ")
    if "%" not in text:
        return text
    # Queries are full of escapes. Those of quoted-printable differ only in their mark and are decoded in C,
    # which takes an eighth of the time of urllib. What it would take for its own is escaped first.
    text = _NO_ESCAPE.sub("%25", text).replace("\n", "%0A").replace("\r", "%0D")
    return binascii.a2b_qp(text.replace("=", "%3D").replace("%", "=").encode()).decode()


def _one(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, [])
    if len(values) != 1:
        raise ProtocolError(f"send one {name} parameter, not {len(values)}")
    text = values[0].removeprefix(_BYTE_ORDER_MARK)
    if not text.strip():
        raise ProtocolError(f"the {name} is empty")
    return text


def _iris(parameters: Parameters, name: str) -> tuple[str, ...] | None:
    return tuple(map(absolute, parameters[name])) if name in parameters else None


def absolute(iri: str) -> str:
    """Return an absolute IRI.

    Raises:
        ProtocolError: it is not absolute, or not an IRI.
    """
    scheme, colon, _ = iri.partition(":")
    if not colon or not scheme.isascii() or not scheme[:1].isalpha():
        raise ProtocolError(f"not an absolute IRI: {iri!r}")
    try:
        terms.iri(iri)
    except ValueError as error:
        raise ProtocolError(f"not an absolute IRI: {iri!r}") from error
    return iri


def reasoned(parameters: Parameters, *, default: bool) -> bool:
    """Return whether a request asks for inferred triples.

    Raises:
        ProtocolError: the parameter has another value, or several.
    """
    values = parameters.get("reasoning")
    if not values:
        return default
    if len(values) > 1 or values[0] not in _REASONING:
        raise ProtocolError(f"reasoning is one of {', '.join(_REASONING)}")
    return _REASONING[values[0]]


def limit(text: str | None, usual: int, most: int) -> int:
    """Return the parameter `limit`, `usual` if it is missing.

    Raises:
        ProtocolError: it is not a number from 1 to `most`.
    """
    found = usual if text is None else texts.natural(text)
    if found is None or not 1 <= found <= most:
        raise ProtocolError(f"limit is a number from 1 to {most}")
    return found
