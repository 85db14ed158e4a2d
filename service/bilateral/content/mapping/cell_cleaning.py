"""What a mapping may have done to the text of a cell before it is read."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TAG = re.compile(r"<[^<>]*>")
_CAPITALS = re.compile(r"[^\W\d_]{2,}")
_FLOAT = re.compile(r"([+-]?\d+)\.0*")


def cleaner(names: Sequence[str]) -> Callable[[str], str]:
    """Return the function that cleans a text by these steps, in their order.

    Raises:
        ValueError: there is no such step.
    """
    unknown = [name for name in names if name not in CLEANINGS]
    if unknown:
        raise ValueError(f"no cleaning is called {unknown[0]!r}; there are {', '.join(sorted(CLEANINGS))}")
    steps = [CLEANINGS[name] for name in names]

    def clean(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return clean


def _html(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _space(text: str) -> str:
    return " ".join(text.split())


def _family_capitals(text: str) -> str:
    return _CAPITALS.sub(lambda word: word[0].capitalize() if word[0].isupper() else word[0], text)


def _whole_number(text: str) -> str:
    match = _FLOAT.fullmatch(text)
    return match[1] if match else text


def _slashes(text: str) -> str:
    return text.replace("\\", "/")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


CLEANINGS: Mapping[str, Callable[[str], str]] = {
    "html": _html,
    "space": _space,
    "family-capitals": _family_capitals,
    "float-int": _whole_number,
    "slashes": _slashes,
    "slug": _slug,
    "lower": str.lower,
    "upper": str.upper,
}
"""`html`: no tags, entities as text. `space`: single spaces. `family-capitals`: XI Jinping as Xi Jinping.
`float-int`: 3.0 as 3. `slashes`: a backslash as a slash. `slug`: as the last part of an IRI."""
