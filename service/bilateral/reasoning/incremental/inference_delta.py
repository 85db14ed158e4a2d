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
        added: triples that are inferred now and were not.
        removed: triples that were inferred and are not now, or are asserted now.
        clashes: the contradictions that the change caused.
        resolved: the contradictions that the change ended.
        materialisation: where everything was computed anew: it replaces all that was inferred,
            its clashes are all there are, and the other attributes are empty.
    """

    added: frozenset[Triple] = frozenset()
    removed: frozenset[Triple] = frozenset()
    clashes: tuple[Clash, ...] = ()
    resolved: tuple[Clash, ...] = ()
    materialisation: Materialisation | None = field(default=None, compare=False)
