"""Values that a reviewer gives to parts of a suggestion, checked against the graph and the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.explore.graph import display_dates
from bilateral.ingest.drafts.draft import IDENTITY, PartCandidate, ReviewError
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import read_term, short
from bilateral.rdf.terms import is_iri, is_literal
from bilateral.rdf.vocabulary import BIL
from bilateral.validation.shape_fields import remembered_fields

if TYPE_CHECKING:
    from collections.abc import Collection

    from bilateral.explore.graph.graph import Graph
    from bilateral.ingest.drafts.draft import Draft, SuggestionPart
    from bilateral.rdf.terms import Term

DATES: Final = frozenset({"bil:date", "bil:start", "bil:end", "bil:attestedOn"})
"""Properties whose values are days, months or years."""
CHOSEN: Final = "chosen by the reviewer"
"""The reason for the score of a value that a reviewer gave."""
_TYPE: Final = "a"
_LANGUAGES: Final = ("en",)  # of what drafts say


class ValueChoices:
    """Makes candidates of values that are given for parts, by one state of the graph and one draft."""

    def __init__(self, graph: Graph, draft: Draft) -> None:
        """Take the graph to look things up in."""
        self._graph, self._draft = graph, draft

    def chosen(self, part: SuggestionPart, value: str) -> str | PartCandidate:
        """Return what a value is for a part: itself if it is offered or none, "", else a candidate.

        Raises:
            ReviewError: it is not what the part needs.
        """
        if not value or any(value == each.value for each in part.candidates):
            return value
        return self.day(value) if part.predicate in DATES else self.thing(part, value)

    def day(self, text: str) -> PartCandidate:
        """Return a day, month or year.

        Raises:
            ReviewError: it is none.
        """
        try:
            partial_date(text)
        except ValueError as error:
            raise ReviewError(str(error)) from error
        return PartCandidate(text, display_dates.spoken(text), 1.0, CHOSEN)

    def thing(self, part: SuggestionPart, value: str) -> PartCandidate:
        """Return a thing of the graph, or one that the draft makes, of the class that a part asks for.

        Raises:
            ReviewError: there is none of this identifier, or it is of another class.
        """
        made = made_in(self._draft, value)
        if made is None and not self.exists(value):
            raise ReviewError(f"{part.name}: the graph has no {value}; write type/slug, as in state/CHN")
        is_event = part.name == IDENTITY or part.predicate == _TYPE
        wanted = frozenset({BIL.Event}) if is_event else self.asked(part)
        if wanted and wanted.isdisjoint(self._classes(part, value, made)):
            kind = " or ".join(sorted(map(self._name, wanted)))
            raise ReviewError(f"{part.name}: {value} is none of the kind that is asked for: {kind}")
        if made:
            return made._replace(score=1.0, reason=CHOSEN)
        return PartCandidate(value, self._name(read_term(value)), 1.0, CHOSEN)

    def asked(self, part: SuggestionPart) -> frozenset[Term]:
        """Return the classes of one of which a part's value is, by the ontology or the shapes of events."""
        if cls := class_of_values(self._graph, part.predicate):
            return frozenset({read_term(cls)})
        shapes, ontology = self._graph.content.shapes, self._graph.ontology
        fields = remembered_fields(tuple(shapes), ontology.above(BIL.Event))
        found = (each.classes for each in fields if short(each.path) == part.predicate)
        return frozenset(next(found, ()))

    def exists(self, value: str) -> bool:
        """Return whether a text is a literal, or the identifier of something that the graph has."""
        try:
            term = read_term(value)
            return is_literal(term) or (is_iri(term) and self._graph.exists(term))
        except ValueError:
            return False

    def _name(self, term: Term) -> str:
        return self._graph.name(term, _LANGUAGES).value

    def _classes(self, part: SuggestionPart, value: str, made: PartCandidate | None) -> Collection[Term]:
        """Return the classes of a thing with those above them; of a class, itself and those above it."""
        term = read_term(value)
        if part.predicate == _TYPE:
            return self._graph.ontology.above(term)
        return self._graph.types(term) | (classes_of(self._graph, made) if made else frozenset())


def class_of_values(graph: Graph, predicate: str) -> str:
    """Return the class of what a property leads to, `bil:Person`; "" where that is no thing."""
    try:
        term = read_term(predicate if ":" in predicate else f"bil:{predicate}")
    except ValueError:
        return ""
    ranges = graph.ontology.entry(term).range
    return next((short(each) for each in ranges if each.startswith(f"<{BIL}")), "")


def made_in(draft: Draft, value: str) -> PartCandidate | None:
    """Return a thing that a draft makes, None if it makes none of that identifier."""
    parts = (part for suggestion in draft.suggestions for part in suggestion.parts)
    found = (each for part in parts for each in part.candidates if each.value == value and each.defines)
    return next(found, None)


def classes_of(graph: Graph, made: PartCandidate) -> frozenset[Term]:
    """Return the classes of a thing that a draft makes, with those above them."""
    defined = [read_term(value) for _, predicate, value in made.defines if predicate == _TYPE]
    return frozenset[str]().union(*map(graph.ontology.above, defined))
