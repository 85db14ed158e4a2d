"""How a process that has a state open learns that another one is current."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def notify(data: Path, call: Callable[[], object]) -> None:
    """Have a function called in the main thread, which may be waiting, when another state becomes current.

    A file system that tells nobody of its changes leaves it uncalled.

    Args:
        data: the data directory.
        call: takes no time, as the process may be at something else.
    """
    signal.signal(signal.SIGIO, lambda *_: call())
    # Open for as long as the process: what is told ends with it.
    descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_NOTIFY, fcntl.DN_RENAME | fcntl.DN_MULTISHOT)
