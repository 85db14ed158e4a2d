"""The index of names of the current state, built in the background and shared by all requests.

Nothing polls for new states: they are announced by whoever makes them, and by requests that notice them.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from bilateral.errors import StoreError
from bilateral.names.graph_names import GraphNames
from bilateral.rdf.iris import ID
from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from bilateral.store.snapshots.snapshot import GraphState
    from bilateral.web.service import GraphService

THREAD: Final = "names"

_KEPT: Final = "bilateral.names"
_WORK, _PAUSE = 0.001, 0.004  # seconds of work and of giving way to requests, in turn
_REST: Final = 3.0  # times as long as a build took, before the next one
_QUICK: Final = 1.0  # seconds of a build that a request waits for, so that a client finds what it wrote


class SharedNameIndex:
    """The names of the newest state that was read; those of the next are built in a thread.

    Attributes:
        latest: the names, None before the first.
        seconds: of work of the last build from earlier names, 0 for the first.
        making: whether others are being built, or may be soon.
    """

    def __init__(self, service: GraphService, busy: Callable[[], bool] = bool) -> None:
        """Read the states of a service; a build gives way while `busy` says that requests are in progress."""
        self._service, self.busy = service, busy
        self._changed = threading.Condition()
        self.latest: GraphNames | None = None
        self.seconds = 0.0
        self.making = self._announced = False
        self._waiting = 0
        self._failed: StoreError | None = None

    def get(self, *, complete: bool = True) -> GraphNames:
        """Return the names of the current state, or the last ones while new ones are being built.

        Args:
            complete: whether to wait for complete names if the first, hasty ones are the latest.

        Raises:
            Busy: the first are being built for another request, and it takes long.
            StoreError: they cannot be read.
        """
        state = self._service.snapshot()
        if not self._is_made(state):
            self.announce()
            kept, quick = self.latest, self.seconds < _QUICK
            patience = self._service.settings.page_timeout
            if kept is None or (complete and not kept.is_complete):
                # The first request waits, and those that need all names; a page does without names instead.
                others = None if complete else patience
                self._wait(lambda: self._is_ready(complete=complete), others, alone=None)
            elif quick:
                self._wait(lambda: self._is_made(state), patience, alone=patience)
        if not self._is_ready(complete=complete):
            raise self._failed or Busy("the names are still being read; try again in a moment")
        return cast("GraphNames", self.latest)

    def announce(self) -> None:
        """Build the names of the current state, unless they are built."""
        with self._changed:
            self._announced = True
            if self.making:
                return
            self.making = True
        threading.Thread(target=self._make_all, name=THREAD, daemon=True).start()

    def _is_ready(self, *, complete: bool) -> bool:
        return self.latest is not None and (self.latest.is_complete or not complete)

    def _is_made(self, state: GraphState) -> bool:
        return self._is_ready(complete=True) and cast("GraphNames", self.latest).state is state

    def _wait(self, until: Callable[[], bool], seconds: float | None, *, alone: float | None) -> None:
        """Wait for `seconds`, or for `alone` if no other request waits."""
        with self._changed:
            seconds = seconds if self._waiting else alone
            self._waiting += 1
            self._changed.notify_all()
            try:
                self._changed.wait_for(lambda: until() or not self.making, seconds)
            finally:
                self._waiting -= 1

    def _make_all(self) -> None:
        try:
            while self._is_announced():
                try:
                    state = self._service.snapshot()
                    if not self._is_made(state):
                        self._make(state)
                except StoreError as error:
                    # The state was removed, or an engine does not answer: the next request tries again.
                    self._failed = error
        finally:
            with self._changed:
                self.making = False
                self._changed.notify_all()

    def _is_announced(self) -> bool:
        """Return whether a state was announced since the last build began."""
        with self._changed:
            self.making, self._announced = self._announced, False
            return self.making

    def _make(self, state: GraphState) -> None:
        started, base, before = time.thread_time(), ID, self.latest
        if before is None:
            before = self._keep(GraphNames(state, base, pace=self._pace(), words_only=True))
        self._keep(GraphNames(state, base, before, self._pace()))
        taken = time.thread_time() - started
        # The first are built from nothing: the next take a fraction of that time.
        self.seconds = 0.0 if before.state is state else taken
        with self._changed:
            self._changed.wait_for(lambda: self._waiting > 0, _REST * taken)

    def _keep(self, names: GraphNames) -> GraphNames:
        with self._changed:
            self.latest = names
            self._changed.notify_all()
        return names

    def _pace(self) -> Callable[[], None]:
        """Return a function that pauses the build while requests are in progress and none waits for names."""
        paused = time.monotonic()

        def pace() -> None:
            nonlocal paused
            if time.monotonic() - paused < _WORK:
                return
            if self.busy() and not self._waiting:
                time.sleep(_PAUSE)
            paused = time.monotonic()

        return pace


def shared_name_index(app: Flask | None = None) -> SharedNameIndex:
    """Return the index of an application, by default the current one."""
    app = app or current_app
    if _KEPT not in app.extensions:
        app.extensions.setdefault(_KEPT, SharedNameIndex(app.extensions["bilateral"]))
    kept: SharedNameIndex = app.extensions[_KEPT]
    return kept


def warm(app: Flask, busy: Callable[[], bool]) -> None:
    """Build names before they are requested; give way while `busy` says that requests are in progress."""
    names = shared_name_index(app)
    names.busy = busy
    names.announce()
