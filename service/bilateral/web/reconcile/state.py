"""What reconciliation knows of the current snapshot, made beside the requests that use it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import current_app

from bilateral.errors import StoreError
from bilateral.iris import ID
from bilateral.reconciliation import Catalogue

if TYPE_CHECKING:
    from flask import Flask

    from bilateral.store import State
    from bilateral.web.service import Service

KEPT: Final = "bilateral.reconcile"
_MAKING: Final = "bilateral.reconcile.making"
_LOCK: Final = threading.Lock()
_LOOK: Final = 0.5  # seconds between two looks for a new snapshot
_REST: Final = 3.0  # times as long as making one took, before the next is made


class _Kept(NamedTuple):
    catalogue: Catalogue
    seconds: float  # that it took to make


def catalogue() -> Catalogue:
    """Return the catalogue of the current snapshot, or the last one while a new one is being made.

    Only the first request of all waits, and not even that where `warm` was called before it.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # Flask's way
    snapshot = _service(app).snapshot()
    kept: _Kept | None = app.extensions.get(KEPT)
    if kept is None:
        return _make(app, snapshot)
    if kept.catalogue.snapshot is not snapshot and not app.extensions.get(_MAKING):
        app.extensions[_MAKING] = True
        threading.Thread(target=_make, args=(app, snapshot), daemon=True).start()
    return kept.catalogue


def warm(app: Flask) -> None:
    """Make a catalogue now and after each write, in a thread that ends with the process."""
    threading.Thread(target=_keep_warm, args=(app,), daemon=True).start()


def _keep_warm(app: Flask) -> None:
    while True:
        try:
            snapshot = _service(app).snapshot()
        except StoreError:
            # It was tidied away between being found and being opened; the next look finds a newer one.
            time.sleep(_LOOK)
            continue
        kept: _Kept | None = app.extensions.get(KEPT)
        if kept is None or kept.catalogue.snapshot is not snapshot:
            _make(app, snapshot)
            time.sleep(_REST * app.extensions[KEPT].seconds)
        time.sleep(_LOOK)


def _make(app: Flask, snapshot: State) -> Catalogue:
    with _LOCK:
        kept: _Kept | None = app.extensions.get(KEPT)
        if kept is not None and kept.catalogue.snapshot is snapshot:
            return kept.catalogue
        started = time.monotonic()
        try:
            made = Catalogue(snapshot, str(getattr(_service(app).settings, "id_base", ID)))
        finally:
            app.extensions[_MAKING] = False
        app.extensions[KEPT] = _Kept(made, time.monotonic() - started)
        return made


def _service(app: Flask) -> Service:
    found: Service = app.extensions["bilateral"]
    return found
