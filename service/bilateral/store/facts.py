"""Asserted and inferred triples of a store, as reasoning asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.store.layout import INFERRED
from bilateral.terms import Quad

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.store.view import View
    from bilateral.terms import Term, Triple


class StoreFacts:
    """The facts of a view: its default graph is what is asserted, the inferred graph what follows.

    Attributes:
        view: may be replaced by that of a later state.
    """

    def __init__(self, view: View) -> None:
        self.view = view

    def match(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Triple]:
        """Yield the asserted and the inferred triples that fit, None standing for any term."""
        for graph in ("", INFERRED):
            for quad in self.view.match(subject, predicate, object_, graph):
                yield quad[:3]

    def is_asserted(self, triple: Triple) -> bool:
        """Tell whether a document asserts the triple."""
        return Quad(*triple, "") in self.view

    def is_inferred(self, triple: Triple) -> bool:
        """Tell whether the triple is among the inferred ones."""
        return Quad(*triple, INFERRED) in self.view

    def asserted(self) -> Iterator[Triple]:
        """Yield all asserted triples."""
        for quad in self.view.match(graph=""):
            yield quad[:3]
