"""Whether an answer is what it claims to be.

A public endpoint may cut an answer off, send a page for people with status 200, or report an error inside a
success; none of these may be taken for an answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bilateral.linking.linking_errors import Unsound

if TYPE_CHECKING:
    from bilateral.linking.response_cache import Row


def read_rows(body: bytes, media_type: str) -> list[Row]:
    """Return the solutions that a SPARQL JSON document holds.

    Raises:
        Unsound: it is something else, or not all of one.
    """
    if "html" in media_type or body.lstrip()[:1] == b"<":
        raise Unsound(f"a page for people instead of an answer: {_excerpt(body)}")
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unsound(f"cut off, or no JSON: {_excerpt(body)}") from error
    if not isinstance(content, dict) or "error" in content:
        raise Unsound(f"an error inside a success: {_excerpt(body)}")
    results = content.get("results")
    rows = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(content.get("head"), dict) or not isinstance(rows, list):
        raise Unsound(f"no solutions in it: {_excerpt(body)}")
    if not all(_is_row(row) for row in rows):
        raise Unsound("a solution without types or values")
    return rows


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(
        isinstance(term, dict) and isinstance(term.get("value"), str) and isinstance(term.get("type"), str)
        for term in row.values()
    )


def _excerpt(body: bytes) -> str:
    return " ".join(body[:200].decode("utf-8", "replace").split())
