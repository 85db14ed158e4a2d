"""What reconciliation knows of the current snapshot, made beside the requests that use it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import current_app

from bilateral.errors import StoreError
from bilateral.iris import ID
from bilateral.names import at_once
from bilateral.reconciliation import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from bilateral.store import State
    from bilateral.web.service import Service

KEPT: Final = "bilateral.reconcile"
_MAKING: Final = "bilateral.reconcile.making"
_AWAITED: Final = "bilateral.reconcile.awaited"
_BUSY: Final = "bilateral.reconcile.busy"
_LOCK: Final = threading.Lock()
_LOOK: Final = 0.5  # seconds between two looks for a new snapshot
_SPELL, _PAUSE = 0.001, 0.004  # seconds of work and of giving way, in turn
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
        app.extensions[_AWAITED] = True
        return _make(app, snapshot)
    if kept.catalogue.snapshot is not snapshot and not app.extensions.get(_MAKING):
        app.extensions[_MAKING] = True
        pace = _Pace(app)
        threading.Thread(target=_make, args=(app, snapshot, pace), daemon=True).start()
    return kept.catalogue


def warm(app: Flask, busy: Callable[[], bool]) -> None:
    """Make a catalogue now and after each write, in a thread that ends with the process.

    Args:
        app: the application.
        busy: whether others are being answered, to whom it gives way.
    """
    app.extensions[_BUSY] = busy
    threading.Thread(target=_keep_warm, args=(app,), daemon=True).start()


class _Pace:
    """Lets others have most of the time, as long as there are any and nobody waits for what is made."""

    def __init__(self, app: Flask) -> None:
        self._kept = app.extensions
        self._paused = time.monotonic()

    def __call__(self) -> None:
        if time.monotonic() - self._paused < _SPELL:
            return
        if self._kept.get(_BUSY, bool)() and not self._kept.get(_AWAITED):
            time.sleep(_PAUSE)
        self._paused = time.monotonic()


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
            _make(app, snapshot, _Pace(app))
            time.sleep(_REST * app.extensions[KEPT].seconds)
        time.sleep(_LOOK)


def _make(app: Flask, snapshot: State, pace: Callable[[], object] = at_once) -> Catalogue:
    with _LOCK:
        kept: _Kept | None = app.extensions.get(KEPT)
        if kept is not None and kept.catalogue.snapshot is snapshot:
            return kept.catalogue
        started = time.monotonic()
        try:
            made = Catalogue(snapshot, str(getattr(_service(app).settings, "id_base", ID)), pace)
        finally:
            app.extensions[_MAKING] = False
        app.extensions[KEPT] = _Kept(made, time.monotonic() - started)
        return made


def _service(app: Flask) -> Service:
    found: Service = app.extensions["bilateral"]
    return found
