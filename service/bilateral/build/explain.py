"""Why a triple holds, with the documents that each premise rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral.rdf.iris import INFERRED, graph_documents
from bilateral.reasoning.proofs.proof_search import Explainer, Proof
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.stored_facts import StoreFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.content.locations import Content
    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.view import GraphView


@dataclass(frozen=True, slots=True)
class Step:
    """One conclusion; premises are numbers of other steps.

    Attributes:
        number: its place in the explanation.
        triple: what was concluded, or is asserted.
        rule: the name of the rule; empty where the triple is asserted.
        text: what the rule says.
        bindings: the rule's variables.
        premises: the steps that the rule required.
        documents: the documents that assert the triple.
    """

    number: int
    triple: Triple
    rule: str
    text: str
    bindings: Mapping[Term, Term]
    premises: tuple[int, ...]
    documents: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Proofs of one triple, the shortest first: a step that several need stands once.

    Attributes:
        steps: premises before what they prove.
        proofs: the numbers of the steps that conclude the triple; empty where it does not hold.
    """

    steps: Sequence[Step]
    proofs: Sequence[int]


def explain(view: GraphView, content: Content | None, triple: Triple, limit: int = 3) -> Explanation:
    """Return up to so many proofs of a triple, with what they rest on.

    Args:
        view: the state of the store.
        content: where the domain's rules are; None for those of OWL alone.
        triple: what is asked for.
        limit: how many proofs at the most.
    """
    rules = load_rules(content.rules) if content else ()
    proofs = Explainer(StoreFacts(view), rules).explain(triple, limit)
    numbers: dict[int, int] = {}
    steps: list[Step] = []
    for proof in _premises_first(proofs):
        numbers[id(proof)] = len(steps)
        steps.append(_step(view, proof, len(steps), numbers))
    return Explanation(steps, [numbers[id(proof)] for proof in proofs])


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
    triple = proof.conclusion or ("", "", "")
    premises = tuple(numbers[id(premise)] for premise in proof.premises)
    documents = () if proof.rule else _documents(view, triple)
    return Step(number, triple, proof.rule or "", proof.text, proof.bindings, premises, documents)


def _documents(view: GraphView, triple: Triple) -> tuple[Term, ...]:
    graphs = {quad.graph for quad in view.match(*triple)} - {"", INFERRED}
    return tuple(sorted({document for graph in graphs for document in graph_documents(graph)}))
