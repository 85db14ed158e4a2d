"""What incremental reasoning and explanation ask of whoever keeps the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bilateral.rdf.terms import Term, Triple


class Facts(Protocol):
    """Asserted and inferred triples, closed under the rules."""

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Yield the triples, asserted or inferred, that fit; None stands for any term."""

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether some document asserts the triple."""

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether the triple is among the inferred ones."""

    def asserted(self) -> Iterable[Triple]:
        """Return all asserted triples, each once."""
