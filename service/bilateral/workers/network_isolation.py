"""A process without a network.

Source: unshare(2), network_namespaces(7).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_USER: Final = 0x10000000  # CLONE_NEWUSER
_NETWORK: Final = 0x40000000  # CLONE_NEWNET


def leave_network() -> bool:
    """Move this process to a network of its own with nothing in it; tell whether the system let it.

    Connections that it has stay. Call it before there is another thread.
    """
    if sys.platform != "linux":
        return False
    try:
        system = ctypes.CDLL(None)
    except OSError:
        return False
    # Who is not root needs to be so in a namespace of users first.
    return bool(system.unshare(_NETWORK) == 0 or system.unshare(_USER | _NETWORK) == 0)
