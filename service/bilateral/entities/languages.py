"""Which of several texts a reader is shown.

Source: RFC 9110, section 12.5.4; RFC 4647, section 3.4 (lookup).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bilateral.terms import literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.terms import Term

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_MOST = 8
DEFAULT = "en"


class Text(NamedTuple):
    """A text and the tag of its language, empty where it has none."""

    value: str
    language: str


def preferences(header: str, chosen: str = "") -> tuple[str, ...]:
    """Return the languages a reader wants, best first: the chosen one, then those of Accept-Language.

    The default language stands last; what is malformed is passed over.
    """
    rated: list[tuple[float, int, str]] = []
    for place, element in enumerate(header.split(",")):
        tag, *parameters = (part.strip() for part in element.split(";"))
        quality = _quality(parameters)
        if _TAG.match(tag) and quality > 0:
            rated.append((-quality, place, tag.lower()))
    wanted = [chosen.lower()] if _TAG.match(chosen) else []
    wanted += [tag for _, _, tag in sorted(rated)[:_MOST]]
    return tuple(dict.fromkeys([*wanted, DEFAULT]))


def text(term: Term) -> Text:
    """Return the text of a literal."""
    parts = literal_parts(term)
    return Text(parts.value, parts.language)


def best(texts: Iterable[Text], wanted: Sequence[str]) -> Text | None:
    """Return the text that suits the reader best, or None where there is none.

    A language is served by itself, then by its variants, then by what it is a variant of; after the wanted
    ones comes a text without language, then whichever comes first in the alphabet.
    """
    found = sorted(texts, key=lambda item: (item.language, item.value))
    for language in (*wanted, ""):
        for serves in (_same, _variant, _broader):
            for candidate in found:
                if serves(candidate.language, language):
                    return candidate
    return found[0] if found else None


def _same(have: str, want: str) -> bool:
    return have == want


def _variant(have: str, want: str) -> bool:
    return bool(want) and have.startswith(want + "-")


def _broader(have: str, want: str) -> bool:
    return bool(have) and want.startswith(have + "-")


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
