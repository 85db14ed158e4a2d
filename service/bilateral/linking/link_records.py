"""Mappings as the graph of links records them, the rejected ones too.

Source: Simple Standard for Sharing Ontological Mappings.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from bilateral.content.sssom import mapping_quads
from bilateral.linking.mapping_files import CURIES, Mapping
from bilateral.rdf.iris import LINKS
from bilateral.rdf.terms import Quad, Term, iri_value, is_literal, literal_parts
from bilateral.rdf.vocabulary import RDF, SSSOM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.store.snapshots.snapshot import GraphState


def recorded(snapshot: GraphState) -> list[Mapping]:
    """Return all mappings, sorted."""
    return _read(snapshot, {quad.subject for quad in snapshot.match(None, RDF.type, SSSOM.Mapping)})


def recorded_of(snapshot: GraphState, entity: Term) -> list[Mapping]:
    """Return the mappings of an entity, sorted."""
    return _read(snapshot, {quad.subject for quad in snapshot.match(None, SSSOM.subject_id, entity, LINKS)})


def record(mapping: Mapping) -> list[Quad]:
    """Return the quads of a mapping, the link among them unless it is rejected.

    Raises:
        ValueError: an identifier in it is no CURIE.
    """
    pair = "-".join(part.partition(":")[2].replace("/", "-") for part in mapping.pair)
    return list(mapping_quads(f"mapping/reviewed-{pair}", asdict(mapping), CURIES))


def _read(snapshot: GraphState, found: Iterable[Term]) -> list[Mapping]:
    rows = (_row(snapshot, mapping) for mapping in found)
    return sorted(rows, key=lambda row: (*row.pair, row.predicate_id))


def _row(snapshot: GraphState, mapping: Term) -> Mapping:
    cells: dict[str, str] = {}
    for quad in snapshot.match(mapping, graph=LINKS):
        value = iri_value(quad.predicate)
        if value.startswith(str(SSSOM)):
            cells[value.removeprefix(str(SSSOM))] = _cell(quad.object)
    return Mapping(**{name: cells.get(name, "") for name in Mapping.__slots__})


def _cell(value: Term) -> str:
    if is_literal(value):
        return literal_parts(value).value
    name = iri_value(value)
    for prefix, namespace in CURIES.items():
        if name.startswith(namespace):
            return f"{prefix}:{name.removeprefix(namespace)}"
    return name
