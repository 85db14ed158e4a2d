"""The larger event in whose margins another takes place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import AnnotatedText, TaggedSentence

_MARGIN: Final = re.compile(
    r"\b(?:side-?lines?|margins|fringes?|edges?|occasion) of (?:the |an? )?", re.IGNORECASE
)
_END: Final = re.compile(r"[,;.()]|\b(?:in|at|on|where|that|which|and|to|when|as|for)\b")
_LONGEST: Final = 80


def sidelines_of(annotated: AnnotatedText, sentence: TaggedSentence) -> str:
    """Return the event in whose margins what a sentence tells of takes place, in its words; "" if none."""
    text = sentence.span.of(annotated.source.text)
    margin = _MARGIN.search(text)
    if not margin:
        return ""
    rest = text[margin.end() : margin.end() + _LONGEST]
    end = _END.search(rest, 3)
    return rest[: end.start() if end else len(rest)].strip()
