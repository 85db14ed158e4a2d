"""What an extractor is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bilateral.analysis.analysed_text import AnalysedText
    from bilateral.analysis.findings import Findings
    from bilateral.analysis.knowledge import Knowledge


class Extractor(Protocol):
    """Finds mentions, offices, events and statements in a text.

    To add one, declare an entry point of the group `bilateral.extractors`: its name is what users choose the
    extractor by, its value a callable that takes `ExtractorSettings` and returns the extractor. What takes
    long to load is loaded at the first text.
    """

    @property
    def name(self) -> str:
        """What users choose it by, as `rules`."""

    @property
    def version(self) -> str:
        """What provenance records beside the name; it changes whenever findings may change."""

    def extract(self, text: AnalysedText, knowledge: Knowledge) -> Findings:
        """Return what is found; spans quote the text exactly, and the same input gives the same findings.

        Raises:
            ExtractorError: the extractor lacks what it needs: a model, an address, an answer.
        """
