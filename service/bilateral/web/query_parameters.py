"""Parameters that several views share."""

from __future__ import annotations

from flask import request

from bilateral.protocol.refusals import ProtocolError
from bilateral.texts import natural


def limit(usual: int, most: int) -> int:
    """Return the parameter `limit`.

    Raises:
        ProtocolError: it is not a number from 1 to `most`.
    """
    found = natural(request.args.get("limit", str(usual)))
    if found is None or not 1 <= found <= most:
        raise ProtocolError(f"limit is a number from 1 to {most}")
    return found
