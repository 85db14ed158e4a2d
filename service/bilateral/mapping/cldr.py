"""Names of states and economies in many languages, from the CLDR data that Babel carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import babel
from babel import Locale

from bilateral.errors import Origin
from bilateral.iris import graph
from bilateral.terms import Located, Quad, Term, literal
from bilateral.vocabulary import RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LANGUAGES = (
    "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "es", "et",
    "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it",
    "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my",
    "ne", "nl", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta",
    "te", "th", "tk", "tr", "uk", "ur", "uz", "vi", "zh",
)  # fmt: skip
"""Languages with complete territory names in CLDR, as BCP 47 tags; English labels are in the tables."""

GRAPH = graph("unicode-cldr")


def polity_names(polities: Iterable[tuple[Term, str]]) -> Iterator[Located]:
    """Yield a label in each language for each polity given with its ISO 3166-1 alpha-2 code."""
    names = {language: Locale.parse(language).territories for language in LANGUAGES}
    origin = Origin(f"Unicode CLDR in Babel {babel.__version__}")
    for polity, code in polities:
        for language, territories in names.items():
            if name := territories.get(code):
                label = literal(name, language=language)
                yield Located(Quad(polity, RDFS_LABEL, label, GRAPH), origin)
