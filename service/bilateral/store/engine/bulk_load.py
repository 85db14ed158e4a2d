"""Fast loading of lines of N-Quads into an engine's store.

The engine sorts and hashes what it loads on one core. Here pieces are loaded in parallel, which also limits
what is held in memory to a few pieces.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

_THREADS = 2
_PIECE = 1 << 25  # bytes: few pieces make few files to look things up in


def load(store: ox.Store, blocks: Iterable[bytes], *, checked: bool = False) -> None:
    """Load blocks of whole lines; if their terms are `checked`, they are known to be well-formed.

    After an error the store holds some of the quads.

    Raises:
        SyntaxError: a line is malformed.
        OSError: the store cannot be written.
    """
    blank: list[bytes] = []
    pieces = _pieces(blocks, blank)
    with ThreadPoolExecutor(_THREADS) as pool:
        running: deque[Future[None]] = deque()
        for piece in pieces:
            if len(running) == _THREADS:
                running.popleft().result()
            running.append(pool.submit(store.bulk_load, piece, ox.RdfFormat.N_QUADS, lenient=checked))
        for future in running:
            future.result()
    # `bulk_load` would give blank nodes new labels.
    store.bulk_extend(cast("Iterable[ox.Quad]", ox.parse(b"".join(blank), ox.RdfFormat.N_QUADS)))


def _pieces(blocks: Iterable[bytes], blank: list[bytes]) -> Iterator[bytes]:
    """Yield the lines without blank nodes in pieces; add the others to `blank`."""
    waiting: list[bytes] = []
    size = 0
    for block in blocks:
        lines = _without_blanks(block, blank)
        waiting.append(lines)
        size += len(lines)
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


def _without_blanks(block: bytes, blank: list[bytes]) -> bytes:
    if b"_:" not in block:
        return block
    lines = block.splitlines(keepends=True)
    blank += (line for line in lines if b"_:" in line)
    return b"".join(line for line in lines if b"_:" not in line)
