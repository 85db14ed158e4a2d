"""How far something is that takes long: a bar on standard error, or lines where that is no terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bilateral.build.stages import Progress

_WIDTH: Final = 30  # characters
_REDRAWN, _REPEATED = 0.2, 30.0  # seconds: on a terminal, and elsewhere


class ProgressBar:
    """A bar that is drawn anew on its line of a terminal; elsewhere a line now and then."""

    def __init__(self) -> None:
        self.is_terminal = sys.stderr.isatty()
        self._shown = 0.0
        self._length = 0

    def show(self, share: float, said: str) -> None:
        """Draw the bar, unless that was done a moment ago.

        Args:
            share: that is done, from 0 to 1.
            said: after the bar.
        """
        now = time.monotonic()
        if share < 1 and now - self._shown < (_REDRAWN if self.is_terminal else _REPEATED):
            return
        self._shown = now
        filled = int(_WIDTH * share)
        line = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {said}"
        ends = "\r" if self.is_terminal and share < 1 else "\n"
        # What is left of a longer line is wiped out.
        print(line.ljust(self._length), end=ends, file=sys.stderr, flush=True)
        self._length = len(line)


class ItemProgress:
    """Shows how many of so many things are done, how fast, and how long it will take."""

    def __init__(self, total: int, unit: str) -> None:
        self._total, self._unit, self._began = total, unit, time.monotonic()
        self._bar = ProgressBar()

    def __call__(self, done: int) -> None:
        """Show that so many are done."""
        rate = done / max(time.monotonic() - self._began, 0.001)
        left = (self._total - done) / max(rate, 0.001)
        said = f"{done}/{self._total}  {rate:.1f} {self._unit}/s  {left // 60:.0f}:{left % 60:02.0f} left"
        self._bar.show(done / self._total, said)


class RowProgress:
    """Shows on a terminal how much of a file is read, and how fast; elsewhere nothing."""

    def __init__(self, name: str) -> None:
        self._name, self._began = name, time.monotonic()
        self._bar = ProgressBar()

    def __call__(self, rows: int, share: float) -> None:
        """Show that so many rows are read, which are this share of the file."""
        if self._bar.is_terminal:
            rate = rows / max(time.monotonic() - self._began, 0.001)
            self._bar.show(share, f"{share:4.0%}  {self._name}: {rows:,} rows, {rate:,.0f} rows/s")


class BuildProgress:
    """Shows how far a build is: a bar on a terminal, elsewhere a line for each stage that has ended."""

    def __init__(self) -> None:
        self._bar = ProgressBar()

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        if self._bar.is_terminal:
            self._bar.show(progress.share, f"{100 * progress.share:3.0f} %  {progress.stage}")
        elif progress.seconds is not None:
            print(f"  {progress.stage:<12} {progress.seconds:7.2f} s", file=sys.stderr, flush=True)
