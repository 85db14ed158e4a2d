"""What was accepted, as quads; and decisions that change the graph and the draft together.

The graph of a document follows from its draft: the same statements give the same quads, in whichever order
they were accepted. They are made by the functions that make those of `seeds/documents/`.
"""

from __future__ import annotations

import contextlib
from functools import reduce
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bilateral.build.replaced_names import renamed
from bilateral.build.stages import normalise
from bilateral.content.documents import parse_document
from bilateral.content.statements import statement_quads
from bilateral.errors import BilateralError, InputError, Origin, Refusal, Refused
from bilateral.ingest.drafts import draft_files, review_decisions
from bilateral.ingest.drafts.decision_wording import decision_sentence
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.ingest.drafts.draft_folder import PendingDecision
from bilateral.ingest.identity.merging import current_name
from bilateral.rdf import iris, media_types
from bilateral.rdf.iris import PROVENANCE
from bilateral.rdf.terms import Located, Quad, Term
from bilateral.rdf.vocabulary import DCT
from bilateral.store.changes.graph_operations import EXTEND, REPLACE, RETRACT, GraphRequest
from bilateral.store.engine.rdf_writer import serialise
from bilateral.store.snapshots.change_log import DOCUMENT, REVIEW, ChangeEntry, ChangeNote
from bilateral.store.writes.writer import NO_NOTE, Unacknowledged
from bilateral.workers.failures import NotConforming, Outdated, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bilateral.content.documents import Document
    from bilateral.content.statement_records import StatementRecord
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.ingest.drafts.draft_folder import DraftFolder
    from bilateral.store.snapshots.change_log import ChangeLog
    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.store.writes.command_writer import GraphWriter

_UNMERGED: Final[Mapping[Term, Term]] = MappingProxyType({})
_BASE: Final = "https://w3id.org/bilateral/"
_REFUSALS: Final = (InputError, Refused, Refusal, Rejected, NotConforming)
"""By which a decision is found to be one that cannot be made, whenever it is tried."""


def draft_document(draft: Draft) -> Document:
    """Return the document of a draft, with its text only if that is to be kept."""
    content = draft_files.write_front_matter(draft, with_text=draft.source.keep_text)
    return parse_document(content, Path(f"{draft.slug}.md"))


def accepted_quads(draft: Draft, names: Mapping[Term, Term] = _UNMERGED) -> frozenset[Quad]:
    """Return the quads of what was accepted, with the description of the document; none if nothing was.

    Events that were merged go by the names that they have now; see `merged_events`.

    Raises:
        InputError: a value that was chosen is no term, or a quotation is not in the text.
        Refused: a date that was chosen does not exist.
    """
    if not draft.accepted:
        return frozenset()
    document = draft_document(draft)
    origin = Origin(Path(f"{draft.slug}.statements.yaml"))
    said = [Located(quad, origin) for record in draft.asserted() for quad in _quads(record, document)]
    quads = (quad for quad, _ in normalise([*document.quads, *said]))
    return frozenset(renamed(quad, names) for quad in quads)


def _quads(record: StatementRecord, document: Document) -> list[Quad]:
    try:
        return statement_quads(record, document)
    except ValueError as error:
        raise InputError(f"{document.slug}.statements.yaml", None, f"{record.id}: {error}") from error


