"""The commands and options of the command line."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bilateral import __version__
from bilateral.build.build_record import BuildSettings
from bilateral.cli import import_options, ingest_options, research_options
from bilateral.linking.wikidata_client import WikidataSettings
from bilateral.web import server_settings

if TYPE_CHECKING:
    from dataclasses import Field

DECISIONS: Final = Path("seeds/mappings/wikidata-reviewed.sssom.tsv")
STATEMENTS: Final = Path("seeds/enrichment/wikidata.nq")

_BUILD: Final = BuildSettings()
_WIKIDATA: Final = WikidataSettings()


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = argparse.ArgumentParser(
        prog="bilateral", description="A knowledge graph service about relations between states."
    )
    root.add_argument("--version", action="version", version=f"bilateral {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _build(commands.add_parser("build", help="build a validated store with inferred triples from content"))
    _check(commands.add_parser("check", help="check shapes, integrity and competency questions"))
    _query(commands.add_parser("query", help="run SPARQL on the store"))
    _reason(commands.add_parser("reason", help="infer triples from RDF files"))
    add_serve_options(commands.add_parser("serve", help="serve over HTTP; builds the store if needed"))
    _linking(commands)
    _merging(commands.add_parser("merge", help="list and decide on events of the graph that may be one"))
    ingest_options.add_ingest_options(
        commands.add_parser("ingest", help="read texts, and review what they are found to say")
    )
    import_options.add_import_options(
        commands.add_parser("import", help="bring a dataset's files into the graph by a mapping"), _data
    )
    _explain(commands.add_parser("explain", help="explain why a triple holds, down to its sources"))
    _dump(commands.add_parser("dump", help="write the store as TriG or N-Quads"))
    _backup(commands.add_parser("backup", help="save the store to a folder, also while it is written to"))
    _restore(commands.add_parser("restore", help="restore a backup, also while the store is served"))
    research_options.add_research_commands(commands, _data)
    return root


def _build(command: argparse.ArgumentParser) -> None:
    _content(command)
    _data(command)
    _engine(command)
    _reasoner(command)
    command.add_argument(
        "--replace", action="store_true", help="build even if that loses writes since the last build"
    )
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="further seed files")


def _check(command: argparse.ArgumentParser) -> None:
    _content(command)
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="further seed files")


def _query(command: argparse.ArgumentParser) -> None:
    _content(command)
    _data(command)
    command.add_argument("file", help="a file with SPARQL, or - for standard input")
    _reasoning(command)
    command.add_argument(
        "--format",
        choices=("table", "json", "csv", "tsv", "xml", "turtle", "ntriples"),
        default=None,
        help="table and turtle by default",
    )


def _reason(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="RDF of any syntax")
    command.add_argument("-o", "--output", type=Path, required=True, help="N-Triples")
    command.add_argument(
        "--rules", nargs="*", type=Path, default=[], help="domain rules, SPARQL CONSTRUCT files"
    )
    command.add_argument("--reasoner", choices=("native", "owlrl"), default="native")


def add_serve_options(command: argparse.ArgumentParser) -> None:
    """Add the options of `serve` in groups; those of the server itself are fields of `ServerSettings`."""
    content = command.add_argument_group("content and reasoning")
    for add in (_content, _data, _reasoner, _reasoning):
        add(content)
    groups = {name: command.add_argument_group(name) for name in server_settings.GROUPS}
    for each in fields(server_settings.ServerSettings):
        if each.metadata:
            flag = each.metadata["flag"] or each.name
            groups[each.metadata["group"]].add_argument(
                f"--{flag.replace('_', '-')}", dest=each.name, **_kind(each)
            )
    groups["writing"].add_argument(
        "--shapes",
        action="store_true",
        help="refuse writes after which content would violate its SHACL shapes",
    )
    _engine(command.add_argument_group("external engine"))


def _kind(option: Field[Any]) -> dict[str, Any]:
    """Return the arguments of `add_argument` for a field of the settings."""
    text, kind, metavar = option.metadata["help"], str(option.type), option.metadata["metavar"]
    if kind == "bool":
        return {"action": "store_true", "help": text}
    if kind == "tuple[str, ...]":
        return {"action": "append", "default": [], "metavar": metavar, "help": text}
    convert, placeholder = server_settings.KINDS.get(kind, server_settings.PATH)
    shown = "" if option.default in {None, ""} else " (default: %(default)s)"
    return {
        "type": convert,
        "default": option.default,
        "metavar": metavar or placeholder,
        "help": text + shown,
    }


def _linking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    link = commands.add_parser("link", help="propose, review, accept and reject links to Wikidata")
    enrich = commands.add_parser("enrich", help="fetch Wikidata's statements on linked entities")
    for command in (link, enrich):
        _content(command)
        _data(command)
    _link_steps(link)
    _online(enrich)
    enrich.add_argument("entities", nargs="*", metavar="ENTITY", help="type/slug; all with a link if absent")
    enrich.add_argument("-o", "--output", type=Path, help=f"N-Quads (default: CONTENT/{STATEMENTS})")


def _link_steps(link: argparse.ArgumentParser) -> None:
    steps = link.add_subparsers(dest="step", required=True, metavar="STEP")
    propose = steps.add_parser("propose", help="look for Wikidata items for entities without a link")
    _online(propose)
    propose.add_argument(
        "entities", nargs="*", metavar="ENTITY", help="type/slug; all without a link if absent"
    )
    review = steps.add_parser(
        "review", help="list the proposals that wait for a decision, with their evidence"
    )
    accept = steps.add_parser("accept", help="make a proposal a link")
    reject = steps.add_parser("reject", help="record that an entity is not an item")
    for decision in (accept, reject):
        decision.add_argument("entity", help="type/slug")
        decision.add_argument("item", help="Q…")
        decision.add_argument("--author", required=True, help="who decides")
    for step in (propose, review, accept, reject):
        step.add_argument("--proposals", type=Path, help="default: DATA/proposals.sssom.tsv")
        step.add_argument("--decisions", type=Path, help=f"default: CONTENT/{DECISIONS}")


def _merging(merge: argparse.ArgumentParser) -> None:
    _content(merge)
    _data(merge)
    steps = merge.add_subparsers(dest="step", required=True, metavar="STEP")
    list_ = steps.add_parser("list", help="list events that may be one, with what speaks for it")
    list_.add_argument("--decided", action="store_true", help="list what was decided instead")
    accept = steps.add_parser("accept", help="make two events one; the name of the first stays")
    reject = steps.add_parser("reject", help="record that two events are two")
    undo = steps.add_parser("undo", help="take back what was decided on two events")
    export = steps.add_parser("export", help="write what was decided as content for the next build")
    export.add_argument(
        "-o", "--output", type=Path, required=True, help="N-Quads, as CONTENT/seeds/merges.nq"
    )
    for step in (accept, reject, undo):
        step.add_argument("one", help="type/slug")
        step.add_argument("other", help="type/slug")
    for step in (accept, reject):
        step.add_argument("--author", required=True, help="who decides")


def _online(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--contact", default=_WIKIDATA.contact, help="mail address or page for the User-Agent; needed online"
    )
    command.add_argument(
        "--endpoint",
        action="append",
        dest="endpoints",
        metavar="URL",
        help="SPARQL endpoint; the preferred first",
    )
    command.add_argument("--cache", type=Path, default=_WIKIDATA.cache, help="default: %(default)s")
    command.add_argument(
        "--max-age", type=float, default=_WIKIDATA.max_age, help="days (default: %(default)s)"
    )
    command.add_argument("--offline", action="store_true", help="answer from the cache alone")


def _explain(command: argparse.ArgumentParser) -> None:
    _content(command)
    _data(command)
    for part in ("subject", "predicate", "object"):
        command.add_argument(part, help="type/slug, prefix:name, <iri> or a literal")
    command.add_argument(
        "-n", "--limit", type=int, default=1, help="maximum number of proofs (default: %(default)s)"
    )


def _dump(command: argparse.ArgumentParser) -> None:
    _data(command)
    command.add_argument("--format", choices=("trig", "nquads"), default="trig")
    command.add_argument("--which", choices=("asserted", "inferred", "both"), default="both")
    command.add_argument("-o", "--output", type=Path, help="standard output if absent")


def _backup(command: argparse.ArgumentParser) -> None:
    _data(command)
    command.add_argument("folder", type=Path, metavar="DIR", help="an empty folder, or one to be made")


def _restore(command: argparse.ArgumentParser) -> None:
    _data(command)
    command.add_argument("folder", type=Path, metavar="DIR", help="what `bilateral backup` wrote")


def _content(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--content",
        type=Path,
        help="folder with ontology/, seeds/ and queries/ (default: the packaged content)",
    )


def _data(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--data", type=Path, metavar="DIR", default=_BUILD.data, help="data directory (default: %(default)s)"
    )


def _engine(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--store", metavar="URL", help="hold the graph in a SPARQL 1.1 engine: its base URL or query endpoint"
    )
    command.add_argument(
        "--store-update", default="", metavar="URL", help="its update endpoint, if it is elsewhere"
    )
    command.add_argument(
        "--store-graphs", default="", metavar="URL", help="its Graph Store endpoint, to load faster"
    )
    command.add_argument(
        "--store-credentials", type=Path, metavar="FILE", help="file with a line user:password"
    )


def _reasoner(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--reasoner",
        choices=("native", "owlrl", "none"),
        default=_BUILD.reasoner,
        help="what computes inferred triples (default: %(default)s)",
    )
    command.add_argument(
        "--keep-clashes", action="store_true", help="keep an inconsistent graph and list its contradictions"
    )


def _reasoning(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--reasoning",
        choices=("owl2rl", "none"),
        default="owl2rl",
        help="whether queries see inferred triples (default: %(default)s)",
    )
