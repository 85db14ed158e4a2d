"""The steps of `bilateral merge`; each yields lines to print."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bilateral.cli.direct_writes import open_writer
from bilateral.ingest.identity import merging
from bilateral.ingest.identity.double_events import find_doubles
from bilateral.ingest.identity.merging import MergeDecision
from bilateral.protocol import preconditions
from bilateral.rdf.iris import entity
from bilateral.store.changes.graph_operations import CHANGE, GraphRequest
from bilateral.store.engine import quad_delta
from bilateral.store.snapshots.change_log import COMMAND_LINE, MERGE, ChangeNote
from bilateral.store.snapshots.dump import write_n_quads

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from bilateral.store.engine.quad_delta import QuadDelta
    from bilateral.store.snapshots.snapshot import Snapshot


def list_(options: Namespace, snapshot: Snapshot) -> Iterator[str]:
    """List the events that may be one, or the decisions that were made."""
    if options.decided:
        for made in merging.decisions(snapshot):
            what = "merged into" if made.merged else "told apart from"
            names = (made.replaced, made.kept) if made.merged else (made.kept, made.replaced)
            yield f"{names[0]} {what} {names[1]}  {made.reviewer}, {made.when}"
        return
    found = find_doubles(snapshot)
    for each in found:
        yield f"{each.kept} {each.replaced}  {each.verdict} {each.score:.2f}"
        yield f"  {each.kept_label} | {each.replaced_label}"
        yield f"  {'; '.join(each.reasons)}"
        yield from (f"  {conflict}" for conflict in each.conflicts)
    yield f"{len(found)} pairs wait; decide with: bilateral merge accept|reject ONE OTHER --author NAME"


def accept(options: Namespace, snapshot: Snapshot) -> Iterator[str]:
    """Make two events one: the name of the first stays."""
    kept, replaced = entity(options.one), entity(options.other)
    delta = merging.merge(snapshot, kept, replaced, _decision(options))
    yield _write(options, snapshot, delta, f"{options.other} was merged into {options.one}.")


def reject(options: Namespace, snapshot: Snapshot) -> Iterator[str]:
    """Record that two events are two."""
    one, other = entity(options.one), entity(options.other)
    delta = merging.tell_apart(snapshot, one, other, _decision(options))
    yield _write(options, snapshot, delta, f"{options.one} and {options.other} were told apart.")


def undo(options: Namespace, snapshot: Snapshot) -> Iterator[str]:
    """Take back a decision on two events."""
    delta = merging.take_back(snapshot, entity(options.one), entity(options.other))
    told = f"The decision on {options.one} and {options.other} was taken back."
    yield _write(options, snapshot, delta, told)


def export(options: Namespace, snapshot: Snapshot) -> Iterator[str]:
    """Write what was decided as N-Quads; in a folder of seeds, the next build has it too."""
    lines = list(write_n_quads(sorted(merging.records(snapshot))))
    options.output.write_text("".join(lines), "utf-8")
    yield f"{len(merging.decisions(snapshot))} decisions: {options.output}"


MERGE_STEPS: Final[dict[str, Callable[[Namespace, Snapshot], Iterator[str]]]] = {
    "list": list_,
    "accept": accept,
    "reject": reject,
    "undo": undo,
    "export": export,
}


def _decision(options: Namespace) -> MergeDecision:
    return MergeDecision(options.author, datetime.now(UTC))


def _write(options: Namespace, snapshot: Snapshot, delta: QuadDelta, sentence: str) -> str:
    """Make a change of this state, unless it is not the current one any more; return what was done."""
    request = GraphRequest(CHANGE, None, quad_delta.to_json(delta))
    note = ChangeNote(getattr(options, "author", COMMAND_LINE), MERGE, sentence)
    with open_writer(options.data) as writer:
        writer.change_graph(request, [preconditions.tag(snapshot.number, snapshot.stamp)], note)
    return sentence
