"""Text of others as HTML: escaped, and what is invisible or turns the direction of writing shown by its name.

Source: Unicode Standard Annex 9 (explicit directional formatting), Unicode Technical Report 36, section 2.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from markupsafe import Markup, escape

# Joiners and the soft hyphen are left alone: Persian, Hindi and German are written with them.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_SHORT: Final = {
    "\u200b": "ZWSP",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u061c": "ALM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}


def inert(text: str) -> Markup:
    """Return a text as HTML that a browser shows as it is."""
    pieces, done = [], 0
    for found in _INVISIBLE.finditer(text):
        pieces += [escape(text[done : found.start()]), _named(found[0])]
        done = found.end()
    return Markup("").join([*pieces, escape(text[done:])])


def plain(text: str) -> str:
    """Return a text without what is invisible, for where HTML cannot stand: a title, an attribute."""
    return _INVISIBLE.sub("\ufffd", text)


def _named(character: str) -> Markup:
    short = _SHORT.get(character, f"U+{ord(character):04X}")
    name = unicodedata.name(character, "a control character").lower()
    return Markup('<span class="control" title="{}">{}</span>').format(name, short)


FUNCTIONS: Final = {"inert": inert, "plain": plain}
"""What templates that show texts of others need."""
