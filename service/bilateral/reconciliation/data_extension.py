"""Data extension: properties of entities, as columns.

Source: Reconciliation Service API 0.2, section 7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.numerals import DIGITS, natural
from bilateral.rdf.terms import XSD, is_literal, literal_parts
from bilateral.reconciliation.catalogue import is_entity
from bilateral.reconciliation.reconciliation_errors import RequestError, TooMany

if TYPE_CHECKING:
    from bilateral.rdf.terms import Term
    from bilateral.reconciliation.catalogue import Catalogue, Word

MOST: Final = 500  # entities, and properties, of one request
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\Z")


class Column(NamedTuple):
    """A property that is asked for.

    Attributes:
        limit: values of an entity, at most; 0 for all.
        language: of texts; "" for all.
    """

    id: str
    limit: int = 0
    language: str = ""


class Request(NamedTuple):
    """Entities and properties that are asked for."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]


def read_request(body: object) -> Request:
    """Return what is asked for.

    Raises:
        RequestError: it has not the form that the protocol says.
        TooMany: it asks for more than MOST entities or properties.
    """
    if not isinstance(body, dict):
        raise RequestError("extend is no object")
    ids, columns = body.get("ids"), body.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise RequestError("ids is a list of identifiers")
    if not isinstance(columns, list) or not all(isinstance(each, dict) for each in columns):
        raise RequestError("properties is a list of objects")
    if max(len(ids), len(columns)) > MOST:
        raise TooMany(f"at most {MOST} entities and {MOST} properties at once")
    return Request(tuple(ids), tuple(_column(each) for each in columns))


def _column(value: dict[str, Any]) -> Column:
    if not isinstance(value.get("id"), str):
        raise RequestError("a property has an id")
    settings = value.get("settings")
    settings = settings if isinstance(settings, dict) else {}
    limit = natural(str(settings.get("limit", "")))
    return Column(value["id"], limit or 0, str(settings.get("language") or ""))


def extend(catalogue: Catalogue, request: Request) -> dict[str, Any]:
    """Return the values; of an unknown entity or property, none."""
    columns = [(column, catalogue.word(column.id, catalogue.properties)) for column in request.columns]
    return {
        "meta": [{"id": each.id, "name": prop.label if prop else each.id} for each, prop in columns],
        "rows": {
            identifier: {column.id: _cells(catalogue, identifier, column, prop) for column, prop in columns}
            for identifier in request.ids
        },
    }


def propose(catalogue: Catalogue, identifier: str, limit: int) -> dict[str, Any]:
    """Return the properties that entities of a class may have."""
    cls = catalogue.word(identifier, catalogue.classes)
    wanted = {cls.term, *cls.domains} if cls else set()
    found = [word for word in catalogue.properties.values() if not word.domains or word.domains & wanted]
    own = sorted(found, key=lambda word: (not word.domains, word.label.casefold()))
    proposed = [{"id": word.id, "name": word.label, "description": word.definition} for word in own]
    return {"type": identifier, "limit": limit, "properties": proposed[:limit]}


def _cells(catalogue: Catalogue, identifier: str, column: Column, prop: Word | None) -> list[dict[str, Any]]:
    entity = catalogue.names.entity(identifier)
    if entity is None or prop is None:
        return []
    values = sorted(catalogue.values(entity, prop))
    if column.language:
        values = [value for value in values if _language(value) in {"", column.language.lower()}]
    return [_cell(catalogue, value) for value in values[: column.limit or None]]


def _language(value: Term) -> str:
    return literal_parts(value).language if is_literal(value) else ""


def _cell(catalogue: Catalogue, value: Term) -> dict[str, Any]:
    if is_entity(value, catalogue):
        return {"id": catalogue.id(value), "name": catalogue.name(value)}
    if is_literal(value):
        return _literal_cell(*literal_parts(value)[:2])
    word = catalogue.word(value[1:-1], catalogue.classes)
    return {"id": word.id, "name": word.label} if word else {"str": value.strip("<>")}


def _literal_cell(text: str, datatype: str) -> dict[str, Any]:
    # What is longer is no number that a program would take.
    if datatype == XSD + "integer" and len(text) <= DIGITS:
        return {"int": int(text)}
    if datatype == XSD + "decimal" and len(text) <= DIGITS:
        return {"float": float(text)}
    if datatype == XSD + "date" and _DATE.match(text):
        return {"date": f"{text}T00:00:00Z"}
    if datatype == XSD + "dateTime" and _MOMENT.match(text):
        return {"date": text}
    # A year or a month is no day, and the protocol knows days alone.
    return {"str": text}
