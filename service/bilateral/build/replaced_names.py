"""Names that were replaced, in content that was written before: it tells of the same events as ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.rdf.terms import Located
from bilateral.rdf.vocabulary import DCT, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bilateral.rdf.terms import Quad, Term


def with_current_names(located: Iterable[Located]) -> list[Located]:
    """Return quads with the names that have taken the place of those in them; see dcterms:isReplacedBy.

    What a replaced name has for its label is another name of the thing. What is said of the name itself, and
    by records of how it was replaced, stays.
    """
    quads = list(located)
    replaced = {quad.subject: quad for quad, _ in quads if quad.predicate == DCT.isReplacedBy}
    if not replaced:
        return quads
    names = {name: _current(name, replaced) for name in replaced}
    kept = {quad.graph for quad in replaced.values()}
    return [
        Located(renamed(each.quad, names), each.origin)
        if (each.quad.subject in names or each.quad.object in names) and each.quad.graph not in kept
        else each
        for each in quads
    ]


def _current(name: Term, replaced: Mapping[Term, Quad]) -> Term:
    seen = {name}
    while name in replaced and (name := replaced[name].object) not in seen:
        seen.add(name)
    return name


def renamed(quad: Quad, names: Mapping[Term, Term]) -> Quad:
    """Return a quad with other names of things; the label of what is renamed becomes one of many."""
    subject, value = (names.get(term, term) for term in (quad.subject, quad.object))
    # The thing of that name has a label already.
    other_name = quad.predicate == RDFS.label and subject != quad.subject
    return quad._replace(
        subject=subject, predicate=SKOS.altLabel if other_name else quad.predicate, object=value
    )
