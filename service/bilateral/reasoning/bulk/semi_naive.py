"""Reasoning over a whole graph at once: semi-naive evaluation over encoded columns.

The schema is itself among the facts: when a round changes it, the rules are specialised anew
and the new ones run over everything, until facts and rules are stable together.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from bilateral.rdf import datatypes
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.bulk.columns import (
    EMPTY,
    NONE,
    Keys,
    Mask,
    Relation,
    Run,
    lower,
    pack,
    ranges,
    unique,
    upper,
)
from bilateral.reasoning.bulk.encoded_graph import EncodedGraph, different_values, equal_values
from bilateral.reasoning.bulk.join import START, Atom, Bindings, Paths, of_run
from bilateral.reasoning.rules.owl2rl import AXIOMS, Merge, Rule
from bilateral.reasoning.rules.program import Program, specialise
from bilateral.reasoning.rules.schema_index import META_CLASSES, PREDICATES, Schema
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.dictionary import Dictionary

_TRANSITIVE_RULES = frozenset({"prp-trp", "scm-sco", "scm-spo"})


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A rule in numbers."""

    rule: Rule | Merge
    head: Atom | None
    body: tuple[Atom, ...]

    @property
    def key(self) -> tuple[Rule | Merge, tuple[Atom, ...]]:
        """The rule with the numbers of its constants, which may change."""
        return self.rule, self.body


