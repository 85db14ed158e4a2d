"""Whether the name of a capital means the city or the government there."""

from __future__ import annotations

import re
from typing import Final

from bilateral.analysis.lexicons.word_lists import read_lexicon, words

_AROUND: Final = 40  # characters looked at before and after a name
_LEXICON: Final = read_lexicon("venues")


def _one_of(key: str) -> str:
    return "|".join(re.escape(word).replace(r"\-", r"\s") for word in sorted(words(_LEXICON[key])))


_NAME: Final = r"(?-i:[A-Z])[^\W_]*(?: (?-i:[A-Z])[^\W_]+)?"
_IN_LIST: Final = rf"(?:in|at|to|visit(?:s|ed|ing)?|toured) {_NAME}(?:, {_NAME})*,? (?:and|or|to)"
_AT = re.compile(rf"\b(?:{_one_of('before')}|{_IN_LIST})\s+(?:the\s+)?\Z", re.IGNORECASE)
_TO = re.compile(r"(?P<before>[^\W_]+)\s+(?P<word>to|from|for)\s+\Z", re.IGNORECASE)
_TO_GOVERNMENT: Final = words(_LEXICON["to_government"])
_TRAVEL: Final = words(_LEXICON["travel"])
_POSSESSIVE = re.compile("['’]s\\b")
_THEN = re.compile(
    rf"(?:['’]s)?[ -](?:{_one_of('after')})\b"
    r"|,\s+(?:where|which hosted|the capital|[^\W_]+['’]s capital)\b"
    rf"|\s+\((?:{_one_of('agencies')})\)"
)
_DATELINE = re.compile(r"(?:\s*,\s*[A-Z][^.\n]{0,30})?\s*(?:\([^)\n]{2,12}\))?\s*[—–-]{1,2}\s")

_DAY: Final = r"(?:\d{1,2} [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+\.? \d{1,2}, \d{4})"
_THEN_DAY = re.compile(rf"(?:,\s[A-Z][\w ]{{0,30}})?,\s{_DAY}")
_AFTER_DAY = re.compile(rf"(?:^|\n)[ \t]*{_DAY}(?:,\s[A-Z][\w’' -]{{0,40}})?,\s\Z")


def is_venue(text: str, start: int, end: int) -> bool:
    """Return whether the name of a capital means the city here: "in Moscow", "Moscow airport"."""
    after = text[end : end + _AROUND]
    if _THEN.match(after):
        return True
    before = text[max(0, start - _AROUND) : start]
    if _AT.search(before):
        return not _POSSESSIVE.match(after)
    if found := _TO.search(before):
        word = found["before"].lower()
        if found["word"].lower() in {"for", "from"}:
            return word in _TRAVEL
        return word not in _TO_GOVERNMENT and not _POSSESSIVE.match(after)
    starts_line = start == 0 or text[start - 1] == "\n"
    if starts_line:
        return bool(_DATELINE.match(after) or _THEN_DAY.match(after))
    ends_line = not after or after.startswith(("\n", "\r"))
    return ends_line and bool(_AFTER_DAY.search(text, max(0, start - 2 * _AROUND), start))
