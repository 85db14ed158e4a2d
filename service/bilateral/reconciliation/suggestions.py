"""Completion of entities, types and properties, and their cards for flyouts and previews.

Source: Reconciliation Service API 0.2, sections 5 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.names.forms import fold
from bilateral.rdf.terms import is_literal, literal_parts
from bilateral.reconciliation.query_batches import ReconciliationQuery
from bilateral.reconciliation.ranking import accepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.rdf.terms import Term
    from bilateral.reconciliation.catalogue import Catalogue, VocabularyTerm

_PAGE: Final = 10
_MAX_VALUES: Final = 3
_SHOWN: Final = ("officialName", "capital", "locatedIn", "partOf", "officeOf", "birthDate", "founded", "iso3")


class Card(NamedTuple):
    """A summary of an entity, class or property; the lines are labels and values of properties."""

    id: str
    name: str
    kind: str
    text: str
    lines: tuple[tuple[str, str], ...] = ()


def suggest_entities(
    catalogue: Catalogue, prefix: str, cursor: int = 0, types: Sequence[str] = ()
) -> dict[str, Any]:
    """Return entities of any of the types that a prefix may mean, ranked as in the search of pages."""
    query = ReconciliationQuery(prefix, tuple(types))
    found = catalogue.names.find(prefix, accept=lambda entity: accepts(catalogue, query, entity))
    page = [each.entity for each in found[cursor : cursor + _PAGE]]
    return {"result": [catalogue.summary(each) | {"notable": catalogue.type_names(each)} for each in page]}


def suggest_terms(terms: Iterable[VocabularyTerm], prefix: str, cursor: int = 0) -> dict[str, Any]:
    """Return classes or properties whose label, identifier or word of a label begins with a prefix."""
    wanted = fold(prefix)
    found = sorted(filter(None, (_rated(term, wanted) for term in terms)))
    page = [term for _, _, term in found[cursor : cursor + _PAGE]]
    return {"result": [{"id": each.id, "name": each.label, "description": each.definition} for each in page]}


def card(catalogue: Catalogue, kind: str, identifier: str) -> Card | None:
    """Return the card of an `entity`, `type` or `property`; None for an unknown identifier."""
    if kind == "entity":
        entity = catalogue.names.entity(identifier)
        return _entity_card(catalogue, identifier, entity) if entity else None
    term = catalogue.class_(identifier) if kind == "type" else catalogue.property_(identifier)
    return Card(identifier, term.label, kind, term.definition) if term else None


def _rated(term: VocabularyTerm, wanted: str) -> tuple[int, str, VocabularyTerm] | None:
    label, identifier = fold(term.label), term.id.casefold()
    if not wanted:
        return None
    if label.startswith(wanted) or identifier.startswith(wanted.replace(" ", "")):
        return (0, label, term)
    return (1, label, term) if any(each.startswith(wanted) for each in label.split()) else None


def _entity_card(catalogue: Catalogue, identifier: str, entity: Term) -> Card:
    lines = []
    for name in _SHOWN:
        values = filter(None, (_shown(catalogue, value) for value in catalogue.values(entity, name)))
        if texts := list(dict.fromkeys(values))[:_MAX_VALUES]:
            lines.append((catalogue.properties[name].label, ", ".join(texts)))
    summary = catalogue.summary(entity)
    return Card(identifier, summary["name"], summary["description"], "", tuple(lines))


def _shown(catalogue: Catalogue, value: Term) -> str:
    if not is_literal(value):
        return catalogue.name(value)
    parts = literal_parts(value)
    return parts.value if parts.language in {"", "en"} else ""
