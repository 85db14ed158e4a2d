"""The rows of files as parts: mapped, checked, and written with what follows from them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.rejected_rows import CellProblem, RejectedRows, RowLeftOut, RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.datasets.dataset_document import file_slug
from bilateral.datasets.importing.row_outlines import Looks, Outliner
from bilateral.datasets.importing.row_plans import RowPlanner
from bilateral.rdf.iris import short
from bilateral.store.engine.canonical_form import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from bilateral.content.mapping.column_plan import Resolver
    from bilateral.content.mapping.compiled_mapping import CompiledMapping
    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.source_row import SourceRow
    from bilateral.datasets.importing.graph_context import GraphContext
    from bilateral.datasets.importing.part_files import ImportRecord, PartFiles
    from bilateral.datasets.importing.row_outlines import RowSignature
    from bilateral.datasets.importing.row_plans import RowPlan

    Progress = Callable[[int, float], None]

PART: Final = 50_000  # rows


class RowParts:
    """Writes the rows of files into parts, each row checked."""

    def __init__(
        self,
        files: PartFiles,
        record: ImportRecord,
        context: GraphContext,
        resolvers: Mapping[str, Resolver],
        *,
        rows: int = PART,
    ) -> None:
        """Go on after what the record says, with so many rows a part."""
        self.record, self._rows = record, rows
        self._files, self._context, self._resolvers = files, context, resolvers
        self._looks = Looks(context)
        self._things = set(_subjects(files))  # by hash: what rows are about

    def add(self, table: TableMapping, file: Path, document: str, progress: Progress) -> None:
        """Write the rows of the next file, of which some may have been written.

        Raises:
            InputError: the file or the mapping cannot be read.
        """
        reader = _TableReader(table, file, document, self._resolvers, Outliner(self._looks))
        planner = RowPlanner(self._context)
        rows = reader.rows_after(self.record.row)
        while part := list(islice(rows, self._rows)):
            self._write(reader, planner, part)
            self.record.row = part[-1].number
            self.record.parts.append(self.record.file)
            self._finish()
            progress(self.record.rows, reader.share_read())
        self.record.file, self.record.row = self.record.file + 1, 0
        self._finish()

    def _finish(self) -> None:
        self.record.polities = sorted({*self.record.polities, *map(short, self._looks.polities)})
        self._files.finish_part(self.record)

    def _write(self, reader: _TableReader, planner: RowPlanner, part: Sequence[SourceRow]) -> None:
        record, number = self.record, len(self.record.parts)
        self._context.expect(len(part))
        with RejectedRows(self._files.path("rejected", number), reader.columns) as rejected:
            read = []
            for row in part:
                try:
                    read.append((row, reader.read(row)))
                except RowLeftOut as left_out:
                    record.left_out[left_out.reason] += 1
                except RowRejected as problem:
                    rejected.add(row, problem)
            self._note_shared([signature for _, signature in read])
            planner.learn(signature for _, signature in read)
            asserted, inferred = [], []
            for row, signature in read:
                plan = planner.plans[signature.key]
                if problems := self._problems(plan, signature):
                    rejected.add(row, RowRejected([CellProblem("", "", problem) for problem in problems]))
                    continue
                record.mapped += 1
                asserted.append(plan.asserted.format(*signature.terms))
                inferred.append(plan.inferred.format(*signature.terms))
        record.rows += len(part)
        record.rejected += rejected.count
        self._files.write("asserted", number, asserted)
        self._files.write("inferred", number, inferred if record.alone else [])

    def _note_shared(self, signatures: Iterable[RowSignature]) -> None:
        """Take note of what rows are about, and of columns that name one thing in several rows."""
        things, shared = self._things, set(self.record.shared)
        for outline, _, terms in signatures:
            for place in outline.subjects:
                thing = hash(terms[place])
                if thing in things:
                    shared.add(outline.column(place))
                else:
                    things.add(thing)
        self.record.shared = sorted(shared)

    def _problems(self, plan: RowPlan, signature: RowSignature) -> Sequence[str]:
        """Return why a row is rejected; one whose things others are about too is judged with the graph."""
        outline, _, terms = signature
        unknown = [terms[place] for place in plan.unknown if hash(terms[place]) not in self._things]
        if unknown:
            return [f"{short(thing)} is described nowhere" for thing in unknown]
        own = [terms[place] for place in outline.subjects]
        shared = self.record.shared
        is_alone = not plan.unknown and not any(outline.column(place) in shared for place in outline.subjects)
        is_alone = is_alone and not any(map(self._context.is_told_of, own))
        if not (is_alone and plan.alone):
            self.record.alone = False
        return plan.problems if is_alone else ()


def _subjects(files: PartFiles) -> Iterator[int]:
    """Yield the hashes of what the rows of earlier parts are about."""
    for path in files.paths("asserted"):
        with path.open(encoding="utf-8") as lines:
            yield from {hash(line.partition(" ")[0]) for line in lines}


class _TableReader:
    """Reads the rows of a file by the mapping of its table."""

    def __init__(
        self,
        table: TableMapping,
        file: Path,
        document: str,
        resolvers: Mapping[str, Resolver],
        outliner: Outliner,
    ) -> None:
        self.columns = table.row_columns
        self._file, self._outliner = file, outliner
        self._rows = rows_of(table, file)
        self._compiled = compile_mapping(
            table, resolvers, file=file_slug(file), document=document, spelled=spelled
        )
        self._key = _key_of(table, self._compiled)
        self._keys: dict[int, int] = {}  # the line of each, by hash

    def rows_after(self, number: int) -> Iterator[SourceRow]:
        """Yield the rows after those that were read before, whose keys are taken note of."""
        for row in self._rows:
            if row.number > number:
                yield row
            elif self._key:
                self._check_key(row)

    def share_read(self) -> float:
        """Return how much of the file is read, from 0 to 1."""
        return min(1.0, self._rows.bytes_read / max(1, self._file.stat().st_size))

    def read(self, row: SourceRow) -> RowSignature:
        """Return what a row says.

        Raises:
            RowRejected, RowLeftOut: as `CompiledMapping.map`; its key is that of an earlier row.
        """
        mapped = self._compiled.map(row)
        if self._key and (line := self._check_key(row)):
            raise RowRejected([CellProblem("", "", f"its key is that of line {line}")])
        try:
            return self._outliner.signature(mapped)
        except ValueError as error:
            raise RowRejected([CellProblem("", "", str(error))]) from error

    def _check_key(self, row: SourceRow) -> int:
        """Return the line of an earlier row with the same key, 0 if there is none."""
        place = row.line or row.number
        first = self._keys.setdefault(hash(self._key(row)), place) if self._key else place
        return 0 if first == place else first


def _key_of(table: TableMapping, compiled: CompiledMapping) -> Callable[[SourceRow], object] | None:
    """Return the function from a row to its primary key; None where the table has none."""
    names, key = table.row_columns, table.primary_key
    if not key or not set(key) <= set(names):
        return compiled.key if key else None
    places = [names.index(name) for name in key]
    return lambda row: tuple([row.cells[place] for place in places])
