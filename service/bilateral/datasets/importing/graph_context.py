"""What an import asks of the graph that rows come to: its schema, its shapes, and what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.build.date_spans import DateSpans
from bilateral.rdf.dates import day, span
from bilateral.rdf.iris import INFERRED, ONTOLOGY
from bilateral.rdf.terms import Quad, is_literal
from bilateral.rdf.vocabulary import RDF, RDFS
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.reasoning.rules.program import specialise
from bilateral.reasoning.rules.schema_index import META_CLASSES, PREDICATES, Schema
from bilateral.store.engine.graph_layout import Dataset
from bilateral.syntax.construct_query import is_variable
from bilateral.validation.declared_terms import declared_terms
from bilateral.validation.selection import ancestors
from bilateral.validation.shacl import prepare
from bilateral.validation.shape_reading import NotReadable, read_constraints

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilateral.content.locations import Content
    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.rules.program import Program
    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.validation.shacl import Shapes
    from bilateral.validation.shape_reading import ShapeReading

_BOTH: Final = ("", INFERRED)
_SUBJECTS: Final = "SELECT DISTINCT ?s { ?s ?p ?o }"
_WORTH: Final = 32  # triples of the graph for each row, at which listing all costs as much as asking


class GraphContext:
    """A state of the graph as an import sees it.

    Attributes:
        state: the state.
        shapes: of its content, None where there are none.
        reading: what they look at, None where that cannot be told.
        spans: what dates imply.
        declared: the terms that the ontology declares.
    """

    def __init__(self, state: GraphState, content: Content | None, replaced: Term) -> None:
        """Read a state; what it holds in the graph `replaced` alone counts as absent."""
        self.state = state
        self.ontology = list(state.triples(None, None, None, ONTOLOGY))
        self.hierarchy = [t for t in self.ontology if t[1] in {RDFS.subClassOf, RDFS.subPropertyOf}]
        self.declared = declared_terms(self.ontology)
        self.spans = DateSpans(self.ontology)
        self.shapes = prepare(content.shapes) if content and content.shapes else None
        self.reading = _reading(self.shapes) if self.shapes else None
        self.schema = list(_schema(state))
        domain = [horn for rule in (load_rules(content.rules) if content else ()) for horn in rule.rules]
        self.program = specialise(Schema(self.schema), domain)
        self.constants = frozenset(_constants(self.program))
        self.superproperties = ancestors(self.ontology, RDFS.subPropertyOf)
        self._elsewhere = {*_BOTH, replaced}
        self._subjects: set[int] | None = None  # by hash: all that the graph says something of

    def types(self, thing: Term, *, reasoned: bool = True) -> frozenset[Term]:
        """Return the classes of a thing."""
        if self._subjects is not None and hash(thing) not in self._subjects:
            return frozenset()
        graphs = _BOTH if reasoned else ("",)
        return frozenset(
            cls for graph in graphs for _, _, cls in self.state.triples(thing, RDF.type, None, graph)
        )

    def seen_from_afar(self, thing: Term) -> Iterator[Triple]:
        """Yield what shapes look at in a thing that a row names."""
        for predicate in {RDF.type, *(self.reading.beyond if self.reading else ())}:
            yield from self.state.triples(thing, predicate, None, "")

    def expect(self, rows: int) -> None:
        """Prepare to be asked of the things of so many rows."""
        if self._subjects is None and self.state.counts.asserted < _WORTH * rows:
            found = self.state.query(_SUBJECTS, Dataset())
            self._subjects = {hash(subject) for (subject,) in found.rows()}

    def is_told_of(self, thing: Term) -> bool:
        """Return whether the graph says anything of a thing, beyond what is replaced."""
        if self._subjects is not None and hash(thing) not in self._subjects:
            return False
        if not any(self.state.triples(thing, None, None, "")):
            return False
        return any(quad.graph not in self._elsewhere for quad in self.state.match(thing))

    def implied(self, quads: Sequence[Quad]) -> Iterator[Quad]:
        """Yield what the dates of quads imply."""
        for account in {(quad.subject, quad.graph) for quad in quads}:
            said = [quad[:3] for quad in quads if (quad.subject, quad.graph) == account]
            yield from (Quad(*triple, account[1]) for triple in self.spans.implied(said))

    def with_superproperties(self, predicate: Term) -> set[Term]:
        """Return a property and all above it."""
        return {predicate} | self.superproperties(predicate)


def day_bounds(term: Term) -> tuple[Term | None, Term | None]:
    """Return the first and last day that a date may mean; of what is no date, nothing.

    Raises:
        ValueError: no such day exists.
    """
    days = span(term) if is_literal(term) else None
    return (day(days.first), day(days.last)) if days else (None, None)


def _reading(shapes: Shapes) -> ShapeReading | None:
    try:
        return read_constraints(shapes.graph)
    except NotReadable:
        return None


def _schema(state: GraphState) -> Iterator[Triple]:
    for graph in _BOTH:
        for predicate in PREDICATES:
            yield from state.triples(None, predicate, None, graph)
        for cls in META_CLASSES:
            yield from state.triples(None, RDF.type, cls, graph)


def _constants(program: Program) -> Iterator[Term]:
    """Yield the terms that rules name in places where things of a row may stand."""
    for rule in program.all():
        head = getattr(rule, "head", None)
        for subject, _, value in (*rule.body, *((head,) if head else ())):
            yield from (term for term in (subject, value) if not is_variable(term))
