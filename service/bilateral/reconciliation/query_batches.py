"""Batches of queries, read from what a client sends.

Source: Reconciliation Service API 0.2, section 4; 1.0-draft, section 4.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

from bilateral.reconciliation.reconciliation_errors import RequestError, TooMany

BATCH: Final = 500  # queries that are answered at once
_LIMIT: Final = 10
_MOST: Final = 100
_LONGEST: Final = 500  # characters of a name
_VALUES: Final = 50

Value = str | float | bool


class Condition(NamedTuple):
    """Values that a property should have.

    Attributes:
        values: any of which will do; of an entity, its identifier.
        required: whether an entity that lacks them is no candidate.
    """

    property: str
    values: tuple[Value, ...]
    required: bool = False


class Query(NamedTuple):
    """One thing to be found.

    Attributes:
        text: a name; empty where only properties are known.
        types: identifiers of classes.
        strict: `any` or `all` of the types, or `should` where they only weigh.
        identifier: whether the text is an identifier and no name.
    """

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    limit: int = _LIMIT
    conditions: tuple[Condition, ...] = ()
    identifier: bool = False


def read_json(text: str, what: str) -> Any:  # noqa: ANN401  # JSON
    """Return what a parameter says.

    Raises:
        RequestError: it is no JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{what} is not JSON: {error}") from error


def read_batch(text: str) -> dict[str, Query]:
    """Return the queries of a batch of protocol 0.2, by key.

    Raises:
        RequestError: it has not the form that the protocol says; the message names the query.
        TooMany: it has more than BATCH queries.
    """
    batch = _object(read_json(text, "queries"), "queries")
    if len(batch) > BATCH:
        raise TooMany(f"{len(batch)} queries; send at most {BATCH} at once")
    return {key: _query(_object(value, f"query {key!r}"), key) for key, value in batch.items()}


def read_draft_batch(body: object) -> list[Query]:
    """Return the queries of a batch of protocol 1.0-draft, in their order.

    Raises:
        RequestError: it has not the form that the protocol says.
        TooMany: it has more than BATCH queries.
    """
    batch = _object(body, "the body").get("queries")
    if not isinstance(batch, list):
        raise RequestError("the body has no list named queries")
    if len(batch) > BATCH:
        raise TooMany(f"{len(batch)} queries; send at most {BATCH} at once")
    return [_draft_query(_object(value, f"query {i}"), i) for i, value in enumerate(batch)]


def _query(value: dict[str, Any], key: str) -> Query:
    text = _text(value.get("query", ""), f"query {key!r}")
    conditions = value.get("properties") or []
    if not isinstance(conditions, list):
        raise RequestError(f"query {key!r}: properties is no list")
    if not text and not conditions:
        raise RequestError(f"query {key!r} has neither a query nor properties")
    return Query(
        text,
        _types(value.get("type"), key),
        str(value.get("type_strict", "any")),
        _limit(value.get("limit", _LIMIT), f"query {key!r}"),
        tuple(_condition(_object(each, "a property"), "pid", "v") for each in conditions),
    )


def _draft_query(value: dict[str, Any], number: int) -> Query:
    conditions = value.get("conditions")
    if not isinstance(conditions, list) or not conditions:
        raise RequestError(f"query {number} has no conditions")
    found = [_object(each, f"a condition of query {number}") for each in conditions]
    texts = [each for each in found if each.get("matchType") in {"name", "id"}]
    text = texts[0].get("propertyValue") if texts else ""
    return Query(
        _text(text[0] if isinstance(text, list) and text else text, f"query {number}"),
        _types(value.get("type"), number),
        "any",
        _limit(value.get("limit", _LIMIT), f"query {number}"),
        tuple(
            _condition(each, "propertyId", "propertyValue")
            for each in found
            if each.get("matchType") == "property"
        ),
        bool(texts) and texts[0]["matchType"] == "id",
    )


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RequestError(f"{what} is no object")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise RequestError(f"{what}: the name is no string")
    return value[:_LONGEST].strip()


def _types(value: object, key: object) -> tuple[str, ...]:
    types = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if not all(isinstance(each, str) for each in types):
        raise RequestError(f"query {key!r}: a type is a string")
    return tuple(types)


def _limit(value: object, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 1:
        raise RequestError(f"{what}: limit is a number from 1 on")
    return int(min(value, _MOST))


def _condition(value: dict[str, Any], identifier: str, values: str) -> Condition:
    if not isinstance(value.get(identifier), str) or values not in value:
        raise RequestError(f"a property has {identifier} and {values}")
    given = value[values] if isinstance(value[values], list) else [value[values]]
    found = tuple(_value(each) for each in given[:_VALUES])
    return Condition(value[identifier], found, required=value.get("required") is True)


def _value(value: object) -> Value:
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, (str, int, float)):
        return value[:_LONGEST] if isinstance(value, str) else value
    raise RequestError("a value is a string, a number, true or false, or an entity with an id")
