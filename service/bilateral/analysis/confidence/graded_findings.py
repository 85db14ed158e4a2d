"""Findings with their confidence."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from bilateral.analysis.confidence.feature_counts import FeatureCounts
from bilateral.analysis.confidence.finding_features import features_of
from bilateral.analysis.findings import Findings, FoundEvent, FoundStatement, Mention, OfficeHeld

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import AnnotatedText

COUNTS: Final = Path(__file__).parent.parent / "lexicons" / "confidence.json"
"""The counts, by the fields of `Findings`; `tests/ingest/calibrate.py` writes them."""

_Graded = TypeVar("_Graded", Mention, OfficeHeld, FoundEvent, FoundStatement)


def graded(found: Findings, annotated: AnnotatedText) -> Findings:
    """Return findings with the share of findings of the same make that were right as their confidence."""
    return replace(
        found,
        mentions=_graded("mentions", found.mentions, annotated),
        offices=_graded("offices", found.offices, annotated),
        events=_graded("events", found.events, annotated),
        statements=_graded("statements", found.statements, annotated),
    )


def _graded(name: str, findings: tuple[_Graded, ...], annotated: AnnotatedText) -> tuple[_Graded, ...]:
    counts = feature_counts()[name]
    return tuple(
        replace(
            each,
            grounds=replace(each.grounds, confidence=round(counts.share(features_of(each, annotated)), 3)),
        )
        for each in findings
    )


@functools.cache
def feature_counts() -> dict[str, FeatureCounts]:
    """Return the counts, by the fields of `Findings`."""
    return {name: FeatureCounts(counts) for name, counts in json.loads(COUNTS.read_text("utf-8")).items()}
