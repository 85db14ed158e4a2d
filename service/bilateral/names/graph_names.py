"""The names of one state of the graph, and what is known of those they name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.names.candidates import Candidate, find
from bilateral.names.forms import OTHER, PERSON, POLITY
from bilateral.names.name_index import ALIAS, CODE, DERIVED, LABEL, PART, Entity, Index, Name, at_once
from bilateral.rdf.iris import ID, INFERRED, ONTOLOGY
from bilateral.rdf.terms import Term, iri, iri_value, is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, RDF, RDFS, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bilateral.store.snapshots.snapshot import GraphState

NATURES: Final = {BIL.Person: PERSON, BIL.Polity: POLITY}
_ROLES: Final = {
    RDFS.label: LABEL,
    DCT.title: LABEL,
    SKOS.altLabel: ALIAS,
    BIL.adjective: DERIVED,
    BIL.demonym: DERIVED,
    BIL.familyName: PART,
    BIL.iso2: CODE,
    BIL.iso3: CODE,
}
IDENTIFIER: Final = "identifier"
"""The reason of a candidate whose identifier or IRI was asked for."""

_ITEM: Final = f"<{WD}"


class Names:
    """The names of everything in one state of the graph.

    Attributes:
        state: the state.
        base: what the IRIs of entities begin with.
        index: the names.
    """

    def __init__(
        self,
        state: GraphState,
        base: str = ID,
        before: Names | None = None,
        pace: Callable[[], object] = at_once,
        *,
        hasty: bool = False,
    ) -> None:
        """Read a state.

        Args:
            state: the state.
            base: what the IRIs of entities begin with.
            before: the names of a state, this or another; only what differs from them is worked out.
            pace: called for each name, so that reading many can give way to others.
            hasty: whether names are to be found by their words alone, which is made in half the time.
        """
        self.state, self.base = state, base
        made: Index | None = before.index if before else None
        given: Iterable[Name] = _names(state, base, pace)
        entities: Mapping[Term, Entity]
        if before and made and before.state is state:
            given, entities = made.named, made.entities
        else:
            entities = _entities(state, pace)
        self.index: Index = Index(given, entities, pace, made, hasty=hasty)

    @property
    def is_complete(self) -> bool:
        """Whether names are found by more than their words."""
        return bool(self.index.tables)

    def find(
        self, text: str, limit: int | None = None, accept: Callable[[Term], bool] | None = None
    ) -> list[Candidate]:
        """Return what a text may name, best first: the one answer of all who ask; at most one is a match.

        Args:
            text: a name in any script, the beginning of one, some of its words, a code, or an identifier.
            limit: the most that are returned; None for all.
            accept: which entities are meant to be found; ambiguity is judged among these.
        """
        named = self.entity(text.strip())
        if named and (accept is None or accept(named)):
            return [Candidate(named, 100.0, self.label(named), IDENTIFIER, match=True)]
        return find(self.index, text, accept)[:limit]

    def entity(self, identifier: str) -> Term | None:
        """Return the entity that an identifier, `state/CHN`, or an IRI names; None where there is none."""
        try:
            term = iri(identifier if "://" in identifier else self.base + identifier)
        except ValueError:
            return None
        return term if self.is_entity(term) else None

    def is_entity(self, term: Term) -> bool:
        """Tell whether a term is an entity: it has a name here, or a class."""
        if term in self.index.count:
            return True
        graphs = ("", INFERRED) if term.startswith(f"<{self.base}") else ()
        return any(True for graph in graphs for _ in self.state.triples(term, RDF.type, None, graph))

    def label(self, entity: Term) -> str:
        """Return what an entity is called, in English where it has a name there; "" where it has none."""
        return self.index.main.get(entity, "")


def _names(state: GraphState, base: str, pace: Callable[[], object]) -> Iterator[Name]:
    # What the ontology declares is looked up there.
    declared = {
        each[0]
        for each in state.triples(None, RDFS.label, None, ONTOLOGY)
        if not each[0].startswith(f"<{base}")
    }
    aliases = {quad.subject for quad in state.match(None, RDFS.subPropertyOf, SKOS.altLabel)}
    roles = dict.fromkeys(sorted(aliases), ALIAS) | _ROLES
    seen: set[tuple[Term, Term]] = set()
    for predicate, role in sorted(roles.items(), key=lambda item: (item[1] != LABEL, item[0])):
        for subject, _, value in state.triples(None, predicate, None, ""):
            pace()
            if (subject, value) in seen or subject in declared or not (is_iri(subject) and is_literal(value)):
                continue
            seen.add((subject, value))
            parts = literal_parts(value)
            yield Name(subject, parts.value, parts.language, role)
    for subject, _, value in state.triples(None, SKOS.exactMatch, None, ""):
        if value.startswith(_ITEM) and is_iri(subject):
            yield Name(subject, iri_value(value).removeprefix(str(WD)), "", CODE)


def _entities(state: GraphState, pace: Callable[[], object]) -> dict[Term, Entity]:
    natures = {each: nature for cls, nature in NATURES.items() for each in _members(state, cls, pace)}
    within: dict[Term, set[Term]] = defaultdict(set)
    for quad in state.match(None, BIL.locatedIn):
        within[quad.subject].add(quad.object)
    documents = set(_members(state, BIL.SourceDocument, pace))
    return {
        each: Entity(natures.get(each, OTHER), frozenset(within.get(each, ())), each in documents)
        for each in {*natures, *within, *documents}
    }


def _members(state: GraphState, cls: Term, pace: Callable[[], object]) -> Iterator[Term]:
    for graph in ("", INFERRED):
        for subject, _, _ in state.triples(None, RDF.type, cls, graph):
            pace()
            yield subject
