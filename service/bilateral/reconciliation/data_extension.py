"""Data extension: properties of entities, as columns.

Source: Reconciliation Service API 0.2, section 7; 1.0-draft.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.rdf.terms import XSD, is_literal, literal_parts
from bilateral.reconciliation.query_batches import ReconciliationRequestError, TooManyQueries
from bilateral.texts import DIGITS, natural

if TYPE_CHECKING:
    from bilateral.rdf.terms import Term
    from bilateral.reconciliation.catalogue import Catalogue

_MAX: Final = 500  # entities, and properties, of one request
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?\Z")


class Column(NamedTuple):
    """A requested property.

    Attributes:
        limit: of values for an entity; 0 for none.
        language: of texts; "" for any.
    """

    id: str
    limit: int = 0
    language: str = ""


class ExtensionRequest(NamedTuple):
    """The identifiers of the requested entities, and the requested properties."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]


def read_request(body: object) -> ExtensionRequest:
    """Read a request for data extension.

    Raises:
        ReconciliationRequestError: it does not follow the protocol.
        TooManyQueries: it has more than 500 entities or properties.
    """
    if not isinstance(body, dict):
        raise ReconciliationRequestError("extend is no object")
    ids, columns = body.get("ids"), body.get("properties")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise ReconciliationRequestError("ids is a list of identifiers")
    if not isinstance(columns, list) or not all(isinstance(each, dict) for each in columns):
        raise ReconciliationRequestError("properties is a list of objects")
    if max(len(ids), len(columns)) > _MAX:
        raise TooManyQueries(f"at most {_MAX} entities and {_MAX} properties at once")
    return ExtensionRequest(tuple(ids), tuple(_column(each) for each in columns))


def _column(value: dict[str, Any]) -> Column:
    if not isinstance(value.get("id"), str):
        raise ReconciliationRequestError("a property has an id")
    settings = value.get("settings")
    settings = settings if isinstance(settings, dict) else {}
    limit = natural(str(settings.get("limit", "")))
    return Column(value["id"], limit or 0, str(settings.get("language") or ""))


def extend(catalogue: Catalogue, request: ExtensionRequest) -> dict[str, Any]:
    """Return the requested values as protocol 0.2 has them; none for an unknown entity or property."""
    return {
        "meta": [{"id": each.id, "name": _label(catalogue, each.id)} for each in request.columns],
        "rows": {
            entity: {column.id: _cells(catalogue, entity, column) for column in request.columns}
            for entity in request.ids
        },
    }


def _label(catalogue: Catalogue, identifier: str) -> str:
    prop = catalogue.property_(identifier)
    return prop.label if prop else identifier


def extend_draft(catalogue: Catalogue, request: ExtensionRequest) -> dict[str, Any]:
    """Return the requested values as protocol 1.0-draft has them: in lists."""
    found = extend(catalogue, request)
    rows = [
        {"id": entity, "properties": [{"id": prop, "values": cells} for prop, cells in row.items()]}
        for entity, row in found["rows"].items()
    ]
    return {"meta": found["meta"], "rows": rows}


def propose(catalogue: Catalogue, identifier: str, limit: int) -> dict[str, Any]:
    """Return the properties that entities of a class may have."""
    cls = catalogue.class_(identifier)
    wanted = {cls.term, *cls.domains} if cls else set()
    found = [prop for prop in catalogue.properties.values() if not prop.domains or prop.domains & wanted]
    found.sort(key=lambda prop: (not prop.domains, prop.label.casefold()))
    proposed = [{"id": prop.id, "name": prop.label, "description": prop.definition} for prop in found]
    return {"type": identifier, "limit": limit, "properties": proposed[:limit]}


def _cells(catalogue: Catalogue, identifier: str, column: Column) -> list[dict[str, Any]]:
    entity = catalogue.names.entity(identifier)
    values = sorted(catalogue.values(entity, column.id)) if entity else []
    if column.language:
        wanted = {"", column.language.lower()}
        values = [each for each in values if not is_literal(each) or literal_parts(each).language in wanted]
    return [_cell(catalogue, value) for value in values[: column.limit or None]]


def _cell(catalogue: Catalogue, value: Term) -> dict[str, Any]:
    if catalogue.is_entity(value):
        return {"id": catalogue.id(value), "name": catalogue.name(value)}
    if is_literal(value):
        return _literal_cell(*literal_parts(value)[:2])
    cls = catalogue.class_(value[1:-1])
    return {"id": cls.id, "name": cls.label} if cls else {"str": value.strip("<>")}


def _literal_cell(text: str, datatype: str) -> dict[str, Any]:
    # Python converts no longer number.
    if datatype == XSD + "integer" and len(text) <= DIGITS:
        return {"int": int(text)}
    if datatype == XSD + "decimal" and len(text) <= DIGITS:
        return {"float": float(text)}
    if datatype == XSD + "date" and _DATE.match(text):
        return {"date": f"{text}T00:00:00Z"}
    if datatype == XSD + "dateTime" and _DATE_TIME.match(text):
        return {"date": text}
    # The protocol has no years or months.
    return {"str": text}
