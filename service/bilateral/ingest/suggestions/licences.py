"""Whether a text may be kept: under a free licence, or in the public domain."""

from __future__ import annotations

import re
from typing import Final

_FREE: Final = re.compile(
    r"\b(?:cc[ -]?0|cc[ -]?by(?:[ -]?sa)?(?:[ -]\d(?:\.\d)?)?|public domain|pddl|odc-by|odbl"
    r"|ogl|open government licen[cs]e|work of the (?:us|united states) government"
    r"|creativecommons\.org/(?:licenses/by(?:-sa)?/|publicdomain/)|etalab|gfdl|mit|apache)\b",
    re.IGNORECASE,
)
_RESTRICTED: Final = re.compile(r"by[ -](?:nc|nd)|noncommercial|no ?deriv|all rights reserved", re.IGNORECASE)


def is_free(licence: str) -> bool:
    """Return whether a licence lets anybody keep, change and pass on a text; unknown ones do not."""
    return bool(_FREE.search(licence)) and not _RESTRICTED.search(licence)
