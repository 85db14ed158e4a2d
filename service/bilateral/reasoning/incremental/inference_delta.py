"""What a change of the asserted triples changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilateral.rdf.terms import Triple
    from bilateral.reasoning.bulk.materialisation import Materialisation
    from bilateral.reasoning.rules.clash import Clash


@dataclass(frozen=True)
class Delta:
    """The change of what is inferred.

    Attributes:
        removed: triples that were inferred and are not now, or are asserted now.
        materialisation: where everything was computed anew: it replaces all that was inferred,
            its clashes are all there are, and the other attributes are empty.
    """

    added: frozenset[Triple] = frozenset()  # triples that are inferred now and were not
    removed: frozenset[Triple] = frozenset()
    clashes: tuple[Clash, ...] = ()  # the contradictions that the change caused
    resolved: tuple[Clash, ...] = ()  # the contradictions that the change ended
    materialisation: Materialisation | None = field(default=None, compare=False)
