"""The extractor `spacy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis.annotation import annotate
from bilateral.analysis.confidence.graded_findings import graded
from bilateral.analysis.events.event_finder import find_events
from bilateral.analysis.extractors.parser.parsed_events import EventParse
from bilateral.analysis.extractors.parser.parsed_speech import SpeechParse
from bilateral.analysis.extractors.parser.pipeline import load_pipeline
from bilateral.analysis.extractors.rules import VERSION
from bilateral.analysis.findings import Findings
from bilateral.analysis.mentions.knowledge_index import prepared
from bilateral.analysis.statements.statement_finder import find_statements

if TYPE_CHECKING:
    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
    from bilateral.analysis.knowledge import Knowledge


class SpacyExtractor:
    """Finds what the rules find, and what they miss where a parse of the sentence shows who did what."""

    name: Final = "spacy"

    def __init__(self, settings: ExtractorSettings) -> None:
        self.settings = settings

    @property
    def version(self) -> str:
        """The version of the rules and of the pipeline."""
        return f"{VERSION} {load_pipeline(self.settings.spacy_model).name}"

    def extract(self, text: AnalysedText, knowledge: Knowledge) -> Findings:
        """Return what is found.

        Raises:
            ExtractorError: spaCy or the pipeline is not installed.
        """
        pipeline = load_pipeline(self.settings.spacy_model)
        annotated = annotate(text, prepared(knowledge))
        sentences = pipeline.parse(annotated)
        found = Findings(
            annotated.mentions,
            annotated.offices,
            find_events(annotated, knowledge, EventParse(sentences)),
            find_statements(annotated, knowledge, SpeechParse(sentences)),
        )
        return graded(found, annotated)
