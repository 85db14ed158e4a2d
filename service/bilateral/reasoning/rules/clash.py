"""A contradiction, as a rule concluded it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral.rdf.terms import literal_parts
from bilateral.reasoning.rules.owl2rl import TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.rdf.terms import Term, Triple


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction."""

    rule: str  # the name of the rule that concluded false
    text: str  # that rule, as its source writes it
    bindings: Mapping[Term, Term]  # the rule's variables
    premises: tuple[Triple, ...]  # the triples it was concluded from, asserted or inferred

    def __hash__(self) -> int:
        return hash((self.rule, self.premises))

    def __str__(self) -> str:
        return f"{self.rule}: {'; '.join(' '.join(premise) for premise in self.premises)}"


def not_type(literal: Term, datatype: Term | None, premises: tuple[Triple, ...]) -> Clash:
    """Return the clash of a literal with a datatype, its own where none is given."""
    datatype = datatype or f"<{literal_parts(literal).datatype}>"
    return Clash("dt-not-type", TEXT["dt-not-type"], {"lt": literal, "dt": datatype}, premises)
