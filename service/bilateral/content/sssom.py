"""SSSOM mapping sets to quads: each link, who made it, and why.

Source: Simple Standard for Sharing Ontological Mappings, TSV format.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import yaml

from bilateral import texts
from bilateral.errors import InputError, Origin, Refused
from bilateral.rdf.iris import LINKS, entity
from bilateral.rdf.terms import XSD, Located, Quad, Term, iri, literal
from bilateral.rdf.vocabulary import OWL, RDF, SEMAPV, SKOS, SSSOM, XSD_DATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_TERMS = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_TEXTS = ("subject_label", "object_label", "comment", "predicate_modifier", "author_label", "mapping_tool")
_TYPED = {"confidence": XSD + "decimal", "mapping_date": XSD_DATE}
_PREFIXES = {"owl": str(OWL), "semapv": str(SEMAPV), "skos": str(SKOS), "sssom": str(SSSOM)}


def read_mappings(path: Path) -> list[Located]:
    """Return the quads of a mapping set, all in the graph of links.

    A negated mapping (`predicate_modifier` Not) is recorded as a mapping, but makes no link.

    Raises:
        Refused: rows use no CURIE, or an undeclared prefix; one problem for each.
        InputError: the file has no readable header, or lacks a required column.
    """
    lines = texts.read(path).splitlines()
    skipped = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    prefixes = _PREFIXES | _curie_map(path, lines[:skipped])
    rows = csv.DictReader(lines[skipped:], delimiter="\t", strict=True)
    if missing := set(_TERMS) - set(rows.fieldnames or ()):
        raise InputError(path, skipped + 1, f"no column {', '.join(sorted(missing))}")
    located: list[Located] = []
    problems: list[InputError] = []
    for line, row in enumerate(rows, start=skipped + 2):
        name = f"mapping/{path.name.removesuffix('.sssom.tsv')}-{line}"
        try:
            located += [Located(quad, Origin(path, line)) for quad in mapping_quads(name, row, prefixes)]
        except ValueError as error:
            problems.append(InputError(path, line, str(error)))
    if problems:
        raise Refused(problems)
    return located


def _curie_map(path: Path, header: list[str]) -> dict[str, str]:
    try:
        metadata = yaml.safe_load("\n".join(line.removeprefix("#") for line in header)) or {}
    except yaml.YAMLError as error:
        raise InputError(path, 1, f"the header is not YAML: {error}") from error
    curies: dict[str, str] = metadata.get("curie_map", {}) if isinstance(metadata, dict) else {}
    return curies


def mapping_quads(name: str, row: Mapping[str, str], prefixes: Mapping[str, str]) -> Iterator[Quad]:
    """Yield the quads of one mapping; see `read_mappings`.

    Args:
        name: of the mapping, as `mapping/…`.
        row: its cells by column.
        prefixes: of its CURIEs.

    Raises:
        ValueError: a cell is not a CURIE, or its prefix is unknown.
    """
    mapping = entity(name)
    terms = {column: _curie(row[column], column, prefixes) for column in _TERMS}
    yield Quad(mapping, RDF.type, SSSOM.Mapping, LINKS)
    for column, term in terms.items():
        yield Quad(mapping, SSSOM[column], term, LINKS)
    for column in _TEXTS:
        if row.get(column):
            yield Quad(mapping, SSSOM[column], literal(row[column]), LINKS)
    for column, datatype in _TYPED.items():
        if row.get(column):
            yield Quad(mapping, SSSOM[column], literal(row[column], datatype=datatype), LINKS)
    if not row.get("predicate_modifier"):
        yield Quad(terms["subject_id"], terms["predicate_id"], terms["object_id"], LINKS)


def _curie(text: str | None, column: str, prefixes: Mapping[str, str]) -> Term:
    match = re.match(r"([A-Za-z][\w.-]*):(.+)\Z", text or "")
    if not match:
        raise ValueError(f"{column} {text!r} is not a CURIE")
    if match[1] not in prefixes:
        raise ValueError(f"{column}: the prefix {match[1]}: is not in the curie_map")
    return iri(prefixes[match[1]] + match[2])
