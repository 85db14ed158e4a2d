"""Counterparts in a tagged text: "his ⟨a3⟩ counterpart ⟨p4⟩", "their counterparts from ⟨s5⟩"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTERPART = re.compile(
    r"(?:\b(?:[Hh]is|[Hh]er|[Tt]heir|[Tt]he|[Ii]ts|an?|[Mm]y)\s(?:then\s|new\s|former\s)?)?"
    r"(?:(?P<before>⟨[as]\d+⟩(?:(?:,|\sand|,\sand)\s⟨[as]\d+⟩)*)(?:['’]s?)?\s)?"
    r"(?:opposite number|counterpart|colleague)s?\b"
    r"(?:\s(?:from|in|of)\s(?:the\s)?⟨[so](?P<after>\d+)⟩)?(?:,?\s(?:[A-Z][a-z]+\s){0,3}?⟨p(?P<person>\d+)⟩)?"
)
_NUMBER = re.compile(r"\d+")


class CounterpartPhrase(NamedTuple):
    """A counterpart: where in the tagged text, and the tags of the states and of the person."""

    start: int
    end: int
    of: tuple[int, ...]
    person: int | None


def counterparts(tagged: str) -> Iterator[CounterpartPhrase]:
    """Yield the counterparts in a tagged text."""
    for match in _COUNTERPART.finditer(tagged):
        of = tuple(map(int, _NUMBER.findall(match["before"] or match["after"] or "")))
        person = match["person"]
        if of or person:
            yield CounterpartPhrase(match.start(), match.end(), of, int(person) if person else None)
