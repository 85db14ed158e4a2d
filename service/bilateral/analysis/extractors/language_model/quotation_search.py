"""Where a quotation stands in a text."""

from __future__ import annotations

import re

from bilateral.analysis.analysed_text import TextSpan

_SHORTEST = 8  # characters: shorter ones stand anywhere


def locate(quotation: str, text: str) -> TextSpan | None:
    """Return where a quotation first stands in a text, white space aside; None if nowhere or too short."""
    words = quotation.split()
    if sum(map(len, words)) < _SHORTEST:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return TextSpan(*found.span()) if found else None


def has_words(text: str, words: str) -> bool:
    """Return whether words stand in a text as whole words, in whatever case."""
    parts = words.split()
    if not parts:
        return False
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)"
    return re.search(pattern, text, re.IGNORECASE) is not None
