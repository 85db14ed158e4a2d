"""The schema triples of a graph, indexed for specialising rules."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from bilateral.rdf import datatypes
from bilateral.rdf.terms import XSD
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.rules.owl2rl import RULES, cardinality, is_schema_atom
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Term, Triple

_LIST_PREDICATES = {
    *(RDF.first, RDF.rest, OWL.hasKey, OWL.members, OWL.distinctMembers),
    *(OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.propertyChainAxiom),
}
_LIST_CLASSES = {OWL.AllDifferent, OWL.AllDisjointClasses, OWL.AllDisjointProperties, OWL.ReflexiveProperty}
_CARDINALITIES = {OWL.maxCardinality, OWL.maxQualifiedCardinality}

# Triples of these predicates, and instances of these classes, are schema.
PREDICATES = frozenset(
    _LIST_PREDICATES | {atom[1] for rule in RULES for atom in rule.body if is_schema_atom(atom)} - {RDF.type}
)
META_CLASSES = frozenset(
    _LIST_CLASSES
    | {atom[2] for rule in RULES for atom in rule.body if atom[1] == RDF.type and not is_variable(atom[2])}
    - {OWL.Nothing}
)


def is_schema(triple: Triple) -> bool:
    """Return whether a triple is part of the schema: changing it changes the rules."""
    _, predicate, object_ = triple
    return object_ in META_CLASSES if predicate == RDF.type else predicate in PREDICATES


_VOCABULARY = tuple(f"<{namespace}" for namespace in (RDF, RDFS, OWL, XSD))
_KINDS = {"<": 1, "_": 2, '"': 3}


def rank(term: Term) -> tuple[int, Term]:
    """Return what the names of one thing are ordered by: vocabulary, IRIs, blank nodes, literals."""
    return (0 if term.startswith(_VOCABULARY) else _KINDS[term[0]]), term


class Schema:
    """An index of schema triples; cardinalities are found by their value."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._objects: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._subjects: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._written: dict[Triple, Triple] = {}
        for triple in triples:
            subject, predicate, object_ = self._by_value(triple)
            self._objects[predicate][subject].append(object_)
            self._subjects[predicate][object_].append(subject)

    def _by_value(self, triple: Triple) -> Triple:
        subject, predicate, object_ = triple
        if predicate in _CARDINALITIES:
            number = datatypes.integer_of(object_)
            if number is not None:
                found = (subject, predicate, cardinality(number))
                self._written[found] = triple
                return found
        return triple

    def written(self, triple: Triple) -> Triple:
        """Return the triple as the graph writes it."""
        return self._written.get(triple, triple)

    def match(self, subject: Term | None, predicate: Term, object_: Term | None) -> Iterator[Triple]:
        """Yield the triples of a predicate; None stands for any term."""
        if subject is not None:
            for found in self._objects[predicate].get(subject, ()):
                if object_ is None or object_ == found:
                    yield subject, predicate, found
        elif object_ is not None:
            for found in self._subjects[predicate].get(object_, ()):
                yield found, predicate, object_
        else:
            for subject_, objects in self._objects[predicate].items():
                for found in objects:
                    yield subject_, predicate, found

    def lists(self, node: Term) -> Iterator[tuple[tuple[Term, ...], tuple[Triple, ...]]]:
        """Yield the members of the list at a node, with its triples.

        A node with several first or rest (lists merged by owl:sameAs) gives each combination; a list that is
        cyclic or does not end in rdf:nil gives none.
        """
        waiting: list[tuple[Term, tuple[Term, ...], tuple[Triple, ...]]] = []
        members: list[Term] = []
        cells: list[Triple] = []
        seen: set[Term] = set()
        while True:
            while node != RDF.nil:
                firsts, rests = (self._objects[part].get(node, ()) for part in (RDF.first, RDF.rest))
                steps = [] if node in seen else list(product(firsts, rests))
                if not steps:
                    break
                seen.add(node)
                for member, rest in steps[1:]:
                    more = (node, RDF.first, member), (node, RDF.rest, rest)
                    waiting.append((rest, (*members, member), (*cells, *more)))
                members.append(steps[0][0])
                cells += [(node, RDF.first, steps[0][0]), (node, RDF.rest, steps[0][1])]
                node = steps[0][1]
            else:
                yield tuple(members), tuple(cells)
            if not waiting:
                return
            node, before, path = waiting.pop()
            members, cells, seen = list(before), list(path), {cell[0] for cell in path}
