"""The commands: one function each, which returns the exit status."""

# What takes long to load is imported by the commands that need it.
# ruff: noqa: PLC0415

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral import texts
from bilateral.build import build_record, builder, commit_processes
from bilateral.build.build_record import BuildSettings
from bilateral.build.question_checks import check_questions
from bilateral.cli import result_output
from bilateral.cli.progress_bar import BuildProgress
from bilateral.content import locations
from bilateral.errors import BilateralError, Inconsistent, InputError, QuerySyntaxError
from bilateral.rdf.iris import read_term, short
from bilateral.store.engine.graph_layout import Dataset
from bilateral.store.snapshots import backup as backup_module
from bilateral.store.snapshots import dump as dump_module
from bilateral.store.snapshots.data_directory import claim, current
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.web import server_settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from bilateral.rdf.terms import Term


def build(options: Namespace) -> int:
    """Build the store, and print counts and times."""
    settings, found = _settings(options), locations.locate(options.content)
    if options.store:
        from bilateral.build import remote_build
        from bilateral.cli import remote_commands

        engine = remote_commands.address(options)
        _summary(remote_build.build(found, settings, engine, options.files, BuildProgress()), options.store)
        return 0
    left_out = build_record.dropped_files(options.data, options.files)
    report = builder.build(found, settings, options.files, BuildProgress())
    if left_out:
        print(f"bilateral: {', '.join(left_out)} is no longer in the graph", file=sys.stderr)
    _summary(report, options.data)
    return 0


def check(options: Namespace) -> int:
    """Build in a temporary folder and ask the integrity and competency questions; name events told twice."""
    from bilateral.ingest.identity.double_events import find_doubles

    found = locations.locate(options.content)
    with tempfile.TemporaryDirectory() as folder:
        settings = BuildSettings(content=options.content, data=Path(folder))
        builder.build(found, settings, options.files, BuildProgress())
        with Snapshot(settings.data) as snapshot:
            failures, doubles = check_questions(found, snapshot), find_doubles(snapshot)
    for failure in failures:
        print(failure, file=sys.stderr)
    for each in doubles:
        told = f"{each.kept} and {each.replaced} may be one event: {'; '.join(each.reasons)}"
        print(f"{told} (bilateral merge)", file=sys.stderr)
    print(f"{len(found.competency)} competency questions, {len(found.integrity)} integrity queries:", end=" ")
    print(f"{len(failures)} failed" if failures else "all hold")
    return 1 if failures else 0


def query(options: Namespace) -> int:
    """Print the answer to a query."""
    path = None if options.file == "-" else Path(options.file)
    text = texts.decode(sys.stdin.buffer.read(), "-") if path is None else texts.read(path)
    _ensure(options)
    with Snapshot(options.data) as snapshot:
        try:
            result = snapshot.query(text, Dataset(inferred=options.reasoning != "none"))
            result_output.write(result, options.format, sys.stdout.buffer)
        except QuerySyntaxError as error:
            reason = error.reason if error.column is None else f"column {error.column}: {error.reason}"
            raise InputError(path or "-", error.line, reason) from error
    return 0


def reason(options: Namespace) -> int:
    """Write what the reasoner infers from RDF files."""
    from bilateral.build.gather import read_rdf
    from bilateral.reasoning.bulk.materialise import materialise
    from bilateral.reasoning.rules.domain_rules import load_rules

    # The blank nodes of a single file keep their labels, so that the output can be added to it.
    several = len(options.files) > 1
    triples = {quad[:3] for path in options.files for quad, _ in read_rdf(path, apart=several)}
    result = materialise(
        triples, load_rules(options.rules), reasoner=options.reasoner, trivial="all", beyond=True
    )
    if result.clashes:
        raise Inconsistent(result.clashes)
    lines = sorted(f"{s} {p} {o} .\n" for s, p, o in result.inferred)
    options.output.write_text("".join(lines), "utf-8")
    print(f"{len(triples)} triples asserted, {len(lines)} inferred: {options.output}", file=sys.stderr)
    return 0


