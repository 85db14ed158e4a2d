"""Names of states and economies in many languages, from the CLDR data that Babel carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import babel
from babel import Locale

from bilateral.errors import Origin
from bilateral.rdf.iris import graph
from bilateral.rdf.terms import Located, Quad, Term, literal
from bilateral.rdf.vocabulary import RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LANGUAGES = (
    "af", "am", "ar", "as", "ast", "az", "be", "bg", "bn", "br", "bs", "ca", "ceb", "ckb", "cs",
    "cv", "cy", "da", "de", "el", "eo", "es", "et", "eu", "fa", "fi", "fil", "fo", "fr", "fur",
    "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "it", "ja",
    "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "lb", "lo", "lt", "lv", "mg", "mi", "mk", "ml",
    "mn", "mr", "ms", "mt", "my", "nb", "ne", "nl", "nn", "oc", "om", "or", "pa", "pl", "ps", "pt",
    "pt_PT", "qu", "rm", "ro", "ru", "sc", "sd", "si", "sk", "sl", "so", "sq", "sr", "sr_Latn",
    "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tr", "tt", "ug", "uk", "ur", "uz", "uz_Cyrl",
    "vi", "wo", "xh", "yo", "yue", "zh", "zh_Hant", "zu",
)  # fmt: skip
"""Languages with complete territory names in CLDR, by their CLDR names; English labels are in the tables."""

GRAPH = graph("unicode-cldr")


def polity_names(polities: Iterable[tuple[Term, str]]) -> Iterator[Located]:
    """Yield a label in each language for each polity given with its ISO 3166-1 alpha-2 code."""
    names = {language: Locale.parse(language).territories for language in LANGUAGES}
    origin = Origin(f"Unicode CLDR in Babel {babel.__version__}")
    for polity, code in polities:
        for language, territories in names.items():
            if name := territories.get(code):
                label = literal(name, language=language.replace("_", "-"))
                yield Located(Quad(polity, RDFS.label, label, GRAPH), origin)
