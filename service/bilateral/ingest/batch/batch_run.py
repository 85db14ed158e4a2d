"""Reads a folder of documents to drafts, and accepts what is sure enough, if that is asked for.

It may be stopped at any moment and begun again: a text that has a draft is not read again. Only so many
documents are in the works at a time, so that the memory does not grow with their number.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from bilateral.analysis.extractors.extractor_registry import load
from bilateral.errors import BilateralError
from bilateral.ingest.batch.text_worker import FAILED, KNOWN, MADE, UNDATED, TextOutcome, TextWorker
from bilateral.ingest.drafts import review_decisions
from bilateral.ingest.drafts.draft import ACCEPTED, EVENT, WAITING, ReviewError
from bilateral.ingest.suggestions.identity_refresh import compared, graph_event
from bilateral.rdf.dates import utc_time
from bilateral.store.snapshots.change_log import COMMAND_LINE, ChangeNote
from bilateral.workers.failures import Busy, InsufficientStorage, NotWritten, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bilateral.ingest.batch.text_worker import BatchSettings
    from bilateral.ingest.drafts.acceptance import DraftReview
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.ingest.drafts.draft_folder import DraftFolder
    from bilateral.ingest.identity.event_index import EventIndex

_AHEAD: Final = 4  # documents in the works for each process
_TEXTS_A_PROCESS: Final = 2000  # after which it is replaced, as libraries keep what they have seen
_TOGETHER: Final = 500
"""Drafts whose accepted suggestions are written at once: a write costs seconds, however small it is."""
_NO_FAULT_OF_THE_TEXTS: Final = (Busy, InsufficientStorage, NotWritten, Unreachable)


@dataclass(slots=True)
class BatchReport:
    """What was found in a batch, and what not.

    Attributes:
        outcomes: how many documents were read, known already, undated or failed.
        problems: of documents that could not be read, and of drafts whose acceptance was refused.
        empty: documents in which nothing was found.
        suggested: the number of suggestions by kind; of events, by class.
        accepted: how many of them are in the graph now, unreviewed.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    empty: int = 0
    suggested: Counter[str] = field(default_factory=Counter)
    accepted: int = 0

    def count(self, draft: Draft) -> None:
        """Count the suggestions of a draft."""
        self.empty += not draft.suggestions
        for each in draft.suggestions:
            class_ = next((part.shown for part in each.parts if part.predicate == "a"), "")
            self.suggested[f"{each.kind}: {class_}" if class_ else each.kind] += 1

    def lines(self) -> Iterator[str]:
        """Yield the report in words."""
        read = self.outcomes[MADE]
        yield f"{read} texts read, {self.outcomes[KNOWN]} read before, {self.empty} without a suggestion"
        if self.outcomes[UNDATED]:
            yield f"{self.outcomes[UNDATED]} left out: they do not say when they were published (--published)"
        for name, number in self.suggested.most_common():
            yield f"  {number:6} {name}"
        if self.accepted:
            yield f"{self.accepted} accepted by their confidence alone: they are marked as unreviewed"
        if self.problems:
            yield f"{len(self.problems)} problems:"
            yield from (f"  {each}" for each in self.problems)


