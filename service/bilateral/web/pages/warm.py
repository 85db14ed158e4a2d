"""What pages need of a new state of the graph, made before anybody asks."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from bilateral.errors import StoreError
from bilateral.web.pages import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

_LOOK: Final = 0.25  # seconds between two looks for a new snapshot


def warm(app: Flask, then: Callable[[], object]) -> None:
    """Make it now and after each write, in a thread that ends with the process.

    Args:
        app: the application.
        then: called once, when it was made for the first time.
    """
    threading.Thread(target=_keep_warm, args=(app, then), daemon=True).start()


def _keep_warm(app: Flask, then: Callable[[], object]) -> None:
    _prepare(app)
    then()
    while True:
        time.sleep(_LOOK)
        _prepare(app)


def _prepare(app: Flask) -> None:
    with app.app_context():
        try:
            state.prepare()
        except StoreError:
            # The snapshot was tidied away, or the readers are busy: the next look will do.
            return
