"""Numbers that somebody else wrote."""

from __future__ import annotations

from typing import Final

DIGITS: Final = 18  # Python itself refuses some thousands, and a database most of those


def natural(text: str) -> int | None:
    """Return the number that ASCII digits write; None for other text, and for more digits than are of use."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None
