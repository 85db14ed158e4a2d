"""Rules as SPARQL updates, for an engine of another make that holds the facts.

Insertion is semi-naive: a rule is asked with one atom in what the last round found and the others in all
there is. Deletion is DRed: what rests on something that goes is taken to be gone, and what has another proof
is put back. All of it happens in graphs beside those that queries see.

Source: SPARQL 1.1 Update, section 3.1.3; Gupta, Mumick, Subrahmanian, Maintaining Views Incrementally, SIGMOD
1993.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from bilateral.rdf import datatypes
from bilateral.rdf.terms import is_iri
from bilateral.rdf.vocabulary import OWL, RDF
from bilateral.reasoning.incremental.maintainer import schema_of
from bilateral.reasoning.rules.owl2rl import Clash, Rule, rules_of, substitute
from bilateral.reasoning.rules.program import specialise
from bilateral.reasoning.rules.schema_index import META_CLASSES, PREDICATES, Schema
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.domain_rules import DomainRule
    from bilateral.reasoning.rules.program import Program


@dataclass(frozen=True, slots=True)
class Graphs:
    """The names of the graphs that rules read and write.

    Attributes:
        asserted: what is asserted, before the change.
        inferred: what is inferred, before the change.
        added: what becomes asserted.
        gone: what no longer holds, as far as is known.
        fresh: what becomes inferred.
        delta: what the last round found.
        found: what this round finds.
    """

    asserted: Term
    inferred: Term
    added: Term
    gone: Term
    fresh: Term
    delta: Term
    found: Term

    def results(self) -> tuple[Term, ...]:
        """Return the graphs that a change is worked out in."""
        return self.gone, self.fresh, self.delta, self.found


@dataclass(frozen=True, slots=True)
class ChangedTerms:
    """What the triples of a graph are about, by which rules that cannot apply are left out.

    Attributes:
        predicates: of its triples.
        classes: that its triples give an instance.
    """

    predicates: frozenset[Term]
    classes: frozenset[Term]

    @property
    def schema(self) -> bool:
        """Whether any of them may be part of the schema."""
        return bool(self.predicates & PREDICATES or self.classes & META_CLASSES)

    def concern(self, atom: Triple) -> bool:
        """Return whether a triple of the graph may fit the atom."""
        _, predicate, value = atom
        if is_variable(predicate):
            return True
        if predicate == RDF.type and not is_variable(value):
            return value in self.classes
        return predicate in self.predicates


@dataclass(frozen=True, slots=True)
class _Query:
    """What one rule asks: a pattern, and what it concludes."""

    head: Triple
    body: tuple[Triple, ...]
    filters: str


class Pushdown:
    """The updates of one program.

    Attributes:
        possible: whether updates reach all that the program concludes. They do not where a rule asks for the
            datatype of a literal (dt-type2) or for what is the same as itself (eq-ref).
    """

    def __init__(self, program: Program, graphs: Graphs, spell: Callable[[Term], str]) -> None:
        """Write the rules of a program.

        Args:
            program: the rules.
            graphs: where the engine keeps what they are about.
            spell: how the engine writes a term.
        """
        self._program, self._graphs, self._spell = program, graphs, spell
        self.possible = _is_possible(program)
        merges = [merge.pairwise() for merge in program.merges]
        rules = (*program.rules, *_EQUALITY, *merges)
        self._queries = [_Query(rule.head, rule.body, _filters(rule)) for rule in rules if rule.head]
        self._false = [(rule, _filters(rule)) for rule in _impossible(program)]
        self._false += [(merge, _of_two_literals(merge)) for merge in merges]

    def conclude(self, about: ChangedTerms, *, losing: bool = False) -> Iterator[str]:
        """Yield the updates that put into `found` what follows from `delta` and all there is.

        Args:
            about: what delta is about.
            losing: whether anything is gone.
        """
        for query in self._queries:
            unknown = self._unknown(query.head, losing=losing)
            for anchored in self._anchored(query.body, about, losing=losing):
                yield self._insert(query.head, f"{anchored} {query.filters} {unknown}")

    def follow(self, about: ChangedTerms) -> Iterator[str]:
        """Yield the updates that put into `found` what is inferred and rests on `delta`, which goes."""
        for query in self._queries:
            head = self._atom(query.head)
            inferred = f"GRAPH {self._graphs.inferred} {{ {head} }}"
            known = f"FILTER NOT EXISTS {{ GRAPH {self._graphs.gone} {{ {head} }} }}"
            for anchored in self._anchored(query.body, about, losing=False):
                yield self._insert(query.head, f"{anchored} {inferred} {query.filters} {known}")

    def restore(self, about: ChangedTerms) -> Iterator[str]:
        """Yield the updates that put into `found` what is in `gone` and follows from what stays."""
        for query in self._queries:
            if about.concern(query.head):
                head = f"GRAPH {self._graphs.gone} {{ {self._atom(query.head)} }}"
                body = " ".join(self._staying(atom) for atom in query.body)
                yield self._insert(query.head, f"{head} {body} {query.filters}")

    def contradictions(self, about: ChangedTerms, *, losing: bool = False) -> Iterator[tuple[Rule, str]]:
        """Yield the rules that conclude false, each with a query for how; see `is_contradiction`."""
        for rule, filters in self._false:
            for anchored in self._anchored(rule.body, about, losing=losing):
                yield rule, self._select(f"{anchored} {filters}")

    def ranges(self, about: ChangedTerms, *, losing: bool = False) -> Iterator[tuple[Rule, str]]:
        """Yield the rules that give a value a datatype, each with a query for the literals it is given."""
        for rule in self._program.rules:
            head = rule.head
            if head and head[1] == RDF.type and datatypes.is_datatype(head[2]) and is_variable(head[0]):
                filters = f"{_comparisons(rule)} FILTER isLiteral({head[0]})"
                for anchored in self._anchored(rule.body, about, losing=losing):
                    yield rule, self._select(f"{anchored} {filters}")

    def _anchored(self, body: Sequence[Triple], about: ChangedTerms, *, losing: bool) -> Iterator[str]:
        atom = self._staying if losing else self._atom
        for at, first in enumerate(body):
            if about.concern(first):
                rest = (atom(each) for each in (*body[:at], *body[at + 1 :]))
                yield f"GRAPH {self._graphs.delta} {{ {self._atom(first)} }} {' '.join(rest)}"

    def _unknown(self, head: Triple, *, losing: bool) -> str:
        text = self._atom(head)
        if losing:
            gone = f"EXISTS {{ GRAPH {self._graphs.gone} {{ {text} }} }}"
            return f"FILTER (NOT EXISTS {{ {text} }} || {gone})"
        return f"FILTER NOT EXISTS {{ {text} }}"

    def _staying(self, atom: Triple) -> str:
        text = self._atom(atom)
        return f"{text} FILTER NOT EXISTS {{ GRAPH {self._graphs.gone} {{ {text} }} }}"

    def _atom(self, atom: Triple) -> str:
        return " ".join(term if is_variable(term) else self._spell(term) for term in atom) + " ."

    def _insert(self, head: Triple, where: str) -> str:
        graphs = self._graphs
        using = " ".join(f"USING {name}" for name in self._all())
        named = " ".join(f"USING NAMED {name}" for name in (graphs.delta, graphs.gone, graphs.inferred))
        template = f"GRAPH {graphs.found} {{ {self._atom(head)} }}"
        return f"INSERT {{ {template} }} {using} {named} WHERE {{ {where} }}"

    def _select(self, where: str) -> str:
        sources = " ".join(f"FROM {name}" for name in self._all())
        named = " ".join(f"FROM NAMED {name}" for name in (self._graphs.delta, self._graphs.gone))
        return f"SELECT DISTINCT * {sources} {named} WHERE {{ {where} BIND (1 AS ?_) }}"

    def _all(self) -> Sequence[Term]:
        graphs = self._graphs
        return tuple(dict.fromkeys((graphs.asserted, graphs.inferred, graphs.added, graphs.fresh)))


def compile_rules(
    facts: Facts, domain: Sequence[DomainRule], graphs: Graphs, spell: Callable[[Term], str]
) -> Pushdown:
    """Return the rules for the schema that is among the facts; see `Pushdown`."""
    horn = [rule for each in domain for rule in each.rules]
    return Pushdown(specialise(Schema(schema_of(facts)), horn), graphs, spell)


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
