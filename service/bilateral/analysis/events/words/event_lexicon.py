"""The words of events: nouns of encounters, verbs with their objects, verbs that carry a noun."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple

from bilateral.analysis.events.words.clause_tokens import words_of
from bilateral.analysis.events.words.phrase_table import Meaning, PhraseTable
from bilateral.analysis.events.words.word_forms import plural, verb_forms
from bilateral.analysis.lexicons.word_lists import read_lexicon, words

if TYPE_CHECKING:
    from collections.abc import Iterator

CARRY, HOST, MEDIATE, APPRAISE, PLAN, CANCEL, DENY, LEAVE_OPEN, TAKE_PLACE = (
    "carry",
    "host",
    "mediate",
    "appraise",
    "plan",
    "cancel",
    "deny",
    "leave_open",
    "take_place",
)
"""What a verb makes of the noun that is its object or subject."""


@dataclass(frozen=True, slots=True)
class EventNoun:
    """A noun that names an encounter; see `lexicons/event_nouns.toml`."""

    kind: str
    dated: bool
    carried: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class EventAction:
    """A verb, or noun of an act, that tells of an event; see `lexicons/event_actions.toml`."""

    kind: str
    frame: str
    person: bool
    direct: str
    forces: bool
    listed: bool
    again: bool
    council: bool
    bodies: bool
    status: str
    unless: frozenset[str]
    then: frozenset[str]
    objects: PhraseTable[bool] | None


class VerbForm(NamedTuple, Generic[Meaning]):
    """A form of a verb, and what the verb means."""

    form: str  # of word_forms; "nominal" for a noun of the act
    meaning: Meaning


NOMINAL: Final = "nominal"
LEADING: Final = frozenset({"visiting", "inviting"})
"""Frames of what leads to a place or state."""


@dataclass(frozen=True, slots=True)
class EventLexicon:
    """All words of events, by phrases."""

    nouns: PhraseTable[EventNoun]
    actions: PhraseTable[VerbForm[EventAction]]
    carriers: PhraseTable[VerbForm[str]]


@functools.cache
def event_lexicon() -> EventLexicon:
    """Return the words of events, read once."""
    return EventLexicon(_nouns(), _actions(), _carriers())


@functools.cache
def grammar(section: str, name: str) -> frozenset[str]:
    """Return a list of single words of `lexicons/event_grammar.toml`."""
    return frozenset(word.replace("\u2019", "'") for word in read_lexicon("event_grammar")[section][name])


@functools.cache
def clause_words(name: str) -> frozenset[str]:
    """Return a list of `lexicons/clause_words.toml`."""
    return words(read_lexicon("clause_words")[name])


@functools.cache
def grammar_phrases(section: str, name: str) -> PhraseTable[str]:
    """Return a list of phrases of `lexicons/event_grammar.toml`."""
    table: PhraseTable[str] = PhraseTable()
    for phrase in read_lexicon("event_grammar")[section][name]:
        table.add(words_of(phrase), name)
    return table


def inflected(phrase: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the forms of a phrase that begins with a verb: the name of the form, its words."""
    head, *rest = words_of(phrase)
    for form, heads in verb_forms(head).items():
        yield from ((form, (each, *rest)) for each in heads)


def _nouns() -> PhraseTable[EventNoun]:
    table: PhraseTable[EventNoun] = PhraseTable()
    for entry in read_lexicon("event_nouns")["noun"]:
        noun = EventNoun(entry["kind"], entry.get("dated", False), entry.get("carried", False))
        for word in entry["words"]:
            table.add(words_of(word), noun)
            table.add(words_of(plural(word)), noun)
    return table


def _actions() -> PhraseTable[VerbForm[EventAction]]:
    table: PhraseTable[VerbForm[EventAction]] = PhraseTable()
    for entry in read_lexicon("event_actions")["action"]:
        action = _action(entry)
        for phrase in entry["verbs"]:
            for form, inflection in inflected(phrase):
                table.add(inflection, VerbForm(form, action))
        for phrase in entry.get("nominal", ()):
            table.add(words_of(phrase), VerbForm(NOMINAL, action))
    return table


def _action(entry: dict[str, Any]) -> EventAction:
    objects = _objects(entry["objects"]) if "objects" in entry else None

    return EventAction(
        entry["kind"],
        entry["frame"],
        entry.get("person", False),
        entry.get("direct", ""),
        entry.get("forces", False),
        entry.get("listed", False),
        entry.get("again", False),
        entry.get("council", False),
        entry.get("bodies", False),
        entry.get("status", ""),
        frozenset(entry.get("unless", ())),
        frozenset(entry.get("then", ())),
        objects,
    )


def _objects(phrases: list[str]) -> PhraseTable[bool]:
    table: PhraseTable[bool] = PhraseTable()
    for phrase in phrases:
        table.add(words_of(phrase), True)  # noqa: FBT003  # a table of what is in it
        table.add(words_of(plural(phrase)), True)  # noqa: FBT003
    return table


def _carriers() -> PhraseTable[VerbForm[str]]:
    table: PhraseTable[VerbForm[str]] = PhraseTable()
    for name, phrases in read_lexicon("event_grammar")["verbs"].items():
        for phrase in phrases:
            for form, inflection in inflected(phrase):
                table.add(inflection, VerbForm(form, name))
    return table
