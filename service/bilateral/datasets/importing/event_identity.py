"""Events of a file that are events of the graph already, told by another source.

They are compared as those of a report are. One that is certainly the same goes by the name it has; of one
that may be, or whose accounts disagree, somebody decides at `/merges`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.event_comparison import SAME
from bilateral.analysis.findings import OCCURRED, STATE, Entity, FoundDate, FoundEvent, Participant
from bilateral.ingest.drafts.acceptance import merged_events
from bilateral.ingest.graph_knowledge import read_parts
from bilateral.ingest.identity.event_index import EventIndex
from bilateral.ingest.identity.event_matching import NEW, match_all, verdict
from bilateral.ingest.identity.graph_events import CLASS_KINDS, kind_of, read_events, unrefined
from bilateral.ingest.identity.merging import told_apart
from bilateral.rdf.iris import INFERRED, entity, short
from bilateral.rdf.terms import literal_parts
from bilateral.rdf.vocabulary import BIL, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bilateral.datasets.importing.graph_context import GraphContext
    from bilateral.rdf.terms import Quad, Term

_NO_WORDS: Final = TextSpan(0, 0)
_VISIT: Final = CLASS_KINDS["Visit"]
_DATES: Final = frozenset({BIL.date, BIL.start, BIL.end})


class MergedEvents(NamedTuple):
    """What a file says, its events by the names that they have in the graph, and how many are which."""

    quads: set[Quad]
    new: int
    known: int
    doubtful: int

    def told(self) -> str:
        """Return the numbers in words."""
        doubtful = f"{self.doubtful:,} may be known (/merges)"
        return f"{self.new:,} events are new, {self.known:,} were known, {doubtful}"


def with_known_events(context: GraphContext, quads: Collection[Quad], replaced: Term) -> MergedEvents:
    """Return what a file says, with the names of the graph's events, but for those of `replaced` alone."""
    state = context.state
    accounts: dict[Term, list[Quad]] = defaultdict(list)
    for quad in quads:
        accounts[quad.subject].append(quad)
    part_of = read_parts(state)
    reader = _Reader(context, part_of)
    described = {
        thing: event for thing, said in sorted(accounts.items()) if (event := reader.event(said)) is not None
    }
    there = [each for each in read_events(state) if not _stands_in(context, entity(each.id), replaced)]
    matches = match_all(list(described.values()), EventIndex(there, part_of))
    apart, names, doubtful = told_apart(state), dict(merged_events(state)), 0
    for thing, found in zip(described, matches, strict=True):
        if found and frozenset((short(thing), found[0].event)) not in apart and thing not in names:
            if verdict(found) == SAME and not found[0].conflicts:
                names[thing] = entity(found[0].event)
            else:
                doubtful += verdict(found) != NEW
    known = sum(thing in names for thing in described)
    merged = {new for quad in quads if (new := _renamed(context, quad, names))}
    return MergedEvents(merged, len(described) - known - doubtful, known, doubtful)


def _stands_in(context: GraphContext, event: Term, graph: Term) -> bool:
    """Return whether a graph alone tells of an event."""
    return {quad.graph for quad in context.state.match(event, RDF.type)} - {"", INFERRED} == {graph}


def _renamed(context: GraphContext, quad: Quad, names: Mapping[Term, Term]) -> Quad | None:
    """Return a quad by the names of the graph; None for a second label, and for days that are known."""
    name = names.get(quad.subject)
    if name is not None:
        if quad.predicate == RDFS.label:
            return None
        is_date = context.spans.has_bounds(quad.predicate) or context.spans.is_implied(quad[:3])
        if is_date and any(any(context.state.triples(name, date, None, "")) for date in _DATES):
            return None
    return quad._replace(subject=name or quad.subject, object=names.get(quad.object, quad.object))


class _Reader:
    """Describes the events of a file as an analysis describes those of a text."""

    def __init__(self, context: GraphContext, part_of: Mapping[str, str]) -> None:
        self._context, self._part_of = context, part_of
        self._kinds = {BIL[cls]: kind for cls, kind in CLASS_KINDS.items()}

    def event(self, said: Collection[Quad]) -> FoundEvent | None:
        """Return the event that something is; None if it is none."""
        values: dict[Term, list[Term]] = defaultdict(list)
        for _, predicate, value, _ in said:
            for name in self._context.with_superproperties(predicate):
                values[name].append(value)
        statuses = [short(value).removeprefix("status/") for value in values.get(BIL.status, ())]
        if not statuses:
            return None
        present = tuple(self._participant(value) for value in sorted(values.get(BIL.participant, ())))
        places = sorted(values.get(BIL.place, ()))
        labels = [literal_parts(value).value for value in values.get(RDFS.label, ())]
        dates = unrefined(self._dates(values))
        kind = next((self._kinds[cls] for cls in self._kinds if cls in values.get(RDF.type, ())), "other")
        states = {part.state for part in present if part.state}
        if kind == _VISIT and places:
            states |= self._host(short(places[0]))
        return FoundEvent(
            kind=kind,
            status=statuses[0] if OCCURRED not in statuses else OCCURRED,
            trigger=_NO_WORDS,
            evidence=(),
            date=FoundDate(dates[0]) if dates else None,
            place=self._entity(places[0]) if places else None,
            participants=present,
            states=tuple(sorted(states)),
            name=labels[0] if labels else "",
        )

    def _host(self, place: str) -> set[str]:
        """Return the state that a place is, or lies in: it takes part in a visit."""
        seen: set[str] = set()
        while place and place not in seen and kind_of(place) != STATE:
            seen.add(place)
            place = self._part_of.get(place, "")
        return {place} if kind_of(place) == STATE else set()

    def _dates(self, values: Mapping[Term, list[Term]]) -> list[str]:
        told = {name: sorted(literal_parts(value).value for value in values.get(name, ())) for name in _DATES}
        starts, ends = told[BIL.start], told[BIL.end] or told[BIL.start]
        return told[BIL.date] + [f"{start}/{end}" for start, end in zip(starts, ends, strict=False)]

    def _participant(self, actor: Term) -> Participant:
        name = short(actor)
        if kind_of(name) == STATE:
            return Participant(self._entity(actor), name)
        acted = {
            short(value)
            for graph in ("", INFERRED)
            for _, _, value in self._context.state.triples(actor, BIL.everActedFor, None, graph)
        }
        return Participant(self._entity(actor), acted.pop() if len(acted) == 1 else None)

    def _entity(self, thing: Term) -> Entity:
        return Entity(short(thing), short(thing), kind_of(short(thing)))
