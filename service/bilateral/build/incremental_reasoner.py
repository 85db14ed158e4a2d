"""Infers what follows from each write to a data directory, before it is committed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bilateral.build import contradictions
from bilateral.build.build_record import BuildRecord, content_of
from bilateral.build.date_spans import DateSpans
from bilateral.errors import Inconsistent, InputError, Refused
from bilateral.rdf.datatypes import validate as ill_typed
from bilateral.rdf.iris import INFERRED, short
from bilateral.rdf.terms import Quad
from bilateral.rdf.vocabulary import BIL, RDFS
from bilateral.reasoning.incremental.maintainer import LIMIT, Maintainer
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.changes.document_provenance import DIRECT
from bilateral.store.engine.canonical_form import respelled
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.engine.view import StoreFacts
from bilateral.store.snapshots.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bilateral.rdf.terms import Term, Triple
    from bilateral.store.engine.view import GraphView

_TO_ALL = 5
"""How many times longer a fact takes in an incremental change than when everything is computed anew."""


class IncrementalReasoner:
    """Returns what follows from each change of a store, or refuses the change."""

    def __init__(self, data: Path) -> None:
        """Reason as the build of the data directory did, with the rules of its content.

        Raises:
            InputError: a domain rule is malformed.
        """
        record, content = BuildRecord.read(data), content_of(data)
        rules = load_rules(content.rules) if content else []
        # A store without content has OWL 2 RL and nothing else, so it has all of it.
        self._reflexive = content is None
        self._keep_clashes = record is not None and record.keep_clashes
        self._rules = rules
        with Snapshot(data) as snapshot:
            self._limit = max(LIMIT, snapshot.counts.asserted // _TO_ALL)
        self._facts: StoreFacts | None = None
        self._maintainer: Maintainer | None = None

    def complete(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return what the dates of the descriptions that a change touches imply; see `spans`.

        Raises:
            Refused: a date is not one of its datatype, or no such day exists.
        """
        return date_implications(before, delta)

    def changes(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return how the inferred graph changes with the asserted one.

        Raises:
            Refused: a literal is ill-typed.
            Inconsistent: the change causes a contradiction, and they are not kept.
        """
        maintainer = self._maintain(before)
        asserted = [quad for quad in delta.added if not quad.graph]
        removed = [quad[:3] for quad in delta.removed if not quad.graph]
        if problems := ill_typed_literals(quad[:3] for quad in asserted):
            raise Refused(problems)
        added = [quad[:3] for quad in respelled(asserted)]
        change = maintainer.change(added, removed)
        whole = change.materialisation
        clashes = change.clashes if whole is None else whole.clashes
        if clashes and not self._keep_clashes:
            raise Inconsistent(clashes)
        if whole is None:
            inferred = QuadDelta(_inferred(change.removed), _inferred(change.added))
        else:
            inferred = _difference(before, set(whole.inferred))
        if self._keep_clashes:
            listed = contradictions.contradiction_delta(
                before, delta, inferred, clashes, whole=whole is not None
            )
            inferred.then(listed)
        return inferred

    def _maintain(self, before: GraphView) -> Maintainer:
        """Return the maintainer of inferred triples; it caches the rules that the schema gives."""
        if self._facts is None or self._maintainer is None:
            self._facts = StoreFacts(before)
            self._maintainer = Maintainer(
                self._facts, self._rules, limit=self._limit, reflexive=self._reflexive
            )
        self._facts.view = before
        return self._maintainer

    def committed(self, delta: QuadDelta) -> None:
        """Do nothing: the facts are read from the store."""


def date_implications(before: GraphView, delta: QuadDelta) -> QuadDelta:
    """Return what the dates imply of the descriptions that a change touches.

    Raises:
        Refused: a date is ill-typed, or no such day exists.
    """
    spans = DateSpans(
        quad[:3] for predicate in (BIL.dateBound, RDFS.subClassOf) for quad in before.match(None, predicate)
    )
    extra = QuadDelta()
    removed, added = _by_subject(delta.removed), _by_subject(delta.added)
    for subject, graph in {
        (quad.subject, quad.graph)
        for quad in delta.added | delta.removed
        if spans.concerns(quad[:3]) or spans.is_implied(quad[:3])
    }:
        # Triples of no document are in the graph of direct writes.
        there = {quad[:3] for quad in before.match(subject, None, None, graph or DIRECT)}
        described = there - removed.get((subject, graph), set()) | added.get((subject, graph), set())
        try:
            implied = spans.implied(described)
        except ValueError as error:
            raise Refused([InputError(short(subject), None, str(error))]) from error
        stated = {triple for triple in described if spans.is_implied(triple)}
        extra.added |= {Quad(*triple, graph) for triple in implied - stated}
        extra.removed |= {Quad(*triple, graph) for triple in stated - implied}
    return extra


def _by_subject(quads: Iterable[Quad]) -> Mapping[tuple[Term, Term], set[Triple]]:
    """Return triples by subject and graph."""
    found: dict[tuple[Term, Term], set[Triple]] = defaultdict(set)
    for quad in quads:
        found[quad.subject, quad.graph].add(quad[:3])
    return found


def ill_typed_literals(added: Iterable[Triple]) -> list[InputError]:
    """Return what is wrong with the literals of added triples."""
    return [
        InputError(f"{short(subject)} {short(predicate)}", None, reason)
        for subject, predicate, value in added
        if (reason := ill_typed(value))
    ]


def _difference(before: GraphView, come: set[Triple]) -> QuadDelta:
    """Return the change from the inferred graph to these triples, which are consumed."""
    gone = set()
    for quad in before.match(graph=INFERRED):
        if quad[:3] in come:
            come.remove(quad[:3])
        else:
            gone.add(quad)
    return QuadDelta(gone, _inferred(come))


def _inferred(triples: Iterable[Triple]) -> set[Quad]:
    return {Quad(*triple, INFERRED) for triple in triples}
