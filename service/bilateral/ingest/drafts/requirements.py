"""What a suggestion needs to be accepted, so that what it asserts fits the shapes of the ontology."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.ingest.drafts.draft import EVENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.ingest.drafts.draft import DraftSuggestion

NEEDED: Final[Mapping[str, Mapping[str, str]]] = {
    "bil:Visit": {"bil:visitor": "a visitor", "bil:place": "a place"},
    "bil:CouncilSession": {"bil:organiser": "an organiser"},
    "bil:MilitaryAction": {"bil:agent": "an agent"},
    "bil:Sanctions": {"bil:agent": "an agent", "bil:target": "a target"},
    "bil:Expulsion": {"bil:agent": "an agent", "bil:target": "a target"},
    "bil:Recognition": {"bil:agent": "an agent", "bil:target": "a target"},
    "bil:Withdrawal": {"bil:agent": "an agent"},
    "bil:Aid": {"bil:agent": "an agent"},
}
"""By class of an event, the properties that its shape asks for, in words."""

_TWO: Final = frozenset({"bil:BilateralMeeting", "bil:Call", "bil:RelationsChange"})
_TAKING_PART: Final = frozenset({"bil:participant", "bil:host", "bil:guest", "bil:visitor", "bil:agent"})


def unmet(suggestion: DraftSuggestion) -> list[str]:
    """Return what a suggestion lacks, in words."""
    if suggestion.kind != EVENT:
        return []
    facts = suggestion.facts()
    parties = {value for predicate in _TAKING_PART for value in facts.get(predicate, ())}
    lacking = []
    for class_ in facts.get("a", ()):
        needed = NEEDED.get(class_, {})
        lacking += [words for predicate, words in needed.items() if predicate not in facts]
        if class_ in _TWO and len(parties) < 2:  # noqa: PLR2004  # as the name says
            lacking.append("two participants")
        if {"bil:agent", "bil:target"} <= needed.keys() and facts.keys() >= needed.keys():
            both = set(facts["bil:agent"]) & set(facts["bil:target"])
            lacking += ["a target that is not the agent"] if both else []
    return lacking
