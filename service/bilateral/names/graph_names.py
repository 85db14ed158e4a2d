"""The names of one state of the graph."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.names import name_index
from bilateral.names.candidates import Candidate, find
from bilateral.names.forms import OTHER, PERSON, POLITY
from bilateral.names.name_index import Name, NamedEntity, NameIndex, no_pause
from bilateral.rdf.iris import ID, INFERRED, ONTOLOGY
from bilateral.rdf.terms import Term, iri, iri_value, is_iri, is_literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, RDF, RDFS, SKOS, WD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bilateral.store.snapshots.snapshot import GraphState

# A former state is found by its whole name only: a part of it, or it without its form, means a present one.
NATURES: Final = {BIL.Person: PERSON, BIL.Polity: POLITY, BIL.FormerState: OTHER}
_ROLES: Final = {
    RDFS.label: name_index.LABEL,
    DCT.title: name_index.LABEL,
    SKOS.altLabel: name_index.ALIAS,
    BIL.adjective: name_index.DERIVED,
    BIL.demonym: name_index.DERIVED,
    BIL.familyName: name_index.PART,
    BIL.iso2: name_index.CODE,
    BIL.iso3: name_index.CODE,
}
IDENTIFIER: Final = "identifier"
"""The reason of a candidate found by its identifier or IRI."""

_ITEM: Final = f"<{WD}"


class GraphNames:
    """The names of the entities of a state of the graph."""

    def __init__(
        self,
        state: GraphState,
        base: str = ID,
        before: GraphNames | None = None,
        pace: Callable[[], object] = no_pause,
        *,
        words_only: bool = False,
    ) -> None:
        """Read the names of a state, whose entities have IRIs with this base; the rest as in `NameIndex`."""
        self.state, self.base = state, base
        index = before.index if before else None
        same = index if before and before.state is state else None
        names = same.natures if same else _names(state, base, pace)
        entities = same.entities if same else _entities(state, pace)
        self.index: NameIndex = NameIndex(names, entities, pace, index, words_only=words_only)

    @property
    def is_complete(self) -> bool:
        """Whether names are found by more than their words."""
        return bool(self.index.tables)

    def find(
        self, text: str, limit: int | None = None, accept: Callable[[Term], bool] | None = None
    ) -> list[Candidate]:
        """Return the entities that a text may mean, best first; at most one is a match.

        Search, completion and reconciliation all call this. A text is a name in any script, its beginning,
        some of its words, a code, or an identifier; only entities that are accepted make it ambiguous.
        """
        named = self.entity(text.strip())
        if named and (accept is None or accept(named)):
            return [Candidate(named, 100.0, self.label(named), IDENTIFIER, match=True)]
        return find(self.index, text, accept)[:limit]

    def entity(self, identifier: str) -> Term | None:
        """Return the entity of an identifier, `state/CHN`, or an IRI; None if there is none."""
        try:
            term = iri(identifier if "://" in identifier else self.base + identifier)
        except ValueError:
            return None
        return term if self.is_entity(term) else None

    def is_entity(self, term: Term) -> bool:
        """Return whether a term is an entity: it has a name, or is one of ours with a class."""
        if term in self.index.count:
            return True
        graphs = ("", INFERRED) if term.startswith(f"<{self.base}") else ()
        return any(True for graph in graphs for _ in self.state.triples(term, RDF.type, None, graph))

    def label(self, entity: Term) -> str:
        """Return the main name of an entity; "" if it has none."""
        return self.index.main.get(entity, "")


def _names(state: GraphState, base: str, pace: Callable[[], object]) -> Iterator[Name]:
    # Terms of the ontology are not entities.
    declared = {
        each[0]
        for each in state.triples(None, RDFS.label, None, ONTOLOGY)
        if not each[0].startswith(f"<{base}")
    }
    aliases = {quad.subject for quad in state.match(None, RDFS.subPropertyOf, SKOS.altLabel)}
    roles = dict.fromkeys(sorted(aliases), name_index.ALIAS) | _ROLES
    seen: set[tuple[Term, Term]] = set()
    for predicate, role in sorted(roles.items(), key=lambda item: (item[1] != name_index.LABEL, item[0])):
        for subject, _, value in state.triples(None, predicate, None, ""):
            pace()
            if (subject, value) in seen or subject in declared or not (is_iri(subject) and is_literal(value)):
                continue
            seen.add((subject, value))
            parts = literal_parts(value)
            yield Name(subject, parts.value, parts.language, role)
    for subject, _, value in state.triples(None, SKOS.exactMatch, None, ""):
        if value.startswith(_ITEM) and is_iri(subject):
            yield Name(subject, iri_value(value).removeprefix(str(WD)), "", name_index.CODE)


def _entities(state: GraphState, pace: Callable[[], object]) -> dict[Term, NamedEntity]:
    natures = {each: nature for cls, nature in NATURES.items() for each in _members(state, cls, pace)}
    within: dict[Term, set[Term]] = defaultdict(set)
    for quad in state.match(None, BIL.locatedIn):
        within[quad.subject].add(quad.object)
    documents = set(_members(state, BIL.SourceDocument, pace))
    return {
        each: NamedEntity(natures.get(each, OTHER), frozenset(within.get(each, ())), each in documents)
        for each in {*natures, *within, *documents}
    }


def _members(state: GraphState, cls: Term, pace: Callable[[], object]) -> Iterator[Term]:
    for graph in ("", INFERRED):
        for subject, _, _ in state.triples(None, RDF.type, cls, graph):
            pace()
            yield subject
