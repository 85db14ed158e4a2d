"""What reconciliation knows of the current snapshot, made when it is first asked for."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import current_app

from bilateral.iris import ID
from bilateral.reconciliation import Catalogue

if TYPE_CHECKING:
    from flask import Flask

    from bilateral.store import Snapshot
    from bilateral.web.service import Service

_KEPT: Final = "bilateral.reconcile"
_MAKING: Final = "bilateral.reconcile.making"
_LOCK: Final = threading.Lock()
_PATIENCE: Final = 2.0  # seconds that a request may wait for a new catalogue


class _Kept(NamedTuple):
    catalogue: Catalogue
    seconds: float  # that it took to make


def catalogue() -> Catalogue:
    """Return the catalogue of the current snapshot.

    Of a large graph it takes long to make: after a write the last one answers until the new one is there.
    """
    service: Service = current_app.extensions["bilateral"]
    snapshot = service.snapshot()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's way
    kept: _Kept | None = app.extensions.get(_KEPT)
    if kept is not None and kept.catalogue.snapshot is snapshot:
        return kept.catalogue
    if kept is None or kept.seconds < _PATIENCE:
        return _make(app, snapshot)
    if not app.extensions.get(_MAKING):
        app.extensions[_MAKING] = True
        threading.Thread(target=_make, args=(app, snapshot), daemon=True).start()
    return kept.catalogue


def _make(app: Flask, snapshot: Snapshot) -> Catalogue:
    with _LOCK:
        kept: _Kept | None = app.extensions.get(_KEPT)
        if kept is not None and kept.catalogue.snapshot is snapshot:
            return kept.catalogue
        started = time.monotonic()
        try:
            base = str(getattr(app.extensions["bilateral"].settings, "id_base", ID))
            made = Catalogue(snapshot, base)
        finally:
            app.extensions[_MAKING] = False
        app.extensions[_KEPT] = _Kept(made, time.monotonic() - started)
        return made
