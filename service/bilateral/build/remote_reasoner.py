"""Infers what follows from each write to the graph at an external SPARQL engine, before it is committed.

The engine finds it by the updates that the rules are compiled to. A change of the schema changes the rules:
then everything is reasoned over here, and the difference is sent.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.build.incremental_reasoner import date_implications, ill_typed_literals
from bilateral.content.locations import Content
from bilateral.errors import Inconsistent, Refused
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.remote.writes import rules_as_updates
from bilateral.remote.writes.staged_inference import StagedInference
from bilateral.store.engine.view import StoreFacts

if TYPE_CHECKING:
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.remote.writes.rules_as_updates import RuleUpdates
    from bilateral.remote.writes.staged_write import StagedWrite
    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.engine.view import GraphView


class RemoteReasoner:
    """Stages what follows from each change of the graph at an engine, or refuses the change."""

    def __init__(self, content: str = "") -> None:
        """Reason with the rules of a content folder, "" for those of OWL alone.

        Raises:
            InputError: a domain rule is malformed.
        """
        self._rules = load_rules(Content(Path(content)).rules) if content else []
        self._updates: RuleUpdates | None = None
        self._built: int | None = None

    def complete(self, before: GraphView, delta: QuadDelta) -> QuadDelta:
        """Return what follows from dates; see `date_implications`.

        Raises:
            Refused: a literal is ill-typed, which some engines do not even store.
        """
        if problems := ill_typed_literals(quad[:3] for quad in delta.added):
            raise Refused(problems)
        return date_implications(before, delta)

    def infer(self, before: RemoteView, stage: StagedWrite, delta: QuadDelta) -> None:
        """Stage what follows from the staged change.

        Raises:
            Refused: a literal is ill-typed.
            Inconsistent: the change causes a contradiction, and they are not kept.
        """
        added = [quad[:3] for quad in delta.added if not quad.graph]
        removed = [quad[:3] for quad in delta.removed if not quad.graph]
        if problems := ill_typed_literals(added):
            raise Refused(problems)
        change = StagedInference(before, stage, added, removed)
        rules = self._compiled(before, change)
        clashes = change.push(rules) if rules else None
        if clashes is None:
            self._updates = None
            clashes = change.recompute(self._rules)
        if clashes and not before.record.keep_clashes:
            raise Inconsistent(clashes)

    def _compiled(self, before: RemoteView, change: StagedInference) -> RuleUpdates | None:
        """Return the rules as updates; None where the change is beyond them."""
        if change.needs_reasoner():
            return None
        if self._updates is None or self._built != before.record.built:
            self._built = before.record.built
            self._updates = rules_as_updates.compile_rules(StoreFacts(before), self._rules)
        return self._updates if self._updates.possible else None
