"""What pages need of a new state of the graph, made before anybody asks."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from bilateral.errors import StoreError
from bilateral.web.pages import page_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from bilateral.web.service import Key

_PATIENCE: Final = (0.25, 1.0, 4.0, 16.0)  # seconds until a state that could not be read is tried again


def warm(app: Flask, then: Callable[[], object]) -> None:
    """Make it now and whenever a new state is announced, in a thread that ends with the process.

    Args:
        app: the application.
        then: called once, when it was made for the first time.
    """
    threading.Thread(target=_keep_warm, args=(app, then), name="warm", daemon=True).start()


def _keep_warm(app: Flask, then: Callable[[], object]) -> None:
    with app.app_context():
        states = page_context.service().states
    known = _prepare(app)
    then()
    while True:
        states.wait(known)
        known = _prepare(app)


def _prepare(app: Flask) -> Key | None:
    """Make it of the present state, and return which that was, be it that it could not be read."""
    with app.app_context():
        service = page_context.service()
        for patience in (*_PATIENCE, 0.0):
            service.announce()
            known = service.states.latest
            try:
                page_context.prepare()
            except StoreError:
                # It was tidied away, or the readers are busy.
                service.states.wait(known, patience)
            else:
                break
    return known
