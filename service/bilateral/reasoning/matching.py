"""Rules met one fact at a time: what follows from a fact, and what a fact follows from."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from bilateral.reasoning import datatypes
from bilateral.reasoning.names import TYPE
from bilateral.reasoning.program import bind, is_type
from bilateral.reasoning.rules import is_variable, substitute
from bilateral.terms import is_literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bilateral.reasoning.rules import Comparison, Rule
    from bilateral.terms import Term, Triple

    Match: TypeAlias = Callable[[Term | None, Term | None, Term | None], Iterator[Triple]]
    Holds: TypeAlias = Callable[[Term, str, Term], bool]
    Found: TypeAlias = dict[Term, Term]


class RuleIndex:
    """Rules by the facts that may meet an atom of their body, and by those their head may conclude."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_body: dict[tuple[Term, Term | None], list[tuple[Rule, int]]] = defaultdict(list)
        self._by_head: dict[tuple[Term, Term | None], list[Rule]] = defaultdict(list)
        self.rules = tuple(rules)
        for rule in self.rules:
            for at, atom in enumerate(rule.body):
                self._by_body[_key(atom)].append((rule, at))
            if rule.head:
                self._by_head[_key(rule.head)].append(rule)

    def meeting(self, fact: Triple) -> Iterator[tuple[Rule, int]]:
        """Yield rules with the place in their body that the fact may meet."""
        _, predicate, object_ = fact
        yield from self._by_body.get((predicate, None), ())
        if predicate == TYPE:
            yield from self._by_body.get((predicate, object_), ())

    def concluding(self, fact: Triple) -> Iterator[Rule]:
        """Yield rules that may conclude the fact."""
        _, predicate, object_ = fact
        yield from self._by_head.get((predicate, None), ())
        if predicate == TYPE:
            yield from self._by_head.get((predicate, object_), ())


def _key(atom: Triple) -> tuple[Term, Term | None]:
    return atom[1], atom[2] if is_type(atom) else None


def from_fact(rule: Rule, at: int, fact: Triple, match: Match, holds: Holds) -> Iterator[Found]:
    """Yield the ways to meet the rule's body with the fact at one place."""
    bindings = bind(rule.body[at], fact, {})
    if bindings is not None:
        rest = rule.body[:at] + rule.body[at + 1 :]
        yield from joined(rest, bindings, match, rule.filters, holds)


def to_fact(rule: Rule, fact: Triple, match: Match, holds: Holds) -> Iterator[Found]:
    """Yield the ways to meet the rule's body so that it concludes the fact."""
    bindings = bind(rule.head, fact, {}) if rule.head else None
    if bindings is not None:
        yield from joined(rule.body, bindings, match, rule.filters, holds)


def joined(
    body: Sequence[Triple], bindings: Found, match: Match, filters: Sequence[Comparison], holds: Holds
) -> Iterator[Found]:
    """Yield the extensions of the bindings to the whole body that pass the filters."""
    order = _ordered(body, bindings)
    if not order:
        if _passes(filters, bindings, holds):
            yield bindings
        return
    levels = [_step(order[0], bindings, match)]
    while levels:
        found = next(levels[-1], None)
        if found is None:
            levels.pop()
        elif len(levels) == len(order):
            if _passes(filters, found, holds):
                yield found
        else:
            levels.append(_step(order[len(levels)], found, match))


def _ordered(body: Sequence[Triple], bindings: Mapping[Term, Term]) -> list[Triple]:
    """Order the atoms so that each is met with as much known as possible."""
    if len(body) <= 1:
        return list(body)
    known, rest, order = set(bindings), list(body), []
    while rest:
        best = max(rest, key=lambda atom: _selectivity(atom, known))
        rest.remove(best)
        order.append(best)
        known.update(filter(is_variable, best))
    return order


def _selectivity(atom: Triple, known: set[Term]) -> int:
    subject, _, object_ = atom
    left, right = (not is_variable(term) or term in known for term in (subject, object_))
    named = is_variable(object_) or atom[1] != TYPE
    return 4 * (left and right) + 2 * left + (right and named)


def _step(atom: Triple, bindings: Found, match: Match) -> Iterator[Found]:
    subject, predicate, object_ = substitute(atom, bindings)
    if predicate == TYPE and is_literal(subject) and datatypes.is_datatype(object_):
        if datatypes.belongs(subject, object_):
            yield bindings
        return
    pattern = (
        None if is_variable(subject) else subject,
        predicate,
        None if is_variable(object_) else object_,
    )
    for fact in match(*pattern):
        found = bind(atom, fact, bindings)
        if found is not None:
            yield bindings | found


def _passes(filters: Sequence[Comparison], bindings: Mapping[Term, Term], holds: Holds) -> bool:
    return all(
        holds(bindings.get(f.left, f.left), f.operator, bindings.get(f.right, f.right)) for f in filters
    )
