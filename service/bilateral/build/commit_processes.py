"""The processes that commit writes, each with what it asks before a commit is made.

What they load is loaded there: whoever starts them needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.store.writes import committer

if TYPE_CHECKING:
    from collections.abc import Callable


def choose(*, infers: bool, shapes: bool) -> Callable[[], None]:
    """Return the process whose commits infer what follows, and refuse what would not conform to shapes."""
    if shapes:
        return infer_and_validate if infers else validate
    return infer if infers else committer.main


def infer() -> None:
    """Commit with what follows from each write."""
    from bilateral.build.incremental_reasoner import Upkeep  # noqa: PLC0415

    committer.main(Upkeep)


def validate() -> None:
    """Commit what conforms to the shapes."""
    from bilateral.build.shape_validator import ShapesOnly  # noqa: PLC0415

    committer.main(ShapesOnly)


def infer_and_validate() -> None:
    """Commit what conforms to the shapes, with what follows from it."""
    from bilateral.build.shape_validator import ShapedUpkeep  # noqa: PLC0415

    committer.main(ShapedUpkeep)


def infer_remotely() -> None:
    """Commit at an external SPARQL engine, with what follows from each write."""
    from bilateral.build.remote_reasoner import Inference  # noqa: PLC0415
    from bilateral.remote.writes import remote_committer  # noqa: PLC0415

    remote_committer.main(Inference)
