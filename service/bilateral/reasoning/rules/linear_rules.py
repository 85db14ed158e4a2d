"""What follows from one row of many alike, where it follows from the row alone.

The rows of a table say the same of different things. What follows from one is then, with other names, what
follows from each, and need not be found by reasoning over all. This holds as long as no rule can combine a
fact of a row with a fact of another row or of the graph; which is looked for here, and not assumed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.rdf.datatypes import SUPERTYPES
from bilateral.rdf.terms import is_legal, is_literal, literal_parts
from bilateral.rdf.vocabulary import OWL, RDF
from bilateral.reasoning.rules.owl2rl import substitute
from bilateral.reasoning.rules.program import bind
from bilateral.reasoning.rules.schema_index import META_CLASSES, PREDICATES, is_schema
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.rules.owl2rl import Rule
    from bilateral.reasoning.rules.program import Program


def linear_closure(
    program: Program, template: Iterable[Triple], own: Collection[Term], known: Iterable[Triple]
) -> list[Triple] | None:
    """Return what follows from a row beyond what it says; None if others may take part, or contradict it.

    Args:
        program: the rules, specialised to the schema of the graph.
        template: what the row says.
        own: things that nothing but the row says anything of.
        known: of the graph and what follows from it, the schema, and all types of the things in the row that
            are not its own.
    """
    row = _Row(program, set(template), own, known)
    try:
        row.close()
    except _OthersTakePart:
        return None
    return sorted(filter(is_legal, row.new - row.said))


class _OthersTakePart(Exception):  # noqa: N818  # a finding, not a failure
    pass


class _Row:
    def __init__(
        self, program: Program, template: set[Triple], own: Collection[Term], known: Iterable[Triple]
    ) -> None:
        self.said = template
        self.new: set[Triple] = set()
        self._own, self._known = frozenset(own), frozenset(known)
        self._program = program
        self._rules: dict[Term, list[Rule]] = defaultdict(list)  # by the predicates of their bodies
        for rule in (*program.rules, *(merge.pairwise() for merge in program.merges)):
            for predicate in {"?" if is_variable(atom[1]) else atom[1] for atom in rule.body}:
                self._rules[predicate].append(rule)
        self._facts: dict[Term, list[Triple]] = defaultdict(list)  # by predicate, and by subject
        for triple in self._known:
            self._index(triple)

    def close(self) -> None:
        """Add what follows to what is new."""
        ahead = [triple for triple in self.said if self._is_new(triple)]
        for triple in ahead:
            # The loop goes on with what it adds.
            for rule in (*self._rules[triple[1]], *self._rules["?"]):
                ahead += [head for head in list(self._conclusions(rule, triple)) if self._is_new(head)]
        for exclusive in self._program.exclusives:
            self._check_exclusive(frozenset(exclusive.members))

    def _is_new(self, triple: Triple) -> bool:
        if is_schema(triple) or triple[1] in {OWL.sameAs, OWL.differentFrom}:
            raise _OthersTakePart
        if triple in self._known or triple in self.new:
            return False
        self.new.add(triple)
        self._index(triple)
        return True

    def _index(self, triple: Triple) -> None:
        self._facts[triple[1]].append(triple)
        self._facts[triple[0]].append(triple)

    def _conclusions(self, rule: Rule, triple: Triple) -> Iterator[Triple]:
        for number, atom in enumerate(rule.body):
            bindings = bind(atom, triple, {})
            if bindings is not None:
                rest = rule.body[:number] + rule.body[number + 1 :]
                for found in self._solutions(rest, bindings):
                    yield from self._concluded(rule, found)

    def _solutions(
        self, atoms: tuple[Triple, ...], bindings: Mapping[Term, Term]
    ) -> Iterator[Mapping[Term, Term]]:
        """Yield the ways to match atoms with facts that are told here.

        Raises:
            _OthersTakePart: facts that are not may match.
        """
        if not atoms:
            yield bindings
            return
        bound = [substitute(atom, bindings) for atom in atoms]
        at = next((number for number, atom in enumerate(bound) if self._is_told(atom)), None)
        if at is None:
            raise _OthersTakePart
        subject, predicate, _ = bound[at]
        for fact in list(self._facts[predicate if is_variable(subject) else subject]):
            found = bind(bound[at], fact, {})
            if found is not None:
                yield from self._solutions(atoms[:at] + atoms[at + 1 :], {**bindings, **found})

    def _is_told(self, atom: Triple) -> bool:
        """Return whether all facts that an atom matches are of the row or known."""
        subject, predicate, value = atom
        if subject in self._own or value in self._own:
            return True
        if predicate == RDF.type:
            return value in META_CLASSES or not is_variable(subject)
        return predicate in PREDICATES

    def _concluded(self, rule: Rule, bindings: Mapping[Term, Term]) -> Iterator[Triple]:
        if rule.head is None or rule.filters:
            # A contradiction, or a matter of values that differ from row to row.
            raise _OthersTakePart
        head = substitute(rule.head, bindings)
        if head[1] == OWL.sameAs and head[0] == head[2]:
            return
        if is_literal(head[0]) and head[1] == RDF.type and head[2] not in _datatypes(head[0]):
            raise _OthersTakePart
        yield head

    def _check_exclusive(self, members: frozenset[Term]) -> None:
        shared: dict[object, set[Term]] = defaultdict(set)
        for subject, predicate, value in self.new | self._known:
            if predicate == RDF.type and value in members:
                shared[subject].add(value)
            elif predicate in members:
                shared[subject, value].add(predicate)
        if any(len(found) > 1 for found in shared.values()):
            raise _OthersTakePart


def _datatypes(literal: Term) -> Iterator[Term]:
    """Yield the datatype of a literal and those that have all its values."""
    datatype: Term | None = f"<{literal_parts(literal).datatype}>"
    while datatype:
        yield datatype
        datatype = SUPERTYPES.get(datatype)
