"""The reference implementation: owlrl, behind the same interface.

Slow, and with known faults: keys of several properties merge on one, a key of one property
merges everything, owl:AllDifferent skips its last member, dt-eq and dt-diff are missing.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from owlrl import OWLRL_Semantics
from rdflib import Graph

from bilateral.rdf import rdflib_bridge
from bilateral.rdf.terms import is_legal
from bilateral.rdf.vocabulary import OWL
from bilateral.reasoning.bulk.materialisation import Materialisation
from bilateral.reasoning.rules.owl2rl import Clash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Triple
    from bilateral.reasoning.rules.domain_rules import DomainRule


class ReferenceMaterialisation(Materialisation):
    """What owlrl makes of a graph."""

    def __init__(self, triples: Iterable[Triple], rules: Sequence[DomainRule], *, complete: bool) -> None:
        start = perf_counter()
        asserted = set(triples)
        graph = rdflib_bridge.to_graph(asserted)
        messages = _closed(graph, rules)
        found = {rdflib_bridge.to_triple(nodes) for nodes in graph} - asserted
        trivial = set() if complete else {triple for triple in found if triple[1:] == (OWL.sameAs, triple[0])}
        self._inferred = sorted(filter(is_legal, found - trivial))
        self.seconds = {"reason": perf_counter() - start}
        self._clashes = [Clash("owlrl", message, {}, ()) for message in messages]
        self._asserted = len(asserted)

    @property
    def inferred(self) -> Iterator[Triple]:
        """The inferred triples."""
        return iter(self._inferred)

    @property
    def clashes(self) -> list[Clash]:
        """What owlrl says about contradictions."""
        return self._clashes

    @property
    def counts(self) -> dict[str, int]:
        """How many triples are asserted and inferred."""
        return {"asserted": self._asserted, "inferred": len(self._inferred)}


def _closed(graph: Graph, rules: Sequence[DomainRule]) -> list[str]:
    """Close a graph under owlrl and the rules of the domain together, and return the errors."""
    messages: dict[str, None] = {}
    while True:
        semantics = OWLRL_Semantics(graph, axioms=True, daxioms=True, rdfs=False)
        semantics.closure()
        messages |= dict.fromkeys(semantics.error_messages)
        size = len(graph)
        for rule in rules:
            concluded = graph.query(rule.query).graph
            graph += concluded if concluded is not None else Graph()
        if len(graph) == size:
            return list(messages)
