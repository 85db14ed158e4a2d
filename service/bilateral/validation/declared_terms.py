"""Whether content uses only classes and properties that the ontology declares."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import rdflib

from bilateral.rdf.iris import short
from bilateral.rdf.terms import Term, Triple, iri, iri_value, is_iri
from bilateral.rdf.vocabulary import OWL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BUILT_IN = frozenset(
    iri(str(term))
    for namespace in (rdflib.OWL, rdflib.RDF, rdflib.RDFS, rdflib.SH, rdflib.XSD)
    for term in dir(namespace)
)
_CLASSES = {OWL.Class, RDFS.Class}
_PROPERTIES = {RDF.Property, OWL.AnnotationProperty, OWL.DatatypeProperty, OWL.ObjectProperty}


class Vocabulary(NamedTuple):
    """The names that an ontology declares."""

    classes: frozenset[Term]
    properties: frozenset[Term]


def declared_terms(ontology: Iterable[Triple]) -> Vocabulary:
    """Return the classes and properties that an ontology declares."""
    types = [(subject, object_) for subject, predicate, object_ in ontology if predicate == RDF.type]
    return Vocabulary(
        frozenset(subject for subject, type_ in types if type_ in _CLASSES),
        frozenset(subject for subject, type_ in types if type_ in _PROPERTIES),
    )


def unknown_term(triple: Triple, declared: Vocabulary) -> str | None:
    """Return what is wrong with the terms of a triple, suggesting the nearest declared term if one is near.

    Terms of RDF, RDFS, OWL, XSD and SHACL need no declaration. The object of `rdf:predicate` counts as used.
    """
    return next(filter(None, (_verdict(term, declared, is_class) for term, is_class in _uses(triple))), None)


def _uses(triple: Triple) -> Iterator[tuple[Term, bool]]:
    _, predicate, object_ = triple
    yield predicate, False
    if predicate in {RDF.type, RDF.predicate} and is_iri(object_):
        yield object_, predicate == RDF.type


@lru_cache(maxsize=4096)
def _verdict(term: Term, declared: Vocabulary, is_class: bool) -> str | None:  # noqa: FBT001  # cached
    right, wrong = (declared.classes, declared.properties)[:: 1 if is_class else -1]
    if term in right or term in _BUILT_IN:
        return None
    kind, other = ("class", "property") if is_class else ("property", "class")
    if term in wrong:
        return f"{short(term)} is a {other}, used here as a {kind}"
    near = _nearest(term, right | _BUILT_IN)
    return f"unknown {kind} {short(term)}" + (f"; did you mean {short(near)}?" if near else "")


def _nearest(term: Term, declared: Iterable[Term]) -> Term | None:
    """Return the declared name with the most similar last part: prefixes are mistaken as often as names."""
    by_name: dict[str, Term] = {}
    namespace = _namespace(term)
    for candidate in sorted(
        declared, key=lambda each: (_namespace(each) != namespace, each in _BUILT_IN, each)
    ):
        by_name.setdefault(_local(candidate).lower(), candidate)
    names = difflib.get_close_matches(_local(term).lower(), by_name, n=1, cutoff=0.75)
    return by_name[names[0]] if names else None


def _namespace(term: Term) -> str:
    return term.removesuffix(_local(term) + ">")


def _local(term: Term) -> str:
    value = iri_value(term)
    return value[max(value.rfind("#"), value.rfind("/")) + 1 :]
