"""Batches of queries, parsed from requests.

Source: Reconciliation Service API 0.2, section 4; 1.0-draft, section 4.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.errors import BilateralError

if TYPE_CHECKING:
    from collections.abc import Sized

_BATCH: Final = 500  # queries
_LIMIT, _MAX_LIMIT = 10, 100  # candidates
_LONGEST: Final = 500  # characters of a name
_VALUES: Final = 50  # of a condition

Value = str | float | bool


class ReconciliationRequestError(BilateralError):
    """A request does not follow the protocol."""


class TooManyQueries(BilateralError):  # noqa: N818  # the name of the problem
    """A batch has more than 500 queries, or a data extension as many entities or properties."""


class Condition(NamedTuple):
    """A property and its values, of which candidates should have one, or must if it is required."""

    property: str
    values: tuple[Value, ...]
    required: bool = False


class ReconciliationQuery(NamedTuple):
    """A name to be reconciled.

    Attributes:
        text: the name; empty where only properties are given.
        types: identifiers of classes.
        strict: `any` or `all` of the types, or `should` where they only affect the score.
        identifier: whether the text is an identifier, not a name.
    """

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    limit: int = _LIMIT
    conditions: tuple[Condition, ...] = ()
    identifier: bool = False


def read_json(text: str, what: str) -> Any:  # noqa: ANN401  # JSON
    """Parse a parameter.

    Raises:
        ReconciliationRequestError: it is not JSON; the message names it.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReconciliationRequestError(f"{what} is not JSON: {error}") from error


def read_batch(text: str) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch of protocol 0.2, by key.

    Raises:
        ReconciliationRequestError: it does not follow the protocol; the message names the query.
        TooManyQueries: it has more than 500.
    """
    batch = _object(read_json(text, "queries"), "queries")
    _check_size(batch)
    return {key: _query(_object(value, f"query {key!r}"), key) for key, value in batch.items()}


def read_draft_batch(body: object) -> list[ReconciliationQuery]:
    """Return the queries of a batch of protocol 1.0-draft, in order; raises as `read_batch`."""
    batch = _object(body, "the body").get("queries")
    if not isinstance(batch, list):
        raise ReconciliationRequestError("the body has no list named queries")
    _check_size(batch)
    return [_draft_query(_object(value, f"query {i}"), i) for i, value in enumerate(batch)]


def _check_size(batch: Sized) -> None:
    if len(batch) > _BATCH:
        raise TooManyQueries(f"{len(batch)} queries; send at most {_BATCH} at once")


def _query(value: dict[str, Any], key: str) -> ReconciliationQuery:
    text = _text(value.get("query", ""), f"query {key!r}")
    conditions = value.get("properties") or []
    if not isinstance(conditions, list):
        raise ReconciliationRequestError(f"query {key!r}: properties is no list")
    if not text and not conditions:
        raise ReconciliationRequestError(f"query {key!r} has neither a query nor properties")
    return ReconciliationQuery(
        text,
        _types(value.get("type"), key),
        str(value.get("type_strict", "any")),
        _limit(value.get("limit", _LIMIT), f"query {key!r}"),
        tuple(_condition(_object(each, "a property"), "pid", "v") for each in conditions),
    )


def _draft_query(value: dict[str, Any], number: int) -> ReconciliationQuery:
    conditions = value.get("conditions")
    if not isinstance(conditions, list) or not conditions:
        raise ReconciliationRequestError(f"query {number} has no conditions")
    found = [_object(each, f"a condition of query {number}") for each in conditions]
    texts = [each for each in found if each.get("matchType") in {"name", "id"}]
    text = texts[0].get("propertyValue") if texts else ""
    properties = [each for each in found if each.get("matchType") == "property"]
    return ReconciliationQuery(
        _text(text[0] if isinstance(text, list) and text else text, f"query {number}"),
        _types(value.get("type"), number),
        "any",
        _limit(value.get("limit", _LIMIT), f"query {number}"),
        tuple(_condition(each, "propertyId", "propertyValue") for each in properties),
        bool(texts) and texts[0]["matchType"] == "id",
    )


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ReconciliationRequestError(f"{what} is no object")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ReconciliationRequestError(f"{what}: the name is no string")
    return value[:_LONGEST].strip()


def _types(value: object, key: object) -> tuple[str, ...]:
    types = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if not all(isinstance(each, str) for each in types):
        raise ReconciliationRequestError(f"query {key!r}: a type is a string")
    return tuple(types)


def _limit(value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 1:
        raise ReconciliationRequestError(f"{what}: limit is a number from 1 on")
    return int(min(value, _MAX_LIMIT))


def _condition(value: dict[str, Any], identifier: str, values: str) -> Condition:
    if not isinstance(value.get(identifier), str) or values not in value:
        raise ReconciliationRequestError(f"a property has {identifier} and {values}")
    given = value[values] if isinstance(value[values], list) else [value[values]]
    found = tuple(_value(each) for each in given[:_VALUES])
    return Condition(value[identifier], found, required=value.get("required") is True)


def _value(value: object) -> Value:
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, (str, int, float)):
        return value[:_LONGEST] if isinstance(value, str) else value
    raise ReconciliationRequestError("a value is a string, a number, true or false, or an entity with an id")
