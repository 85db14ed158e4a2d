"""Answers of protocol 1.0-draft, which may change: those of 0.2 in another shape.

Source: Reconciliation Service API 1.0-draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bilateral.reconciliation.data_extension import extend
from bilateral.reconciliation.ranking import answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.reconciliation.catalogue import Catalogue
    from bilateral.reconciliation.data_extension import Request
    from bilateral.reconciliation.query_batches import Query


def match(catalogue: Catalogue, queries: Sequence[Query]) -> dict[str, Any]:
    """Return the candidates of queries, in their order."""
    return {"results": [{"candidates": [_named(each) for each in answer(catalogue, q)]} for q in queries]}


def extend_draft(catalogue: Catalogue, request: Request) -> dict[str, Any]:
    """Return the values of properties, as lists."""
    found = extend(catalogue, request)
    rows = [
        {"id": entity, "properties": [{"id": prop, "values": cells} for prop, cells in row.items()]}
        for entity, row in found["rows"].items()
    ]
    return {"meta": found["meta"], "rows": rows}


def _named(candidate: dict[str, Any]) -> dict[str, Any]:
    features = [each | {"name": each["id"]} for each in candidate["features"]]
    return candidate | {"features": features}
