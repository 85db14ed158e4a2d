"""Proof trees of a triple down to asserted triples, the shortest first.

Rules are searched backward from the triple; the smallest proofs are then built forward, so that none has a
cycle.

Source: Knuth, A Generalization of Dijkstra's Algorithm, Information Processing Letters 6, 1977.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeAlias

from bilateral.reasoning.proofs.derivations import Backward, Instance
from bilateral.reasoning.rules.owl2rl import TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.domain_rules import DomainRule

_FEW = 64  # rule instances of one fact that are looked at before all are
_ENOUGH = 2_000  # facts that are met once a proof is known
_MOST = 500_000  # facts that are met while none is


@dataclass(frozen=True, eq=False)
class Proof:
    """A reason for a triple."""

    conclusion: Triple
    rule: str | None = None  # the rule's name; None where the triple is asserted
    text: str = ""  # the rule, as its source writes it
    bindings: Mapping[Term, Term] = field(default_factory=dict)
    premises: tuple[Proof, ...] = field(default=(), repr=False)  # the proofs of what the rule required
    size: int = 1  # how many triples the whole proof has


class Explainer:
    """Explains the triples of some facts."""

    def __init__(self, facts: Facts, rules: Sequence[DomainRule] = ()) -> None:
        self._facts = facts
        self._backward = Backward(facts, rules)

    def explain(self, triple: Triple, limit: int = 1) -> list[Proof]:
        """Return up to so many proofs, which differ in their last step, the shortest first.

        An asserted triple's first proof is its assertion. A triple that does not hold has none.
        """
        proofs = [Proof(triple)] if self._facts.is_asserted(triple) else []
        if proofs and limit == 1:
            return proofs
        rule = self._backward.given(triple)
        if rule:
            proofs.append(Proof(triple, rule, TEXT[rule]))
        return (proofs + self._derived(triple, limit - len(proofs)))[:limit]

    def _derived(self, goal: Triple, limit: int) -> list[Proof]:
        if limit <= 0 or not (self._facts.is_inferred(goal) or self._facts.is_asserted(goal)):
            return []
        searches = (_Search(goal, self._facts, self._backward, width) for width in (_FEW, None))
        return next(filter(None, (search.proofs(limit) for search in searches)), [])


def _step(conclusion: Triple, last: Instance, premises: list[Proof]) -> Proof:
    size = 1 + sum(premise.size for premise in premises)
    return Proof(conclusion, last.rule, last.text, last.bindings, tuple(premises), size)


_Heap: TypeAlias = "list[tuple[int, int, Triple, Proof]]"  # by size, then in order of arrival


class _Search:
    """The facts and rule instances met backward from a goal."""

    def __init__(self, goal: Triple, facts: Facts, backward: Backward, width: int | None) -> None:
        self._goal, self._facts, self._backward, self._width = goal, facts, backward, width
        self._instances: dict[Triple, list[Instance]] = {}
        self._frontier = [goal]

    def proofs(self, limit: int) -> list[Proof]:
        """Return the shortest proofs of the goal, one for each last step."""
        depth, look = 0, 1
        while True:
            depth += 1
            self._widen()
            if depth < look and self._frontier:
                continue
            look *= 2
            found = self._last_steps()
            if not self._frontier or len(self._instances) > _MOST:
                return found[:limit]
            if found and (found[0].size <= depth + 1 or len(self._instances) > _ENOUGH):
                return found[:limit]

    def _widen(self) -> None:
        """Meet the rule instances of all facts at the frontier."""
        frontier: dict[Triple, None] = {}
        for fact in self._frontier:
            self._instances[fact] = list(islice(self._backward.instances(fact), self._width))
            for instance in self._instances[fact]:
                frontier |= dict.fromkeys(instance.premises)
        self._frontier = [fact for fact in frontier if fact not in self._instances and not self._leaf(fact)]

    def _leaf(self, fact: Triple) -> bool:
        return self._facts.is_asserted(fact) or self._backward.given(fact) is not None

    def _last_steps(self) -> list[Proof]:
        best = self._smallest()
        steps = [
            _step(self._goal, instance, [best[premise] for premise in instance.premises])
            for instance in self._instances[self._goal]
            if all(premise in best for premise in instance.premises)
        ]
        distinct = {(step.rule, tuple(p.conclusion for p in step.premises)): step for step in reversed(steps)}
        return sorted(distinct.values(), key=lambda proof: proof.size)

    def _smallest(self) -> dict[Triple, Proof]:
        """Return the smallest proof of each fact that does not rest on the goal."""
        waiting: dict[Triple, list[tuple[Triple, Instance]]] = defaultdict(list)
        missing: dict[int, int] = {}
        heap: _Heap = []
        best: dict[Triple, Proof] = {}
        for fact, instances in self._instances.items():
            for instance in instances if fact != self._goal else ():
                premises = set(instance.premises)
                missing[id(instance)] = len(premises)
                for premise in premises:
                    waiting[premise].append((fact, instance))
                if not premises:
                    self._push(heap, fact, instance, best)
        for fact in self._leaves():
            heapq.heappush(heap, (1, len(heap), fact, self._given(fact)))
        while heap:
            _, _, fact, proof = heapq.heappop(heap)
            if fact in best:
                continue
            best[fact] = proof
            for head, instance in waiting.get(fact, ()):
                missing[id(instance)] -= 1
                if not missing[id(instance)] and head not in best:
                    self._push(heap, head, instance, best)
        return best

    def _given(self, fact: Triple) -> Proof:
        rule = None if self._facts.is_asserted(fact) else self._backward.given(fact)
        return Proof(fact, rule, TEXT[rule]) if rule else Proof(fact)

    def _leaves(self) -> set[Triple]:
        met = chain.from_iterable(self._instances.values())
        premises = {premise for instance in met for premise in instance.premises}
        return {fact for fact in premises if fact != self._goal and self._leaf(fact)}

    def _push(self, heap: _Heap, fact: Triple, instance: Instance, best: Mapping[Triple, Proof]) -> None:
        proof = _step(fact, instance, [best[premise] for premise in instance.premises])
        heapq.heappush(heap, (proof.size, len(heap) + 1_000_000 * len(best), fact, proof))
