"""Incremental reasoning: the inferred triples follow each change of the asserted ones.

Insertion is semi-naive, one fact at a time. Deletion is Backward/Forward: another proof is searched for a
fact that lost a premise, and only a fact without one is removed and followed forward. Where owl:sameAs may no
longer hold, all facts about its terms are removed and inferred again from what is asserted. Changes of the
schema, and large ones, compute everything anew.

Source: Motik, Nenov, Piro, Horrocks, Incremental Update of Datalog Materialisation: the
Backward/Forward Algorithm, AAAI 2015.
"""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from bilateral.rdf import datatypes
from bilateral.rdf.terms import is_legal, is_literal
from bilateral.rdf.vocabulary import OWL, RDF
from bilateral.reasoning.incremental.backward_forward import Support
from bilateral.reasoning.incremental.equality_classes import EqualityClasses, Overlay, connected
from bilateral.reasoning.incremental.facts import CachedFacts, InferenceDelta, with_identity
from bilateral.reasoning.incremental.rule_matching import MaintainedRules, variables
from bilateral.reasoning.rules.owl2rl import TEXT, Clash, Rule, not_type, substitute
from bilateral.reasoning.rules.schema_index import is_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.materialise import Trivial
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.domain_rules import DomainRule

LIMIT = 20_000  # facts that a change may touch before everything is computed anew


class _TooMuchError(Exception):
    """This change is faster to compute anew."""


class Maintainer:
    """Maintains the inferred triples of some facts.

    The facts must be closed under the rules, as `materialise` leaves them, and must change only by what
    `change` returns.
    """

    def __init__(
        self, facts: Facts, rules: Sequence[DomainRule] = (), *, limit: int = LIMIT, reflexive: bool = False
    ) -> None:
        """Start from closed facts; `reflexive` is whether they have eq-ref for every term."""
        self._facts, self._domain, self._limit = facts, tuple(rules), limit
        self._reflexive = reflexive
        self._rules: MaintainedRules | None = None

    def change(self, inserted: Iterable[Triple], deleted: Iterable[Triple] = ()) -> InferenceDelta:
        """Return what changes when triples become asserted, and others are no longer asserted.

        Call it while the facts are still as they were; then apply the change and the delta.
        """
        facts = self._facts
        gone = {triple for triple in deleted if facts.is_asserted(triple)}
        fresh = {triple for triple in inserted if not facts.is_asserted(triple)}
        if len(gone) + len(fresh) > self._limit:
            return self._anew(fresh, gone)
        if self._rules is None:
            self._rules = MaintainedRules(facts, self._domain)
        try:
            delta = _Change(facts, self._rules, fresh, gone, self._limit).run()
        except _TooMuchError:
            return self._anew(fresh, gone)
        return with_identity(facts, fresh, gone, delta) if self._reflexive else delta

    def _anew(self, inserted: set[Triple], deleted: set[Triple]) -> InferenceDelta:
        self._rules = None
        from bilateral.reasoning.bulk.materialise import materialise  # noqa: PLC0415  # loads numpy

        kept = (triple for triple in self._facts.asserted() if triple not in deleted)
        trivial: Trivial = "eq-ref" if self._reflexive else "none"
        return InferenceDelta(
            materialisation=materialise(chain(kept, inserted), self._domain, trivial=trivial)
        )


