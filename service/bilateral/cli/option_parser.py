"""What the command line takes."""

from __future__ import annotations

import argparse
from pathlib import Path

from bilateral import __version__
from bilateral.build.build_settings import BuildSettings
from bilateral.cli.link_commands import add_enrich_arguments, add_link_arguments

_DEFAULTS = BuildSettings()


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    root = argparse.ArgumentParser(
        prog="bilateral", description="A knowledge graph service about relations between states."
    )
    root.add_argument("--version", action="version", version=f"bilateral {__version__}")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _build(commands.add_parser("build", help="content to a validated, reasoned store"))
    _check(commands.add_parser("check", help="shapes, integrity and competency questions"))
    _query(commands.add_parser("query", help="run SPARQL on the store"))
    _reason(commands.add_parser("reason", help="what follows from RDF files, and no more"))
    _serve(commands.add_parser("serve", help="answer over HTTP, building the store if needed"))
    _linking(commands)
    _explain(commands.add_parser("explain", help="why a triple holds, down to its sources"))
    _dump(commands.add_parser("dump", help="write the store as TriG or N-Quads"))
    _backup(commands.add_parser("backup", help="save the store to a folder, whoever writes meanwhile"))
    _restore(commands.add_parser("restore", help="bring back what was saved, while it is served or not"))
    return root


def _build(command: argparse.ArgumentParser) -> None:
    _content(command)
    _data(command)
    _engine(command)
    _reasoner(command)
    command.add_argument(
        "--replace", action="store_true", help="even if the store was written to since its last build"
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


def _serve(command: argparse.ArgumentParser) -> None:
    _content(command)
    _data(command)
    _engine(command)
    _reasoner(command)
    _reasoning(command)
    command.add_argument("--empty", action="store_true", help="a plain SPARQL store with nothing in it")
    command.add_argument(
        "--shapes", action="store_true", help="refuse writes after which content would not conform"
    )
    command.add_argument("--access-log", action="store_true", help="write a line of JSON for every request")
    command.add_argument("--token-file", type=Path, help="who may write: lines of name:scope:token")
    command.add_argument(
        "--allow-service",
        dest="services",
        action="append",
        default=[],
        metavar="IRI",
        help="what SERVICE may name, by how it begins; may be given several times",
    )
    command.add_argument(
        "--public-url",
        default="",
        metavar="URL",
        help="what every address of the service begins with, as https://example.org",
    )
    command.add_argument(
        "--trusted-proxy",
        dest="trusted_proxies",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a proxy (address or network) whose Forwarded and X-Forwarded-* count; may be repeated",
    )
    command.add_argument("--tls-certificate", type=Path, metavar="FILE", help="PEM file, to serve HTTPS")
    command.add_argument("--tls-key", type=Path, metavar="FILE", help="PEM file of the certificate's key")
    for name, (default, help_) in _LIMITS.items():
        flag = f"--{name.replace('_', '-')}"
        command.add_argument(flag, type=type(default), default=default, help=f"{help_}, default %(default)s")


_LIMITS: dict[str, tuple[str | float, str]] = {
    "host": ("127.0.0.1", "address to listen on"),
    "port": (8000, "port to listen on, 0 for any that is free"),
    "readers": (2, "processes that answer queries"),
    "threads": (32, "requests worked on at a time"),
    "query_timeout": (10.0, "seconds for a query"),
    "page_timeout": (5.0, "seconds for a page"),
    "queue_timeout": (5.0, "seconds a request waits for a reader"),
    "memory": (4096, "MiB of address space of a reader"),
    "max_query": (1 << 20, "characters of a query or update"),
    "max_depth": (64, "nested brackets in it"),
    "max_patterns": (500, "triple patterns and path steps in it"),
    "max_operators": (5000, "operators in it"),
    "max_answer": (1 << 30, "bytes of an answer"),
    "max_body": (64 << 20, "bytes of a write"),
    "max_form": (4 << 20, "bytes of any other request"),
    "per_client": (64, "requests of one address at a time"),
    "cache": (64 << 20, "bytes of answers kept for who asks again, 0 for none"),
    "slow_query": (0.0, "seconds from which a query is written down, 0 for never"),
    "update_timeout": (60.0, "seconds to find what a write changes, with reasoning"),
    "write_queue_timeout": (30.0, "seconds a write waits for those before it"),
    "min_free": (64, "MiB of the disk that a write leaves free"),
}


def _linking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    link = commands.add_parser("link", help="propose, review, accept and reject links to Wikidata")
    enrich = commands.add_parser("enrich", help="fetch what Wikidata says of linked entities")
    for command in (link, enrich):
        _content(command)
        _data(command)
    add_link_arguments(link)
    add_enrich_arguments(enrich)


def _explain(command: argparse.ArgumentParser) -> None:
    _content(command)
    _data(command)
    for part in ("subject", "predicate", "object"):
        command.add_argument(part, help="type/slug, prefix:name, <iri> or a literal")
    command.add_argument("-n", "--limit", type=int, default=1, help="proofs at the most, default %(default)s")


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


def _content(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--content", type=Path, help="folder with ontology/ and seeds/; what the package carries if absent"
    )


def _data(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--data", type=Path, default=_DEFAULTS.data, help="folder of the store, default %(default)s"
    )


def _engine(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--store",
        metavar="URL",
        help="hold the graph at a SPARQL 1.1 engine: its base, or where it takes queries",
    )
    command.add_argument(
        "--store-update", default="", metavar="URL", help="where it takes updates, if elsewhere"
    )
    command.add_argument("--store-graphs", default="", metavar="URL", help="its graph store, to load faster")
    command.add_argument("--store-credentials", type=Path, metavar="FILE", help="a line user:password")


def _reasoner(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--reasoner",
        choices=("native", "owlrl", "none"),
        default=_DEFAULTS.reasoner,
        help="default %(default)s",
    )
    command.add_argument(
        "--keep-clashes", action="store_true", help="keep an inconsistent graph and list its clashes"
    )


def _reasoning(command: argparse.ArgumentParser) -> None:
    command.add_argument("--reasoning", choices=("owl2rl", "none"), default="owl2rl")
