"""Rules as SPARQL updates, for an external engine that holds the facts.

Insertion is semi-naive: one atom of a rule is matched with what the last round found (DELTA), the others
with all facts. Deletion is DRed: what depends on a removed triple is overdeleted (GONE), and what has another
proof is put back. All of it happens in graphs that queries do not see; `staged_write` names them.

Source: SPARQL 1.1 Update, section 3.1.3; Gupta, Mumick, Subrahmanian, Maintaining Views Incrementally, SIGMOD
1993.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

from bilateral.rdf import datatypes
from bilateral.rdf.terms import is_iri
from bilateral.rdf.vocabulary import OWL, RDF
from bilateral.reasoning.incremental.rule_matching import schema_of
from bilateral.reasoning.rules.owl2rl import Clash, Rule, rules_of, substitute
from bilateral.reasoning.rules.program import specialise
from bilateral.reasoning.rules.schema_index import META_CLASSES, PREDICATES, Schema
from bilateral.remote.engine_record import ASSERTED
from bilateral.remote.engine_terms import to_engine
from bilateral.remote.writes.staged_write import ADDED, DELTA, FOUND, FRESH, GONE
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.domain_rules import DomainRule
    from bilateral.reasoning.rules.program import Program


_KNOWN: Final = (ASSERTED, INFERRED, ADDED, FRESH)
_USING: Final = " ".join(
    (*(f"USING {name}" for name in _KNOWN), *(f"USING NAMED {name}" for name in (DELTA, GONE, INFERRED)))
)
_FROM: Final = " ".join(
    (*(f"FROM {name}" for name in _KNOWN), *(f"FROM NAMED {name}" for name in (DELTA, GONE)))
)


@dataclass(frozen=True, slots=True)
class ChangedTerms:
    """Predicates and classes of the triples of a graph, by which rules that cannot apply are left out."""

    predicates: frozenset[Term]
    classes: frozenset[Term]

    @property
    def schema(self) -> bool:
        """Whether any of the triples may be part of the schema."""
        return bool(self.predicates & PREDICATES or self.classes & META_CLASSES)

    def may_match(self, atom: Triple) -> bool:
        """Return whether a triple of the graph may match the atom."""
        _, predicate, value = atom
        if is_variable(predicate):
            return True
        if predicate == RDF.type and not is_variable(value):
            return value in self.classes
        return predicate in self.predicates


@dataclass(frozen=True, slots=True)
class _Query:
    """A rule whose filters are written."""

    head: Triple
    body: tuple[Triple, ...]
    filters: str


class RuleUpdates:
    """The updates of one program.

    Attributes:
        possible: whether updates reach all that the program concludes. They do not where a rule asks for the
            datatype of a literal (dt-type2) or for what is the same as itself (eq-ref).
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self.possible = _is_possible(program)
        merges = [merge.pairwise() for merge in program.merges]
        rules = (*program.rules, *_EQUALITY, *merges)
        self._queries = [_Query(rule.head, rule.body, _filters(rule)) for rule in rules if rule.head]
        self._false = [(rule, _filters(rule)) for rule in _impossible(program)]
        self._false += [(merge, _of_two_literals(merge)) for merge in merges]

    def conclude(self, about: ChangedTerms, *, losing: bool = False) -> Iterator[str]:
        """Yield the updates that put into FOUND what follows from DELTA and all facts.

        Args:
            about: the triples of DELTA.
            losing: whether GONE has triples.
        """
        for query in self._queries:
            unknown = _unknown(query.head, losing=losing)
            for anchored in self._anchored(query.body, about, losing=losing):
                yield _insert(query.head, f"{anchored} {query.filters} {unknown}")

    def follow(self, about: ChangedTerms) -> Iterator[str]:
        """Yield the updates that put into FOUND what is inferred and depends on DELTA, which is removed."""
        for query in self._queries:
            head = _atom(query.head)
            inferred = f"GRAPH {INFERRED} {{ {head} }}"
            known = f"FILTER NOT EXISTS {{ GRAPH {GONE} {{ {head} }} }}"
            for anchored in self._anchored(query.body, about, losing=False):
                yield _insert(query.head, f"{anchored} {inferred} {query.filters} {known}")

    def restore(self, about: ChangedTerms) -> Iterator[str]:
        """Yield the updates that put into FOUND what is in GONE and follows from what stays."""
        for query in self._queries:
            if about.may_match(query.head):
                head = f"GRAPH {GONE} {{ {_atom(query.head)} }}"
                body = " ".join(_staying(atom) for atom in query.body)
                yield _insert(query.head, f"{head} {body} {query.filters}")

    def contradictions(self, about: ChangedTerms, *, losing: bool = False) -> Iterator[tuple[Rule, str]]:
        """Yield the rules that conclude false, each with a query for how; see `is_contradiction`."""
        for rule, filters in self._false:
            for anchored in self._anchored(rule.body, about, losing=losing):
                yield rule, _select(f"{anchored} {filters}")

    def ranges(self, about: ChangedTerms, *, losing: bool = False) -> Iterator[tuple[Rule, str]]:
        """Yield the rules that give a value a datatype, each with a query for the literals it is given."""
        for rule in self._program.rules:
            head = rule.head
            if head and head[1] == RDF.type and datatypes.is_datatype(head[2]) and is_variable(head[0]):
                filters = f"{_comparisons(rule)} FILTER isLiteral({head[0]})"
                for anchored in self._anchored(rule.body, about, losing=losing):
                    yield rule, _select(f"{anchored} {filters}")

    def _anchored(self, body: Sequence[Triple], about: ChangedTerms, *, losing: bool) -> Iterator[str]:
        atom = _staying if losing else _atom
        for at, first in enumerate(body):
            if about.may_match(first):
                rest = (atom(each) for each in (*body[:at], *body[at + 1 :]))
                yield f"GRAPH {DELTA} {{ {_atom(first)} }} {' '.join(rest)}"


