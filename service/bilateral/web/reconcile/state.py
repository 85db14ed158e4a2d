"""What reconciliation knows of the current snapshot, made when it is first asked for."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from flask import current_app

from bilateral.iris import ID
from bilateral.reconciliation import Catalogue

if TYPE_CHECKING:
    from bilateral.web.service import Service

_KEPT: Final = "bilateral.reconcile"
_LOCK: Final = threading.Lock()


def catalogue() -> Catalogue:
    """Return the catalogue of the current snapshot."""
    service: Service = current_app.extensions["bilateral"]
    snapshot = service.snapshot()
    kept: Catalogue | None = current_app.extensions.get(_KEPT)
    if kept is None or kept.snapshot is not snapshot:
        with _LOCK:
            kept = current_app.extensions.get(_KEPT)
            if kept is None or kept.snapshot is not snapshot:
                base = str(getattr(service.settings, "id_base", ID))
                kept = current_app.extensions[_KEPT] = Catalogue(snapshot, base)
    return kept
