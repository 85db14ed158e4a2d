"""What was accepted, as quads; and decisions that change the graph and the draft together.

The graph of a document follows from its draft: the same statements give the same quads, in whichever order
they were accepted. They are made by the functions that make those of `seeds/documents/`.
"""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bilateral.build.stages import normalise
from bilateral.content.documents import parse_document
from bilateral.content.statements import statement_quads
from bilateral.errors import InputError, Origin
from bilateral.ingest.drafts import draft_files, review_decisions, withdrawals
from bilateral.rdf import iris, media_types
from bilateral.rdf.terms import Located
from bilateral.store.changes.graph_operations import EXTEND, REPLACE, RETRACT, GraphRequest
from bilateral.store.engine.rdf_writer import serialise
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bilateral.content.documents import Document
    from bilateral.content.statement_records import StatementRecord
    from bilateral.ingest.drafts.draft import Draft
    from bilateral.ingest.drafts.draft_folder import DraftFolder
    from bilateral.rdf.terms import Quad
    from bilateral.store.writes.command_writer import GraphWriter

_BASE: Final = "https://w3id.org/bilateral/"


def draft_document(draft: Draft) -> Document:
    """Return the document of a draft, with its text only if that is to be kept."""
    content = draft_files.write_front_matter(draft, with_text=draft.source.keep_text)
    return parse_document(content, Path(f"{draft.slug}.md"))


def accepted_quads(draft: Draft) -> frozenset[Quad]:
    """Return the quads of what was accepted, with the description of the document; none if nothing was.

    Raises:
        InputError: a value that was chosen is no term, or a quotation is not in the text.
        Refused: a date that was chosen does not exist.
    """
    if not draft.accepted:
        return frozenset()
    document = draft_document(draft)
    origin = Origin(Path(f"{draft.slug}.statements.yaml"))
    said = [
        Located(quad, origin)
        for suggestion in draft.accepted
        for record in suggestion.recorded()
        for quad in _quads(record, document)
    ]
    return frozenset(quad for quad, _ in normalise([*document.quads, *said]))


def _quads(record: StatementRecord, document: Document) -> list[Quad]:
    try:
        return statement_quads(record, document)
    except ValueError as error:
        raise InputError(f"{document.slug}.statements.yaml", None, f"{record.id}: {error}") from error


class DraftReview:
    """Makes decisions: first in the graph, then in the draft, so that what it calls accepted is there."""

    def __init__(self, data: Path, folder: DraftFolder, writer: GraphWriter) -> None:
        self._data, self._folder, self._writer = data, folder, writer

    def decide(self, slug: str, change: Callable[[Draft], Draft], version: int | None = None) -> Draft:
        """Change a draft and what follows from it in the graph, or neither; return the draft.

        Args:
            slug: of the draft.
            change: a decision of `review_decisions`, or several.
            version: of which the decision was made; None for any.

        Raises:
            Outdated: the draft has another version.
            ReviewError, InputError, Refused: the decision cannot be made.
            StoreError: the graph refuses it; see `Writer.change_graph`.
        """
        with self._folder.changing(slug) as before:
            if version is not None and before.version != version:
                raise Outdated(f"{slug} was changed by another reviewer since; read it again")
            after = change(before)
            if after != before:
                self._write(before, after)
                self._folder.put(after)
        return after

    def put_in_graph(self, drafts: Iterable[Draft]) -> None:
        """Write what was accepted of several drafts at once; errors as for `decide`."""
        self._extend(frozenset().union(*map(accepted_quads, drafts)))

    def withdraw(self, slug: str, when: str) -> bool:
        """Take a document out of the graph with all that rests on it alone; return whether it was there."""
        receipt = self._writer.change_graph(GraphRequest(RETRACT, iris.graph(slug)))
        if receipt.existed:
            note_withdrawal(self._data, self._folder, slug, when)
        return receipt.existed

    def _write(self, before: Draft, after: Draft) -> None:
        old, new = accepted_quads(before), accepted_quads(after)
        graph = iris.graph(after.slug)
        if new >= old:
            # All of it: a rebuilt graph may have lost what was accepted before.
            self._extend(new - old and new)
        elif not new:
            self._writer.change_graph(GraphRequest(RETRACT, graph))
        else:
            content = (quad._replace(graph="") for quad in new if quad.graph == graph)
            text = serialise(content, media_types.N_TRIPLES)
            self._writer.change_graph(GraphRequest(REPLACE, graph, text, media_types.N_TRIPLES, _BASE))
        if new:
            withdrawals.forget(self._data, after.slug)

    def _extend(self, quads: frozenset[Quad]) -> None:
        if quads:
            text = serialise(sorted(quads), media_types.N_QUADS)
            self._writer.change_graph(GraphRequest(EXTEND, None, text, media_types.N_QUADS, _BASE))


def note_withdrawal(data: Path, folder: DraftFolder, slug: str, when: str) -> None:
    """Note that a document was withdrawn: its name says so, and what was accepted of it waits again."""
    withdrawals.record(data, slug, when)
    if slug not in folder.slugs():
        return
    with folder.changing(slug) as draft:
        folder.put(reduce(review_decisions.undo, [each.id for each in draft.accepted], draft))
