"""Why something holds: the rule and its premises, down to the sentences and documents they rest on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bilateral.explore.entity import evidence
from bilateral.rdf import terms
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.reasoning.proofs.proof_search import Explainer, Proof
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.stored_facts import StoreFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.explore.entity.evidence import Quotation
    from bilateral.explore.graph.graph import Graph
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term, Triple

_BLANK = re.compile(r"_:[A-Za-z0-9._-]+\Z")


class Ground(NamedTuple):
    """A statement that reports a fact, and where it stands."""

    statement: PageNode
    evidence: list[Quotation]


class Step(NamedTuple):
    """One conclusion of a proof.

    Attributes:
        nodes: subject, property and value.
        rule: the name of the rule, empty where the triple is asserted.
        text: what the rule says.
        sources: numbers of the documents that assert it.
        grounds: the sentences that report it.
        premises: what the rule required.
    """

    nodes: tuple[PageNode, ...]
    rule: str
    text: str
    sources: tuple[int, ...]
    grounds: list[Ground]
    premises: list[Step]


def read(text: str) -> Term:
    """Return the term that an address writes as N-Triples does.

    Raises:
        ValueError: it is none.
    """
    if text.startswith("<") and text.endswith(">"):
        return terms.iri(text[1:-1])
    if text.startswith('"'):
        parts = terms.literal_parts(text)
        return terms.literal(parts.value, language=parts.language, datatype=parts.datatype)
    if _BLANK.match(text):
        return text
    raise ValueError(f"{text!r} is no term; write <iri> or a literal as N-Triples does")


def holds(graph: Graph, triple: Triple) -> bool:
    """Tell whether the graph has the triple, asserted or inferred."""
    return any(True for _ in graph.snapshot.match(*triple))


def explain(about: Reading, triple: Triple, most: int = 3) -> list[Step]:
    """Return the reasons for a triple, the shortest first; none where it does not hold."""
    return [_step(about, proof) for proof in explainer(about.graph).explain(triple, most)]


def explainer(graph: Graph) -> Explainer:
    """Return what explains the triples of a state."""
    return Explainer(StoreFacts(graph.snapshot), load_rules(graph.rules))


def _step(about: Reading, proof: Proof) -> Step:
    triple = proof.conclusion or ("", "", "")
    sources: tuple[int, ...] = ()
    grounds: list[Ground] = []
    if proof.rule is None:
        graphs = [quad.graph for quad in about.graph.snapshot.match(*triple) if quad.graph]
        sources = about.cite(graph for graph in graphs if graph != INFERRED)
        grounds = list(_grounds(about, triple))
    premises = [_step(about, premise) for premise in proof.premises]
    return Step(tuple(map(about.node, triple)), proof.rule or "", proof.text, sources, grounds, premises)


def _grounds(about: Reading, triple: Triple) -> Iterator[Ground]:
    subject, predicate, value = triple
    graph = about.graph
    for statement in graph.subjects(RDF.subject, subject):
        says = graph.value(statement, RDF.predicate), graph.value(statement, RDF.object)
        if says == (predicate, value) and graph.is_a(statement, BIL.Report):
            yield Ground(about.node(statement), evidence.of(about, statement))
