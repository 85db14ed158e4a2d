"""The triples that shapes can look at, closed under the hierarchies.

pySHACL on rdflib is slow in the number of triples and of subclass steps; this saves both.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.rdf.vocabulary import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from bilateral.rdf.terms import Term, Triple


def select(
    triples: Iterable[Triple],
    ontology: Iterable[Triple],
    properties: Collection[Term],
    languages: Collection[str],
) -> Iterator[Triple]:
    """Yield the triples of the properties, with the types and superproperties that the hierarchies imply.

    The data may add to the class hierarchy, as in SHACL (section 1.1). Nothing else is inferred: with ranges
    taken for types no value would lack its class. The hierarchies themselves are left out. Of labels in other
    languages than the given ones, one for each subject is kept, so that it has a label.
    """
    ontology, triples = list(ontology), list(triples)
    classes = named_ancestors((*ontology, *triples), properties)
    above = ancestors(ontology, RDFS.subPropertyOf)
    wanted = {*properties, RDF.type} - {RDFS.subClassOf, RDFS.subPropertyOf}
    is_new = _abridged(languages)
    kept: dict[Term, tuple[Term, ...]] = {}
    for subject, predicate, object_ in (*ontology, *triples):
        if predicate not in kept:
            kept[predicate] = tuple(sorted(({predicate} | above(predicate)) & wanted))
        for name in kept[predicate]:
            if name == RDF.type:
                yield from ((subject, name, cls) for cls in {object_, *classes.get(object_, ())})
            elif name != RDFS.label or is_new(subject, object_):
                yield subject, name, object_


def named_ancestors(triples: Iterable[Triple], names: Collection[Term]) -> Mapping[Term, set[Term]]:
    """Return those of some classes that are above each class.

    They are passed down, a step for each link: the sets of all classes above each class would grow with the
    square of a long chain.
    """
    children: defaultdict[Term, set[Term]] = defaultdict(set)
    for subject, predicate, object_ in triples:
        if predicate == RDFS.subClassOf:
            children[object_].add(subject)
    found: defaultdict[Term, set[Term]] = defaultdict(set)
    for name in children.keys() & set(names):
        for below in reach((name,), lambda cls: children.get(cls, ())):
            found[below].add(name)
    return found


def reach(starts: Iterable[Term], step: Callable[[Term], Iterable[Term]]) -> set[Term]:
    """Return all terms that one or more steps lead to from any of some terms."""
    reached: set[Term] = set()
    ahead = list(starts)
    while ahead:
        for term in step(ahead.pop()):
            if term not in reached:
                reached.add(term)
                ahead.append(term)
    return reached


def ancestors(ontology: Iterable[Triple], step: Term) -> Callable[[Term], set[Term]]:
    """Return a function from a term to all terms that the property leads to from it."""
    parents: defaultdict[Term, set[Term]] = defaultdict(set)
    for subject, predicate, object_ in ontology:
        if predicate == step:
            parents[subject].add(object_)
    known: dict[Term, set[Term]] = {}

    def above(term: Term) -> set[Term]:
        if term not in known:
            known[term] = reach((term,), lambda each: parents.get(each, ()))
        return known[term]

    return above


def _abridged(languages: Collection[str]) -> Callable[[Term, Term], bool]:
    seen: set[Term] = set()

    def is_new(subject: Term, label: Term) -> bool:
        _, at, tag = label.rpartition('"@')
        if not at or tag in languages:
            return True
        known = len(seen)
        seen.add(subject)
        return len(seen) > known

    return is_new
