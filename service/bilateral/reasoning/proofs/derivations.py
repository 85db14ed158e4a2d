"""One step back: the rule instances that conclude a fact."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from bilateral.rdf import datatypes
from bilateral.rdf.terms import is_blank, is_literal
from bilateral.rdf.vocabulary import OWL, RDF
from bilateral.reasoning.incremental.facts import mentions
from bilateral.reasoning.incremental.rule_matching import RuleIndex, joined, schema_of, variables
from bilateral.reasoning.rules.owl2rl import AXIOMS, TEXT, substitute
from bilateral.reasoning.rules.program import bind, specialise
from bilateral.reasoning.rules.schema_index import Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.incremental.facts import Facts
    from bilateral.reasoning.rules.domain_rules import DomainRule
    from bilateral.reasoning.rules.owl2rl import Rule

_NESTED = 4  # steps at most between triples that can be kept: facts of literals, blank predicates

_AXIOMS = {(subject, predicate, object_): rule for rule, subject, predicate, object_ in AXIOMS}


class Instance(NamedTuple):
    """A rule with its variables bound."""

    rule: str
    text: str
    bindings: Mapping[Term, Term]
    premises: tuple[Triple, ...]


class Backward:
    """The rules of a schema, read backward over facts in all their names."""

    def __init__(self, facts: Facts, domain: Sequence[DomainRule] = ()) -> None:
        self._facts = facts
        horn = [horn for rule in domain for horn in rule.rules]
        program = specialise(Schema(schema_of(facts)), horn, complete=True)
        self._index = RuleIndex((*program.rules, *(merge.pairwise() for merge in program.merges)))
        self._heads: dict[Term, list[Rule]] = defaultdict(list)
        for rule in self._index.rules:
            if rule.head:
                self._heads[rule.head[1]].append(rule)
        self._depth = 0
        self._equal = next(facts.match(None, OWL.sameAs, None), None) is not None

    def instances(self, fact: Triple) -> Iterator[Instance]:
        """Yield the rule instances that conclude a fact."""
        for plan in self._index.concluding(fact):
            rule = plan.rule
            for bindings in plan.found(fact, self.match, datatypes.compare):
                body = tuple(substitute(atom, bindings) for atom in rule.body)
                if fact not in body:
                    yield Instance(rule.name, rule.text, variables(bindings), (*rule.premises, *body))
        if fact[1] == OWL.sameAs:
            yield from self._same(fact)
        if fact[1] == OWL.differentFrom or (fact[1] == RDF.type and datatypes.is_datatype(fact[2])):
            yield from self._of_values(fact)
        if self._equal:
            yield from self._replaced(fact)
        yield from self._spelt(fact)

    def given(self, fact: Triple) -> str | None:
        """Return the rule without premises that gives the fact, if any."""
        subject, predicate, object_ = fact
        if predicate == OWL.sameAs and subject == object_ and not self._facts.is_inferred(fact):
            return "eq-ref"
        if fact in _AXIOMS:
            return _AXIOMS[fact]
        about_value = is_literal(subject) and predicate == RDF.type and datatypes.is_datatype(object_)
        return "dt-type2" if about_value and datatypes.belongs(subject, object_) else None

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Yield facts, also those that cannot be kept because they are not RDF."""
        if (subject is not None and is_literal(subject)) or (predicate is not None and is_blank(predicate)):
            yield from self._unkept(subject, predicate, object_)
        else:
            yield from self._facts.match(subject, predicate, object_)

    def _unkept(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        if predicate is None or self._depth >= _NESTED:
            return
        self._depth += 1
        try:
            found: set[Triple] = set()
            for rule in self._heads.get(predicate, ()):
                found.update(self._heads_of(rule, (subject, predicate, object_)))
        finally:
            self._depth -= 1
        yield from found

    def _heads_of(self, rule: Rule, pattern: tuple[Term | None, Term, Term | None]) -> Iterator[Triple]:
        assert rule.head is not None  # noqa: S101  # rules are found by their head
        wanted = tuple(
            term if value is None else value for term, value in zip(rule.head, pattern, strict=True)
        )
        bindings = bind(rule.head, (wanted[0], wanted[1], wanted[2]), {})
        if bindings is None:
            return
        known = {term: value for term, value in bindings.items() if term != value}
        for found in joined(rule, known, self.match, datatypes.compare):
            yield substitute(rule.head, found)

    def _same(self, fact: Triple) -> Iterator[Instance]:
        one, _, other = fact
        if one == other:
            for triple in islice(mentions(self._facts, one), 1):
                yield _equality("eq-ref", dict(zip(("?s", "?p", "?o"), triple, strict=True)), triple)
        elif self._holds((other, OWL.sameAs, one)):
            yield _equality("eq-sym", {"?x": other, "?y": one}, (other, OWL.sameAs, one))
        for _, _, middle in self.match(one, OWL.sameAs, None):
            if middle not in {one, other} and self._holds((middle, OWL.sameAs, other)):
                bindings = {"?x": one, "?y": middle, "?z": other}
                yield _equality("eq-trans", bindings, (one, OWL.sameAs, middle), (middle, OWL.sameAs, other))

    def _replaced(self, fact: Triple) -> Iterator[Instance]:
        for at, rule in enumerate(("eq-rep-s", "eq-rep-p", "eq-rep-o")):
            if fact[1] == OWL.sameAs or is_literal(fact[at]):
                continue
            variable = f"?{rule[-1]}"
            for name, _, _ in self._facts.match(None, OWL.sameAs, fact[at]):
                other = (*fact[:at], name, *fact[at + 1 :])
                premise = (other[0], other[1], other[2])
                if name != fact[at] and self._holds(premise):
                    bindings = {variable: name, f"{variable}'": fact[at]}
                    yield _equality(rule, bindings, (name, OWL.sameAs, fact[at]), premise)

    def _spelt(self, fact: Triple) -> Iterator[Instance]:
        """dt-eq with eq-rep-o: the same value, written otherwise."""
        subject, predicate, literal = fact
        value = datatypes.value_of(literal) if is_literal(literal) else None
        if value is None or is_literal(subject):
            return
        for premise in self._facts.match(subject, predicate, None):
            other = premise[2]
            if other != literal and is_literal(other):
                found = datatypes.value_of(other)
                if found and datatypes.same(value, found):
                    yield Instance("dt-eq", TEXT["dt-eq"], {"?lt1": other, "?lt2": literal}, (premise,))

    def _of_values(self, fact: Triple) -> Iterator[Instance]:
        """dt-type2 and dt-diff, for terms that are the same as a literal."""
        one, predicate, other = fact
        literals = [triple for triple in self._facts.match(one, OWL.sameAs, None) if is_literal(triple[2])]
        for same in literals:
            if predicate == RDF.type:
                if datatypes.belongs(same[2], other):
                    yield Instance("dt-type2", TEXT["dt-type2"], {"?lt": same[2], "?dt": other}, (same,))
                continue
            for another in self._facts.match(other, OWL.sameAs, None):
                if is_literal(another[2]) and datatypes.differ(same[2], another[2]):
                    bindings = {"?lt1": same[2], "?lt2": another[2]}
                    yield Instance("dt-diff", TEXT["dt-diff"], bindings, (same, another))

    def _holds(self, fact: Triple) -> bool:
        return self._facts.is_asserted(fact) or self._facts.is_inferred(fact)


def _equality(rule: str, bindings: Mapping[Term, Term], *premises: Triple) -> Instance:
    return Instance(rule, TEXT[rule], bindings, premises)