class BatchRun:
    """One batch."""

    def __init__(
        self, settings: BatchSettings, folder: DraftFolder, review: DraftReview, events: EventIndex
    ) -> None:
        """Prepare it; `events` are those of the graph, to which those that are accepted are added."""
        self._settings, self._folder, self._review, self._events = settings, folder, review, events
        self._versions: dict[str, int] = {}  # of drafts, before what is accepted of them is stored
        self.report = BatchReport()

    def run(
        self,
        paths: Sequence[Path],
        jobs: int,
        accept_above: float | None = None,
        progress: Callable[[int], object] = bool,
    ) -> BatchReport:
        """Read all documents, and return what was found.

        Args:
            paths: of the documents.
            jobs: number of processes.
            accept_above: the confidence from which on a suggestion is accepted unreviewed; None for none.
            progress: called with the number of documents that are done.
        """
        group: list[Draft] = []
        for done, outcome in enumerate(self._outcomes(paths, jobs), start=1):
            draft = self._kept(outcome, accept_above)
            if draft and accept_above is not None:
                accepted = self._accepted(draft, accept_above)
                # What was accepted when it was read before is in the graph.
                group += [accepted] if len(accepted.accepted) > len(draft.accepted) else []
                if len(group) >= _TOGETHER:
                    self._write(group)
                    group = []
            progress(done)
        self._write(group)
        return self.report

    def _outcomes(self, paths: Sequence[Path], jobs: int) -> Iterator[TextOutcome]:
        if jobs == 1:
            worker = TextWorker(self._settings, load(settings=self._settings.extractor))
            yield from map(worker.process, paths)
            worker.close()
            return
        with ProcessPoolExecutor(
            jobs,
            get_context("spawn"),
            partial(_begin, self._settings),
            max_tasks_per_child=_TEXTS_A_PROCESS,
        ) as pool:
            waiting = iter(paths)
            running: set[Future[TextOutcome]] = set()
            while True:
                more = islice(waiting, jobs * _AHEAD - len(running))
                running |= {pool.submit(_process, path) for path in more}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)

    def _kept(self, outcome: TextOutcome, accept_above: float | None) -> Draft | None:
        """Store the draft of a document; return it, or that of a text which was read before and waits.

        Of thousands that were read before, those that have nothing to be accepted are not looked into.
        """
        self.report.outcomes[outcome.outcome] += 1
        if outcome.outcome == FAILED:
            self.report.problems.append(outcome.reason)
        if outcome.outcome == KNOWN:
            # Two documents may have one text, of which what is accepted is not stored yet.
            if accept_above is None or outcome.reason in self._versions:
                return None
            waits = self._folder.may_wait(outcome.reason, accept_above)
            return self._folder.load(outcome.reason) if waits else None
        if outcome.draft is None:
            return None
        draft = self._folder.create(outcome.draft)
        self.report.count(draft)
        return draft

    def _accepted(self, draft: Draft, least: float) -> Draft:
        """Return a draft with what is sure enough accepted, and nothing stored."""
        self._versions[draft.slug] = draft.version
        when = utc_time(datetime.now(UTC))
        draft = compared(draft, self._events)
        for each in draft.suggestions:
            sure = each.state == WAITING and each.confidence >= least
            stands = all(draft.suggestion(other).state == ACCEPTED for other in each.hangs_on)
            if not sure or not stands or _unsure(draft, each.id, least):
                continue
            try:
                draft = review_decisions.accept(draft, each.id, "", when)
            except ReviewError:
                continue
            accepted = draft.suggestion(each.id)
            if accepted.kind == EVENT:
                self._events.add(graph_event(accepted))
        return draft

    def _write(self, group: Sequence[Draft]) -> None:
        """Write what was accepted in a group of drafts to the graph, and then to the drafts.

        A group that is refused is tried in halves, until the draft is alone that it is refused for.

        Raises:
            StoreError: nothing can be written now, whatever it is; what is left waits in its drafts.
        """
        note = ChangeNote(COMMAND_LINE, sentence=f"{len(group)} documents of a batch, unreviewed.")
        try:
            self._review.put_in_graph(group, note)
        except _NO_FAULT_OF_THE_TEXTS:
            raise
        except BilateralError as error:
            if len(group) > 1:
                half = len(group) // 2
                self._write(group[:half])
                self._write(group[half:])
                return
            self.report.problems.append(f"{group[0].slug}: {error}")
            return
        for draft in group:
            self._store(draft)

    def _store(self, draft: Draft) -> None:
        with self._folder.changing(draft.slug) as before:
            if before.version != self._versions.pop(draft.slug):
                self.report.problems.append(f"{draft.slug}: changed by a reviewer meanwhile")
                return
            self.report.accepted += len(draft.accepted) - len(before.accepted)
            self._folder.put(draft)


def _unsure(draft: Draft, name: str, least: float) -> bool:
    """Return whether it is in doubt which event a suggestion is of, or whether there is what it would make.

    A person whom the graph gets by mistake would be found in every text that is read later.
    """
    parts = draft.suggestion(name).parts
    return any(part.doubt for part in parts if part.predicate == "") or any(
        candidate.defines and candidate.score < least
        for part in parts
        for candidate in part.candidates
        if part.predicate and candidate.value == part.value
    )


def _begin(settings: BatchSettings) -> None:
    TextWorker.current = TextWorker(settings, load(settings=settings.extractor))


def _process(path: Path) -> TextOutcome:
    assert TextWorker.current is not None  # noqa: S101  # made when the process began
    return TextWorker.current.process(path)
