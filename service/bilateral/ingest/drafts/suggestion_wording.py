"""What the graph would say, in a sentence: made of what a suggestion says now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.content.statement_records import CHARACTERISATION, CLAIM, PLAN
from bilateral.explore.graph.display_dates import spoken
from bilateral.ingest.drafts.draft import EVENT, OFFICE, SAID
from bilateral.ingest.drafts.minting import ACTING, names_a_day
from bilateral.rdf.iris import read_term
from bilateral.rdf.terms import literal_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.content.statement_records import StatementRecord
    from bilateral.ingest.drafts.draft import DraftSuggestion

_MEETING: Final = ("met", "meet", "")
_VERBS: Final[Mapping[str, tuple[str, str, str]]] = {
    "bil:Meeting": _MEETING,
    "bil:BilateralMeeting": _MEETING,
    "bil:MultilateralMeeting": _MEETING,
    "bil:Call": ("spoke by telephone or video with", "speak by telephone or video with", ""),
    "bil:Visit": ("visited", "visit", ""),
    "bil:Summit": ("held a summit", "hold a summit", "with"),
    "bil:CouncilSession": ("held a session", "hold a session", "with"),
    "bil:Agreement": ("concluded an agreement", "conclude an agreement", "with"),
    "bil:Declaration": ("made a declaration", "make a declaration", "with"),
    "bil:Withdrawal": ("withdrew", "withdraw", "from"),
    "bil:Sanctions": ("imposed sanctions", "impose sanctions", "on"),
    "bil:Expulsion": ("expelled or recalled diplomats", "expel or recall diplomats", "of"),
    "bil:Recognition": ("recognised", "recognise", ""),
    "bil:RelationsChange": ("changed relations", "change relations", "with"),
    "bil:MilitaryAction": ("used force", "use force", "against"),
    "bil:Exercise": ("held a military exercise", "hold a military exercise", "with"),
    "bil:Issuance": ("issued a statement", "issue a statement", "on"),
    "bil:Vote": ("voted", "vote", "on"),
    "bil:Aid": ("gave aid", "give aid", "to"),
}
"""By class: what those did who took part, what they are to do, and the word before whom it was done to."""

_TOGETHER: Final = frozenset({"bil:Meeting", "bil:BilateralMeeting", "bil:MultilateralMeeting", "bil:Call"})
_SPEECH: Final = {CLAIM: "says", PLAN: "plans", CHARACTERISATION: "calls"}


def sentence(suggestion: DraftSuggestion) -> str:
    """Return what a suggestion says in words; of what a person added, what was written with it."""
    if suggestion.kind == EVENT:
        return _event(suggestion)
    if suggestion.kind == OFFICE:
        return _office(suggestion)
    if suggestion.kind == SAID:
        return _speech(suggestion)
    return suggestion.sentence


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _names(suggestion: DraftSuggestion) -> dict[str, str]:
    """Return what values are called, with what the text calls them besides."""
    return {
        part.value: f"{part.shown}, {part.gloss}," if part.gloss else part.shown
        for part in suggestion.parts
        if part.value
    }


def _event(suggestion: DraftSuggestion) -> str:
    facts, names = suggestion.facts(), _names(suggestion)
    kind = next((part for part in suggestion.parts if part.predicate == "a"), None)
    class_ = kind.value if kind else next(iter(facts.get("a", ())), "bil:Event")
    status = next(iter(facts.get("bil:status", ())), "").partition("/")[2]

    def called(*predicates: str) -> list[str]:
        return [names.get(each, each) for key in predicates for each in facts.get(key, ())]

    acting = called(*ACTING)
    others = called("bil:target")
    if class_ in _TOGETHER:
        acting, others = acting[:1], [*acting[1:], *others]
    did = _did(class_, status, acting, others, kind.shown if kind else "")
    place = "" if class_ == "bil:Visit" else _after("in", called("bil:place"))
    if class_ == "bil:Visit":
        did += f" {listed(called('bil:place'))}" if facts.get("bil:place") else ""
    aside = _after("on the sidelines of", called("bil:onSidelinesOf"))
    parts = [did, place, _when(facts), aside]
    text = " ".join(part for part in parts if part).replace(",,", ",").rstrip(",")
    return f"{text}: {status or 'status open'}."


def _did(class_: str, status: str, acting: Sequence[str], others: Sequence[str], kind: str) -> str:
    past, present, word = _VERBS.get(class_, ("", "", ""))
    if not past:
        return f"{kind or 'An event'}{_after(' of', acting)}{_after(' and', others)}"
    verb = past if status in {"occurred", ""} else f"to {present}"
    whom = " ".join(filter(None, (word, listed(others)))) if others else ""
    return " ".join(filter(None, (listed(acting) or "Somebody", verb, whom)))


def _after(word: str, names: Sequence[str]) -> str:
    return f"{word} {listed(names)}" if names else ""


def _when(facts: Mapping[str, Sequence[str]]) -> str:
    if "bil:start" in facts:
        end = facts.get("bil:end", ("",))[0]
        return f"from {spoken(facts['bil:start'][0])}" + (f" to {spoken(end)}" if end else "")
    day = facts.get("bil:date", ("",))[0]
    return f"{'on' if names_a_day(day) else 'in'} {spoken(day)}" if day else ""


def _office(suggestion: DraftSuggestion) -> str:
    facts, names = suggestion.facts(), {part.value: part.shown for part in suggestion.parts}
    person, office = (
        next((names.get(each, each) for each in facts.get(key, ())), "somebody")
        for key in ("bil:holder", "bil:office")
    )
    acting = "acting " if "true" in facts.get("bil:acting", ()) else ""
    day = next(iter(facts.get("bil:attestedOn", ())), "")
    if not day:
        return f"{person} has been {acting}{office}, at some time."
    return f"{person} is {acting}{office} {'on' if names_a_day(day) else 'in'} {spoken(day)}."


def speakers_of(suggestion: DraftSuggestion) -> str:
    """Return who says something, and of whom: `Wang Yi says, of Japan`."""
    said, names = _attributed(suggestion), _names(suggestion)
    speakers = [names.get(value, value) for key, value in said.details if key == "speaker"]
    plain = {part.value: part.shown for part in suggestion.parts}
    about = [plain.get(value, value) for key, value in said.details if key == "about"]
    verb = _SPEECH.get(said.kind, "reports")
    who = listed(speakers) or "The text"
    if said.kind == CHARACTERISATION:
        return f"{who} {verb} {plain.get(said.says[0], said.says[0])}"
    return f"{who} {verb}{_after(', of', about)}"


def _attributed(suggestion: DraftSuggestion) -> StatementRecord:
    return next((each for each in suggestion.statements if each.kind in _SPEECH), suggestion.statements[0])


def _speech(suggestion: DraftSuggestion) -> str:
    said = _attributed(suggestion)
    mark = "" if said.kind == CHARACTERISATION else ":"
    shown = _words(suggestion, said)
    end = "" if mark and shown.endswith("”") else "."
    return f"{speakers_of(suggestion)}{mark} {shown}{end}"


def _words(suggestion: DraftSuggestion, said: StatementRecord) -> str:
    """Return what is said in quotation marks: the speaker's own words, where they are most of it."""
    value = said.says[2]
    if not value.startswith('"'):
        return _names(suggestion).get(value, value)
    text = literal_parts(read_term(value)).value
    own = next((value for key, value in said.details if key == "wording"), "")
    words = literal_parts(read_term(own)).value if own else ""
    if len(words) * 2 > len(text):
        text = words
    return f"“{text}”"
