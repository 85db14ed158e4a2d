"""Why a triple holds: the rules and their premises, down to the sentences and documents they rest on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from bilateral.explore.entity import source_text
from bilateral.rdf import terms
from bilateral.rdf.iris import INFERRED, graph_documents
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.reasoning.proofs.proof_search import Explainer, Proof
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.view import StoreFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bilateral.content.locations import Content
    from bilateral.explore.entity.source_text import Quotation, ReviewLine
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.view import GraphView

_BLANK = re.compile(r"_:[A-Za-z0-9._-]+\Z")


class Step(NamedTuple):
    """One conclusion, or an asserted triple, which has no rule."""

    number: int
    triple: Triple
    rule: str
    text: str  # what the rule says
    bindings: Mapping[Term, Term]  # the values of the rule's variables
    premises: tuple[int, ...]  # numbers of the steps that the rule required
    documents: tuple[Term, ...]  # those that assert the triple


class Explanation(NamedTuple):
    """Proofs of one triple, the shortest first: a step that several need stands once."""

    steps: Sequence[Step]  # premises before what they prove
    proofs: Sequence[int]  # the numbers of the steps that conclude the triple; empty where it does not hold


class ReadStep(NamedTuple):
    """A step as a page shows it."""

    nodes: tuple[PageNode, ...]  # subject, property and value
    sources: tuple[int, ...]  # numbers of the documents that assert the triple
    reports: list[tuple[PageNode, list[Quotation], ReviewLine | None]]  # statements that report it, and where


def explain(view: GraphView, content: Content | None, triple: Triple, limit: int = 3) -> Explanation:
    """Return up to `limit` proofs of a triple, by the rules of OWL and of the content, if any."""
    rules = load_rules(content.rules) if content else ()
    proofs = Explainer(StoreFacts(view), rules).explain(triple, limit)
    numbers: dict[int, int] = {}
    steps: list[Step] = []
    for proof in _premises_first(proofs):
        numbers[id(proof)] = len(steps)
        steps.append(_step(view, proof, len(steps), numbers))
    return Explanation(steps, [numbers[id(proof)] for proof in proofs])


def read_steps(about: Reading, found: Explanation) -> dict[int, ReadStep]:
    """Return the steps by number; documents are cited in the order in which the proofs are read."""
    steps: dict[int, ReadStep] = {}
    waiting = list(reversed(found.proofs))
    while waiting:
        step = found.steps[waiting.pop()]
        if step.number not in steps:
            steps[step.number] = _read_step(about, step)
            waiting += reversed(step.premises)
    return steps


def parse_term(text: str) -> Term:
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


def _premises_first(proofs: Iterable[Proof]) -> list[Proof]:
    """Return all proofs within proofs, each once, after those it rests on."""
    ordered: dict[int, Proof] = {}
    stack = [(proof, False) for proof in reversed(list(proofs))]
    while stack:
        proof, ready = stack.pop()
        if ready:
            ordered.setdefault(id(proof), proof)
        elif id(proof) not in ordered:
            stack.append((proof, True))
            stack += ((premise, False) for premise in proof.premises)
    return list(ordered.values())


def _step(view: GraphView, proof: Proof, number: int, numbers: Mapping[int, int]) -> Step:
    triple = proof.conclusion
    premises = tuple(numbers[id(premise)] for premise in proof.premises)
    documents = () if proof.rule else _documents(view, triple)
    return Step(number, triple, proof.rule or "", proof.text, proof.bindings, premises, documents)


def _documents(view: GraphView, triple: Triple) -> tuple[Term, ...]:
    graphs = {quad.graph for quad in view.match(*triple)} - {"", INFERRED}
    return tuple(sorted({document for graph in graphs for document in graph_documents(graph)}))


def _read_step(about: Reading, step: Step) -> ReadStep:
    sources: tuple[int, ...] = ()
    reports: list[tuple[PageNode, list[Quotation], ReviewLine | None]] = []
    if not step.rule:
        graphs = [quad.graph for quad in about.graph.snapshot.match(*step.triple)]
        sources = about.cite(graph for graph in graphs if graph not in ("", INFERRED))
        reports = [
            (
                about.node(each),
                source_text.quotations(about, each),
                source_text.review_line(about, each),
            )
            for each in _reports(about, step.triple)
        ]
    return ReadStep(tuple(map(about.node, step.triple)), sources, reports)


def _reports(about: Reading, triple: Triple) -> Iterator[Term]:
    subject, predicate, value = triple
    graph = about.graph
    for statement in graph.subjects(RDF.subject, subject):
        says = graph.value(statement, RDF.predicate), graph.value(statement, RDF.object)
        if says == (predicate, value) and graph.is_a(statement, BIL.Report):
            yield statement
