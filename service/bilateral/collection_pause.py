"""A pause of the garbage collector, for work that makes millions of objects that are no garbage."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collection_pause() -> Iterator[None]:
    """Keep the collector, which looks for circles only, from walking all that is kept again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
