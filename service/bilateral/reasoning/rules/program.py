"""The rules specialised to one schema: what bulk, incremental reasoning and explanation all run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from bilateral.rdf.vocabulary import RDF
from bilateral.reasoning.rules import list_rules, owl2rl
from bilateral.reasoning.rules.owl2rl import Merge, Rule, is_schema_atom, substitute
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.rules.list_rules import Exclusive
    from bilateral.reasoning.rules.schema_index import Schema

# Their conclusions follow from scm-eqc1 with cax-sco, and scm-eqp1 with prp-spo1.
_IMPLIED = frozenset({"cax-eqc1", "cax-eqc2", "prp-eqp1", "prp-eqp2"})


@dataclass(frozen=True, slots=True)
class Program:
    """Specialised rules."""

    rules: tuple[Rule, ...]  # Horn rules, clashes included
    merges: tuple[Merge, ...]  # rules concluding equality
    exclusives: tuple[Exclusive, ...]  # lists whose members may share nothing

    def all(self) -> tuple[Rule | Merge, ...]:
        """Return Horn rules and those concluding equality."""
        return (*self.rules, *self.merges)


def specialise(
    schema: Schema, domain: Sequence[Rule] = (), *, complete: bool = False, beyond: bool = False
) -> Program:
    """Bind the schema in all rules; those of the domain have constant predicates.

    `complete` includes rules whose conclusions other rules reach, for explanations; `beyond` those beyond the
    78.
    """
    left_out = frozenset[str]() if complete else _IMPLIED
    rules = [rule for rule in (*owl2rl.CLASSES, *owl2rl.SCHEMA) if rule.name not in left_out]
    rules += domain
    for rule in (*owl2rl.INSTANCE, *(list_rules.HORN if beyond else ())):
        if rule.name not in left_out:
            rules += _specialised(rule, schema)
    rules += list_rules.horn_rules(schema, complete=complete)
    if beyond:
        rules += chain(list_rules.chain_trp(schema), list_rules.range_int(schema))
    merges = [bound for merge in owl2rl.MERGES for bound in _specialised_merge(merge, schema)]
    merges += list_rules.prp_key(schema)
    concluding = tuple(rule for rule in rules if rule.head not in rule.body)
    return Program(concluding, tuple(merges), tuple(list_rules.exclusives(schema)))


def _specialised(rule: Rule, schema: Schema) -> Iterator[Rule]:
    rest = [atom for atom in rule.body if not is_schema_atom(atom)]
    for bindings, premises in _matches(rule.body, schema):
        body = tuple(substitute(atom, bindings) for atom in rest)
        head = None if rule.head is None else substitute(rule.head, bindings)
        yield Rule(rule.name, rule.text, head, body, rule.filters, premises)


def _specialised_merge(merge: Merge, schema: Schema) -> Iterator[Merge]:
    rest = [atom for atom in merge.body if not is_schema_atom(atom)]
    for bindings, premises in _matches(merge.body, schema):
        body = tuple(substitute(atom, bindings) for atom in rest)
        yield Merge(merge.name, merge.text, merge.member, merge.group, body, premises)


def _matches(
    body: Sequence[Triple], schema: Schema
) -> Iterator[tuple[Mapping[Term, Term], tuple[Triple, ...]]]:
    """Yield each way to bind the schema atoms of a body, with the triples they were bound to."""
    states: list[tuple[dict[Term, Term], tuple[Triple, ...]]] = [({}, ())]
    for atom in filter(is_schema_atom, body):
        states = [
            (bindings | found, (*premises, schema.written(triple)))
            for bindings, premises in states
            for triple in schema.match(*_pattern(atom, bindings))
            if (found := bind(atom, triple, bindings)) is not None
        ]
    yield from states


def _pattern(atom: Triple, bindings: Mapping[Term, Term]) -> tuple[Term | None, Term, Term | None]:
    subject, predicate, object_ = substitute(atom, bindings)
    return (None if is_variable(subject) else subject, predicate, None if is_variable(object_) else object_)


def bind(atom: Triple, triple: Triple, bindings: Mapping[Term, Term]) -> dict[Term, Term] | None:
    """Return what the triple binds in the atom beyond the bindings; None where they disagree."""
    found: dict[Term, Term] = {}
    for term, value in zip(atom, triple, strict=True):
        if not is_variable(term):
            if term != value:
                return None
        elif bindings.get(term, found.get(term, value)) != value:
            return None
        else:
            found[term] = value
    return found


def is_type(atom: Triple) -> bool:
    """Return whether the atom asks for the instances of a known class."""
    return atom[1] == RDF.type and not is_variable(atom[2])
