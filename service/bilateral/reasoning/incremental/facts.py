"""Facts that incremental reasoning and explanation read, and what a change of them changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from bilateral.rdf.terms import is_iri, is_literal
from bilateral.rdf.vocabulary import OWL
from bilateral.reasoning.rules.schema_index import PREDICATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.materialisation import Materialisation
    from bilateral.reasoning.rules.owl2rl import Clash
    from bilateral.reasoning.rules.schema_index import Schema


class Facts(Protocol):
    """Asserted and inferred triples, closed under the rules."""

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Yield the triples, asserted or inferred, that fit; None stands for any term."""

    def is_asserted(self, triple: Triple) -> bool:
        """Return whether some document asserts the triple."""

    def is_inferred(self, triple: Triple) -> bool:
        """Return whether the triple is among the inferred ones."""

    def asserted(self) -> Iterable[Triple]:
        """Return all asserted triples, each once."""


@dataclass(frozen=True)
class InferenceDelta:
    """The change of what is inferred."""

    added: frozenset[Triple] = frozenset()  # triples that are inferred now and were not
    removed: frozenset[Triple] = frozenset()  # that were inferred and are not now, or are asserted now
    clashes: tuple[Clash, ...] = ()  # the contradictions that the change caused
    resolved: tuple[Clash, ...] = ()  # the contradictions that the change ended
    # If all was computed anew: it replaces all that was inferred and all clashes, and the rest is empty.
    materialisation: Materialisation | None = field(default=None, compare=False)


def is_reflexive(triple: Triple) -> bool:
    """Return whether the triple says that a term is the same as itself."""
    return triple[1] == OWL.sameAs and triple[0] == triple[2]


def mentions(facts: Facts, term: Term) -> Iterator[Triple]:
    """Yield the triples that a term occurs in, without the inferred one that it is the same as itself."""
    own = term, OWL.sameAs, term
    patterns = (term, None, None), (None, None, term), (None, term, None)
    possible = patterns if is_iri(term) else patterns[:2]
    for triple in chain.from_iterable(facts.match(*pattern) for pattern in possible):
        if triple != own or facts.is_asserted(triple):
            yield triple


def with_identity(
    facts: Facts, inserted: Iterable[Triple], deleted: Iterable[Triple], delta: InferenceDelta
) -> InferenceDelta:
    """Return a delta with what the change adds to and removes from eq-ref; the facts are as before."""
    inserted, deleted = set(inserted), set(deleted)
    added = {triple for triple in delta.added if not is_reflexive(triple)}
    removed = {triple for triple in delta.removed if not is_reflexive(triple)}
    come = inserted | added
    gone = (deleted | removed) - come
    used = {term for triple in come for term in triple} | {OWL.sameAs}
    for term in {term for triple in come | gone for term in triple} | {OWL.sameAs}:
        if is_literal(term):
            continue
        fact = term, OWL.sameAs, term
        holds = term in used or any(triple not in gone for triple in mentions(facts, term))
        asserted = fact in inserted or (fact not in deleted and facts.is_asserted(fact))
        inferred = facts.is_inferred(fact)
        if holds and not asserted and not inferred:
            added.add(fact)
        elif inferred and (asserted or not holds):
            removed.add(fact)
    return replace(delta, added=frozenset(added), removed=frozenset(removed))


class _Answers(dict["Triple", bool]):
    """Answers about triples, each asked for once; made for each change, so that it must be fast to make."""

    def __init__(self, ask: Callable[[Triple], bool]) -> None:
        self._ask = ask

    def __missing__(self, triple: Triple) -> bool:
        answer = self[triple] = self._ask(triple)
        return answer


class CachedFacts:
    """Facts that do not change for a while, with a cache of what was looked up; the schema is in memory."""

    def __init__(self, facts: Facts, schema: Schema) -> None:
        self._facts, self._schema = facts, schema
        self._matches: dict[tuple[Term, Term | None, Term | None], list[Triple]] = {}
        self.is_asserted = _Answers(facts.is_asserted).__getitem__
        self.is_inferred = _Answers(facts.is_inferred).__getitem__
        self.asserted = facts.asserted

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Return the triples, asserted or inferred, that fit."""
        if predicate in PREDICATES:
            return self._schema.match(subject, predicate, object_)
        if subject is None:
            return self._facts.match(subject, predicate, object_)
        if predicate is not None and object_ is not None:
            triple = subject, predicate, object_
            return iter((triple,) if self.is_asserted(triple) or self.is_inferred(triple) else ())
        key = subject, predicate, object_
        found = self._matches.get(key)
        if found is None:
            found = self._matches[key] = list(self._facts.match(subject, predicate, object_))
        return iter(found)
