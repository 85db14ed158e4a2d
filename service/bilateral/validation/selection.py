"""The triples that shapes can look at: closed under the hierarchies, and no others.

pySHACL on rdflib is slow in the number of triples and of subclass steps, so both are spared.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.terms import Term, Triple, iri
from bilateral.vocabulary import RDF_TYPE, RDFS, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

_SUBCLASS = iri(RDFS + "subClassOf")
_SUBPROPERTY = iri(RDFS + "subPropertyOf")


def select(
    triples: Iterable[Triple],
    ontology: Iterable[Triple],
    properties: Collection[Term],
    languages: Collection[str],
) -> Iterator[Triple]:
    """Yield the triples of the properties, given that classes and properties imply what stands above them.

    Nothing else is inferred: with ranges taken for types no value would lack its class. The
    hierarchies themselves are left out: what they say has been said. Labels in other languages
    than the given ones are abridged to one for each subject, which tells that there is a label.
    """
    ontology = list(ontology)
    classes = ancestors(ontology, _SUBCLASS)
    above = ancestors(ontology, _SUBPROPERTY)
    wanted = {*properties, RDF_TYPE} - {_SUBCLASS, _SUBPROPERTY}
    is_new = _abridged(languages)
    kept: dict[Term, tuple[Term, ...]] = {}
    for subject, predicate, object_ in (*ontology, *triples):
        if predicate not in kept:
            kept[predicate] = tuple(sorted(({predicate} | above(predicate)) & wanted))
        for name in kept[predicate]:
            if name == RDF_TYPE:
                yield from ((subject, name, cls) for cls in ({object_} | classes(object_)))
            elif name != RDFS_LABEL or is_new(subject, object_):
                yield subject, name, object_


def ancestors(ontology: Iterable[Triple], step: Term) -> Callable[[Term], set[Term]]:
    """Return a function from a term to all terms that steps lead to from it."""
    parents: defaultdict[Term, set[Term]] = defaultdict(set)
    for subject, predicate, object_ in ontology:
        if predicate == step:
            parents[subject].add(object_)
    known: dict[Term, set[Term]] = {}

    def above(term: Term) -> set[Term]:
        if term not in known:
            reached: set[Term] = set()
            ahead = list(parents.get(term, ()))
            while ahead:
                if (next_ := ahead.pop()) not in reached:
                    reached.add(next_)
                    ahead += parents.get(next_, ())
            known[term] = reached
        return known[term]

    return above


def _abridged(languages: Collection[str]) -> Callable[[Term, Term], bool]:
    seen: set[Term] = set()

    def is_new(subject: Term, label: Term) -> bool:
        _, at, tag = label.rpartition('"@')
        if not at or tag in languages:
            return True
        if subject in seen:
            return False
        seen.add(subject)
        return True

    return is_new
