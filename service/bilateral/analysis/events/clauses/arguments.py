"""How lists of names stand to a trigger: as its subject, as those with whom, between whom, against whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bilateral.analysis.events.clauses.clause_subjects import NO_SUBJECT, ClauseSubject

if TYPE_CHECKING:
    from bilateral.analysis.annotated_text import PhraseTag
    from bilateral.analysis.events.clauses.actor_groups import ActorGroup
    from bilateral.analysis.events.clauses.carriers import Carrier

WITH, BETWEEN, OF, BY, FROM, TO, AGAINST, OVER, HOSTED, JOINED, OBJECT, OWNER, MODIFIER = (
    "with",
    "between",
    "of",
    "by",
    "from",
    "to",
    "against",
    "over",
    "hosted",
    "joined",
    "object",
    "owner",
    "modifier",
)
"""How a list of names stands to a trigger, beside its subject."""


@dataclass(slots=True)
class Arguments:
    """Who stands around a trigger.

    Attributes:
        subject: of its verb or of the verb that carries it.
        carrier: that verb; None if there is none.
        groups: lists of names, by how they stand to it.
        places: tags of places and states after "in", "at" and "to", in order, with the preposition.
        end: the token where what belongs to it ends.
        owner: PERSON or PARTIES where a pronoun owns it: "his visit".
    """

    subject: ClauseSubject = NO_SUBJECT
    carrier: Carrier | None = None
    groups: dict[str, list[ActorGroup]] = field(default_factory=dict)
    places: list[tuple[str, PhraseTag]] = field(default_factory=list)
    end: int = 0
    owner: str = ""

    def add(self, role: str, group: ActorGroup) -> None:
        """Take a list of names for one in a role."""
        self.groups.setdefault(role, []).append(group)

    def of(self, *roles: str) -> list[ActorGroup]:
        """Return the lists that stand in these roles."""
        return [group for role in roles for group in self.groups.get(role, ())]
