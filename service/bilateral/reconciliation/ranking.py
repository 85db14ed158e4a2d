"""Candidates for queries, ranked by name, type and properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.names.candidates import CERTAIN, Candidate, decide, ranked
from bilateral.names.forms import fold
from bilateral.names.graph_names import IDENTIFIER
from bilateral.rdf.terms import XSD, Term, iri, is_literal, literal, literal_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.reconciliation.catalogue import Catalogue
    from bilateral.reconciliation.query_batches import Condition, ReconciliationQuery, Value

_AGREES: Final = 6.0  # added for a property that agrees
_DISAGREES: Final = 18.0  # subtracted for one that disagrees
_OTHER_TYPE: Final = 20.0  # subtracted for another type where types only affect the score
_BY_PROPERTY: Final = 60.0  # score of a candidate found by a property alone
_AHEAD: Final = 5.0  # points between a match and the next candidate
_MAX_BY_PROPERTY: Final = 200  # candidates


class _Agreement(NamedTuple):
    agrees: int
    disagrees: int
    unmet: bool


def answer(catalogue: Catalogue, query: ReconciliationQuery) -> list[dict[str, Any]]:
    """Return the candidates of a query as protocol 0.2 has them, best first; at most one is a match."""
    return [_as_json(catalogue, each) for each in _candidates(catalogue, query)[: query.limit]]


def answer_draft(catalogue: Catalogue, queries: Sequence[ReconciliationQuery]) -> dict[str, Any]:
    """Return the candidates of queries, in order, as protocol 1.0-draft has them."""
    results = [answer(catalogue, query) for query in queries]
    for feature in (feature for found in results for each in found for feature in each["features"]):
        feature["name"] = feature["id"]
    return {"results": [{"candidates": found} for found in results]}


def _candidates(catalogue: Catalogue, query: ReconciliationQuery) -> list[Candidate]:
    index = catalogue.names.index
    if query.identifier and not catalogue.names.entity(query.text):
        return []
    found = (
        catalogue.names.find(query.text, accept=lambda entity: accepts(catalogue, query, entity))
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


def accepts(catalogue: Catalogue, query: ReconciliationQuery, entity: Term) -> bool:
    """Return whether an entity has the types that a query requires."""
    if not catalogue.names.is_entity(entity):
        return False
    if not query.types or query.strict == "should":
        return True
    quantifier = all if query.strict == "all" else any
    return quantifier(catalogue.is_a(entity, each) for each in query.types)


def _weighed_by_type(catalogue: Catalogue, query: ReconciliationQuery, found: Candidate) -> Candidate:
    if any(catalogue.is_a(found.entity, each) for each in query.types):
        return found
    return found._replace(score=max(found.score - _OTHER_TYPE, 0.0))


def _by_property(catalogue: Catalogue, query: ReconciliationQuery) -> Iterator[Candidate]:
    entities = (
        entity
        for condition in query.conditions
        if catalogue.property_(condition.property)
        for value in condition.values
        for term in _terms(catalogue, value)
        for entity in catalogue.subjects(condition.property, term)
    )
    seen: set[Term] = set()
    for entity in entities:
        if entity not in seen and len(seen) < _MAX_BY_PROPERTY and accepts(catalogue, query, entity):
            seen.add(entity)
            yield Candidate(entity, _BY_PROPERTY, catalogue.name(entity), "found by a property")


def _terms(catalogue: Catalogue, value: Value) -> Iterator[Term]:
    """Yield the terms of the graph that a value may mean."""
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


def _weighed(catalogue: Catalogue, query: ReconciliationQuery, found: list[Candidate]) -> list[Candidate]:
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
    # A property may make a match where the name alone is ambiguous.
    ahead = order[0].score - order[1].score if len(order) > 1 else order[0].score
    sure = order[0].score >= CERTAIN and ahead >= _AHEAD
    return [order[0]._replace(match=sure), *(each._replace(match=False) for each in order[1:])]


def _adjusted(found: Candidate, evidence: _Agreement) -> Candidate:
    score = found.score + _AGREES * evidence.agrees - _DISAGREES * evidence.disagrees
    agree = f"{evidence.agrees} of the properties agree" if evidence.agrees else ""
    disagree = f"{evidence.disagrees} disagree" if evidence.disagrees else ""
    reason = "; ".join(filter(None, (found.reason, agree, disagree)))
    return found._replace(score=round(min(max(score, 0.0), 100.0), 1), reason=reason, match=False)


def _evidence(catalogue: Catalogue, query: ReconciliationQuery, entity: Term) -> _Agreement:
    agrees = disagrees = 0
    unmet = False
    for condition in query.conditions:
        values = catalogue.values(entity, condition.property)
        met = any(_equal(catalogue, value, condition) for value in values)
        agrees += met
        disagrees += bool(values) and not met
        unmet = unmet or (condition.required and not met)
    return _Agreement(agrees, disagrees, unmet)


def _equal(catalogue: Catalogue, value: Term, condition: Condition) -> bool:
    if catalogue.is_entity(value):
        identifiers = {catalogue.id(value), value[1:-1]}
        names = {fold(catalogue.name(value))}
        return any(str(each) in identifiers or fold(str(each)) in names for each in condition.values)
    text = fold(literal_parts(value).value if is_literal(value) else value[1:-1])
    return any(text == fold(_plain(each)) for each in condition.values)


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else f"{value:g}"


def _as_json(catalogue: Catalogue, found: Candidate) -> dict[str, Any]:
    return catalogue.summary(found.entity) | {
        "score": found.score,
        "match": found.match,
        "type": catalogue.type_names(found.entity),
        "features": [{"id": "name", "value": found.score}, {"id": "match", "value": found.match}],
        "reason": f"{found.name}: {found.reason}",
    }
