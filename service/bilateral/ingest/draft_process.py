"""Analyses texts in a process that is killed if one takes too long or too much memory."""

from __future__ import annotations

import json
import threading
from dataclasses import fields
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.ingest import draft_worker
from bilateral.workers import frames
from bilateral.workers.failures import Busy, DeadlineExceeded, WorkerLost, raise_described
from bilateral.workers.on_demand_process import OnDemandProcess

if TYPE_CHECKING:
    from pathlib import Path

    from bilateral.ingest.reading.read_text import ReadDocument
    from bilateral.remote.engine_address import EngineAddress

_LOADING: Final = 30.0  # seconds in which a new process reads the graph and its extractor
_QUEUE: Final = 60.0  # seconds that a text waits for those before it


class AnalysisLimits(NamedTuple):
    """What the analysis of one text may use."""

    seconds: float = 60.0
    memory: int = 4096  # of address space, in MiB


class DraftProcess:
    """One process that makes drafts of texts, one at a time; started when needed, and again if it ends."""

    def __init__(
        self,
        data: Path,
        settings: ExtractorSettings,
        limits: AnalysisLimits = AnalysisLimits(),  # noqa: B008  # immutable
        engine: EngineAddress | None = None,
    ) -> None:
        """Make drafts in a data directory, for its graph or for that of an external engine."""
        self._limits = limits
        known = {each.name: getattr(settings, each.name) for each in fields(ExtractorSettings)}
        given = json.dumps({name: value for name, value in known.items() if value is not None}, default=str)
        self._process = OnDemandProcess(
            draft_worker.main, (data, engine.to_json() if engine else "", given, limits.memory)
        )
        self._turn = threading.Lock()

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def make(self, read: ReadDocument, *, keep_text: bool = False) -> str:
        """Keep a draft of a text, and return its name; may be called by several threads, which take turns.

        Raises:
            InputError: the extractor lacks what it needs.
            Busy: other texts took too long.
            DeadlineExceeded: this one did.
            WorkerLost: it took too much memory.
            StoreError: the draft cannot be written.
        """
        if not self._turn.acquire(timeout=_QUEUE):
            raise Busy("other texts are being read; try again")
        try:
            return self._ask(read.to_json(), warm=False, keep_text=keep_text)
        finally:
            self._turn.release()

    def warm(self) -> None:
        """Have the process read the current state, unless it is busy with a text; errors as for `make`."""
        if self._turn.acquire(blocking=False):
            try:
                self._ask(b"", warm=True)
            finally:
                self._turn.release()

    def _ask(self, content: bytes, *, warm: bool, keep_text: bool = False) -> str:
        head = {"warm": warm, "keep_text": keep_text}
        loads = warm or not self._process.is_running
        try:
            kind, answer = self._process.ask(head, content, self._limits.seconds + _LOADING * loads)
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"the analysis took longer than {self._limits.seconds:g} seconds"
            ) from error
        except frames.ConnectionClosed as error:
            raise WorkerLost("the analysis took more memory than one text may have") from error
        found = json.loads(answer)
        if kind == frames.END:
            raise_described(found)
        slug: str = found["slug"]
        return slug
