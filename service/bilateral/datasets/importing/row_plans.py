"""What becomes of all rows with one signature: whether they conform, and their lines, with what follows.

One row stands for all of them. Its shapes are validated and its consequences computed as if its things were
the only ones of their kind; whether they are is for whoever writes the lines.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.rdf.datatypes import validate as ill_typed
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import is_literal, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.reasoning.rules.linear_rules import linear_closure
from bilateral.validation.declared_terms import unknown_term
from bilateral.validation.shacl import validate

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from bilateral.datasets.importing.graph_context import GraphContext
    from bilateral.datasets.importing.row_outlines import RowSignature
    from bilateral.rdf.terms import Term, Triple


_OURS: Final = f"<{ID}"


class RowPlan(NamedTuple):
    """What becomes of rows with one signature.

    Attributes:
        problems: why they do not conform.
        asserted: their quads as N-Quads, for str.format with the terms of a row.
        inferred: what follows from them alone as N-Triples, likewise.
        alone: whether nothing else follows or is to be validated where the things of a row are its own.
        unknown: the places of things of which the graph says nothing.
    """

    problems: tuple[str, ...]
    asserted: str
    inferred: str
    alone: bool
    unknown: tuple[int, ...]


class RowPlanner:
    """Makes the plan of each signature once."""

    def __init__(self, context: GraphContext) -> None:
        self._context = context
        self.plans: dict[Hashable, RowPlan] = {}

    def learn(self, rows: Iterable[RowSignature]) -> None:
        """Make the plans of signatures that are new."""
        fresh = {row.key: row for row in rows if row.key not in self.plans}
        samples = {key: _Sample(row, self._context) for key, row in fresh.items()}
        violations = self._violations([sample for sample in samples.values() if not sample.unknown])
        for key, sample in samples.items():
            messages = (message for thing in sample.own for message in violations.get(thing, ()))
            self.plans[key] = sample.plan(dict.fromkeys([*sample.problems(), *messages]))

    def _violations(self, samples: Iterable[_Sample]) -> Mapping[Term, list[str]]:
        """Return what is wrong with the things of rows, by thing."""
        triples: set[Triple] = set()
        own: set[Term] = set()
        for sample in samples:
            triples |= sample.triples
            own |= sample.own
        context, found = self._context, defaultdict(list)
        if context.shapes and own:
            values = {value for _, _, value in triples if value.startswith("<")} - own
            around = (triple for value in values for triple in context.seen_from_afar(value))
            for each in validate([*triples, *around], context.shapes, context.hierarchy, own):
                found[each.focus_node].append(each.message)
        return found


class _Line(NamedTuple):
    """A quad of all rows: places of terms, and for an object maybe a term."""

    subject: int
    predicate: Term
    object: int | Term
    graph: int


class _Sample:
    """A row that stands for all with its signature."""

    def __init__(self, row: RowSignature, context: GraphContext) -> None:
        self._terms, self._context = row.terms, context
        self._fixed = row.outline.fixed
        self._place = {term: place for place, term in reversed(list(enumerate(row.terms))) if term}
        self.own = {row.terms[place] for place in row.outline.subjects}
        self._quads = [_Line(*quad) for quad in row.outline.quads]
        self._quads += list(self._ongoing())
        self.triples = {self._triple(quad) for quad in self._quads}
        self.unknown = tuple(place for place in row.outline.things if self._is_unknown(row.terms[place]))

    def _triple(self, quad: _Line) -> Triple:
        return self._terms[quad.subject], quad.predicate, self._term(quad.object)

    def _term(self, place: int | Term) -> Term:
        return self._terms[place] if isinstance(place, int) else place

    def _ongoing(self) -> Iterator[_Line]:
        """Yield that spells go on."""
        by_account: dict[tuple[int, int], list[_Line]] = defaultdict(list)
        for quad in self._quads:
            by_account[quad.subject, quad.graph].append(quad)
        for (subject, graph), said in by_account.items():
            if self._context.spans.is_ongoing(map(self._triple, said)):
                yield _Line(subject, RDF.type, BIL.OngoingSpell, graph)

    def _is_unknown(self, term: Term) -> bool:
        return term.startswith(_OURS) and term not in self._context.constants and not self._types(term)

    def _types(self, term: Term) -> frozenset[Term]:
        return self._context.types(term)

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with single triples."""
        for triple in sorted(self.triples):
            if reason := unknown_term(triple, self._context.declared):
                yield reason
            if is_literal(triple[2]) and (reason := ill_typed(triple[2])):
                yield reason

    def plan(self, problems: Iterable[str]) -> RowPlan:
        """Return the plan of its rows."""
        lines = [
            f"{self._gap(q.subject)} {q.predicate} {self._gap(q.object)} {self._gap(q.graph)} .\n"
            for q in self._quads
        ]
        follows = None if self._looks_at_others() else self._closure()
        return RowPlan(
            tuple(problems), "".join(lines), "".join(follows or ()), follows is not None, self.unknown
        )

    def _gap(self, place: int | Term) -> str:
        if isinstance(place, int) and place >= self._fixed:
            return f"{{{place}}}"
        return self._term(place).replace("{", "{{").replace("}", "}}")

    def _looks_at_others(self) -> bool:
        """Return whether shapes look at what a row names, from there."""
        context = self._context
        watched = set(context.shapes.inverse) if context.shapes else set()
        watched |= context.reading.target_objects if context.reading else set()
        names = {name for quad in self._quads for name in context.with_superproperties(quad.predicate)}
        return not names.isdisjoint(watched) or (bool(context.shapes) and context.reading is None)

    def _closure(self) -> list[str] | None:
        """Return the lines of what follows; None if others may take part.

        Of the things of a row rules know the classes alone, so others stand in for them, with which the rules
        cannot take one for something that they name.
        """
        stand_ins = {term: self._stand_in(term) for triple in self.triples for term in triple[::2]}
        template = [(stand_ins[s], p, o if p == RDF.type else stand_ins[o]) for s, p, o in self.triples]
        known = set(self._context.schema)
        for term in stand_ins.keys() - self.own:
            if not is_literal(term):
                known |= {(stand_ins[term], RDF.type, cls) for cls in self._types(term)}
        found = linear_closure(self._context.program, template, {stand_ins[o] for o in self.own}, known)
        if found is None:
            return None
        back = {stand_in: term for term, stand_in in stand_ins.items() if stand_in != term}
        return [f"{' '.join(self._written(back.get(t, t), back) for t in triple)} .\n" for triple in found]

    def _written(self, term: Term, back: Mapping[Term, Term]) -> str:
        is_of_row = term in back.values()
        return self._gap(self._place[term]) if is_of_row and term in self._place else self._gap(term)

    def _stand_in(self, term: Term) -> Term:
        number = self._place.get(term)
        if number is None or term in self._context.constants:
            return term
        if is_literal(term):
            parts = literal_parts(term)
            if parts.language:
                return literal(f"value {number}", language=parts.language)
            return literal(f"value {number}", datatype=parts.datatype)
        return f"<urn:row:{number}>"
