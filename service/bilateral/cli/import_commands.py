"""The command `bilateral import`."""

from __future__ import annotations

import json
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bilateral.cli.direct_writes import open_writer
from bilateral.cli.progress_bar import RowProgress
from bilateral.content.locations import locate
from bilateral.datasets.dataset_catalogue import find_mapping
from bilateral.datasets.dataset_files import documents_of
from bilateral.datasets.date_order import in_one_order
from bilateral.datasets.guessing.guessed_file import GuessedFile
from bilateral.datasets.importing.dataset_import import DatasetImport, counted
from bilateral.datasets.importing.part_files import PartFiles
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.datasets.seed_writing import write_seeds
from bilateral.errors import InputError
from bilateral.rdf.iris import ONTOLOGY
from bilateral.store.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from bilateral.datasets.dataset_document import DatasetDocument

_SHOWN: Final = 10  # things


def import_(options: Namespace) -> int:
    """Import files of a dataset by a mapping."""
    if options.guess:
        return _guess(options)
    _refuse_misuse(options)
    for document in _documents(options):
        show = RowProgress(document.slug)
        settled = in_one_order(document, options.date_order or "")
        work = DatasetImport(options.data, settled, options.strict, show, open_writer)
        only_tried = options.dry_run or options.as_seeds
        lines = _tried(work, options) if only_tried else _imported(work)
        for line in lines:
            print(line)
    return 0


def _refuse_misuse(options: Namespace) -> None:
    if options.store:
        reason = "an import goes to a data directory; load what `--dry-run -o FILE.nq` writes into the engine"
        raise InputError("--store", None, reason)
    if not options.files:
        raise InputError(options.mapping, None, "which file is to be imported?")
    if options.output and not options.dry_run:
        raise InputError("--output", None, "needs --dry-run; `bilateral dump` writes what is in the graph")


def _documents(options: Namespace) -> list[DatasetDocument]:
    if options.mapping.endswith(".json"):
        path = Path(options.mapping)
        return documents_of(path, path.stem, options.files)
    return documents_of(find_mapping(locate(), options.mapping), options.mapping, options.files)


def _imported(work: DatasetImport) -> Iterator[str]:
    report = work.run()
    name = f"document/{report.slug}"
    if report.record is None:
        yield f"{name}: nothing to do, it is in the graph already, by this mapping"
        return
    yield f"{name}: {counted(report.record)}"
    yield from (f"  {number:,} left out: {reason}" for reason, number in report.record.left_out.most_common())
    if report.events:
        yield f"  {report.events}"
    yield from (f"  rejected rows: {path}" for path in report.rejected)


def _tried(work: DatasetImport, options: Namespace) -> Iterator[str]:
    """Map and check in a folder of its own, and yield what the first things would be."""
    with tempfile.TemporaryDirectory() as folder, Snapshot(work.data) as state:
        files = PartFiles(Path(folder), work.document.import_name)
        with files.locked():
            record = work.prepare(work.context(state), files)
            rejected = work.keep_rejected(files, record)
            parts = files.paths("asserted")
            if options.output:
                options.output.write_bytes(b"".join(path.read_bytes() for path in parts))
            if options.as_seeds:
                yield from map(str, _seeds(work, parts, state, options.as_seeds))
            else:
                yield from _first(parts[0])
    yield f"tried only: {counted(record)}"
    yield from (f"  rejected rows: {path}" for path in rejected)


def _seeds(work: DatasetImport, parts: Sequence[Path], state: Snapshot, folder: Path) -> list[Path]:
    document = work.document
    return write_seeds(
        parts, state.triples(None, None, None, ONTOLOGY), folder, document.slug, document.title
    )


def _guess(options: Namespace) -> int:
    """Write a mapping for a file, asking on a terminal what cannot be told."""
    file = Path(options.mapping)
    with Snapshot(options.data) as state:
        guess = GuessedFile(file, locate(), graph_resolvers(state))
    print("\n".join(guess.description()))
    kind = options.kind or _answer("What are the rows?", [*guess.kinds], "--kind")
    mapping = guess.mapping(kind)
    order = options.date_order or ""
    if not order and (unclear := mapping.ambiguous_dates()):
        question = f"Is 03/04/2001 in {', '.join(unclear)} in April (dmy) or in March (mdy)?"
        order = _answer(question, ["dmy", "mdy"], "--date-order")
    path = options.output or file.with_name(f"{file.name.partition('.')[0]}.mapping.json")
    path.write_text(json.dumps(mapping.content(order), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print("\n".join(mapping.description()))
    print(f"{path}: edit it, then try it: bilateral import --dry-run {path} {file}")
    return 0


def _answer(question: str, choices: Sequence[str], option: str) -> str:
    """Return what the user answers on a terminal.

    Raises:
        InputError: there is none; the message says which option answers.
    """
    if not sys.stdin.isatty():
        raise InputError(option, None, f"{question} say {' or '.join(choices)} with this option")
    answer = ""
    while answer not in choices:
        answer = input(f"{question} [{'/'.join(choices)}] ").strip()
    return answer


def _first(part: Path) -> Iterator[str]:
    """Yield the lines about the first things."""
    seen: set[str] = set()
    with part.open(encoding="utf-8") as lines:
        for line in islice(lines, 1000):
            seen.add(line.partition(" ")[0])
            if len(seen) > _SHOWN:
                return
            yield line.rstrip("\n")
