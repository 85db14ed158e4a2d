"""Which of several texts a reader is shown.

Source: RFC 9110, section 12.5.4; RFC 4647, sections 3.3.1 (filtering) and 3.4 (lookup).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bilateral.rdf.terms import literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Term

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")
_MOST = 8
_NEUTRAL = frozenset({"", "mul", "und", "zxx"})
DEFAULT = "en"


class Text(NamedTuple):
    """A text and the tag of its language, empty where it has none."""

    value: str
    language: str


def preferences(header: str, chosen: str = "") -> tuple[str, ...]:
    """Return the languages a reader wants, best first: the chosen one, then those of Accept-Language.

    The default language stands last; what is malformed is ignored.
    """
    rated: list[tuple[float, str]] = []
    for element in header.split(","):
        tag, *parameters = (part.strip() for part in element.split(";"))
        quality = _quality(parameters)
        if _TAG.match(tag) and quality > 0:
            rated.append((-quality, tag.lower()))
    wanted = [chosen.lower()] if _TAG.match(chosen) else []
    wanted += [tag for _, tag in sorted(rated, key=lambda each: each[0])[:_MOST]]
    return tuple(dict.fromkeys([*wanted, DEFAULT]))


def text(term: Term) -> Text:
    """Return the text of a literal."""
    parts = literal_parts(term)
    return Text(parts.value, parts.language)


def best(texts: Iterable[Text], wanted: Sequence[str]) -> Text | None:
    """Return the text that suits the reader best, or None where there is none.

    A language is served by itself, then by its variants, then in the same way by what it is a variant of: a
    reader of de-AT gets de-AT, de, de-CH. After the wanted ones comes a text for all languages, or of none
    that is told, then whichever comes first in the alphabet.
    """
    found = sorted(texts, key=lambda item: (item.language.lower(), item.value))
    for range_ in (each for language in wanted for each in _ranges(language.lower())):
        same = (each for each in found if each.language.lower() == range_)
        variants = (each for each in found if each.language.lower().startswith(f"{range_}-"))
        if served := next(same, None) or next(variants, None):
            return served
    neutral = (each for each in found if is_neutral(each.language))
    return next(neutral, None) or next(iter(found), None)


def is_neutral(tag: str) -> bool:
    """Return whether a text is for readers of all languages, or of no known language.

    Source: BCP 47, section 4.1 (mul, und, zxx); Wikidata's default values for all languages are tagged mul.
    """
    return tag.lower() in _NEUTRAL


def _ranges(tag: str) -> Iterator[str]:
    """Yield a language and what it is a variant of, the narrowest first.

    Source: RFC 4647, section 3.4.
    """
    parts = tag.split("-")
    while parts != [""] and parts:
        yield "-".join(parts)
        parts.pop()
        if parts and len(parts[-1]) == 1:
            # What is alone in a tag begins a part of it, and is none itself.
            parts.pop()


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
