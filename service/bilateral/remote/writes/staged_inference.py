"""What follows from a staged change, found by the external engine itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.rdf import datatypes
from bilateral.rdf.terms import is_literal
from bilateral.reasoning.rules.owl2rl import AXIOMS
from bilateral.reasoning.rules.schema_index import is_schema
from bilateral.remote.engine_record import ASSERTED
from bilateral.remote.writes import rules_as_updates
from bilateral.remote.writes.graph_loading import batches, fill
from bilateral.remote.writes.staged_write import ADDED, DELTA, FOUND, FRESH, GONE, REMOVED, StagedWrite
from bilateral.store.engine.graph_layout import INFERRED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.rules.domain_rules import DomainRule
    from bilateral.reasoning.rules.owl2rl import Clash
    from bilateral.remote.reads.remote_view import RemoteView
    from bilateral.remote.writes.rules_as_updates import ChangedTerms, RuleUpdates

_TOGETHER: Final = 100  # updates of one request
_ANY: Final = "?s ?p ?o"
_AXIOMS: Final = " ".join(" ".join(axiom[1:]) + " ." for axiom in AXIOMS)


class StagedInference:
    """A staged change, and what follows from it."""

    def __init__(
        self, before: RemoteView, stage: StagedWrite, added: list[Triple], removed: list[Triple]
    ) -> None:
        self._before, self._client = before, stage.client
        self._added, self._removed = added, removed
        self._losing = bool(removed)

    def needs_reasoner(self) -> bool:
        """Return whether the change touches the schema, or a value that the graph has in another spelling.

        Two spellings of a value are one to our reasoner, but two to the engine.
        """
        changed = (*self._added, *self._removed)
        if any(map(is_schema, changed)):
            return True
        literals = {triple[2] for triple in changed if is_literal(triple[2])}
        others = {other for literal in literals for other in datatypes.spellings(literal)}
        return bool(others & literals) or any(map(self._is_asserted, batches(sorted(others), _TOGETHER)))

    def _is_asserted(self, literals: Sequence[Term]) -> bool:
        values = " ".join(literals)
        return self._client.ask(f"ASK {{ VALUES ?o {{ {values} }} GRAPH {ASSERTED} {{ {_ANY} }} }}")

    def push(self, rules: RuleUpdates) -> Sequence[Clash] | None:
        """Let the engine conclude; None where triples of the schema are added or removed."""
        if self._losing and not self._overdelete(rules):
            return None
        self._do(_add(ADDED, DELTA))
        while about := self._about(DELTA):
            if about.schema:
                return None
            self._do(*rules.conclude(about, losing=self._losing))
            self._settle()
        self._do(_add(FRESH, DELTA), _add(ADDED, DELTA))
        return self._clashes(rules)

    def recompute(self, rules: list[DomainRule]) -> Sequence[Clash]:
        """Reason over everything in this process, and stage the difference."""
        self._do(*map(_drop, (GONE, FRESH, DELTA, FOUND)))
        asserted = set(self._before.triples(None, None, None, "")) - set(self._removed) | set(self._added)
        from bilateral.reasoning.bulk.materialise import materialise  # noqa: PLC0415  # loads numpy

        whole = materialise(asserted, rules)
        old, new = set(self._before.triples(None, None, None, INFERRED)), set(whole.inferred)
        fill(self._client, FRESH, new - old)
        fill(self._client, GONE, old - new - set(self._added))
        return whole.clashes

    def _overdelete(self, rules: RuleUpdates) -> bool:
        """Overdelete what depends on removed triples, and put back what has another proof.

        Return whether the schema stays as it is.
        """
        self._do(_add(REMOVED, GONE), _add(REMOVED, DELTA))
        while about := self._about(DELTA):
            if about.schema:
                return False
            self._do(*rules.follow(about))
            self._do(_add(FOUND, GONE), _drop(DELTA), _add(FOUND, DELTA), _drop(FOUND))
        self._do(_subtract(ADDED, GONE), f"DELETE DATA {{ GRAPH {GONE} {{ {_AXIOMS} }} }}")
        if about := self._about(GONE):
            self._do(*rules.restore(about))
            self._settle()
        return True

    def _settle(self) -> None:
        """Add what was found to the facts; the next round begins with it."""
        back = [_subtract(FOUND, GONE)] if self._losing else []
        self._do(_add(FOUND, FRESH), *back, _drop(DELTA), _add(FOUND, DELTA), _drop(FOUND))

    def _clashes(self, rules: RuleUpdates) -> list[Clash]:
        about = self._about(DELTA)
        if about is None:
            return []
        queries = (
            *rules.contradictions(about, losing=self._losing),
            *rules.ranges(about, losing=self._losing),
        )
        found: dict[Clash, None] = {}
        for rule, text in queries:
            result = self._client.query(text)
            for row in result.rows():
                pairs = zip(result.variables, row, strict=True)
                bindings = {f"?{name}": term for name, term in pairs if term is not None and name != "_"}
                if rules_as_updates.is_contradiction(rule, bindings):
                    found[rules_as_updates.clash(rule, bindings)] = None
        return list(found)

    def _about(self, graph: Term) -> ChangedTerms | None:
        """Return predicates and classes of a graph; None where it is empty."""
        parts = f"{{ GRAPH {graph} {{ {_ANY} }} }} UNION {{ GRAPH {graph} {{ ?s a ?c }} }}"
        rows = list(self._client.query(f"SELECT DISTINCT ?p ?c {{ {parts} }}").rows())
        predicates, classes = (frozenset(term for row in rows if (term := row[at])) for at in (0, 1))
        return rules_as_updates.ChangedTerms(predicates, classes) if rows else None

    def _do(self, *updates: str) -> None:
        for batch in batches(updates, _TOGETHER):
            self._client.update(" ;\n".join(batch))


def _add(source: Term, target: Term) -> str:
    return f"INSERT {{ GRAPH {target} {{ {_ANY} }} }} WHERE {{ GRAPH {source} {{ {_ANY} }} }}"


def _subtract(source: Term, target: Term) -> str:
    both = f"GRAPH {source} {{ {_ANY} }} GRAPH {target} {{ {_ANY} }}"
    return f"DELETE {{ GRAPH {target} {{ {_ANY} }} }} WHERE {{ {both} }}"


def _drop(graph: Term) -> str:
    return f"DROP SILENT GRAPH {graph}"
