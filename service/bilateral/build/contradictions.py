"""Contradictions that are kept: listed in a graph of their own while all their premises hold."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from bilateral.rdf.terms import Quad, iri, iri_value, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS
from bilateral.store.engine.graph_layout import CLASHES
from bilateral.store.engine.quad_delta import QuadDelta

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilateral.rdf.terms import Term
    from bilateral.reasoning.rules.owl2rl import Clash
    from bilateral.store.engine.view import GraphView


class Contradiction(NamedTuple):
    """A contradiction that is kept."""

    rule: str  # the name of the rule that concluded false
    text: str  # that rule, as its source writes it
    premises: tuple[str, ...]  # triples, as N-Triples without the full stop


def quads_of(clashes: Iterable[Clash]) -> set[Quad]:
    """Return the quads that list contradictions in their graph."""
    return {quad for clash in clashes for quad in _described(clash)}


def kept_contradictions(view: GraphView) -> list[Contradiction]:
    """Return the contradictions that are listed, sorted."""
    found = []
    for quads in _by_subject(view.match(graph=CLASHES)).values():
        said: dict[Term, list[str]] = defaultdict(list)
        for quad in quads:
            said[quad.predicate].append(quad.object)
        rule, text = (literal_parts(said[part][0]).value for part in (BIL.rule, RDFS.comment))
        premises = sorted(literal_parts(premise).value for premise in said[BIL.premise])
        found.append(Contradiction(rule, text, tuple(premises)))
    return sorted(found)


def contradiction_delta(
    before: GraphView, asserted: QuadDelta, inferred: QuadDelta, clashes: Iterable[Clash], *, whole: bool
) -> QuadDelta:
    """Return the change of the graph of contradictions.

    Args:
        before: the state before the change.
        asserted: the change of asserted quads.
        inferred: the change of inferred quads.
        clashes: those that the change causes, or all.
        whole: whether they are all.
    """
    there = _by_subject(before.match(graph=CLASHES))
    come = _by_subject(quads_of(clashes))
    holding = {_text(quad) for delta in (asserted, inferred) for quad in delta.added}
    gone = {_text(quad) for delta in (asserted, inferred) for quad in delta.removed} - holding
    ended = [
        quad
        for name, quads in there.items()
        if name not in come
        if whole or any(q.predicate == BIL.premise and literal_parts(q.object).value in gone for q in quads)
        for quad in quads
    ]
    fresh = [quad for name, quads in come.items() if name not in there for quad in quads]
    empty = there and not fresh and len(ended) == sum(map(len, there.values()))
    return QuadDelta(set(ended), set(fresh), dropped={CLASHES} if empty else set())


def _described(clash: Clash) -> list[Quad]:
    premises = [" ".join(premise) for premise in clash.premises]
    mark = hashlib.sha256("\n".join((clash.rule, *sorted(premises))).encode()).hexdigest()[:20]
    name = iri(f"{iri_value(CLASHES)}#{mark}")
    said = [
        (RDF.type, BIL.Contradiction),
        (BIL.rule, literal(clash.rule)),
        (RDFS.comment, literal(clash.text)),
    ]
    said += [(BIL.premise, literal(premise)) for premise in premises]
    return [Quad(name, predicate, value, CLASHES) for predicate, value in said]


def _by_subject(quads: Iterable[Quad]) -> dict[Term, list[Quad]]:
    found: dict[Term, list[Quad]] = defaultdict(list)
    for quad in quads:
        found[quad.subject].append(quad)
    return found


def _text(quad: Quad) -> str:
    return " ".join(quad[:3])
