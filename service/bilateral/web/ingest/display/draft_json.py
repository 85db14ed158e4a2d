"""A draft as JSON, for other programs that review."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bilateral.ingest.drafts.draft import Draft


def draft_object(draft: Draft) -> dict[str, Any]:
    """Return a draft as an object with the names of its fields, and of each suggestion its triples."""
    found: dict[str, Any] = _plain(draft)
    for each, suggestion in zip(found["suggestions"], draft.suggestions, strict=True):
        each["triples"] = _plain(suggestion.triples())
    return {**found, "left": len(draft.waiting)}


def _plain(value: Any) -> Any:  # noqa: ANN401  # any field of a draft
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        named = getattr(value, "_fields", None)
        return (
            dict(zip(named, map(_plain, value), strict=True)) if named else [_plain(each) for each in value]
        )
    return value
