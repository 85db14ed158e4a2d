"""Mapping sets as files: proposals that wait for a reviewer, and decisions that stay.

Source: Simple Standard for Sharing Ontological Mappings, TSV format.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from bilateral import texts
from bilateral.linking.linking_errors import MappingError
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri
from bilateral.rdf.vocabulary import SEMAPV, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Mapping:
    """A row: a link, or with `predicate_modifier` Not, that there is none."""

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
        """The two that are linked, or not."""
        return self.subject_id, self.object_id

    @property
    def rejected(self) -> bool:
        """Whether it says that there is no link."""
        return self.predicate_modifier == NOT


COLUMNS: Final = tuple(field.name for field in fields(Mapping))


def read(path: Path) -> list[Mapping]:
    """Return the rows of a mapping set; none where there is no file.

    Raises:
        MappingError: a column is missing that each row needs.
    """
    if not path.exists():
        return []
    lines = [line for line in texts.read(path).splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    if missing := {"subject_id", "predicate_id", "object_id"} - set(rows.fieldnames or ()):
        raise MappingError(f"{path}: no column {', '.join(sorted(missing))}")
    return [Mapping(**{name: row.get(name) or "" for name in COLUMNS}) for row in rows]


def term(curie: str) -> Term:
    """Return what an identifier of a row stands for.

    Raises:
        MappingError: it stands for nothing.
    """
    prefix, _, name = curie.partition(":")
    try:
        return iri(CURIES[prefix] + name)
    except (LookupError, ValueError) as error:
        raise MappingError(f"{curie!r} has no prefix that is known, or is no identifier") from error


def write(path: Path, mappings: Iterable[Mapping], title: str) -> None:
    """Write a mapping set, sorted; a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(
        text(sorted(mappings, key=lambda each: each.pair), path.name.split(".")[0], title), "utf-8"
    )
    partial.replace(path)


def text(mappings: Sequence[Mapping], name: str, title: str) -> str:
    """Return a mapping set as SSSOM's TSV."""
    out = io.StringIO()
    out.write(f"# mapping_set_id: https://w3id.org/bilateral/mappings/{name}\n# mapping_set_title: {title}\n")
    out.write("# license: https://creativecommons.org/publicdomain/zero/1.0/\n# curie_map:\n")
    for prefix, namespace in CURIES.items():
        out.write(f"#   {prefix}: {namespace}\n")
    rows = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n")
    rows.writeheader()
    for mapping in mappings:
        # A tab or a line end would end the cell.
        rows.writerow({column: " ".join(str(getattr(mapping, column)).split()) for column in COLUMNS})
    return out.getvalue()
