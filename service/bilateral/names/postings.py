"""Lists by key, changed by making new ones that share what stays the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

K = TypeVar("K")
V = TypeVar("V")


def merged(
    before: Mapping[K, list[V]], added: Mapping[K, list[V]], gone: Mapping[K, list[V]] | None = None
) -> dict[K, list[V]]:
    """Return lists with some values more and some fewer; those given stay as they are."""
    made = dict(before)
    for key, values in (gone or {}).items():
        fewer = set(values)
        made[key] = [value for value in made.get(key, ()) if value not in fewer]
    for key, values in added.items():
        made[key] = [*made[key], *values] if key in made else values
    for key in gone or ():
        if not made[key]:
            del made[key]
    return made
