"""Rules matched one fact at a time: what follows from a fact, and what a fact follows from."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from bilateral.rdf import datatypes
from bilateral.rdf.terms import is_iri, is_literal
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.rules.owl2rl import SCHEMA
from bilateral.reasoning.rules.program import is_type, specialise
from bilateral.reasoning.rules.schema_index import META_CLASSES, PREDICATES, Schema
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.domain_rules import DomainRule
    from bilateral.reasoning.rules.list_rules import Exclusive
    from bilateral.reasoning.rules.owl2rl import Rule
    from bilateral.syntax.construct_query import Comparison

    Match: TypeAlias = Callable[[Term | None, Term | None, Term | None], Iterable[Triple]]
    Holds: TypeAlias = Callable[[Term, str, Term], bool]
    Found: TypeAlias = dict[Term, Term]
    """The value of each term of a rule; constants are their own."""


class Plan:
    """A rule read from one of its atoms: that atom matches a fact, then the others in a fixed order."""

    def __init__(self, rule: Rule, first: Triple, rest: tuple[Triple, ...]) -> None:
        self.rule, self._first, self._rest = rule, first, rest

    @cached_property
    def _steps(self) -> tuple[Triple, ...]:
        return _ordered(self._rest, set(filter(is_variable, self._first)))

    @cached_property
    def _constants(self) -> Found:
        return _constants((self._first, *self._steps))

    def found(self, fact: Triple, match: Match, holds: Holds) -> Iterable[Found]:
        """Return the ways to match the rule's body, or its head, with the fact in the first place."""
        subject, _, object_ = self._first
        found = self._constants.copy()
        if found.setdefault(subject, fact[0]) != fact[0] or found.setdefault(object_, fact[2]) != fact[2]:
            return ()
        steps, filters = self._steps, self.rule.filters
        ways: Iterable[Found] = (found,)
        if len(steps) == 1:
            ways = _met(steps[0], found, match)
        elif steps:
            ways = _extended(steps, found, match)
        return ways if not filters else (way for way in ways if _passes(filters, way, holds))


