"""Read all content into quads, each with its place in a file."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from typing import TYPE_CHECKING, cast

from bilateral import texts
from bilateral.content.cldr import polity_names
from bilateral.content.documents import read_document
from bilateral.content.sssom import read_mappings
from bilateral.content.statements import read_statements
from bilateral.content.tables import read_tables
from bilateral.errors import InputError, Origin, Refused
from bilateral.rdf.iris import ONTOLOGY, graph
from bilateral.rdf.terms import Located, Quad, Term, iri_value, is_blank, literal_parts
from bilateral.rdf.vocabulary import BIL
from bilateral.store.engine.rdf_parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bilateral.content.locations import Content


Reader = tuple["Callable[[Path], Iterable[Located]]", "Path"]
"""A file of content, and what reads it."""


def gather(files: Iterable[Reader]) -> list[Located]:
    """Return the quads of files of content.

    Raises:
        Refused: files, rows or statements are malformed; with every problem, not just the first.
    """
    located: list[Located] = []
    problems: list[InputError] = []
    for reader, path in files:
        try:
            located += reader(path)
        except InputError as error:
            problems.append(error)
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(problems)
    return located + list(polity_names(_territories(located)))


def readers(content: Content, extra: Sequence[Path] = ()) -> list[Reader]:
    """Return the files of a content folder, and further ones as if they were among its seeds."""
    kinds = (
        (partial(read_rdf, default=ONTOLOGY), content.ontology),
        (read_tables, content.tables),
        (read_mappings, content.mappings),
        (_document, content.documents),
        (_graph, content.graphs),
    )
    ours = [(read, path) for read, paths in kinds for path in paths]
    return [*ours, *((_reader(path), path) for path in extra)]


def _reader(path: Path) -> Callable[[Path], Iterable[Located]]:
    if path.name.endswith("-metadata.json"):
        return read_tables
    if path.name.endswith(".sssom.tsv"):
        return read_mappings
    return _document if path.suffix == ".md" else _graph


def _graph(path: Path) -> list[Located]:
    return read_rdf(path, graph(path.stem))


def read_rdf(path: Path, default: Term = "", *, apart: bool = True) -> list[Located]:
    """Return the quads of an RDF file of any syntax; `default` is the graph of those without one.

    Args:
        path: of the file.
        default: a graph.
        apart: whether blank nodes get labels of their file, so that those of several files stay different.
    """
    prefix = hashlib.sha256(path.name.encode()).hexdigest()[:8] if apart else ""

    def own(term: Term) -> Term:
        return f"_:{prefix}{term[2:]}" if is_blank(term) else term

    return [Located(Quad(own(s), p, own(o), own(g) or default), Origin(path)) for s, p, o, g in parse(path)]


def _document(path: Path) -> list[Located]:
    document = read_document(path)
    statements = path.with_suffix(".statements.yaml")
    if not statements.is_file():
        return document.quads
    return document.quads + read_statements(statements, document)


def _territories(located: Iterable[Located]) -> list[tuple[Term, str]]:
    codes = {
        (q.subject, literal_parts(q.object).value) for q, _ in located if q.predicate == BIL.cldrTerritory
    }
    return sorted(codes)


def place(located: Located) -> Origin:
    """Return the place of a quad, searching the text if the parser did not tell the line.

    The line is that of the first mention of the object after that of the subject, or of the subject.
    """
    quad, origin = located
    if origin.line is not None or not hasattr(origin.path, "read_text"):
        return origin
    lines = texts.read(cast("Path", origin.path)).splitlines()
    subject = _mention(lines, quad.subject, 0)
    if subject is None:
        return origin
    object_ = _mention(lines, quad.object, subject)
    predicate = _mention(lines, quad.predicate, subject)
    line = object_ if object_ is not None else predicate if predicate is not None else subject
    return Origin(origin.path, line + 1)


def _mention(lines: list[str], term: Term, start: int) -> int | None:
    if is_blank(term):
        return None
    if term.startswith('"'):
        needle = re.escape(literal_parts(term).value)
    else:
        local = re.split(r"[/#:]", iri_value(term).rstrip("/"))[-1]
        needle = rf"(?<![\w-]){re.escape(local)}(?![\w-])"
    found = re.compile(needle)
    return next((i for i in range(start, len(lines)) if found.search(lines[i])), None)
