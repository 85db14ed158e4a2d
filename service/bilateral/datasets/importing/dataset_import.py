"""The import of a document: read, mapped, checked, written part by part, and loaded as one change.

Where rows are alone with their things, the parts are loaded as they are. Where they are not, the change is
validated and reasoned over with the graph.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.build.build_record import content_of
from bilateral.datasets.importing import graph_checks
from bilateral.datasets.importing.graph_context import GraphContext
from bilateral.datasets.importing.part_files import PartFiles
from bilateral.datasets.importing.row_parts import RowParts
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.errors import InputError, Refused
from bilateral.store.changes.graph_operations import CHANGE, RETRACT, GraphRequest
from bilateral.store.engine import quad_delta
from bilateral.store.engine.rdf_parser import parse
from bilateral.store.snapshots.change_log import COMMAND_LINE, IMPORT, ChangeNote
from bilateral.store.snapshots.dump import write_n_quads
from bilateral.store.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bilateral.datasets.dataset_document import DatasetDocument
    from bilateral.datasets.importing.part_files import ImportRecord
    from bilateral.datasets.importing.row_parts import Progress
    from bilateral.store.writes.command_writer import CommandWriter

    OpenWriter = Callable[[Path], AbstractContextManager[CommandWriter]]

_AS_A_CHANGE: Final = 150 << 20  # bytes of N-Quads that are written as a change, at the most


class ImportReport(NamedTuple):
    """What an import did.

    Attributes:
        slug: of the document.
        snapshot: the state that has it; None where nothing was changed.
        record: the counts of its rows; None where the graph had it already.
        rejected: the files that say which rows were rejected.
    """

    slug: str
    snapshot: int | None
    record: ImportRecord | None
    rejected: tuple[Path, ...] = ()
    events: str = ""  # how many are new, in words, where the mapping asks for that


@dataclass
class DatasetImport:
    """The import of a document into a data directory.

    Attributes:
        data: the data directory.
        document: what is imported.
        strict: whether nothing is imported if a row is rejected.
        progress: called with the rows that were read and the share of the file that they are.
        open_writer: opens what writes to the directory.
    """

    data: Path
    document: DatasetDocument
    strict: bool
    progress: Progress
    open_writer: OpenWriter

    def run(self) -> ImportReport:
        """Import it, unless the graph has it already.

        Raises:
            Refused, InputError, Inconsistent: nothing was changed.
        """
        with Snapshot(self.data) as state:
            if self.document.is_in(state):
                return ImportReport(self.document.slug, None, None)
            files = PartFiles(self.data, self.document.import_name)
            with files.locked():
                context = self.context(state)
                record = self.prepare(context, files)
                rejected = self.keep_rejected(files, record)
                events = self._merge_events(context, files, record)
                number = self._write(state, files, record)
                files.remove()
        return ImportReport(self.document.slug, number, record, rejected, events)

    def context(self, state: Snapshot) -> GraphContext:
        """Return a state as this import sees it."""
        return GraphContext(state, content_of(self.data), self.document.graph)

    def prepare(self, context: GraphContext, files: PartFiles) -> ImportRecord:
        """Write all parts, going on where an earlier import ended.

        Raises:
            Refused: rows were rejected, and none may be; or none could be mapped.
        """
        state = context.state
        record = files.begun(f"{state.number}-{state.stamp}")
        parts = RowParts(files, record, context, graph_resolvers(state))
        for table, file in self.document.files[record.file :]:
            parts.add(table, file, self.document.slug, self.progress)
        if (self.strict and record.rejected) or not record.mapped:
            raise Refused(self._refusals(record, self.keep_rejected(files, record)))
        when = datetime.now(UTC)
        quads = list(self.document.quads(when, counted(record), record.left_out))
        quads += [quad for quad in context.implied(quads) if quad not in quads]
        files.write("asserted", "document", list(write_n_quads(quads)))
        return record

    def _merge_events(self, context: GraphContext, files: PartFiles, record: ImportRecord) -> str:
        """Give events the names of the graph, if the mapping says so; return in words how many have them."""
        if not any(table.notes.get("match") for table, _ in self.document.files):
            return ""
        # The analysis is loaded by those mappings alone that need it.
        from bilateral.datasets.importing.event_identity import with_known_events  # noqa: PLC0415

        quads = [quad for path in files.paths("asserted") for quad in parse(path)]
        merged = with_known_events(context, quads, self.document.graph)
        files.replace_asserted(list(write_n_quads(sorted(merged.quads))))
        record.alone = False
        return merged.told()

    def _refusals(self, record: ImportRecord, paths: tuple[Path, ...]) -> list[InputError]:
        files = paths or tuple(file for _, file in self.document.files)
        told = f"nothing was imported: of {record.rows:,} rows {record.mapped:,} could be"
        told += f", {record.rejected:,} were rejected" if record.rejected else ""
        return [InputError(path, None, told) for path in files]

    def keep_rejected(self, files: PartFiles, record: ImportRecord) -> tuple[Path, ...]:
        """Write what was rejected beside each file, as FILE.rejected.csv; return those that there are.

        Of a file that is several tables, the second is FILE.rejected-2.csv.
        """
        found = []
        times: Counter[Path] = Counter()
        for number, (_, file) in enumerate(self.document.files):
            parts = [files.path("rejected", part) for part, of in enumerate(record.parts) if of == number]
            times[file] += 1
            again = f"-{times[file]}" if times[file] > 1 else ""
            target = file.with_name(f"{file.name}.rejected{again}.csv")
            target.unlink(missing_ok=True)
            if there := [path for path in parts if path.exists()]:
                _join(there, target)
                found.append(target)
        return tuple(found)

    def _write(self, state: Snapshot, files: PartFiles, record: ImportRecord) -> int:
        """Make the change, and return the state that has it."""
        asserted = files.paths("asserted")
        is_small = sum(path.stat().st_size for path in asserted) <= _AS_A_CHANGE
        replaces = state.has_graph(self.document.graph)
        if not record.alone or (replaces and is_small):
            delta = graph_checks.change_of(state, self.document, asserted)
            graph_checks.check_change(self.data, state, delta, self.document.files[0][1])
            if is_small or replaces:
                return self._change(state, record, delta)
            files.forget_inferred()
            follows = graph_checks.inferred_lines(state, content_of(self.data), asserted)
            files.write("inferred", "all", list(follows))
        note, tag = self._note(record), [f"{state.number}-{state.stamp}"]
        with self.open_writer(self.data) as writer:
            if replaces:
                writer.change_graph(GraphRequest(RETRACT, self.document.graph), tag)
            return writer.load_parts(files.name, None if replaces else tag, note).snapshot

    def _change(self, state: Snapshot, record: ImportRecord, delta: quad_delta.QuadDelta) -> int:
        request = GraphRequest(CHANGE, None, quad_delta.to_json(delta))
        with self.open_writer(self.data) as writer:
            tag = [f"{state.number}-{state.stamp}"]
            return writer.change_graph(request, tag, self._note(record)).snapshot

    def _note(self, record: ImportRecord) -> ChangeNote:
        sentence = f"{self.document.title}: {counted(record)}"
        return ChangeNote(COMMAND_LINE, IMPORT, sentence, (self.document.slug,), tuple(record.polities))


def counted(record: ImportRecord) -> str:
    """Return in words what became of the rows."""
    told = f"{record.mapped:,} of {record.rows:,} rows were imported"
    left_out = record.left_out.total()
    told += f", {left_out:,} left out" if left_out else ""
    return told + (f", {record.rejected:,} rejected." if record.rejected else ".")


def _join(parts: list[Path], target: Path) -> None:
    """Write the tables of rejected rows as one, with one header."""
    with target.open("wb") as out:
        for number, path in enumerate(parts):
            with path.open("rb") as file:
                if number:
                    file.readline()
                shutil.copyfileobj(file, out)
