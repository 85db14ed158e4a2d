"""The steps of `bilateral ingest` and their options."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.build.build_record import BuildSettings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

_READ: Final = "read"
_STEPS: Final = (_READ, "list", "show", "accept", "reject", "later", "undo", "finish", "export")
_BUILD: Final = BuildSettings()


def completed(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command line with the step that `bilateral ingest FILE` leaves out."""
    if arguments[:1] == ["ingest"] and len(arguments) > 1:
        first = arguments[1]
        if first not in _STEPS and first not in {"-h", "--help"}:
            return ["ingest", _READ, *arguments[1:]]
    return list(arguments)


def add_ingest_options(ingest: argparse.ArgumentParser) -> None:
    """Add the steps, each with its options."""
    steps = ingest.add_subparsers(dest="step", required=True, metavar="STEP")
    read = steps.add_parser(_READ, help="read texts; the step that is meant if none is named")
    _read(read)
    list_ = steps.add_parser("list", help="list the drafts, and how many suggestions of each wait")
    list_.add_argument("--waiting", action="store_true", help="only those with suggestions that wait")
    show = steps.add_parser("show", help="show a draft: its text is quoted, its suggestions numbered")
    show.add_argument("draft", help="its name, as `list` shows it")
    show.add_argument("--all", action="store_true", help="what was decided, too")
    accept = steps.add_parser("accept", help="accept suggestions: they are in the graph then")
    accept.add_argument(
        "--set",
        action="append",
        default=[],
        dest="choices",
        metavar="PART=VALUE",
        help="another value of a part, as place=place/geneva; empty for none",
    )
    accept.add_argument("--above", type=_confidence, metavar="P", help="those of this confidence or more")
    reject = steps.add_parser("reject", help="reject suggestions: they are kept, and not made again")
    reject.add_argument("--reason", default="", help="why")
    later = steps.add_parser("later", help="put suggestions off")
    undo = steps.add_parser("undo", help="take decisions back")
    for step in (accept, reject, later, undo):
        step.add_argument("draft", help="its name")
        step.add_argument("suggestions", nargs="*", metavar="SUGGESTION", help="as `show` numbers them: s1")
        step.add_argument("--author", default="", help="who decides (default: the user of this machine)")
    finish = steps.add_parser("finish", help="end a review: a text that may not be kept is removed")
    finish.add_argument("draft", help="its name")
    export = steps.add_parser("export", help="write what was accepted as files of seeds/documents/")
    export.add_argument("drafts", nargs="*", metavar="DRAFT", help="all with accepted suggestions if absent")
    export.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder to write to")
    for step in (read, list_, show, accept, reject, later, undo, finish, export):
        step.add_argument("--content", type=Path, help="folder of content, if the store is to be built")
        step.add_argument(
            "--data",
            type=Path,
            metavar="DIR",
            default=_BUILD.data,
            help="data directory (default: %(default)s)",
        )


def _read(read: argparse.ArgumentParser) -> None:
    read.add_argument(
        "texts", nargs="+", metavar="TEXT", help="file, folder, address of a page, or - for standard input"
    )
    given = read.add_argument_group("what is known of them")
    given.add_argument("--published", default="", metavar="DAY", help="day of publication, as 2025-07-13")
    for name, text in (
        ("title", "title"),
        ("publisher", "who published it: a name, or an entity, as organisation/xinhua"),
        ("licence", "licence of the text, as CC BY 4.0"),
        ("language", "language, as en"),
        ("url", "where it stands"),
        ("kind", "kind of document, as news-report or readout"),
    ):
        given.add_argument(f"--{name}", default="", help=text)
    given.add_argument("--keep-text", action="store_true", help="keep the whole text, whatever its licence")
    given.add_argument(
        "--undated", action="store_true", help="read texts that do not say when they were published"
    )
    read.add_argument(
        "--again",
        action="store_true",
        help="read a text that has a draft again, and suggest what is new; what was rejected is not",
    )
    batch = read.add_argument_group("many texts")
    batch.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default: %(default)s)")
    batch.add_argument(
        "--accept-above",
        type=_confidence,
        metavar="P",
        help="accept what is at least so sure, from 0 to 1; it is marked as unreviewed wherever it shows",
    )
    extractor = read.add_argument_group("extractor")
    for each in fields(ExtractorSettings):
        metadata = each.metadata
        kind = Path if "Path" in str(each.type) else float if "float" in str(each.type) else str
        extractor.add_argument(
            f"--{(metadata['flag'] or each.name).replace('_', '-')}",
            dest=each.name,
            type=kind,
            default=each.default,
            metavar=metadata["metavar"] or None,
            help=metadata["help"],
        )


def _confidence(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value