class Bulk(EncodedGraph):
    """The facts of one graph under its rules; all numbers in relations are representatives."""

    def __init__(
        self,
        dictionary: Dictionary,
        rows: NDArray[np.int64],
        domain: Sequence[Rule],
        *,
        complete: bool,
        beyond: bool,
    ) -> None:
        super().__init__(dictionary)
        self.domain = domain
        self.complete, self.beyond = complete, beyond
        self.program = Program((), (), ())
        self.rounds = 0
        dictionary.number(OWL.differentFrom)
        self._type, self._same = dictionary.number(RDF.type), dictionary.number(OWL.sameAs)
        self._schema_numbers = {term: dictionary.number(term) for term in (*PREDICATES, *META_CLASSES)}
        self._paths: dict[int, Paths] = {}
        self._edges: list[Keys] = []
        self._ran: set[tuple[Rule | Merge, tuple[Atom, ...]]] = set()
        self._typed: set[Term] = set()
        self._pending, self._changed = set[int](), set[int]()
        self._fresh: list[_Compiled] = []
        self._triggers: dict[int, dict[int | None, list[tuple[_Compiled, int]]]] = {}
        self._take(rows)
        for _, subject, predicate, object_ in AXIOMS:
            numbers = dictionary.encode([(subject, predicate, object_)])[0]
            self._add(int(numbers[1]), pack(numbers[:1], numbers[2:]))
        self.note_terms()

    def _take(self, rows: NDArray[np.int64]) -> None:
        if not rows.size:
            return
        order = np.argsort(rows[:, 1], kind="stable")
        predicates = rows[order, 1]
        keys = pack(rows[order, 0], rows[order, 2])
        starts = np.flatnonzero(np.diff(predicates, prepend=-1))
        for start, end in zip(starts, [*starts[1:], predicates.size], strict=True):
            predicate = int(predicates[start])
            self.asserted[predicate] = unique(keys[start:end])
            self._add(predicate, self.asserted[predicate])

    def _add(self, predicate: int, keys: Keys) -> None:
        """Add facts in the next round; equality goes to the representatives."""
        if predicate == self._same:
            self._edges.append(keys)
        else:
            self.relations[predicate].add(keys)
            self._pending.add(predicate)

    def run(self) -> None:
        """Apply all rules until nothing is new."""
        self._edges.append(equal_values(self.terms, self.is_literal))
        self._unite()
        self._flush()
        self._specialise()
        while True:
            self.rounds += 1
            self._apply()
            united = self._unite()
            changed = self._flush()
            respecialised = (united or self._schema_changed()) and self._specialise()
            if not (changed or united or respecialised):
                break

    def _flush(self) -> bool:
        """Add the pending facts, and note the predicates that changed."""
        for predicate in self._changed:
            self.relations[predicate].delta = EMPTY
        pending, self._pending = self._pending, set()
        self._changed = {predicate for predicate in pending if self.relations[predicate].flush()}
        for predicate in self._changed & self._paths.keys():
            self._paths[predicate].close(self.relations[predicate])
        return bool(self._changed)

    def _apply(self) -> None:
        """Run each rule over what the last round added, and a new rule over everything."""
        fresh, self._fresh = self._fresh, []
        self._ran |= {compiled.key for compiled in fresh}
        self._conclude_ground([compiled for compiled in fresh if not compiled.body])
        for compiled in fresh:
            if compiled.body:
                self._found(compiled, self.relations.join(compiled.body, START))
        new = {id(compiled) for compiled in fresh}
        for predicate in self._changed:
            delta = self.relations[predicate].delta
            for compiled, at in self._triggered(predicate, delta):
                if id(compiled) not in new:
                    found = of_run(compiled.body[at], delta)
                    if found.rows:
                        rest = compiled.body[:at] + compiled.body[at + 1 :]
                        self._found(compiled, self.relations.join(rest, found))

    def _triggered(self, predicate: int, delta: Run) -> Iterator[tuple[_Compiled, int]]:
        """Yield the rules that new facts of a predicate may meet, each with the place in its body."""
        triggers = self._triggers.get(predicate)
        if triggers is None:
            return
        yield from triggers.get(None, ())
        if len(triggers) > 1 or None not in triggers:
            objects = upper(delta.reverse)
            for number in objects[np.diff(objects, prepend=-1) != 0].tolist():
                yield from triggers.get(number, ())

    def _conclude_ground(self, compiled: Sequence[_Compiled]) -> None:
        """Add the conclusions of rules whose body was schema only."""
        heads: dict[int, list[tuple[int, int]]] = {}
        for rule in compiled:
            if rule.head and isinstance(rule.head[0], int) and isinstance(rule.head[2], int):
                heads.setdefault(rule.head[1], []).append((rule.head[0], rule.head[2]))
        for predicate, pairs in heads.items():
            columns = np.array(pairs, np.int64)
            self._add(predicate, pack(columns[:, 0], columns[:, 1]))

    def _found(self, compiled: _Compiled, found: Bindings) -> None:
        """Add what follows from the bindings of a body."""
        if not found.rows:
            return
        if isinstance(compiled.rule, Merge):
            groups = self._groups(compiled.rule, found)
            self._edges.append(self._linked(compiled.rule, compiled.body, groups))
        elif compiled.head:
            self._conclude(compiled.rule, compiled.head, found)

    def _conclude(self, rule: Rule, head: Atom, found: Bindings) -> None:
        found = self.filtered(rule, found)
        if not found.rows:
            return
        subjects, objects = found.value(head[0]), found.value(head[2])
        assert subjects is not None  # noqa: S101  # rules bind their heads
        assert objects is not None  # noqa: S101
        if head[1] == self._type and not isinstance(head[2], str) and self.is_datatype[head[2]]:
            # a literal's datatypes are not written out: `clashes` checks that it belongs
            kept = ~self.is_literal[subjects]
            subjects, objects = subjects[kept], objects[kept]
        keys = pack(subjects, objects)
        if head[1] == self._same:
            keys = keys[subjects != objects]
        elif keys.size > 1:
            keys = self.relations[head[1]].missing(unique(keys))
        if keys.size:
            self._add(head[1], keys)

    def filtered(self, rule: Rule, found: Bindings) -> Bindings:
        """Return the rows that the rule's filters let through."""
        for comparison in rule.filters:
            left, right = self._operand(comparison.left, found), self._operand(comparison.right, found)
            pairs, at = np.unique(pack(left, right), return_inverse=True)
            found = found.where(self._hold(pairs, comparison.operator)[at])
        return found

    def _hold(self, pairs: Keys, operator: str) -> Mask:
        """Return for which pairs the comparison holds for some names of the two."""
        left, right = upper(pairs), lower(pairs)
        # what is no literal and has one name equals only itself
        plain = ~self.is_literal
        plain[upper(self.equality.merged())] = False
        certain = plain[left] & plain[right] if operator in {"=", "!="} else np.zeros(pairs.size, np.bool_)
        holds: Mask = (left == right) == (operator == "=")
        rest = np.flatnonzero(~certain)
        names = self.names_of(unique(np.concatenate((left[rest], right[rest])))) if rest.size else {}
        for row in rest.tolist():
            holds[row] = any(
                datatypes.compare(one, operator, other)
                for one in names[int(left[row])]
                for other in names[int(right[row])]
            )
        return holds

    def _operand(self, term: Term, found: Bindings) -> Keys:
        if is_variable(term):
            return found.columns[term]
        return np.full(found.rows, self.number(term), np.int64)

    def _groups(self, merge: Merge, found: Bindings) -> Bindings:
        order = np.lexsort([found.columns[name] for name in merge.group])
        chosen = found.at(order)
        fresh = np.ones(chosen.rows, np.bool_)
        fresh[1:] = np.any([np.diff(chosen.columns[name]) != 0 for name in merge.group], axis=0)
        groups = chosen.where(fresh)
        return Bindings(groups.rows, {name: groups.columns[name] for name in merge.group})

    def _linked(self, merge: Merge, body: Sequence[Atom], groups: Bindings) -> Keys:
        """Return edges that connect all members of each group."""
        found = self.relations.join(body, groups)
        if found.rows <= 1:
            return NONE
        order = np.lexsort([found.columns[merge.member], *(found.columns[name] for name in merge.group)])
        found = found.at(order)
        together = np.all([np.diff(found.columns[name]) == 0 for name in merge.group], axis=0)
        members = found.columns[merge.member]
        linked = together & (np.diff(members) != 0)
        return pack(members[:-1][linked], members[1:][linked])

    def _unite(self) -> bool:
        """Unite the pending edges, and rewrite the facts where representatives changed."""
        edges, self._edges = np.concatenate([NONE, *self._edges]), []
        edges = self._between_literals(unique(edges)) if edges.size else edges
        if not edges.size or not self.equality.unite(edges):
            return False
        changed = self.equality.representative != np.arange(len(self.terms))
        for predicate, relation in list(self.relations.items()):
            self._rewrite(predicate, relation, changed)
        for predicate in list(self._paths):
            if changed[predicate]:
                del self._paths[predicate]
        # more names may pass a filter that one name did not
        self._ran = {(rule, body) for rule, body in self._ran if isinstance(rule, Merge) or not rule.filters}
        self._type_mixed()
        return True

    def _between_literals(self, edges: Keys) -> Keys:
        """Drop edges between literals with different values: each is a clash, not an equality."""
        left = self.equality.representative[upper(edges)]
        right = self.equality.representative[lower(edges)]
        suspect = self.only_literals[left] & self.only_literals[right] & (left != right)
        keep = np.ones(edges.size, np.bool_)
        for at in np.flatnonzero(suspect).tolist():
            keep[at] = not datatypes.differ(self.terms[left[at]], self.terms[right[at]])
        return edges[keep]

    def _rewrite(self, predicate: int, relation: Relation, changed: NDArray[np.bool_]) -> None:
        target = int(self.equality.representative[predicate])
        paths = self._paths.get(predicate)
        for owner in (relation, *([paths.edges] if paths else [])):
            keys = owner.keys()
            stale = changed[upper(keys)] | changed[lower(keys)]
            if target != predicate:
                stale[:] = True
            if not stale.any():
                continue
            owner.replace(keys[~stale])
            if owner is relation:
                self._add(target, self._renamed(keys[stale]))
        pending, relation.pending = relation.pending, []
        self._pending.discard(predicate)
        for keys in pending:
            self._add(target, self._renamed(keys))

    def _renamed(self, keys: Keys) -> Keys:
        names = self.equality.representative
        return pack(names[upper(keys)], names[lower(keys)])

    def _type_mixed(self) -> None:
        """dt-type2 for terms that are the same as a literal."""
        table = self.equality.merged()
        literals = table[self.is_literal[lower(table)]]
        literals = literals[~self.only_literals[upper(literals)]]
        for key in literals.tolist():
            for datatype in datatypes.of_literal(self.terms[key & 0xFFFFFFFF]):
                number = self.dictionary.number(datatype)
                self._add(self._type, np.array([(key >> 32 << 32) | number], np.int64))
        others = literals
        if self.complete:
            numbers = np.flatnonzero(self.is_literal)
            others = pack(self.equality.representative[numbers], numbers)
        self._add(self.dictionary.number(OWL.differentFrom), different_values(self.terms, literals, others))

    def _schema_changed(self) -> bool:
        """Return whether the last round added to the schema."""
        if not self._changed.isdisjoint(self._schema_predicates):
            return True
        if self._type_now not in self._changed:
            return False
        low, high = ranges(self.relations[self._type_now].delta.reverse, self._meta_classes)
        return bool((high > low).any())

    def _note_schema_numbers(self) -> None:
        names = self.equality.representative
        self._schema_predicates = {int(names[self._schema_numbers[term]]) for term in PREDICATES}
        self._type_now = int(names[self._type])
        self._meta_classes = unique(names[[self._schema_numbers[term] for term in META_CLASSES]])

    def schema(self) -> Iterator[Triple]:
        """Yield the schema triples, in representatives."""
        names = self.equality.representative
        for term in PREDICATES:
            keys = self.relations[int(names[self._schema_numbers[term]])].keys()
            for key in keys.tolist():
                yield self.terms[key >> 32], term, self.terms[key & 0xFFFFFFFF]
        types = Run(self.relations[int(names[self._type])].keys())
        for term in META_CLASSES:
            number = int(names[self._schema_numbers[term]])
            for subject in of_run(("?", 0, number), types).columns["?"].tolist():
                yield self.terms[subject], RDF.type, term

    def _specialise(self) -> bool:
        """Specialise the rules to the schema as it is now, and return whether there are new ones."""
        self.program = specialise(Schema(self.schema()), self.domain, beyond=self.beyond)
        for rule in self.program.all():
            head, filters = (rule.head, rule.filters) if isinstance(rule, Rule) else (None, ())
            compared = ((comparison.left, comparison.right) for comparison in filters)
            for term in chain.from_iterable((*rule.body, head or (), *compared)):
                if not is_variable(term):
                    self.dictionary.number(term)
        if len(self.dictionary.numbers) != len(self.terms):
            self.note_terms()
            self._edges.append(equal_values(self.terms, self.is_literal))
        self._note_schema_numbers()
        self._follow_paths()
        self._need_identity()
        self._type_literals()
        self._compile()
        return bool(self._fresh)

    def _compile(self) -> None:
        """Encode the rules, and index them by what their bodies ask for: predicate, then object."""
        self._fresh = []
        self._triggers = {}
        for rule in self.program.all():
            if isinstance(rule, Rule) and (rule.head is None or rule.name in _TRANSITIVE_RULES):
                continue
            head = self.encoded((rule.head,))[0] if isinstance(rule, Rule) and rule.head else None
            compiled = _Compiled(rule, head, tuple(self.encoded(rule.body)))
            if compiled.key not in self._ran:
                self._fresh.append(compiled)
            for at, atom in enumerate(compiled.body):
                constant = None if isinstance(atom[2], str) else atom[2]
                self._triggers.setdefault(atom[1], {}).setdefault(constant, []).append((compiled, at))

    def _follow_paths(self) -> None:
        for rule in self.program.rules:
            if rule.name in _TRANSITIVE_RULES and rule.head:
                predicate = self.number(rule.head[1])
                if predicate not in self._paths and predicate != self._same:
                    self._paths[predicate] = Paths()
                    relation = self.relations[predicate]
                    relation.delta = Run(relation.keys())
                    self._paths[predicate].close(relation)
                    self._changed.add(predicate)

    def _need_identity(self) -> None:
        """eq-ref, where a rule asks what is the same as what."""
        asked = any(
            self.number(atom[1]) == self._same
            for rule in self.program.all()
            if rule.name != "eq-diff1"
            for atom in rule.body
        )
        if asked:
            used = unique(self.equality.representative[self.used()])
            self.relations[self._same].add(pack(used, used))
            self._pending.add(self._same)

    def _type_literals(self) -> None:
        """dt-type2 for literals, as far as a rule asks for the instances of a datatype."""
        asked = {
            atom[2]
            for rule in self.program.all()
            for atom in rule.body
            if atom[1] == RDF.type and datatypes.is_datatype(atom[2])
        }
        keys = self.relations[self.number(RDFS.subClassOf)].keys()
        links = keys[self.is_datatype[upper(keys)] & ~self.is_datatype[lower(keys)]]
        asked |= {self.terms[number] for number in upper(links).tolist()}
        fresh, self._typed = asked - self._typed, self._typed | asked
        for datatype in fresh:
            literals = np.flatnonzero(self.is_literal).tolist()
            belonging = [number for number in literals if datatypes.belongs(self.terms[number], datatype)]
            subjects = self.equality.representative[np.array(belonging, np.int64)]
            objects = np.full(subjects.size, self.number(datatype))
            self._add(self._type, pack(subjects, objects))

    def unresolved(self, merge: Merge) -> Keys:
        """Return the edges of a rule that were not followed, because they join different literals."""
        return self._linked(merge, self.encoded(merge.body), START)