class DraftReview:
    """Makes decisions: first in the graph, then in the draft, so that what it calls accepted is there.

    Before both, what the draft is to become is kept, so that a decision is completed where a process was
    killed between the two.
    """

    def __init__(
        self,
        folder: DraftFolder,
        writer: GraphWriter,
        state: Callable[[], GraphState],
        log: ChangeLog,
    ) -> None:
        """Make decisions on the drafts of a folder.

        Args:
            folder: of drafts.
            writer: of the graph.
            state: returns the current state of the graph, for the names of events that were merged.
            log: for decisions that leave the graph as it is.
        """
        self._folder, self._writer, self._state, self._log = folder, writer, state, log

    def decide(
        self,
        slug: str,
        change: Callable[[Draft], Draft],
        version: int | None = None,
        note: ChangeNote = NO_NOTE,
    ) -> Draft:
        """Change a draft and what follows from it in the graph, or neither; return the draft.

        Args:
            slug: of the draft.
            change: a decision of `review_decisions`, or several.
            version: of which the decision was made; None for any.
            note: for the change log; its kind, its document and, if it has none, its sentence are filled in.

        Raises:
            Outdated: the draft has another version.
            ReviewError, InputError, Refused: the decision cannot be made.
            StoreError: the graph refuses it; see `Writer.change_graph`.
        """
        with self._folder.changing(slug) as stored:
            before = self._completed(stored)
            if version is not None and before.version != version:
                raise Outdated(f"{slug} was changed by another reviewer since; read it again")
            after = change(before)
            if after != before:
                self._make(before, after, note)
        return after

    def complete(self) -> None:
        """Complete the decisions that processes which were killed have left half made.

        Raises:
            StoreError: the graph takes no writes.
        """
        for slug in self._folder.unfinished():
            with contextlib.suppress(ReviewError), self._folder.changing(slug) as stored:
                self._completed(stored)

    def _completed(self, draft: Draft) -> Draft:
        """Return a draft with the decision made that a process which was killed was making.

        What the graph or the log has of it already is not written a second time.
        """
        pending = self._folder.announced(draft.slug)
        if pending is None:
            return draft
        if pending.version == draft.version:
            with contextlib.suppress(*_REFUSALS):
                if not self._is_written(draft, pending.draft):
                    self._write(draft, pending, again=True)
                self._folder.put(pending.draft)
                draft = pending.draft
        self._folder.forget(draft.slug)
        return draft

    def _is_written(self, before: Draft, after: Draft) -> bool:
        """Return whether the graph has a decision that changes it, by the graph of the document."""
        graph = iris.graph(after.slug)
        old, new = self._quads(before, after)
        held = frozenset(self._state().match(graph=graph))
        has_none_of_old = not held & (old - new) if new else not held
        return old != new and has_none_of_old and {each for each in new if each.graph == graph} <= held

    def _make(self, before: Draft, after: Draft, note: ChangeNote) -> None:
        sentence = note.sentence or decision_sentence(before, after)
        entry = ChangeEntry(REVIEW, sentence, note.actor, documents=(after.slug,))
        pending = PendingDecision(after, before.version, entry)
        self._folder.announce(pending)
        try:
            self._write(before, pending)
        except Unacknowledged:
            # It may be in the graph: the next decision begins with this one.
            raise
        except (BilateralError, OSError):
            self._folder.forget(after.slug)
            raise
        self._folder.put(after)
        self._folder.forget(after.slug)

    def put_in_graph(self, drafts: Sequence[Draft], note: ChangeNote = NO_NOTE) -> None:
        """Write what was accepted of several drafts at once; errors as for `decide`."""
        names = merged_events(self._state())
        quads = frozenset(quad for draft in drafts for quad in accepted_quads(draft, names))
        slugs = tuple(draft.slug for draft in drafts)
        self._extend(quads, note._replace(kind=DOCUMENT, documents=slugs))

    def withdraw(self, slug: str, note: ChangeNote = NO_NOTE) -> bool:
        """Take a document out of the graph with all that rests on it alone; return whether it was there."""
        receipt = self._writer.change_graph(GraphRequest(RETRACT, iris.graph(slug)), note=note)
        if receipt.existed:
            after_withdrawal(self._folder, slug)
        return receipt.existed

    def _write(self, before: Draft, pending: PendingDecision, *, again: bool = False) -> None:
        entry, graph = pending.entry, iris.graph(before.slug)
        old, new = self._quads(before, pending.draft)
        note = ChangeNote(entry.actor, entry.kind, entry.sentence, entry.documents)
        if new == old:
            (self._log.recover if again else self._log.append)(entry)
        elif new > old:
            # All of it: a rebuilt graph may have lost what was accepted before.
            self._extend(new, note)
        elif not new:
            self._writer.change_graph(GraphRequest(RETRACT, graph), note=note)
        else:
            content = (quad._replace(graph="") for quad in new if quad.graph == graph)
            text = serialise(content, media_types.N_TRIPLES)
            request = GraphRequest(REPLACE, graph, text, media_types.N_TRIPLES, _BASE)
            self._writer.change_graph(request, note=note)

    def _quads(self, before: Draft, after: Draft) -> tuple[frozenset[Quad], frozenset[Quad]]:
        names = merged_events(self._state())
        return accepted_quads(before, names), accepted_quads(after, names)

    def _extend(self, quads: frozenset[Quad], note: ChangeNote) -> None:
        if quads:
            text = serialise(sorted(quads), media_types.N_QUADS)
            request = GraphRequest(EXTEND, None, text, media_types.N_QUADS, _BASE)
            self._writer.change_graph(request, note=note)


def merged_events(state: GraphState) -> dict[Term, Term]:
    """Return the names of events that were merged, and of those that they are now."""
    merged = {quad.subject for quad in state.match(None, DCT.isReplacedBy, None, PROVENANCE)}
    return {name: current_name(state, name) for name in merged}


def after_withdrawal(folder: DraftFolder, slug: str) -> None:
    """Let what was accepted of a document wait again, as the document was withdrawn."""
    if slug not in folder.slugs():
        return
    with folder.changing(slug) as draft:
        folder.forget(slug)
        folder.put(reduce(review_decisions.undo, [each.id for each in draft.accepted], draft))
