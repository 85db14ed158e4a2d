"""Offices that a text shows persons in: a tenure attested on a day, that of the graph if it has one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.statement_records import REPORT, StatementRecord
from bilateral.explore.graph.display_dates import spoken
from bilateral.ingest.drafts.draft import OFFICE, DraftSuggestion, PartCandidate, SuggestionPart
from bilateral.ingest.drafts.minting import english, new_thing, tenure_name
from bilateral.ingest.suggestions.suggested_values import WOULD_BE_NEW, PartSlot, describing
from bilateral.rdf import dates
from bilateral.rdf.iris import short
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bilateral.analysis.findings import OfficeHeld
    from bilateral.content.statement_records import TripleText
    from bilateral.ingest.suggestions.suggested_values import SuggestedValues
    from bilateral.rdf.terms import Term
    from bilateral.store.engine.view import GraphView

_HOLDER: Final = PartSlot("person", "who", "bil:holder", required=True)
_NOT_YET: Final = frozenset({"elect", "proposed"})
_UNLIKELY: Final = 0.5
"""What the confidence is multiplied by where the graph has another in this office on the day."""


class RecordedTenure(NamedTuple):
    """A tenure of the graph: its identifier, and the days that it may span."""

    id: str
    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Return whether the office may have been held on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


Tenures = dict[tuple[str, str], list[RecordedTenure]]
"""Tenures by person and office."""


def read_tenures(state: GraphView) -> Tenures:
    """Return the tenures of a state of the graph."""
    holders, offices = _values(state, BIL.holder), _values(state, BIL.office)
    starts, ends = _values(state, BIL.start), _values(state, BIL.end)
    found: Tenures = defaultdict(list)
    for tenure, person in sorted(holders.items()):
        if office := offices.get(tenure):
            start, end = starts.get(tenure), ends.get(tenure)
            first, last = start and dates.span(start), end and dates.span(end)
            known = RecordedTenure(short(tenure), first.first if first else None, last.last if last else None)
            found[short(person), short(office)].append(known)
    return dict(found)


def _values(state: GraphView, predicate: Term) -> dict[Term, Term]:
    return {quad.subject: quad.object for quad in state.match(None, predicate, None, "")}


@dataclass(frozen=True, slots=True)
class OfficeSuggester:
    """Makes suggestions of the offices of one text.

    Attributes:
        published: the day on which the text has somebody in office; None if unknown.
        tenures: of the graph.
        titles: of the offices of the graph, by identifier.
    """

    values: SuggestedValues
    extractor: str
    published: date | None
    tenures: Tenures
    titles: Mapping[str, str]

    def suggest(self, number: int, held: OfficeHeld, hangs_on: Sequence[str] = ()) -> DraftSuggestion | None:
        """Return a suggestion; None if the office is not held yet, or nothing is known of whose it is."""
        person = self.values.part(_HOLDER, held.person, (held.span,))
        office = self._office(held)
        if person is None or office is None or held.status in _NOT_YET:
            return None
        name = f"s{number}"
        known = self.tenures.get((person.value, office.value), [])
        there = self._recorded(known)
        subject = there.id if there else tenure_name(person.value, office.value)
        contested = held.status != "former" and there is None and bool(known or self._holders(office.value))
        says, day = self._attested(subject, held, contested=contested)
        parts = [person, office, *([day] if day else [])]
        described: tuple[TripleText, ...] = (
            (subject, "a", "bil:Tenure"),
            (subject, "bil:holder", person.value),
            (subject, "bil:office", office.value),
            *([(subject, "bil:acting", "true")] if held.status == "acting" and there is None else []),
        )
        quotes = self.values.quotes((held.span,))
        said = StatementRecord(name, REPORT, says, quotes, also=described)
        return DraftSuggestion(
            name,
            OFFICE,
            held.office,
            subject,
            (said, *describing(parts, name, 2, quotes)),
            tuple(parts),
            ((held.span.start, held.span.end),),
            held.grounds.confidence * (_UNLIKELY if contested else 1.0),
            held.grounds.reason,
            self.extractor,
            held.grounds.rule,
            self.values.paragraph(held.span.start),
            tuple(hangs_on),
            is_new=there is None,
        )

    def _office(self, held: OfficeHeld) -> SuggestionPart | None:
        title = f"{held.office} of {held.of.name}" if held.of and held.of.id else ""
        value, defines = new_thing("office", title, "bil:Office") if title else ("", ())
        known = held.office_id or self._by_title(value, title)
        if known:
            shown = self.titles.get(known, held.office)
            candidate = PartCandidate(known, shown, 1.0, "an office of the graph")
        elif held.of and held.of.id:
            described = (*defines, (value, "bil:officeOf", held.of.id))
            sure = held.grounds.confidence
            candidate = PartCandidate(value, title, sure, "not in the graph", described)
        else:
            return None
        doubt = "" if known else WOULD_BE_NEW
        return SuggestionPart(
            "office", "which office", "bil:office", candidate.value, candidate.label, held.office,
            doubt=doubt, candidates=(candidate,), required=True,
        )  # fmt: skip

    def _by_title(self, value: str, title: str) -> str:
        """Return the office of the graph that has this identifier or title, "" if there is none."""
        if value in self.titles:
            return value
        wanted = _plain(title)
        return next((office for office, each in self.titles.items() if wanted and _plain(each) == wanted), "")

    def _holders(self, office: str) -> list[str]:
        """Return the persons who hold an office on the day of publication, as far as the graph knows."""
        day = self.published
        return [
            person
            for (person, held), known in self.tenures.items()
            if held == office and day and any(each.first and each.covers(day) for each in known)
        ]

    def _recorded(self, known: Sequence[RecordedTenure]) -> RecordedTenure | None:
        """Return the tenure that covers the day, the last to begin if several do."""
        if self.published is None:
            return None
        covering = [each for each in known if each.covers(self.published)]
        return max(covering, key=lambda each: (str(each.first or ""), each.id), default=None)

    def _attested(
        self, subject: str, held: OfficeHeld, *, contested: bool
    ) -> tuple[TripleText, SuggestionPart | None]:
        """Return that the office is held on the day, or where that is not said, a note why there is none."""
        if held.status == "former":
            said = (
                f"Named as a former holder{f' on {spoken(str(self.published))}' if self.published else ''}."
            )
            return (subject, "bil:note", english(said)), None
        if self.published is None:
            return (subject, "bil:note", english("Named in office by a document without a date.")), None
        day = self.published.isoformat()
        candidate = PartCandidate(day, spoken(day), 0.9, "the day of publication")
        doubt = "by the graph it was another's then" if contested else ""
        part = SuggestionPart(
            "day", "on which day", "bil:attestedOn", day, candidate.label,
            doubt=doubt, candidates=(candidate,),
        )  # fmt: skip
        return (subject, "bil:attestedOn", day), part


def _plain(title: str) -> str:
    return " ".join(word for word in title.casefold().split() if word != "the")


def glosses(offices: Sequence[OfficeHeld], titles: Mapping[str, str]) -> dict[str, str]:
    """Return the offices of persons in words, by identifier or name of the person."""
    found: dict[str, str] = {}
    for held in offices:
        of = f" of {held.of.name}" if held.of else ""
        words = titles.get(held.office_id or "", f"{held.office}{of}")
        prefix = f"{held.status} " if held.status else ""
        found.setdefault(held.person.id or held.person.name, prefix + words)
    return found
