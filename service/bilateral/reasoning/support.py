"""Backward search: does a fact still have a proof from what is asserted, without the dead?"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.reasoning.matching import to_fact
from bilateral.reasoning.rules import substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bilateral.reasoning.matching import Holds, Match, RuleIndex
    from bilateral.terms import Triple


class Support:
    """Facts that were shown to have a proof.

    A proof rests on asserted facts only, so it stays valid whatever dies later.
    """

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

    def proves(self, goal: Triple) -> bool:
        """Tell whether the goal has a proof.

        Depth first, each fact met once; a fact that turns out proved wakes the rule instances
        that waited for it.

        Raises:
            LookupError: the search went over the limit.
        """
        waiting: dict[Triple, list[list[Triple]]] = defaultdict(list)
        heads: dict[int, Triple] = {}
        met: set[Triple] = set()
        stack: list[Iterator[tuple[Triple, ...]]] = []
        if self._known(goal):
            return True
        met.add(goal)
        path = [goal]
        stack.append(self._instances(goal))
        while stack:
            premises = next(stack[-1], None)
            if premises is None:
                stack.pop()
                path.pop()
                continue
            self.steps += 1
            if self.steps > self.limit:
                raise LookupError(goal)
            head = path[-1]
            if head in self._proved:
                stack.pop()
                path.pop()
                continue
            open_ = [premise for premise in dict.fromkeys(premises) if not self._known(premise)]
            if not open_:
                self._wake(head, waiting, heads)
                if goal in self._proved:
                    return True
                continue
            heads[id(open_)] = head
            for premise in open_:
                waiting[premise].append(open_)
            for premise in open_:
                if premise not in met:
                    met.add(premise)
                    path.append(premise)
                    stack.append(self._instances(premise))
        return goal in self._proved

    def _known(self, fact: Triple) -> bool:
        if fact in self._proved:
            return True
        if self._explicit(fact):
            self._proved.add(fact)
            return True
        return False

    def _wake(
        self, fact: Triple, waiting: dict[Triple, list[list[Triple]]], heads: dict[int, Triple]
    ) -> None:
        woken = [fact]
        while woken:
            proved = woken.pop()
            if proved in self._proved and proved is not fact:
                continue
            self._proved.add(proved)
            for open_ in waiting.pop(proved, ()):
                open_.remove(proved)
                if not open_:
                    woken.append(heads[id(open_)])

    def _instances(self, fact: Triple) -> Iterator[tuple[Triple, ...]]:
        for rule in self._rules.concluding(fact):
            for bindings in to_fact(rule, fact, self._match, self._holds):
                yield tuple(substitute(atom, bindings) for atom in rule.body)