def serve(options: Namespace) -> int:
    """Build the store if there is none or its content has changed, and serve until stopped."""
    from bilateral.web import server

    if options.shapes and (options.store or options.plain):
        raise InputError("--shapes", None, "needs content, which --empty and --store do not have")
    reasoning = options.reasoning != "none"
    place = _prepare_engine(options) if options.store else _prepare_directory(options)
    infers = reasoning and _reasoner(options) != "none"
    committer = commit_processes.choose(infers=infers, shapes=options.shapes, remote=bool(options.store))
    return server.serve(
        server_settings.from_options(vars(options), reasoning=reasoning, committer=committer, **place)
    )


def _prepare_directory(options: Namespace) -> dict[str, object]:
    """Build the store of the data directory if needed; the server needs no more settings for it."""
    if options.plain:
        builder.build_empty(_settings(options))
    else:
        _ensure(options)
        held = build_record.describe_origin(options.data)
        print(f"bilateral: {held}; `bilateral build` replaces it", file=sys.stderr)
    return {}


def _prepare_engine(options: Namespace) -> dict[str, object]:
    """Build at the external engine if needed, and return the settings of the server for it."""
    from bilateral.cli import remote_commands as engines

    if report := engines.prepare(options, _settings(options), BuildProgress()):
        _summary(report, options.store)
    return engines.serving(options)


def explain(options: Namespace) -> int:
    """Print why a triple holds."""
    from bilateral.explore import explanations

    triple = _term(options.subject), _term(options.predicate), _term(options.object)
    _ensure(options)
    with Snapshot(options.data) as snapshot:
        found = explanations.explain(snapshot, build_record.content_of(options.data), triple, options.limit)
    if not found.proofs:
        print(f"{' '.join(map(short, triple))} does not hold", file=sys.stderr)
        return 1
    sys.stdout.writelines(f"{line}\n" for line in result_output.proofs(found))
    return 0


def link(options: Namespace) -> int:
    """Run one step of linking to Wikidata."""
    from bilateral.cli import link_commands

    return _print_lines(link_commands.LINK_STEPS[options.step], options)


def enrich(options: Namespace) -> int:
    """Fetch Wikidata's statements on linked entities, and list the differences."""
    from bilateral.cli import link_commands

    return _print_lines(link_commands.enrich_entities, options)


def _print_lines(
    step: Callable[[Namespace, Snapshot, locations.Content], Iterator[str]], options: Namespace
) -> int:
    _ensure(options)
    built_from = None if options.content else build_record.content_of(options.data)
    found = built_from or locations.locate(options.content)
    with Snapshot(options.data) as snapshot:
        for line in step(options, snapshot, found):
            print(line)
    return 0


def merge(options: Namespace) -> int:
    """List events that may be one, or decide on two of them."""
    from bilateral.cli.merge_commands import MERGE_STEPS

    _ensure(options)
    with Snapshot(options.data) as snapshot:
        for line in MERGE_STEPS[options.step](options, snapshot):
            print(line)
    return 0


def ingest(options: Namespace) -> int:
    """Read texts to drafts, or list, show and decide on what they are found to say."""
    from bilateral.cli import ingest_commands
    from bilateral.ingest.drafts.draft_folder import DraftFolder

    if current(options.data) is not None or not DraftFolder(options.data).slugs():
        _ensure(options)
    elif options.step not in ingest_commands.WITHOUT_GRAPH:
        reason = (
            "there are drafts and no graph: an external engine holds it, and its server decides at /ingest; "
            "`bilateral build` makes one here"
        )
        raise InputError(options.data, None, reason)
    return ingest_commands.INGEST_STEPS[options.step](options)


