"""Stretches of a text that a name or date takes, with the letters of their tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from bilateral.analysis import knowledge as roles
from bilateral.analysis.analysed_text import TextSpan
from bilateral.analysis.annotated_text import (
    ADJECTIVE_TAG,
    BODY_TAG,
    DATE_TAG,
    PEOPLE_TAG,
    PERSON_TAG,
    PLACE_TAG,
    STATE_TAG,
)
from bilateral.analysis.findings import ORGANISATION, PERSON, PLACE, STATE
from bilateral.analysis.mentions.knowledge_index import PEOPLE

if TYPE_CHECKING:
    from bilateral.analysis.findings import Choice, Entity, FoundDate, Mention

_KINDS: Final = {PERSON: PERSON_TAG, ORGANISATION: BODY_TAG, PLACE: PLACE_TAG, STATE: STATE_TAG}
_ROLES: Final = {roles.ADJECTIVE: ADJECTIVE_TAG, roles.DEMONYM: ADJECTIVE_TAG, PEOPLE: PEOPLE_TAG}
_NOWHERE: Final = TextSpan(0, 0)


@dataclass(frozen=True, slots=True)
class NamedStretch:
    """A name or date of the text.

    Attributes:
        letter: of its tag.
        reason: how it was concluded; "" where the text names it.
        whole: the state of a body that has no name of its own: "the parliament".
    """

    span: TextSpan
    letter: str
    entity: Entity | None = None
    mention: Mention | None = None
    date: FoundDate | None = None
    reason: str = ""
    whole: Entity | None = None

    @classmethod
    def of_mention(cls, mention: Mention) -> Self:
        """Return the stretch of a mention."""
        kind = _KINDS[mention.entity.kind]
        letter = _ROLES.get(mention.role, kind) if mention.entity.kind == STATE else kind
        return cls(mention.span, letter, mention.entity, mention)

    @classmethod
    def of_date(cls, date: FoundDate) -> Self:
        """Return the stretch of a date."""
        return cls(date.span or _NOWHERE, DATE_TAG, date=date)

    @property
    def is_state(self) -> bool:
        """Whether it is the name or adjective of a state."""
        return self.letter in (STATE_TAG, ADJECTIVE_TAG)

    @property
    def is_place(self) -> bool:
        """Whether it is the name of a place."""
        return self.letter == PLACE_TAG

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What else it may mean."""
        return self.mention.choices if self.mention else ()
