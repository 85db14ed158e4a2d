"""An engine's answer as it comes, up to a number of bytes."""

from __future__ import annotations

import io
from http.client import HTTPException  # noqa: TID251  # what SPARQLWrapper lets pass where a body is cut off
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Buffer


class Body(io.RawIOBase):
    """The bytes of a response, which are neither more than a limit nor fewer than promised."""

    def __init__(self, response: Any, most: int) -> None:  # noqa: ANN401  # urllib's response
        """Read a response; `most` bytes of it, 0 for all."""
        self._response, self._most, self._read = response, most, 0
        self._pending = b""

    def unread(self, data: bytes) -> None:
        """Give bytes back, to be read again."""
        self._pending = data + self._pending

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Read some bytes."""
        room = memoryview(buffer).cast("B")
        if self._pending:
            part, self._pending = self._pending[: len(room)], self._pending[len(room) :]
            room[: len(part)] = part
            return len(part)
        try:
            part = self._response.read(len(room))
        except HTTPException as error:
            raise OSError(f"the engine's answer was cut off: {error}") from error
        self._read += len(part)
        if self._most and self._read > self._most:
            raise OSError(f"the engine's answer has more than {self._most} bytes")
        room[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """End the request."""
        self._response.close()
        super().close()
