"""Candidates for queries: names first, weighed by types and properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.names.candidates import CERTAIN, Candidate, decide, ranked
from bilateral.names.forms import fold
from bilateral.names.graph_names import IDENTIFIER
from bilateral.rdf.terms import XSD, Term, iri, is_literal, literal, literal_parts
from bilateral.reconciliation.catalogue import is_entity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.reconciliation.catalogue import Catalogue, Word
    from bilateral.reconciliation.query_batches import Condition, Query, Value

_AGREES: Final = 6.0  # what a property that agrees adds
_DISAGREES: Final = 18.0  # what one that disagrees takes
_OTHER_TYPE: Final = 20.0  # what another type takes where types only weigh
_BY_PROPERTY: Final = 60.0  # what a candidate found by a property alone begins with
_AHEAD: Final = 5.0
_FOUND: Final = 200  # candidates that a property alone brings


class _Evidence(NamedTuple):
    agrees: int
    disagrees: int
    unmet: bool


def answer(catalogue: Catalogue, query: Query) -> list[dict[str, Any]]:
    """Return the candidates of a query as protocol 0.2 writes them, best first, at most one a match."""
    found = _candidates(catalogue, query)[: query.limit]
    return [_written(catalogue, each) for each in found]


def _candidates(catalogue: Catalogue, query: Query) -> list[Candidate]:
    index = catalogue.names.index
    if query.identifier and not catalogue.names.entity(query.text):
        return []
    found = (
        catalogue.names.find(query.text, accept=lambda entity: _accepts(catalogue, query, entity))
        if query.text
        else list(_by_property(catalogue, query))
    )
    if found and found[0].reason == IDENTIFIER:
        return found
    if query.strict == "should" and query.types:
        found = [_weighed_by_type(catalogue, query, each) for each in found]
    if not query.conditions:
        return decide(index, query.text, ranked(index, found)) if query.types else found
    return _weighed(catalogue, query, found)


def _accepts(catalogue: Catalogue, query: Query, entity: Term) -> bool:
    if not catalogue.names.is_entity(entity):
        return False
    if not query.types or query.strict == "should":
        return True
    quantifier = all if query.strict == "all" else any
    return quantifier(catalogue.is_a(entity, each) for each in query.types)


def _weighed_by_type(catalogue: Catalogue, query: Query, found: Candidate) -> Candidate:
    if any(catalogue.is_a(found.entity, each) for each in query.types):
        return found
    return found._replace(score=max(found.score - _OTHER_TYPE, 0.0))


def _by_property(catalogue: Catalogue, query: Query) -> Iterator[Candidate]:
    seen: set[Term] = set()
    for condition in query.conditions:
        prop = catalogue.word(condition.property, catalogue.properties)
        for value in condition.values if prop else ():
            for term in _terms(catalogue, value):
                for entity in catalogue.subjects(prop, term):  # type: ignore[arg-type]
                    if entity not in seen and len(seen) < _FOUND and _accepts(catalogue, query, entity):
                        seen.add(entity)
                        yield Candidate(entity, _BY_PROPERTY, catalogue.name(entity), "found by a property")


def _terms(catalogue: Catalogue, value: Value) -> Iterator[Term]:
    """Yield the terms that a value may stand for in the graph."""
    if isinstance(value, bool):
        yield literal(str(value).lower(), datatype=XSD + "boolean")
    elif isinstance(value, (int, float)):
        yield from (literal(f"{value:g}", datatype=XSD + name) for name in ("integer", "decimal", "double"))
        yield literal(f"{value:g}")
    else:
        yield literal(value)
        yield from (literal(value, datatype=XSD + name) for name in ("date", "gYear", "gYearMonth"))
        yield literal(value, language="en")
        if "://" in value and "<" not in value and ">" not in value and " " not in value:
            yield iri(value)
        yield from (each.entity for each in catalogue.names.find(value, 1) if each.match)


def _weighed(catalogue: Catalogue, query: Query, found: list[Candidate]) -> list[Candidate]:
    evidence = {each.entity: _evidence(catalogue, query, each.entity) for each in found}
    weighed = [_adjusted(each, evidence[each.entity]) for each in found if not evidence[each.entity].unmet]
    order = ranked(catalogue.names.index, weighed)
    if not order:
        return []
    first = evidence[order[0].entity]
    if first.disagrees:
        return order
    if not first.agrees:
        return decide(catalogue.names.index, query.text, order)
    # What the name leaves open, a property may settle.
    ahead = order[0].score - order[1].score if len(order) > 1 else order[0].score
    sure = order[0].score >= CERTAIN and ahead >= _AHEAD
    return [order[0]._replace(match=sure), *(each._replace(match=False) for each in order[1:])]


def _adjusted(found: Candidate, evidence: _Evidence) -> Candidate:
    score = found.score + _AGREES * evidence.agrees - _DISAGREES * evidence.disagrees
    said = []
    if evidence.agrees:
        said.append(f"{evidence.agrees} of the properties agree")
    if evidence.disagrees:
        said.append(f"{evidence.disagrees} disagree")
    reason = "; ".join([found.reason, *said])
    return found._replace(score=round(min(max(score, 0.0), 100.0), 1), reason=reason, match=False)


def _evidence(catalogue: Catalogue, query: Query, entity: Term) -> _Evidence:
    agrees = disagrees = 0
    unmet = False
    for condition in query.conditions:
        prop = catalogue.word(condition.property, catalogue.properties)
        values = catalogue.values(entity, prop) if prop else []
        met = any(_equal(catalogue, value, condition) for value in values)
        agrees += met
        disagrees += bool(values) and not met
        unmet = unmet or (condition.required and not met)
    return _Evidence(agrees, disagrees, unmet)


def _equal(catalogue: Catalogue, value: Term, condition: Condition) -> bool:
    if is_entity(value, catalogue):
        told = {catalogue.id(value), value[1:-1]}
        names = {fold(catalogue.name(value))}
        return any(str(each) in told or fold(str(each)) in names for each in condition.values)
    text = fold(literal_parts(value).value if is_literal(value) else value[1:-1])
    return any(text == fold(_plain(each)) for each in condition.values)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value:g}"


def _written(catalogue: Catalogue, found: Candidate) -> dict[str, Any]:
    types = catalogue.types(found.entity)
    return {
        "id": catalogue.id(found.entity),
        "name": catalogue.name(found.entity),
        "description": description(types),
        "score": found.score,
        "match": found.match,
        "type": [{"id": word.id, "name": word.label} for word in types],
        "features": [{"id": "name", "value": found.score}, {"id": "match", "value": found.match}],
        "reason": f"{found.name}: {found.reason}",
    }


def description(types: tuple[Word, ...]) -> str:
    """Return what an entity is, in a word or two."""
    return types[0].label if types else ""