def import_(options: Namespace) -> int:
    """Bring files of a dataset into the graph."""
    if current(options.data) is None:
        raise InputError(options.data, None, "no graph was built here yet; `bilateral build` makes one here")
    from bilateral.cli import import_commands

    return import_commands.import_(options)


def dump(options: Namespace) -> int:
    """Write the store; the same content always gives the same bytes."""
    write = dump_module.write_trig if options.format == "trig" else dump_module.write_n_quads
    with Snapshot(options.data) as snapshot:
        lines = write(dump_module.dump(snapshot, options.which))
        if options.output is None:
            sys.stdout.writelines(lines)
        else:
            with options.output.open("w", encoding="utf-8") as file:
                file.writelines(lines)
    return 0


def backup(options: Namespace) -> int:
    """Save the current state to a folder."""
    made = backup_module.backup(options.data, options.folder)
    counts = f"{made.counts.asserted} triples asserted, {made.counts.inferred} inferred"
    print(f"{options.folder}: snapshot {made.snapshot} of {options.data}, {counts}", file=sys.stderr)
    return 0


def restore(options: Namespace) -> int:
    """Make a backup the current state."""
    number = backup_module.restore(options.folder, options.data)
    kept = "" if number == 1 else f"; what it replaces is kept in {options.data / backup_module.REPLACED}"
    print(f"{options.data}: snapshot {number} is that of {options.folder}{kept}", file=sys.stderr)
    return 0


def snapshot(options: Namespace) -> int:
    """Keep the current state by a name, or list what is kept."""
    from bilateral.cli import research_commands

    return research_commands.snapshot(options)


def export(options: Namespace) -> int:
    """Write a table for statistics programs, or what its columns mean."""
    from bilateral.cli import research_commands

    return research_commands.export(options)


def diff(options: Namespace) -> int:
    """Print what changes one dataset into another."""
    from bilateral.cli import research_commands

    return research_commands.diff(options)


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    each.__name__.rstrip("_"): each
    for each in (
        backup,
        build,
        check,
        diff,
        dump,
        enrich,
        explain,
        export,
        import_,
        ingest,
        link,
        merge,
        query,
        reason,
        restore,
        serve,
        snapshot,
    )
}


def _settings(options: Namespace) -> BuildSettings:
    given = {name: value for name, value in vars(options).items() if name in BuildSettings.__slots__}
    return BuildSettings(**given)


def _ensure(options: Namespace) -> None:
    """Build the store if there is none, or if only this content folder, which has changed, is in it.

    If the content is refused, the reason is printed and the existing store is used.
    """
    settings = _settings(options)
    claim(settings.data)
    if current(settings.data) is not None:
        renewed = build_record.rebuild_settings(locations.locate(options.content), settings)
        if renewed is None:
            return
        settings = renewed
    found = locations.locate(options.content)
    if builder.is_current(found, settings):
        return
    print(f"bilateral: building {settings.data} from {found.root}", file=sys.stderr)
    try:
        _summary(builder.build(found, settings, (), BuildProgress()), settings.data)
    except BilateralError as error:
        if (number := current(settings.data)) is None:
            raise
        print(f"{error}\nbilateral: not built; using snapshot {number}", file=sys.stderr)


def _reasoner(options: Namespace) -> str:
    """Return the reasoner of a store: that of its build, so that the inferred triples stay complete."""
    record = None if options.plain or options.store else build_record.BuildRecord.read(options.data)
    return record.reasoner if record else str(options.reasoner)


def _term(text: str) -> Term:
    try:
        return read_term(text)
    except ValueError as error:
        raise InputError(text, None, str(error)) from error


def _summary(report: builder.BuildReport, where: Path | str) -> None:
    for clash in report.clashes:
        print(f"inconsistent: {clash}", file=sys.stderr)
    print(
        f"{where}: snapshot {report.snapshot}, {report.asserted} triples asserted, "
        f"{report.inferred} inferred, {sum(report.seconds.values()):.1f} s",
        file=sys.stderr,
    )
