"""Backward search: whether a fact still has a proof from what is asserted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.reasoning.rules.owl2rl import substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bilateral.rdf.terms import Triple
    from bilateral.reasoning.incremental.rule_matching import Holds, Match, RuleIndex


class Support:
    """Facts with a proof, which rests on asserted facts only and so stays valid whatever is removed."""

    def __init__(
        self, rules: RuleIndex, match: Match, holds: Holds, explicit: Callable[[Triple], bool], limit: int
    ) -> None:
        self._rules, self._match, self._holds, self._explicit = rules, match, holds, explicit
        self._proved: set[Triple] = set()
        self.limit = limit
        self.steps = 0

    def forget(self) -> None:
        """Drop all proofs: what they rest on may have changed."""
        self._proved.clear()

    def unproved(self, goal: Triple) -> set[Triple]:
        """Search a proof of the goal; return the facts met that have none, or nothing where it has one.

        Raises:
            LookupError: the search went over the limit.
        """
        if self._known(goal):
            return set()
        search = _Search(goal, self._instances)
        while goal not in self._proved:
            step = search.next(self._proved)
            if step is None:
                return search.met - self._proved
            self.steps += 1
            if self.steps > self.limit:
                raise LookupError(goal)
            head, premises = step
            open_ = [premise for premise in dict.fromkeys(premises) if not self._known(premise)]
            if open_:
                search.wait(head, open_)
            else:
                self._proved |= search.wake(head)
        return set()

    def _known(self, fact: Triple) -> bool:
        if fact not in self._proved and self._explicit(fact):
            self._proved.add(fact)
        return fact in self._proved

    def _instances(self, fact: Triple) -> Iterator[tuple[Triple, ...]]:
        for plan in self._rules.concluding(fact):
            body = plan.rule.body
            for bindings in plan.found(fact, self._match, self._holds):
                yield tuple([substitute(atom, bindings) for atom in body])


class _Search:
    """The rule instances met on the way to a goal, and which facts they wait for."""

    def __init__(self, goal: Triple, instances: Callable[[Triple], Iterator[tuple[Triple, ...]]]) -> None:
        self._instances = instances
        self.met = {goal}
        self._stack = [(goal, instances(goal))]
        self._waiting: dict[Triple, list[tuple[Triple, set[Triple]]]] = defaultdict(list)

    def next(self, proved: set[Triple]) -> tuple[Triple, tuple[Triple, ...]] | None:
        """Return the next rule instance, by its head and premises; None where there are no more."""
        while self._stack:
            head, instances = self._stack[-1]
            premises = None if head in proved else next(instances, None)
            if premises is not None:
                return head, premises
            self._stack.pop()
        return None

    def wait(self, head: Triple, premises: list[Triple]) -> None:
        """Note that a head holds once the premises do, and look for those next."""
        missing = head, set(premises)
        for premise in premises:
            self._waiting[premise].append(missing)
            if premise not in self.met:
                self.met.add(premise)
                self._stack.append((premise, self._instances(premise)))

    def wake(self, fact: Triple) -> set[Triple]:
        """Return what is proved with the fact."""
        woken = [fact]
        proved: set[Triple] = set()
        while woken:
            found = woken.pop()
            proved.add(found)
            for head, missing in self._waiting.pop(found, ()):
                missing.discard(found)
                if not missing:
                    woken.append(head)
        return proved
