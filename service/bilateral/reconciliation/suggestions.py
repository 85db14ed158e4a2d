"""Completion of entities, types and properties, and what a flyout or preview shows of one.

Source: Reconciliation Service API 0.2, sections 5 and 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.names.forms import fold
from bilateral.rdf.terms import is_literal, literal_parts
from bilateral.reconciliation.ranking import description

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.rdf.terms import Term
    from bilateral.reconciliation.catalogue import Catalogue, Word

PAGE: Final = 10
_SHOWN: Final = ("officialName", "capital", "locatedIn", "partOf", "officeOf", "birthDate", "founded", "iso3")


class Card(NamedTuple):
    """An entity, class or property in a few words.

    Attributes:
        lines: what is said of it, each with its name.
    """

    id: str
    name: str
    kind: str
    text: str
    lines: tuple[tuple[str, str], ...] = ()


def suggest_entities(
    catalogue: Catalogue, prefix: str, cursor: int = 0, types: Sequence[str] = ()
) -> dict[str, Any]:
    """Return entities of any of the types whose names begin so or are like it, as search ranks them."""
    found = catalogue.names.find(prefix, accept=lambda entity: _is_any(catalogue, entity, types))
    page = found[cursor : cursor + PAGE]
    return {"result": [_suggested(catalogue, each.entity) for each in page]}


def _is_any(catalogue: Catalogue, entity: Term, types: Sequence[str]) -> bool:
    if not catalogue.names.is_entity(entity):
        return False
    return not types or any(catalogue.is_a(entity, each) for each in types)


def suggest_words(words: Iterable[Word], prefix: str, cursor: int = 0) -> dict[str, Any]:
    """Return classes or properties whose label or identifier begins so, or has a word that does."""
    wanted = fold(prefix)
    found = sorted(filter(None, (_rated(word, wanted) for word in words)))
    page = [word for _, _, word in found[cursor : cursor + PAGE]]
    return {"result": [{"id": each.id, "name": each.label, "description": each.definition} for each in page]}


def card(catalogue: Catalogue, kind: str, identifier: str) -> Card | None:
    """Return what a flyout shows of an `entity`, `type` or `property`, or None where there is none."""
    if kind == "entity":
        entity = catalogue.names.entity(identifier)
        return _entity_card(catalogue, identifier, entity) if entity else None
    words = catalogue.classes if kind == "type" else catalogue.properties
    word = catalogue.word(identifier, words)
    return Card(identifier, word.label, kind, word.definition) if word else None


def _rated(word: Word, wanted: str) -> tuple[int, str, Word] | None:
    label, identifier = fold(word.label), word.id.casefold()
    if not wanted:
        return None
    if label.startswith(wanted) or identifier.startswith(wanted.replace(" ", "")):
        return (0, label, word)
    return (1, label, word) if any(each.startswith(wanted) for each in label.split()) else None


def _suggested(catalogue: Catalogue, entity: Term) -> dict[str, Any]:
    types = catalogue.types(entity)
    return {
        "id": catalogue.id(entity),
        "name": catalogue.name(entity),
        "description": description(types),
        "notable": [{"id": word.id, "name": word.label} for word in types],
    }


def _entity_card(catalogue: Catalogue, identifier: str, entity: Term) -> Card:
    lines = []
    for name in _SHOWN:
        prop = catalogue.properties.get(name)
        values = [_shown(catalogue, value) for value in catalogue.values(entity, prop)] if prop else []
        if prop and any(values):
            lines.append((prop.label, ", ".join(list(dict.fromkeys(filter(None, values)))[:3])))
    kind = description(catalogue.types(entity))
    return Card(identifier, catalogue.name(entity), kind, "", tuple(lines))


def _shown(catalogue: Catalogue, value: Term) -> str:
    if not is_literal(value):
        return catalogue.name(value)
    parts = literal_parts(value)
    return parts.value if parts.language in {"", "en"} else ""
