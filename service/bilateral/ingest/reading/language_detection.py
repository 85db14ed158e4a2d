"""The language of a text that does not say it, or says it wrongly."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_SAMPLE: Final = 4_000  # characters
_SHORT: Final = 40  # letters below which nothing is concluded
_SURE: Final = 0.9
_CODE: Final = 2  # letters
_WORD: Final = re.compile(r"[a-z]+")
_LETTER: Final = re.compile(r"[^\W\d_]")
_ENGLISH: Final = frozenset({"the", "of", "and", "to", "in", "that", "on", "with", "for", "by", "was", "is"})
_ENGLISH_SHARE: Final = 0.2  # of the words of a text; no other language reaches half of it
_LATIN: Final = 0.9  # of the letters of a text in the alphabet of English
_DEFAULT: Final = "en"
"""What systems say of every page until somebody tells them otherwise."""


class TextLanguage(NamedTuple):
    """A language, as a BCP 47 tag, and how it was found, in words."""

    tag: str
    how: str


def find_language(text: str, said: str, by: str) -> TextLanguage | None:
    """Return the language of a text.

    Args:
        text: the whole text.
        said: the language that its source says, "" if none.
        by: how the source says it, in words.

    Returns:
        What the source says, unless that is English and the text is plainly not; else what the words tell,
        None where they are too few.
    """
    if said and said.partition("-")[0].lower() != _DEFAULT:
        return TextLanguage(said, by)
    found = detect(text)
    if said:
        if found and found != _DEFAULT:
            return TextLanguage(found, f"told from its words, although it says {said}")
        return TextLanguage(said, by)
    return TextLanguage(found, "told from its words") if found else None


def detect(text: str) -> str:
    """Return the language of a text as an ISO 639 code, "" where it has too few words to tell."""
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    if letters < _SHORT:
        return ""
    words = _WORD.findall(sample.lower())
    is_latin = sum(map(len, words)) > _LATIN * letters
    if is_latin and sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
        return _DEFAULT
    code, confidence = _classifier()(sample)
    return str(code) if confidence >= _SURE else ""


@cache
def _classifier() -> Callable[[str], tuple[str, float]]:
    # Of a large machine, each of its threads would take address space that a worker does not have.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from py3langid import langid  # noqa: PLC0415  # loads a model for half a second

    model: Any = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    # Not varieties with codes of three letters, between which and their language a text hardly decides.
    model.set_languages([label for label in model.labels if len(label) == _CODE])
    classify: Callable[[str], tuple[str, float]] = model.classify
    return classify
