"""The extractor that needs no model: word lists and patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotation import annotate
from bilateral.analysis.confidence.graded_findings import graded
from bilateral.analysis.events.event_finder import find_events
from bilateral.analysis.findings import Findings
from bilateral.analysis.mentions.knowledge_index import prepared
from bilateral.analysis.statements.statement_finder import find_statements

if TYPE_CHECKING:
    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
    from bilateral.analysis.knowledge import Knowledge

VERSION: Final = "1"


class RulesExtractor:
    """Finds what word lists and patterns foresee, in English texts."""

    name: Final = "rules"
    version: Final = VERSION

    def __init__(self, settings: ExtractorSettings) -> None:
        self.settings = settings

    def extract(self, text: AnalysedText, knowledge: Knowledge) -> Findings:
        """Return what is found."""
        annotated = annotate(text, prepared(knowledge))
        found = Findings(
            annotated.mentions,
            annotated.offices,
            find_events(annotated, knowledge),
            find_statements(annotated, knowledge),
        )
        return graded(found, annotated)