def _unknown(head: Triple, *, losing: bool) -> str:
    text = _atom(head)
    if losing:
        gone = f"EXISTS {{ GRAPH {GONE} {{ {text} }} }}"
        return f"FILTER (NOT EXISTS {{ {text} }} || {gone})"
    return f"FILTER NOT EXISTS {{ {text} }}"


def _staying(atom: Triple) -> str:
    text = _atom(atom)
    return f"{text} FILTER NOT EXISTS {{ GRAPH {GONE} {{ {text} }} }}"


def _atom(atom: Triple) -> str:
    return " ".join(term if is_variable(term) else to_engine(term) for term in atom) + " ."


def _insert(head: Triple, where: str) -> str:
    return f"INSERT {{ GRAPH {FOUND} {{ {_atom(head)} }} }} {_USING} WHERE {{ {where} }}"


def _select(where: str) -> str:
    return f"SELECT DISTINCT * {_FROM} WHERE {{ {where} BIND (1 AS ?_) }}"


def compile_rules(facts: Facts, domain: Sequence[DomainRule]) -> RuleUpdates:
    """Return the updates of the rules that the schema among the facts specialises."""
    horn = [rule for each in domain for rule in each.rules]
    return RuleUpdates(specialise(Schema(schema_of(facts)), horn))


def _is_possible(program: Program) -> bool:
    atoms = [atom for rule in program.all() for atom in rule.body if rule.name != "eq-diff1"]
    heads = [rule.head for rule in program.rules if rule.head]
    asked = any(
        atom[1] == OWL.sameAs
        or (atom[1] == RDF.type and datatypes.is_datatype(atom[2]))
        or not is_iri(atom[1])
        for atom in atoms
    )
    return not asked and all(is_iri(head[1]) for head in heads)


def clash(rule: Rule, bindings: Mapping[Term, Term]) -> Clash:
    """Return the contradiction that a rule found, by what its variables stand for."""
    premises = tuple(substitute(atom, bindings) for atom in rule.body)
    return Clash(rule.name, rule.text, bindings, (*premises, *rule.premises))


def is_contradiction(rule: Rule, bindings: Mapping[Term, Term]) -> bool:
    """Return whether what a query for a contradiction or a range found is one.

    An equality of two literals is one where their values differ, a datatype where the value is outside.
    """
    if rule.head is None:
        return True
    subject, predicate, value = substitute(rule.head, bindings)
    if predicate == OWL.sameAs:
        return datatypes.differ(subject, value)
    return datatypes.belongs(subject, value) is False


def _impossible(program: Program) -> Iterator[Rule]:
    """Yield the rules that conclude false, those about lists for each two members."""
    yield from (rule for rule in program.rules if rule.head is None)
    for exclusive in program.exclusives:
        for one, other in combinations(exclusive.members, 2):
            yield Rule(exclusive.name, exclusive.text, None, _shared(exclusive.name, one, other))


def _shared(name: str, one: Term, other: Term) -> tuple[Triple, ...]:
    if name == "prp-adp":
        return ("?u", one, "?v"), ("?u", other, "?v")
    if name == "cax-adc":
        return ("?z", RDF.type, one), ("?z", RDF.type, other)
    return ((one, OWL.sameAs, other),)


def _comparisons(rule: Rule) -> str:
    return " ".join(f"FILTER ({each.left} {each.operator} {each.right})" for each in rule.filters)


def _filters(rule: Rule) -> str:
    """Return the filters of a rule, and those without which it would conclude what is no triple."""
    parts = [_comparisons(rule)]
    if rule.head:
        subject, predicate, value = rule.head
        if is_variable(subject) and any(subject == atom[2] for atom in rule.body):
            parts.append(f"FILTER (!isLiteral({subject}))")
        if is_variable(predicate):
            parts.append(f"FILTER isIRI({predicate})")
        if predicate == OWL.sameAs and not rule.name.startswith("eq-"):
            parts.append(f"FILTER ({subject} != {value} && !isLiteral({value}))")
    return " ".join(filter(None, parts))


def _of_two_literals(merge: Rule) -> str:
    assert merge.head is not None  # noqa: S101  # a merge concludes equality
    one, _, other = merge.head
    return f"FILTER (isLiteral({one}) && isLiteral({other}) && {one} != {other})"


def _plain(atom: Triple) -> Triple:
    subject, predicate, value = (term.replace("'", "2") for term in atom)
    return subject, predicate, value


_EQUALITY = tuple(
    replace(rule, head=_plain(rule.head), body=tuple(map(_plain, rule.body)))
    for rule in rules_of("equality")
    if rule.head and rule.name != "eq-ref"
)
