"""The forms of English verbs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)$")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")


class VerbForms(NamedTuple):
    """A verb: dictionary form, third person, past, past participle, -ing."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


def regular(word: str) -> VerbForms:
    """Return the forms of a regular verb; `+` at its end doubles the last letter, as in "admitted"."""
    base = word.rstrip("+")
    stem = base + base[-1] if word.endswith("+") else base
    if _CONSONANT_Y.search(base):
        return VerbForms(base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base[:-1]}ied", f"{base}ing")
    third = f"{base}es" if _SIBILANT.search(base) else f"{base}s"
    if base.endswith("ee"):
        return VerbForms(base, third, f"{base}d", f"{base}d", f"{base}ing")
    if base.endswith("e"):
        return VerbForms(base, third, f"{base}d", f"{base}d", f"{base[:-1]}ing")
    return VerbForms(base, third, f"{stem}ed", f"{stem}ed", f"{stem}ing")


def read_irregular(lines: str) -> dict[str, VerbForms]:
    """Return the forms of verbs by their dictionary forms, from lines of the five forms."""
    return {forms[0]: VerbForms(*forms) for forms in (line.split() for line in lines.splitlines()) if forms}


def conjugate(words: Iterable[str], irregular: Mapping[str, VerbForms]) -> dict[str, VerbForms]:
    """Return the forms of verbs, by their dictionary forms."""
    return {word.rstrip("+"): irregular.get(word.rstrip("+")) or regular(word) for word in words}
