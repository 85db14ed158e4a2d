"""The checks of content before it is stored; every problem has its place and its reason."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.build.gather import place
from bilateral.errors import InputError, Origin
from bilateral.rdf.datatypes import validate as ill_typed
from bilateral.rdf.iris import ID, LINKS, ONTOLOGY, PROVENANCE, short
from bilateral.rdf.terms import is_literal
from bilateral.rdf.vocabulary import BIL, DCT, PROV, RDF
from bilateral.validation.declared_terms import declared_terms, unknown_term
from bilateral.validation.signatures import validate_by_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bilateral.rdf.terms import Located, Term

_EXEMPT = frozenset({ONTOLOGY, PROVENANCE, LINKS})


def check_terms(located: Sequence[Located]) -> list[InputError]:
    """Return what is wrong with single quads: literals, vocabulary, dangling references, sources."""
    return [*_ill_typed(located), *_unknown(located), *_dangling(located), *_unsourced(located)]


def check_shapes(located: Sequence[Located], shapes: Sequence[Path]) -> list[InputError]:
    """Return the violations of the SHACL shapes, each at the line that describes its focus node."""
    triples = {quad[:3] for quad, _ in located}
    ontology = [quad[:3] for quad, _ in located if quad.graph == ONTOLOGY]
    violations = validate_by_signature(triples, shapes, ontology)
    index = _Index(located if violations else ())
    return [
        InputError(
            *index.find(violation.focus_node, violation.value),
            f"{short(violation.focus_node)}: {violation.message}",
        )
        for violation in violations
    ]


class _Index:
    """Finds where in the input a node is described."""

    def __init__(self, located: Iterable[Located]) -> None:
        self.by_subject: dict[Term, list[Located]] = defaultdict(list)
        for each in located:
            self.by_subject[each.quad.subject].append(each)

    def find(self, node: Term, value: Term | None) -> Origin:
        described = self.by_subject.get(node)
        if not described:
            return Origin(short(node))
        exact = (each for each in described if value is not None and each.quad.object == value)
        return place(next(exact, described[0]))


def _ill_typed(located: Iterable[Located]) -> Iterator[InputError]:
    judged: dict[Term, str | None] = {}
    for each in located:
        term = each.quad.object
        if not is_literal(term):
            continue
        if term not in judged:
            judged[term] = ill_typed(term)
        if reason := judged[term]:
            yield InputError(*place(each), reason)


def _unknown(located: Sequence[Located]) -> Iterator[InputError]:
    declared = declared_terms(quad[:3] for quad, _ in located if quad.graph == ONTOLOGY)
    for each in located:
        if reason := unknown_term(each.quad[:3], declared):
            yield InputError(*place(each), reason)


def _dangling(located: Iterable[Located]) -> Iterator[InputError]:
    """Yield references to entities without a type, apart from what other checks report."""
    entity, term = f"<{ID}", f"<{BIL}"
    # A name that was replaced has nothing but that to be said of it.
    known = {quad.subject for quad, _ in located if quad.predicate in (RDF.type, DCT.isReplacedBy)}
    told: set[Term] = set()
    for each in located:
        # An unknown class is reported as such, and a missing document as a missing source.
        told_elsewhere = each.quad.predicate in (RDF.type, PROV.wasDerivedFrom)
        object_ = "" if told_elsewhere else _whole(each.quad.object)
        for node in (each.quad.subject, object_):
            if node.startswith((entity, term)) and node not in known and node not in told:
                told.add(node)
                yield InputError(*place(each), f"{short(node)} is used here and described nowhere")


def _whole(node: Term) -> Term:
    """Return the document of which a row is named, and any other node as it is."""
    return node.partition("#")[0] + ">" if node.startswith(f"<{ID}document/") and "#" in node else node


def _unsourced(located: Iterable[Located]) -> Iterator[InputError]:
    """Yield graphs that rest on a document that is not described, or on none."""
    documents = {quad.subject for quad, _ in located if quad.predicate == RDF.type}
    rests_on: dict[Term, list[Term]] = defaultdict(list)
    for quad, _ in located:
        if quad.predicate == PROV.wasDerivedFrom:
            rests_on[quad.subject].append(quad.object)
    told: set[Term] = set(_EXEMPT)
    for each in located:
        graph = each.quad.graph
        if graph in told:
            continue
        told.add(graph)
        missing = [document for document in rests_on[graph] if document not in documents]
        if missing or not rests_on[graph]:
            document = missing[0] if missing else graph
            yield InputError(*place(each), f"no source: {short(document)} is described nowhere")