class _Change:
    """One change: from the facts before it to what differs after it."""

    def __init__(
        self, facts: Facts, rules: MaintainedRules, inserted: set[Triple], deleted: set[Triple], limit: int
    ) -> None:
        facts = CachedFacts(facts, rules.schema)
        self.facts, self.rules, self.limit = facts, rules, limit
        self.inserted, self.deleted = inserted, deleted
        self.equality = EqualityClasses(facts)
        self.overlay = Overlay(facts, self.equality)
        self.support = Support(rules.index, self.overlay.match, self._compare, self._explicit, limit)
        self.clashes: list[Clash] = []
        self.resolved: list[Clash] = []
        self.renamed: set[Term] = set()
        self.suspects: set[Term] = set()

    def run(self) -> InferenceDelta:
        if not self.rules.possible or any(map(is_schema, chain(self.inserted, self.deleted))):
            raise _TooMuchError
        self._check_literals()
        before = self.equality
        try:
            split = self._delete()
        except LookupError as problem:
            raise _TooMuchError from problem
        if split:
            before = self.equality.copy()
            for members in split:
                self.equality.split(connected(members, self._edges(members)))
        old = {variant for fact in self.overlay.removed for variant in before.variants(fact)}
        self.overlay.removed |= old
        old |= {(one, OWL.sameAs, other) for members in split for one in members for other in members}
        self._insert(chain(self.inserted, filter(self._is_asserted, old)))
        return self._delta(old)

    def _check_literals(self) -> None:
        added = {triple[2] for triple in self.inserted}
        for triple in chain(self.inserted, self.deleted):
            literal = triple[2]
            if not is_literal(literal):
                continue
            if triple[1] == OWL.sameAs or any(
                other in added or self._is_spelled(other) for other in datatypes.spellings(literal)
            ):
                raise _TooMuchError
            if triple in self.inserted and datatypes.validate(literal) is not None:
                self.clashes.append(not_type(literal, None, (triple,)))

    def _is_spelled(self, literal: Term) -> bool:
        """Return whether a fact has this very literal: a store may find another spelling for it."""
        found = next(self.facts.match(None, None, literal), None)
        return found is not None and found[2] == literal

    def _is_asserted(self, triple: Triple) -> bool:
        return triple in self.inserted or (self.facts.is_asserted(triple) and triple not in self.deleted)

    def _explicit(self, fact: Triple) -> bool:
        """Return whether the fact stays asserted under some names; the schema stays as it is."""
        if is_literal(fact[0]):
            return datatypes.is_datatype(fact[2]) and datatypes.belongs(fact[0], fact[2]) is True
        return is_schema(fact) or any(
            self.facts.is_asserted(triple) and triple not in self.deleted
            for triple in self.equality.variants(fact)
        )

    def _compare(self, left: Term, operator: str, right: Term) -> bool:
        return any(
            datatypes.compare(one, operator, other)
            for one in self.equality.members(left)
            for other in self.equality.members(right)
        )

    def _delete(self) -> list[frozenset[Term]]:
        """Remove what has no proof any more, and return the classes that may have to be split."""
        todo: list[Triple] = []
        for triple in self.deleted:
            if triple[1] == OWL.sameAs:
                self.suspects.add(self.equality.canonical(triple[0]))
            else:
                todo.append(self.equality.triple(triple))
        split: dict[Term, frozenset[Term]] = {}
        while todo or self.suspects:
            self._follow_removed(todo)
            for term in self.suspects - set(split):
                members = self.equality.members(term)
                if len(members) > 1 and len(connected(members, self._edges(members))) > 1:
                    split[term] = members
                    todo += self._remove_all_of(term)
            self.suspects = set()
        return list(split.values())

    def _suspect(self, fact: Triple) -> None:
        """Note the terms of a fact that lost a premise: their equality may have rested on it."""
        if not self.equality.trivial:
            self.suspects |= {term for term in fact if len(self.equality.members(term)) > 1}

    def _edges(self, members: frozenset[Term]) -> Iterator[tuple[Term, Term]]:
        """Yield the pairs that stay asserted to be the same."""
        for one in members:
            for triple in self.facts.match(one, OWL.sameAs, None):
                if triple[2] in members and self.facts.is_asserted(triple) and triple not in self.deleted:
                    yield one, triple[2]

    def _remove_all_of(self, term: Term) -> list[Triple]:
        """Remove all facts about a term, and return what they supported."""
        if term in self.rules.constants or not self.rules.constants.isdisjoint(self.equality.members(term)):
            raise _TooMuchError
        self.support.forget()
        facts = self._about(term)
        self.overlay.removed |= facts
        return [head for fact in facts for head in self._consequences_of_removed(fact)]

    def _follow_removed(self, todo: list[Triple]) -> None:
        while todo:
            fact = todo.pop()
            if is_schema(fact) or len(self.overlay.removed) > self.limit:
                raise _TooMuchError
            self._suspect(fact)
            if fact in self.overlay.removed or self._explicit(fact):
                continue
            unproved = self.support.unproved(fact)
            self.overlay.removed |= unproved
            for gone in unproved:
                self._suspect(gone)
                todo += self._consequences_of_removed(gone)

    def _consequences_of_removed(self, fact: Triple) -> Iterator[Triple]:
        if fact[1] == OWL.differentFrom and fact[0] == fact[2]:
            self.resolved.append(self._different(fact))
        self.resolved += self._exclusive_clashes(fact, was=True)
        for plan in self.rules.index.meeting(fact):
            rule = plan.rule
            for bindings in plan.found(fact, self.overlay.stored, self._compare):
                if rule.head is None:
                    self.resolved.append(_clash(rule, bindings))
                    continue
                head = substitute(rule.head, bindings)
                if head[1] == OWL.sameAs:
                    if self.equality.canonical(head[0]) == self.equality.canonical(head[2]):
                        self.suspects.add(self.equality.canonical(head[0]))
                elif is_literal(head[0]):
                    if not datatypes.is_datatype(head[2]):
                        self._literal_subject(head)
                elif head not in self.overlay.removed and self.overlay.held_before(head):
                    yield head

    def _insert(self, triples: Iterable[Triple]) -> None:
        todo = list(triples)
        while todo:
            fact = todo.pop()
            if fact[1] == OWL.sameAs:
                todo += self._unite(fact)
                continue
            fact = self.equality.triple(fact)
            if self.overlay.holds(fact):
                continue
            if is_literal(fact[0]):
                self._literal_subject(fact)
                continue
            if is_schema(fact) or len(self.overlay.added) > self.limit:
                raise _TooMuchError
            self.overlay.add(fact)
            todo += self._consequences_of_new(fact)

    def _consequences_of_new(self, fact: Triple, *, compared: bool = False) -> list[Triple]:
        """Return what follows from a fact, or only by rules with filters, which new names may pass."""
        heads: list[Triple] = []
        if fact[1] == OWL.differentFrom and fact[0] == fact[2]:
            self.clashes.append(self._different(fact))
        self.clashes += self._exclusive_clashes(fact, was=False)
        for plan in self.rules.index.meeting(fact):
            rule = plan.rule
            if compared and not rule.filters:
                continue
            for bindings in plan.found(fact, self.overlay.match, self._compare):
                if rule.head is None:
                    self.clashes.append(_clash(rule, bindings))
                    continue
                head = substitute(rule.head, bindings)
                if is_literal(head[0]) and head[1] == RDF.type and datatypes.is_datatype(head[2]):
                    if datatypes.belongs(head[0], head[2]) is False:
                        self.clashes.append(not_type(head[0], head[2], _premises(rule, bindings)))
                elif head[1] == OWL.sameAs and is_literal(head[0]) and is_literal(head[2]):
                    self._same_literals(head, rule, bindings)
                else:
                    heads.append(head)
        return heads

    def _literal_subject(self, fact: Triple) -> None:
        """A literal's facts are kept nowhere: where a rule would ask for one, all is computed anew."""
        if any(self.rules.index.meeting(fact)):
            raise _TooMuchError

    def _same_literals(self, head: Triple, rule: Rule, bindings: dict[Term, Term]) -> None:
        if head[0] >= head[2]:
            return
        if not datatypes.differ(head[0], head[2]):
            raise _TooMuchError
        self.clashes.append(_clash(rule, bindings))

    def _unite(self, fact: Triple) -> list[Triple]:
        """Make two terms equal, and return the facts about them under their canonical name."""
        one, other = self.equality.canonical(fact[0]), self.equality.canonical(fact[2])
        if one == other:
            return []
        members = self.equality.members(one) | self.equality.members(other)
        if any(map(is_literal, members)) or not self.rules.constants.isdisjoint(members):
            raise _TooMuchError
        about = self._about(one) | self._about(other)
        if len(about) > self.limit:
            raise _TooMuchError
        self.equality.unite(one, other)
        canonical = self.equality.canonical(one)
        self.renamed.add(canonical)
        moved = [found for found in about if self.equality.triple(found) != found]
        for found in moved:
            self.overlay.drop(found)
        compared = (found for found in about if self.equality.triple(found) == found)
        return moved + [head for fact in compared for head in self._consequences_of_new(fact, compared=True)]

    def _about(self, term: Term) -> set[Triple]:
        """Return the facts about a term, except what it is the same as."""
        patterns = (term, None, None), (None, None, term), (None, term, None)
        return {
            fact for pattern in patterns for fact in self.overlay.match(*pattern) if fact[1] != OWL.sameAs
        }

    def _different(self, fact: Triple) -> Clash:
        names = sorted(self.equality.members(fact[0]))
        one, other = names[0], names[min(1, len(names) - 1)]
        premises = (one, OWL.sameAs, other), (one, OWL.differentFrom, other)
        return Clash("eq-diff1", TEXT["eq-diff1"], {"?x": one, "?y": other}, premises)

    def _exclusive_clashes(self, fact: Triple, *, was: bool) -> Iterator[Clash]:
        holds = self.overlay.held_before if was else self.overlay.holds
        subject, predicate, object_ = fact
        key = object_ if predicate == RDF.type else predicate
        for exclusive in self.rules.exclusives.get(key, ()):
            if (exclusive.name == "cax-adc") != (predicate == RDF.type):
                continue
            for one, other in combinations(exclusive.members, 2):
                if key not in {one, other}:
                    continue
                if predicate == RDF.type:
                    pair = (subject, RDF.type, one), (subject, RDF.type, other)
                    bindings = {"?z": subject, "?ci": one, "?cj": other}
                else:
                    pair = (subject, one, object_), (subject, other, object_)
                    bindings = {"?u": subject, "?v": object_, "?pi": one, "?pj": other}
                if all(triple == fact or holds(triple) for triple in pair):
                    premises = (*exclusive.premises, *pair)
                    yield Clash(exclusive.name, exclusive.text, bindings, premises)

    def _delta(self, old: set[Triple]) -> InferenceDelta:
        touched = old | self.inserted | self.deleted
        facts = set(self.overlay.added)
        for term in self.renamed:
            term_now = self.equality.canonical(term)
            facts |= self._about(term_now)
            members = self.equality.members(term_now)
            touched |= {(one, OWL.sameAs, other) for one in members for other in members}
        touched |= {variant for fact in facts for variant in self.equality.variants(fact)}
        after = {triple for triple in touched if self._holds_after(triple)}
        added = {
            t for t in after if not self._is_asserted(t) and not self.facts.is_inferred(t) and is_legal(t)
        }
        removed = {
            t for t in touched if self.facts.is_inferred(t) and (t not in after or self._is_asserted(t))
        }
        clashes, resolved = dict.fromkeys(self.clashes), dict.fromkeys(self.resolved)
        return InferenceDelta(
            frozenset(added),
            frozenset(removed),
            tuple(clash for clash in clashes if clash not in resolved),
            tuple(clash for clash in resolved if clash not in clashes),
        )

    def _holds_after(self, triple: Triple) -> bool:
        if triple[1] == OWL.sameAs:
            members = self.equality.members(triple[0])
            return triple[2] in members and len(members) > 1
        return self.overlay.holds(self.equality.triple(triple))


def _clash(rule: Rule, bindings: dict[Term, Term]) -> Clash:
    return Clash(rule.name, rule.text, variables(bindings), _premises(rule, bindings))


def _premises(rule: Rule, bindings: dict[Term, Term]) -> tuple[Triple, ...]:
    return (*rule.premises, *(substitute(atom, bindings) for atom in rule.body))
