"""The closure of an rdflib graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral.rdf import rdflib_bridge
from bilateral.reasoning.bulk.materialise import materialise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import Graph

    from bilateral.reasoning.bulk.materialise import Reasoner
    from bilateral.reasoning.rules.domain_rules import DomainRule
    from bilateral.reasoning.rules.owl2rl import Clash


@dataclass(frozen=True)
class Closure:
    """What a graph entails."""

    inferred: Graph  # what is entailed and not asserted
    clashes: list[Clash]  # the contradictions; empty where the graph is consistent


def closure(
    graph: Graph, rules: Sequence[DomainRule] = (), *, reasoner: Reasoner = "native", beyond: bool = True
) -> Closure:
    """Return all that OWL 2 RL entails of a graph, the trivial part included; see `materialise`.

    Source: OWL 2 Profiles, section 4.3.
    """
    result = materialise(
        map(rdflib_bridge.to_triple, graph), rules, reasoner=reasoner, trivial="all", beyond=beyond
    )
    return Closure(rdflib_bridge.to_graph(result.inferred, "rdflib"), result.clashes)
