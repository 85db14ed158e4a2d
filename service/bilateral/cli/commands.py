"""One function a command; each returns the exit status."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral import content, linking, pipeline, reasoning, store
from bilateral.cli import output
from bilateral.errors import BilateralError, Inconsistent, InputError, QuerySyntaxError
from bilateral.iris import read_term, short
from bilateral.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from bilateral.terms import Term


def build(options: Namespace) -> int:
    """Build the store and print what it took."""
    if options.store:
        from bilateral.cli import engines  # noqa: PLC0415  # its library takes long to load

        _summary(engines.build(options, _settings(options), _progress), options.store)
        return 0
    report = pipeline.build(content.locate(options.content), _settings(options), options.files, _progress)
    _summary(report, options.data)
    return 0


def check(options: Namespace) -> int:
    """Build in a temporary folder and ask the integrity and competency questions."""
    found = content.locate(options.content)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(content=options.content, data=Path(folder))
        pipeline.build(found, settings, options.files, _progress)
        with store.Snapshot(settings.data) as snapshot:
            failures = pipeline.ask(found, snapshot)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(found.competency)} competency questions, {len(found.integrity)} integrity queries:", end=" ")
    print(f"{len(failures)} failed" if failures else "all hold")
    return 1 if failures else 0


def query(options: Namespace) -> int:
    """Print the answer to a query."""
    path = None if options.file == "-" else Path(options.file)
    text = sys.stdin.read().removeprefix("\ufeff") if path is None else _read(path)
    _ensure(options)
    with store.Snapshot(options.data) as snapshot:
        try:
            result = snapshot.query(text, store.Dataset(inferred=options.reasoning != "none"))
            output.write(result, options.format, sys.stdout.buffer)
        except QuerySyntaxError as error:
            reason = error.reason if error.column is None else f"column {error.column}: {error.reason}"
            raise InputError(path or "-", error.line, reason) from error
    return 0


def reason(options: Namespace) -> int:
    """Write what follows from RDF files."""
    # The blank nodes of one file keep their labels, so that what follows can be put beside it.
    several = len(options.files) > 1
    triples = {quad[:3] for path in options.files for quad, _ in pipeline.read_rdf(path, apart=several)}
    result = reasoning.materialise(
        triples, reasoning.load_rules(options.rules), reasoner=options.reasoner, trivial="all", beyond=True
    )
    if result.clashes:
        raise Inconsistent(result.clashes)
    lines = sorted(f"{s} {p} {o} .\n" for s, p, o in result.inferred)
    options.output.write_text("".join(lines), "utf-8")
    print(f"{len(triples)} triples asserted, {len(lines)} inferred: {options.output}", file=sys.stderr)
    return 0


def serve(options: Namespace) -> int:
    """Build the store if content has changed since, and answer until stopped."""
    from bilateral import web  # noqa: PLC0415  # Flask is not loaded for other commands

    reasoned = options.reasoning != "none"
    if options.shapes and (options.store or options.empty):
        raise InputError("--shapes", None, "are those of the content, which --empty and --store go without")
    if options.store:
        return _serve_engine(options, reasoned=reasoned)
    if options.empty:
        pipeline.build_empty(_settings(options))
    else:
        _ensure(options)
    given = {name: value for name, value in vars(options).items() if name in web.Settings.__slots__}
    infers = reasoned and options.reasoner != "none"
    if options.shapes:
        reasoner = pipeline.SHAPED_REASONER if infers else pipeline.SHAPES_ONLY
    else:
        reasoner = pipeline.REASONER if infers else ""
    settings = web.Settings(**given | {"reasoning": reasoned, "plain": options.empty, "reasoner": reasoner})
    return web.serve(settings)


def _serve_engine(options: Namespace, *, reasoned: bool) -> int:
    from bilateral import web  # noqa: PLC0415
    from bilateral.cli import engines  # noqa: PLC0415  # its library takes long to load

    if report := engines.prepare(options, _settings(options), _progress):
        _summary(report, options.store)
    given = {name: value for name, value in vars(options).items() if name in web.Settings.__slots__}
    reasoner = engines.INFERENCE if reasoned and options.reasoner != "none" else ""
    told = {"reasoning": reasoned, "plain": options.empty, "reasoner": reasoner, **engines.serving(options)}
    return web.serve(web.Settings(**given | told))


def explain(options: Namespace) -> int:
    """Print why a triple holds."""
    triple = _term(options.subject), _term(options.predicate), _term(options.object)
    _ensure(options)
    with store.Snapshot(options.data) as snapshot:
        found = pipeline.explain(snapshot, content.locate(options.content), triple, options.limit)
    if not found.proofs:
        print(f"{' '.join(map(short, triple))} does not hold", file=sys.stderr)
        return 1
    sys.stdout.writelines(f"{line}\n" for line in output.proofs(found))
    return 0


def link(options: Namespace) -> int:
    """Take one step of linking to Wikidata."""
    return _print_lines(linking.LINK_STEPS[options.step], options)


def enrich(options: Namespace) -> int:
    """Fetch what Wikidata says of linked entities, and list where it differs."""
    return _print_lines(linking.enrich_entities, options)


def _print_lines(
    step: Callable[[Namespace, store.Snapshot, content.Content], Iterator[str]], options: Namespace
) -> int:
    _ensure(options)
    with store.Snapshot(options.data) as snapshot:
        for line in step(options, snapshot, content.locate(options.content)):
            print(line)
    return 0


def dump(options: Namespace) -> int:
    """Write the store, the same bytes for the same content."""
    write = store.write_trig if options.format == "trig" else store.write_n_quads
    with store.Snapshot(options.data) as snapshot:
        lines = write(store.dump(snapshot, options.which))
        if options.output is None:
            sys.stdout.writelines(lines)
        else:
            with options.output.open("w", encoding="utf-8") as file:
                file.writelines(lines)
    return 0


def backup(options: Namespace) -> int:
    """Save the current state to a folder."""
    made = store.backup(options.data, options.folder)
    counts = f"{made.counts.asserted} triples asserted, {made.counts.inferred} inferred"
    print(f"{options.folder}: snapshot {made.snapshot} of {options.data}, {counts}", file=sys.stderr)
    return 0


def restore(options: Namespace) -> int:
    """Make what was saved the current state."""
    number = store.restore(options.folder, options.data)
    kept = "" if number == 1 else f"; what it replaces is kept in {options.data / store.REPLACED}"
    print(f"{options.data}: snapshot {number} is that of {options.folder}{kept}", file=sys.stderr)
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "backup": backup,
    "build": build,
    "check": check,
    "dump": dump,
    "enrich": enrich,
    "explain": explain,
    "link": link,
    "query": query,
    "reason": reason,
    "restore": restore,
    "serve": serve,
}


def _settings(options: Namespace) -> Settings:
    given = {name: value for name, value in vars(options).items() if name in Settings.__slots__}
    return Settings(**given)


def _ensure(options: Namespace) -> None:
    """Build the store where there is none that this content would build.

    Content that is refused is told; the store that was there goes on.
    """
    settings, found = _settings(options), content.locate(options.content)
    if pipeline.is_current(found, settings):
        return
    print(f"bilateral: building {settings.data} from {found.root}", file=sys.stderr)
    try:
        _summary(pipeline.build(found, settings, (), _progress), settings.data)
    except BilateralError as error:
        if (number := store.current(settings.data)) is None:
            raise
        print(f"{error}\nbilateral: not built; going on with snapshot {number}", file=sys.stderr)


def _term(text: str) -> Term:
    try:
        return read_term(text)
    except ValueError as error:
        raise InputError(text, None, str(error)) from error


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(path, None, error.strerror or "unreadable") from error
    except UnicodeDecodeError as error:
        raise InputError(path, None, "not UTF-8") from error


def _progress(stage: str, seconds: float) -> None:
    print(f"  {stage:<12} {seconds:7.2f} s", file=sys.stderr, flush=True)


def _summary(report: pipeline.Report, where: Path | str) -> None:
    for clash in report.clashes:
        print(f"inconsistent: {clash}", file=sys.stderr)
    print(
        f"{where}: snapshot {report.snapshot}, {report.asserted} triples asserted, "
        f"{report.inferred} inferred, {sum(report.seconds.values()):.1f} s",
        file=sys.stderr,
    )
