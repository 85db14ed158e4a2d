"""The main functions of the processes that commit writes, each with what it asks before a commit.

What they load is loaded in those processes alone.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bilateral.remote.writes.remote_committer import StagedReasoner
    from bilateral.store.writes.committer import Reasoner


def choose(*, infers: bool, shapes: bool = False, remote: bool = False) -> Callable[[], None]:
    """Return the process that infers or not, validates or not, in our store or at an external engine."""
    if remote:
        return infer_remotely if infers else commit_remotely
    if shapes:
        return infer_and_validate if infers else validate
    return infer if infers else commit


def commit(reasoner: Callable[[Path], Reasoner] | None = None) -> None:
    """Commit writes, by default as they are."""
    from bilateral.store.writes import committer

    committer.main(reasoner)


def infer() -> None:
    """Commit with what follows from each write."""
    from bilateral.build.incremental_reasoner import IncrementalReasoner

    commit(IncrementalReasoner)


def validate() -> None:
    """Commit what conforms to the shapes."""
    from bilateral.build.shape_validator import ValidatingReasoner

    commit(ValidatingReasoner)


def infer_and_validate() -> None:
    """Commit what conforms to the shapes, with what follows from it."""
    from bilateral.build.incremental_reasoner import IncrementalReasoner
    from bilateral.build.shape_validator import ValidatingReasoner

    commit(lambda data: ValidatingReasoner(data, IncrementalReasoner(data)))


def commit_remotely(reasoner: Callable[[str], StagedReasoner] | None = None) -> None:
    """Commit writes at an external SPARQL engine, by default as they are."""
    from bilateral.remote.writes import remote_committer

    remote_committer.main(reasoner)


def infer_remotely() -> None:
    """Commit at an external SPARQL engine, with what follows from each write."""
    from bilateral.build.remote_reasoner import RemoteReasoner

    commit_remotely(RemoteReasoner)
