"""Keep a store that is written to valid and reasoned: what the writer asks before each commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral import reasoning
from bilateral.errors import Inconsistent, InputError, Refused
from bilateral.iris import INFERRED, short
from bilateral.pipeline.record import Record, content_of
from bilateral.reasoning.datatypes import validate as ill_typed
from bilateral.store import Delta, StoreFacts
from bilateral.terms import Quad

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bilateral.store import View
    from bilateral.terms import Triple

REASONER = "bilateral.pipeline.upkeep:Upkeep"
"""What a writer is told, to load this in its own process."""


class Upkeep:
    """Says what follows from each change of a store, or refuses the change."""

    def __init__(self, data: Path) -> None:
        """Reason as the build of the data directory did, with the rules of its content.

        Raises:
            InputError: a rule of the domain is malformed.
        """
        record, content = Record.read(data), content_of(data)
        rules = reasoning.load_rules(content.rules) if content else []
        self._keep_clashes = record is not None and record.keep_clashes
        self._rules = rules
        self._facts: StoreFacts | None = None
        self._maintainer: reasoning.Maintainer | None = None

    def changes(self, before: View, delta: Delta) -> Delta:
        """Return how the inferred graph changes with the asserted one.

        Raises:
            Refused: a literal is none of its datatype.
            Inconsistent: the change contradicts what is there, and clashes are not kept.
        """
        maintainer = self._maintain(before)
        added = [quad[:3] for quad in delta.added if not quad.graph]
        removed = [quad[:3] for quad in delta.removed if not quad.graph]
        if problems := [InputError(_about(t), None, reason) for t in added if (reason := ill_typed(t[2]))]:
            raise Refused(problems)
        change = maintainer.change(added, removed)
        whole = change.materialisation
        clashes = change.clashes if whole is None else whole.clashes
        if clashes and not self._keep_clashes:
            raise Inconsistent(clashes)
        if whole is None:
            return Delta(_inferred(change.removed), _inferred(change.added))
        old, new = set(before.match(graph=INFERRED)), _inferred(whole.inferred)
        return Delta(old - new, new - old)

    def _maintain(self, before: View) -> reasoning.Maintainer:
        """Return what keeps the inferred triples; it remembers the rules that the schema gave."""
        if self._facts is None or self._maintainer is None:
            self._facts = StoreFacts(before)
            self._maintainer = reasoning.Maintainer(self._facts, self._rules)
        self._facts.view = before
        return self._maintainer

    def committed(self, delta: Delta) -> None:
        """Take note of a commit: the facts are read from the store, so there is nothing to do."""


def _inferred(triples: Iterable[Triple]) -> set[Quad]:
    return {Quad(*triple, INFERRED) for triple in triples}


def _about(triple: Triple) -> str:
    return f"{short(triple[0])} {short(triple[1])}"
