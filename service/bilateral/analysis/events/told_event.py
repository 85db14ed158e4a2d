"""An event as one clause tells of it, before what other sentences say of it is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilateral.analysis.analysed_text import TextSpan
    from bilateral.analysis.annotated_text import Actor
    from bilateral.analysis.findings import Entity, FoundDate


@dataclass(frozen=True, slots=True)
class EventParty:
    """Who takes part in a told event, with the role and, where the clause does not say it, the reason."""

    actor: Actor
    role: str | None = None
    reason: str = ""
    is_of_body: bool = False  # a person who holds an office of an organisation that the graph knows


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as one clause tells of it.

    Attributes:
        kind: of the event.
        status: as the clause has it, or BY_CONTEXT of `verb_groups`.
        sentence: the number of the sentence in the text.
        trigger: the words that tell of it.
        form: of the trigger: a noun, a noun of an act, or a form of a verb.
        parties: who takes part.
        states: that take part or are hit without being a party of their own: the state that is visited.
        date: None if the clause has none.
        place: the narrowest that the clause names.
        is_quoted: whether it stands in literal speech.
        refers_back: whether it needs what was told before: "the meeting", "his visit".
        turn: "end" of what undoes: ties that are severed, sanctions that are lifted; "" for others.
        is_outward: whether its words alone tell that others than the own people are hit: a travel ban.
        is_another: whether it is told beside what was told before: "also signed was".
        in_title: whether the title alone tells of it so far.
        adds_parties: whether it tells who else took part: "also present were".
    """

    kind: str
    status: str
    sentence: int
    trigger: TextSpan
    form: str
    parties: tuple[EventParty, ...] = ()
    states: tuple[str, ...] = ()
    date: FoundDate | None = None
    place: Entity | None = None
    is_quoted: bool = False
    refers_back: bool = False
    turn: str = ""
    is_outward: bool = False
    is_another: bool = False
    in_title: bool = False
    adds_parties: bool = False
