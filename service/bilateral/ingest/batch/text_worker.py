"""What a process of a batch does: read a document, analyse it, and return its draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from bilateral.errors import BilateralError
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.reading.document_reader import DocumentReader, open_document
from bilateral.ingest.suggestions.draft_maker import DraftMaker, read_context
from bilateral.store.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from bilateral.analysis.extractors.extractor import Extractor
    from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.ingest.reading.front_matter import FrontMatter

KNOWN, MADE, FAILED, UNDATED = "known", "made", "failed", "undated"
"""What became of a document: its text has a draft already, it has one now, it could not be read, or it
says no day of publication."""


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How the texts of a batch are read.

    Attributes:
        data: the data directory.
        given: what holds for all of them.
        keep_text: whether texts stay after the review whatever their licence.
        undated: whether a text may lack its day of publication.
    """

    data: Path
    extractor: ExtractorSettings
    given: FrontMatter
    keep_text: bool = False
    undated: bool = True


class TextOutcome(NamedTuple):
    """What became of a document; `reason` is why there is no draft, or the name of the one that is KNOWN."""

    path: Path
    outcome: str
    draft: Draft | None = None
    reason: str = ""


class TextWorker:
    """Reads and analyses documents in this process, one after another.

    Attributes:
        current: that of this process.
    """

    current: ClassVar[TextWorker | None] = None

    def __init__(self, settings: BatchSettings, extractor: Extractor) -> None:
        """Read what the graph knows.

        Raises:
            StoreError: there is no graph in the data directory.
        """
        self._settings = settings
        with Snapshot(settings.data) as snapshot:
            self._maker = DraftMaker(extractor, read_context(snapshot))
        self._folder = DraftFolder(settings.data)
        self._reader = DocumentReader()

    def process(self, path: Path) -> TextOutcome:
        """Return the draft of a document, not stored yet, or why there is none."""
        try:
            read = self._reader.read(open_document(path), self._settings.given)
            if known := self._folder.of_text(read.text_hash):
                return TextOutcome(path, KNOWN, reason=known)
            if read.front.published is None and not self._settings.undated:
                return TextOutcome(path, UNDATED, reason="the text does not say when it was published")
            return TextOutcome(path, MADE, self._maker.make(read, keep_text=self._settings.keep_text))
        except BilateralError as error:
            return TextOutcome(path, FAILED, reason=str(error))

    def close(self) -> None:
        """End the process that reads documents."""
        self._reader.close()
