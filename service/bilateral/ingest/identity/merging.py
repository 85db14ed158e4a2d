"""What merging two events changes, and what taking it back does; and the decision that two events are two.

The name of one event stays. That of the other is replaced by it wherever a document uses it, in statements
too, and says by what (dcterms:isReplacedBy). The record of a merge has every quad that it changed, so that it
can be taken back: of what was withdrawn or changed since, nothing comes back.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.statements import agent_name
from bilateral.errors import BilateralError
from bilateral.rdf.dates import utc_time
from bilateral.rdf.iris import CLASHES, ID, INFERRED, PROVENANCE, entity, short
from bilateral.rdf.terms import Quad, is_literal, literal, literal_parts
from bilateral.rdf.vocabulary import BIL, DCT, OWL, PROV, RDF, RDFS, SKOS, XSD_DATETIME
from bilateral.store.engine.converter import line, parse_lines, to_quad
from bilateral.store.engine.graph_layout import is_separate
from bilateral.store.engine.quad_delta import QuadDelta

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bilateral.rdf.terms import Term
    from bilateral.store.engine.view import GraphView

_RECORDS: Final = (f"<{ID}merge/", f"<{ID}distinction/")


class MergeError(BilateralError):
    """Two events cannot be merged or told apart, or there is no such decision to take back."""


class MergeDecision(NamedTuple):
    """Who decided, and when."""

    reviewer: str
    when: datetime


class RecordedDecision(NamedTuple):
    """A decision that the graph has.

    Attributes:
        id: `merge/0f3c…` or `distinction/…`.
        kept: of a distinction, the one of the two events whose name comes first.
        replaced: of a distinction, the other one.
    """

    id: str
    merged: bool
    kept: str
    replaced: str
    reviewer: str
    when: str


def merge(view: GraphView, kept: Term, replaced: Term, decision: MergeDecision) -> QuadDelta:
    """Return what making one of two events changes.

    Raises:
        MergeError: they are no two events, or were told apart.
    """
    _check(view, kept, replaced)
    moved = {quad: _moved(view, quad, kept, replaced) for quad in _uses(view, replaced)}
    renamed = {quad for quad in moved.values() if quad is not None}
    delta = QuadDelta(set(moved), renamed - view.present(renamed))
    record = _name("merge", kept, replaced)
    told = [
        (RDF.type, BIL.Merge),
        (RDFS.label, literal(f"Merge of {short(replaced)} into {short(kept)}", language="en")),
        (BIL.keeps, kept),
        (BIL.replaces, replaced),
        *((BIL.quadRemoved, literal(_written(quad))) for quad in sorted(delta.removed)),
        *((BIL.quadAdded, literal(_written(quad))) for quad in sorted(delta.added)),
    ]
    delta.added |= _signed(view, record, decision, told)
    delta.added.add(Quad(replaced, DCT.isReplacedBy, kept, PROVENANCE))
    return delta


def tell_apart(view: GraphView, one: Term, other: Term, decision: MergeDecision) -> QuadDelta:
    """Return what keeping two events apart changes: they are not proposed for merging again.

    Raises:
        MergeError: they are no two events, or were told apart.
    """
    _check(view, one, other)
    first, second = sorted((one, other))
    record = _name("distinction", first, second)
    told = [
        (RDF.type, BIL.Distinction),
        (RDFS.label, literal(f"{short(first)} and {short(second)} are two", language="en")),
        (BIL.tellsApart, first),
        (BIL.tellsApart, second),
    ]
    apart = Quad(first, OWL.differentFrom, second, PROVENANCE)
    return QuadDelta(added={apart, *_signed(view, record, decision, told)})


def take_back(view: GraphView, one: Term, other: Term) -> QuadDelta:
    """Return what taking back a decision on two events changes: the graph is then as if it had not been made.

    Raises:
        MergeError: none was made, or one of them was merged with a third event since.
    """
    first, second = sorted((one, other))
    names = [_name("merge", one, other), _name("merge", other, one), _name("distinction", first, second)]
    record = next((name for name in names if any(view.match(name, graph=PROVENANCE))), None)
    if record is None:
        raise MergeError(f"nothing was decided here on {short(one)} and {short(other)}")
    quads = _record(view, record)
    if record == names[2]:
        return QuadDelta(quads | {Quad(first, OWL.differentFrom, second, PROVENANCE)})
    kept, replaced = (one, other) if record == names[0] else (other, one)
    if later := next(view.match(kept, DCT.isReplacedBy, graph=PROVENANCE), None):
        raise MergeError(f"{short(kept)} was merged into {short(later.object)} since: take that back first")
    added = set(_read(quads, BIL.quadAdded))
    restored = {
        quad
        for quad in _read(quads, BIL.quadRemoved)
        if _still_holds(view, quad, _renamed(quad, replaced, kept))
    }
    redirection = Quad(replaced, DCT.isReplacedBy, kept, PROVENANCE)
    return QuadDelta(quads | {redirection} | view.present(added), restored - view.present(restored))


def decisions(view: GraphView) -> list[RecordedDecision]:
    """Return the decisions that the graph has, the latest first."""
    found = [_recorded(view, quad.subject, merged=quad.object == BIL.Merge) for quad in _made(view)]
    return sorted(found, key=lambda each: (each.when, each.id), reverse=True)


def records(view: GraphView) -> set[Quad]:
    """Return all quads by which the graph remembers decisions; content that has them keeps the decisions."""
    found = {quad for made in _made(view) for quad in view.match(made.subject, graph=PROVENANCE)}
    agents = {quad.object for quad in found if quad.predicate == PROV.wasAssociatedWith}
    found |= {quad for agent in agents for quad in view.match(agent, graph=PROVENANCE)}
    for predicate in (DCT.isReplacedBy, OWL.differentFrom):
        found |= set(view.match(None, predicate, None, PROVENANCE))
    return found


def told_apart(view: GraphView) -> set[frozenset[str]]:
    """Return the pairs of events, by identifiers, that somebody said are two."""
    pairs = view.triples(None, OWL.differentFrom, None, "")
    return {frozenset((short(one), short(other))) for one, _, other in pairs}


def current_name(view: GraphView, event: Term) -> Term:
    """Return the name that an event goes by now: its own, unless it was merged."""
    seen = {event}
    while (found := next(view.triples(event, DCT.isReplacedBy, None, ""), None)) and found[2] not in seen:
        event = found[2]
        seen.add(event)
    return event


def _made(view: GraphView) -> Iterator[Quad]:
    """Yield the quads that say of decisions whether they are merges or distinctions."""
    for cls in (BIL.Merge, BIL.Distinction):
        yield from view.match(None, RDF.type, cls, PROVENANCE)


def _check(view: GraphView, one: Term, other: Term) -> None:
    if one == other:
        raise MergeError(f"{short(one)} is one event already")
    for each in (one, other):
        if successor := next(view.triples(each, DCT.isReplacedBy, None, ""), None):
            raise MergeError(f"{short(each)} was merged into {short(successor[2])}")
        if not any(view.has((each, RDF.type, BIL.Event), graph) for graph in ("", INFERRED)):
            raise MergeError(f"{short(each)} is no event of the graph")
    if frozenset((short(one), short(other))) in told_apart(view):
        raise MergeError(f"{short(one)} and {short(other)} were told apart: take that back first")


def _uses(view: GraphView, name: Term) -> Iterator[Quad]:
    """Yield the quads of documents that use a name, without those that record decisions."""
    for quads in (view.match(name), view.match(None, None, name)):
        for quad in quads:
            derived = quad.graph in {"", INFERRED, CLASHES} or is_separate(quad.graph)
            if not derived and not quad.subject.startswith(_RECORDS):
                yield quad


def _moved(view: GraphView, quad: Quad, kept: Term, replaced: Term) -> Quad | None:
    """Return a quad about the event that stays, None where it said how the two are related."""
    renamed = _renamed(quad, replaced, kept)
    if renamed is None or quad.subject != replaced or quad.predicate != RDFS.label:
        return renamed
    labels = [triple[2] for triple in view.triples(kept, RDFS.label, None, "")]
    languages = {literal_parts(label).language for label in labels if is_literal(label)}
    own = is_literal(quad.object) and literal_parts(quad.object).language in languages
    return _as_other_name(renamed) if own and quad.object not in labels else renamed


def _renamed(quad: Quad, replaced: Term, kept: Term) -> Quad | None:
    subject, value = (kept if term == replaced else term for term in (quad.subject, quad.object))
    relates = subject == value == kept and {quad.subject, quad.object} == {kept, replaced}
    return None if relates else Quad(subject, quad.predicate, value, quad.graph)


def _as_other_name(quad: Quad) -> Quad:
    return quad._replace(predicate=SKOS.altLabel)


def _still_holds(view: GraphView, quad: Quad, renamed: Quad | None) -> bool:
    """Return whether a quad that a merge removed is to come back: what it became has not been withdrawn."""
    if renamed is None:
        return view.has_graph(quad.graph)
    return bool(view.present({renamed, _as_other_name(renamed)}))


def _recorded(view: GraphView, record: Term, *, merged: bool) -> RecordedDecision:
    told = {quad.predicate: quad.object for quad in view.match(record, graph=PROVENANCE)}
    if merged:
        one, other = told[BIL.keeps], told[BIL.replaces]
    else:
        one, other = sorted(quad.object for quad in view.match(record, BIL.tellsApart, graph=PROVENANCE))
    reviewer = next(view.match(told[PROV.wasAssociatedWith], RDFS.label, graph=PROVENANCE)).object
    reviewer, when = (literal_parts(each).value for each in (reviewer, told[PROV.endedAtTime]))
    return RecordedDecision(short(record), merged, short(one), short(other), reviewer, when)


def _name(kind: str, one: Term, other: Term) -> Term:
    return entity(f"{kind}/{hashlib.sha256(f'{one} {other}'.encode()).hexdigest()[:16]}")


def _signed(
    view: GraphView, record: Term, decision: MergeDecision, told: Iterable[tuple[Term, Term]]
) -> set[Quad]:
    """Return the quads of a record, with who decided and when."""
    agent = agent_name("reviewer", decision.reviewer)
    moment = literal(utc_time(decision.when), datatype=XSD_DATETIME)
    signed = {
        *(Quad(record, predicate, value, PROVENANCE) for predicate, value in told),
        Quad(record, PROV.endedAtTime, moment, PROVENANCE),
        Quad(record, PROV.wasAssociatedWith, agent, PROVENANCE),
        Quad(agent, RDF.type, BIL.Reviewer, PROVENANCE),
        Quad(agent, RDFS.label, literal(decision.reviewer), PROVENANCE),
    }
    return signed - view.present(signed)


def _record(view: GraphView, record: Term) -> set[Quad]:
    """Return the quads of a record, and those of its reviewer unless another record needs them."""
    quads = set(view.match(record, graph=PROVENANCE))
    agent = next(quad.object for quad in quads if quad.predicate == PROV.wasAssociatedWith)
    others = (
        quad for quad in view.match(None, PROV.wasAssociatedWith, agent, PROVENANCE) if quad not in quads
    )
    return quads if any(others) else quads | set(view.match(agent, graph=PROVENANCE))


def _written(quad: Quad) -> str:
    return line(quad).removesuffix(" .\n")


def _read(record: Iterable[Quad], predicate: Term) -> Iterator[Quad]:
    for quad in record:
        if quad.predicate == predicate:
            yield from map(to_quad, parse_lines(f"{literal_parts(quad.object).value} .\n"))
