"""SSSOM mappings of entities to items: read from and written to TSV files and the graph of links.

Source: Simple Standard for Sharing Ontological Mappings, TSV format.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from bilateral import texts
from bilateral.content.sssom import mapping_quads
from bilateral.errors import BilateralError
from bilateral.rdf.iris import ID, LINKS
from bilateral.rdf.terms import Quad, Term, iri, iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import RDF, SEMAPV, SKOS, SSSOM, WD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bilateral.store.snapshots.snapshot import GraphState

EXACT: Final = "skos:exactMatch"
NOT: Final = "Not"
TOOL: Final = "semapv:CompositeMatching"
REVIEWED: Final = "semapv:ManualMappingCuration"
CURIES: Final = {
    "bil": ID,
    "gn": "https://sws.geonames.org/",
    "semapv": str(SEMAPV),
    "skos": str(SKOS),
    "wd": str(WD),
}
"""The prefixes of identifiers in mapping sets."""


class MappingError(BilateralError):
    """A mapping set is malformed, or a decision contradicts what is there."""


@dataclass(frozen=True, slots=True)
class SssomMapping:
    """A row: a link, or with `predicate_modifier` Not, a rejected one."""

    subject_id: str
    subject_label: str
    object_id: str
    object_label: str
    mapping_justification: str
    confidence: str = ""
    mapping_date: str = ""
    author_label: str = ""
    mapping_tool: str = ""
    comment: str = ""
    predicate_id: str = EXACT
    predicate_modifier: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Subject and object."""
        return self.subject_id, self.object_id

    @property
    def is_link(self) -> bool:
        """Whether it is an exact match to an item of Wikidata."""
        return not self.rejected and self.predicate_id == EXACT and self.object_id.startswith("wd:")

    @property
    def rejected(self) -> bool:
        """Whether it records that there is no link."""
        return self.predicate_modifier == NOT


COLUMNS: Final = tuple(field.name for field in fields(SssomMapping))


def read_mapping_set(path: Path) -> list[SssomMapping]:
    """Return the rows of a file; none if it does not exist.

    Raises:
        MappingError: a required column is missing.
    """
    if not path.exists():
        return []
    lines = [line for line in texts.read(path).splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    if missing := {"subject_id", "predicate_id", "object_id"} - set(rows.fieldnames or ()):
        raise MappingError(f"{path}: no column {', '.join(sorted(missing))}")
    return [SssomMapping(**{name: row.get(name) or "" for name in COLUMNS}) for row in rows]


def write_mapping_set(path: Path, mappings: Iterable[SssomMapping], title: str) -> None:
    """Write a file atomically, its rows sorted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    rows = sorted(mappings, key=lambda each: each.pair)
    partial.write_text(mapping_set_text(rows, path.name.split(".")[0], title), "utf-8")
    partial.replace(path)


def mapping_set_text(mappings: Iterable[SssomMapping], name: str, title: str) -> str:
    """Return a mapping set in the TSV format of SSSOM."""
    out = io.StringIO()
    out.write(f"# mapping_set_id: https://w3id.org/bilateral/mappings/{name}\n# mapping_set_title: {title}\n")
    out.write("# license: https://creativecommons.org/publicdomain/zero/1.0/\n# curie_map:\n")
    out.writelines(f"#   {prefix}: {namespace}\n" for prefix, namespace in CURIES.items())
    rows = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n")
    rows.writeheader()
    # A tab or a line end would end the cell.
    rows.writerows(
        {column: " ".join(str(cell).split()) for column, cell in asdict(row).items()} for row in mappings
    )
    return out.getvalue()


def expand_curie(curie: str) -> Term:
    """Return the IRI of an identifier.

    Raises:
        MappingError: its prefix is unknown, or it is no IRI.
    """
    prefix, _, name = curie.partition(":")
    try:
        return iri(CURIES[prefix] + name)
    except (LookupError, ValueError) as error:
        raise MappingError(f"{curie!r} has no prefix that is known, or is no identifier") from error


def stored_mappings(snapshot: GraphState, entity: Term | None = None) -> list[SssomMapping]:
    """Return the mappings of the graph, or of one entity, sorted."""
    if entity:
        found = snapshot.match(None, SSSOM.subject_id, entity, LINKS)
    else:
        found = snapshot.match(None, RDF.type, SSSOM.Mapping)
    rows = [_read_row(snapshot, mapping) for mapping in {quad.subject for quad in found}]
    return sorted(rows, key=lambda row: (*row.pair, row.predicate_id))


def reviewed_quads(mapping: SssomMapping) -> list[Quad]:
    """Return the quads of a reviewed mapping, the link among them unless it is rejected.

    Raises:
        ValueError: an identifier in it is not a CURIE.
    """
    pair = "-".join(part.partition(":")[2].replace("/", "-") for part in mapping.pair)
    return list(mapping_quads(f"mapping/reviewed-{pair}", asdict(mapping), CURIES))


def _read_row(snapshot: GraphState, mapping: Term) -> SssomMapping:
    cells: dict[str, str] = {}
    for quad in snapshot.match(mapping, graph=LINKS):
        value = iri_value(quad.predicate)
        if value.startswith(str(SSSOM)):
            cells[value.removeprefix(str(SSSOM))] = _cell(quad.object)
    return SssomMapping(**{name: cells.get(name, "") for name in COLUMNS})


def _cell(value: Term) -> str:
    if is_literal(value):
        return literal_parts(value).value
    name = iri_value(value)
    for prefix, namespace in CURIES.items():
        if name.startswith(namespace):
            return f"{prefix}:{name.removeprefix(namespace)}"
    return name
