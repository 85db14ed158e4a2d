"""A state carried to another data directory, while it is served.

A backup is a data directory itself: it can be served, and restored from.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bilateral.errors import StoreError
from bilateral.store import directory

if TYPE_CHECKING:
    from pathlib import Path


def backup(data: Path, target: Path) -> int:
    """Make the current state the next state of another data directory, and return its number there.

    Restoring is the same the other way round; a server that only reads serves the restored state at once.

    Raises:
        StoreError: there is no state, or another process is writing to the target.
    """
    held = directory.hold(data)
    try:
        with directory.writing(target), directory.workspace(target) as work:
            directory.clone(held.store, work / "store")
            number, _ = directory.publish(target, work / "store", held.counts)
            directory.tidy_snapshots(target)
            return number
    except OSError as error:
        raise StoreError(f"{target}: {error}") from error
    finally:
        os.close(held.descriptor)