class RuleIndex:
    """Rules by the facts that may match an atom of their body, and by those their head may conclude."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_body: dict[tuple[Term, Term | None], list[Plan]] = defaultdict(list)
        self._by_head: dict[tuple[Term, Term | None], list[Plan]] = defaultdict(list)
        self.rules = tuple(rules)
        for rule in self.rules:
            for at, atom in enumerate(rule.body):
                self._by_body[_key(atom)].append(Plan(rule, atom, rule.body[:at] + rule.body[at + 1 :]))
            if rule.head:
                self._by_head[_key(rule.head)].append(Plan(rule, rule.head, rule.body))

    def meeting(self, fact: Triple) -> Sequence[Plan]:
        """Return the plans of rules that begin with an atom of the body which the fact may match."""
        return _under(self._by_body, fact)

    def concluding(self, fact: Triple) -> Sequence[Plan]:
        """Return the plans of rules that begin with a head which may be the fact."""
        return _under(self._by_head, fact)


class MaintainedRules:
    """The rules of the schema among some facts, indexed for single facts.

    They can be maintained (`possible`) unless they ask for owl:sameAs, have other predicates than IRIs, or
    infer classes of literals.
    """

    def __init__(self, facts: Facts, domain: Sequence[DomainRule]) -> None:
        self.schema = Schema(schema_of(facts))
        program = specialise(self.schema, [horn for rule in domain for horn in rule.rules])
        about_schema = {rule.name for rule in SCHEMA} | {"eq-diff1"}
        rules = [rule for rule in program.rules if rule.name not in about_schema]
        rules += [merge.pairwise() for merge in program.merges]
        self.index = RuleIndex(rules)
        self.exclusives: dict[Term, list[Exclusive]] = defaultdict(list)
        for exclusive in dict.fromkeys(program.exclusives):
            for member in dict.fromkeys(exclusive.members):
                self.exclusives[member].append(exclusive)
        atoms = [atom for rule in rules for atom in (*rule.body, *rule.premises, rule.head or ())]
        self.constants = {term for atom in atoms for term in atom if not is_variable(term)} | set(
            self.exclusives
        )
        asked = {atom[1] for rule in rules for atom in rule.body}
        predicates = asked | {rule.head[1] for rule in rules if rule.head}
        links = [
            (sub, sup) for sub, _, sup in self.schema.match(None, RDFS.subClassOf, None) if sup != OWL.Thing
        ]
        types_literals = any(
            datatypes.is_datatype(sub) and not datatypes.is_datatype(sup) for sub, sup in links
        )
        self.possible = not types_literals and OWL.sameAs not in asked and all(map(is_iri, predicates))


def schema_of(facts: Facts) -> Iterator[Triple]:
    """Yield the schema among the facts."""
    for predicate in PREDICATES:
        yield from facts.match(None, predicate, None)
    for cls in META_CLASSES:
        yield from facts.match(None, RDF.type, cls)


def _key(atom: Triple) -> tuple[Term, Term | None]:
    return atom[1], atom[2] if is_type(atom) else None


def _under(index: Mapping[tuple[Term, Term | None], Sequence[Plan]], fact: Triple) -> Sequence[Plan]:
    _, predicate, object_ = fact
    plans = index.get((predicate, None), ())
    return plans if predicate != RDF.type else [*plans, *index.get((predicate, object_), ())]


def joined(rule: Rule, bindings: Mapping[Term, Term], match: Match, holds: Holds) -> Iterator[Found]:
    """Yield the extensions of the bindings to the whole body that pass the filters."""
    steps, start = _ordered(rule.body, set(bindings)), _constants(rule.body) | dict(bindings)
    return (found for found in _extended(steps, start, match) if _passes(rule.filters, found, holds))


def variables(found: Mapping[Term, Term]) -> Found:
    """Return what the variables stand for."""
    return {term: value for term, value in found.items() if is_variable(term)}


def _constants(atoms: Iterable[Triple]) -> Found:
    return {term: term for atom in atoms for term in atom if not is_variable(term)}


def _ordered(body: Sequence[Triple], known: set[Term]) -> tuple[Triple, ...]:
    """Order the atoms so that each is matched with as many bound variables as possible."""
    rest, order, known = list(body), [], set(known)
    while rest:
        best = max(rest, key=lambda atom: _selectivity(atom, known))
        known.update(filter(is_variable, best))
        order.append(best)
        rest.remove(best)
    return tuple(order)


def _selectivity(atom: Triple, known: set[Term]) -> int:
    subject, _, object_ = atom
    left, right = (not is_variable(term) or term in known for term in (subject, object_))
    named = is_variable(object_) or atom[1] != RDF.type
    return 6 if left and right else 2 * left + (right and named)


def _extended(steps: Sequence[Triple], found: Found, match: Match) -> Iterator[Found]:
    """Yield the extensions of what was found to all steps."""
    if not steps:
        yield found
        return
    levels = [_met(steps[0], found, match)]
    while levels:
        more = next(levels[-1], None)
        if more is None:
            levels.pop()
        elif len(levels) == len(steps):
            yield more
        else:
            levels.append(_met(steps[len(levels)], more, match))


def _met(atom: Triple, found: Found, match: Match) -> Iterator[Found]:
    subject, predicate, object_ = atom
    left, right = found.get(subject), found.get(object_)
    if predicate == RDF.type and left and right and is_literal(left) and datatypes.is_datatype(right):
        if datatypes.belongs(left, right):
            yield found
        return
    for fact in match(left, predicate, right):
        if left is None:
            if right is not None:
                yield {**found, subject: fact[0]}
            elif subject != object_ or fact[0] == fact[2]:
                yield {**found, subject: fact[0], object_: fact[2]}
        elif right is None:
            yield {**found, object_: fact[2]}
        else:
            yield found
            return


def _passes(filters: Sequence[Comparison], bindings: Mapping[Term, Term], holds: Holds) -> bool:
    return all(
        holds(bindings.get(f.left, f.left), f.operator, bindings.get(f.right, f.right)) for f in filters
    )
