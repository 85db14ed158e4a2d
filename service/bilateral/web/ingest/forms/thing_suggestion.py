"""The suggestion of an event or an office that somebody added to a draft by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.content.statement_records import StatementRecord
from bilateral.ingest.drafts.draft import EVENT, DraftSuggestion, PartCandidate, SuggestionPart
from bilateral.ingest.suggestions.event_suggestions import identity_part
from bilateral.ingest.suggestions.suggested_values import describing
from bilateral.rdf.iris import read_term, short
from bilateral.rdf.vocabulary import BIL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.content.statement_records import QuotedWords, TripleText
    from bilateral.explore.graph.reading import Reading
    from bilateral.web.ingest.forms.thing_form import NewThing
    from bilateral.web.ingest.forms.thing_search import ThingSearch


def thing_suggestion(
    about: Reading, kind: str, made: NewThing, words: QuotedWords, things: ThingSearch
) -> DraftSuggestion:
    """Return a suggestion of what was filled in, with a part for each value.

    Args:
        about: the reading of the graph.
        kind: EVENT or OFFICE.
        made: what was filled in.
        words: that say it, with their place.
        things: by which the values were found.
    """
    quote = (words,)
    described = [triple for triple in made.triples if triple[1] in {"a", "rdfs:label", "bil:status"}]
    rest = [triple for triple in made.triples if triple not in described]
    first = StatementRecord("s", "report", described[0], quote, also=tuple(described[1:]))
    others = [StatementRecord(f"s-{at}", "report", each, quote) for at, each in enumerate(rest, 2)]
    parts = [_part(about, number, each, things) for number, each in enumerate(rest, 1)]
    whole = [*parts, *_identifying(about, described)] if kind == EVENT else parts
    said = ", ".join(f"{part.label} {part.shown}" for part in parts)
    word = about.node(read_term(described[0][2])).text.capitalize()
    return DraftSuggestion(
        "s",
        kind,
        f"{made.label}: {said}." if made.label != made.id else f"{word}: {said}.",
        made.id,
        (first, *others, *describing(parts, "s", len(others) + 2, quote)),
        tuple(whole),
        ((words.start or 0, (words.start or 0) + len(words.text)),),
        confidence=1.0,
        reason="added by hand",
        states=tuple(sorted({state for each in rest for state in _stands_for(about, each[2])})),
        is_new=True,
    )


def _stands_for(about: Reading, value: str) -> list[str]:
    """Return the state that a value of an event is, or that a person ever acted for; none if for several."""
    if value.startswith("state/"):
        return [value]
    if not value.startswith("person/"):
        return []
    acted = [short(each) for each in about.graph.values(read_term(value), BIL.everActedFor)]
    return acted if len(acted) == 1 else []


def _identifying(about: Reading, described: Sequence[TripleText]) -> list[SuggestionPart]:
    """Return the parts of an event for its kind, and for the event of the graph that it may be."""
    class_ = next(each for each in described if each[1] == "a")
    shown = about.node(read_term(class_[2])).text
    kind = SuggestionPart(
        "kind", "kind", "a", class_[2], shown, candidates=(PartCandidate(class_[2], shown, 1.0),)
    )
    defines = tuple(each for each in described if each[1] != "bil:status")
    new = PartCandidate(class_[0], "a new event", 0.5, "no event of the graph is this one", defines)
    return [kind, identity_part(new, new, ())]


def _part(about: Reading, number: int, triple: TripleText, things: ThingSearch) -> SuggestionPart:
    _, predicate, value = triple
    label, chosen = about.title(read_term(predicate)), things.candidate(value)
    return SuggestionPart(f"{label} {number}", label, predicate, value, chosen.label, candidates=(chosen,))
