"""The bytes of a dataset's file: plain, gzip, or one member of a zip archive; told by its first bytes."""

from __future__ import annotations

import fnmatch
import gzip
import io
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, cast

from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RATIO: Final = 100  # times its compressed size; tables of numbers reach 30
LARGEST: Final = 4 << 30  # bytes of one member
_SMALL: Final = 16 << 20  # what any file may become


class SourceFile:
    """A file to be read from its beginning to its end, and how far that is.

    Args:
        path: of the file.
        member: a pattern for the name of a member, where it is a zip archive.
    """

    def __init__(self, path: Path, member: str = "*") -> None:
        self.path, self.member = path, member
        self._file: io.BufferedReader | None = None

    @property
    def bytes_read(self) -> int:
        """How many bytes were read of the file as it lies on the disk."""
        if self._file is None:
            return 0
        return self.path.stat().st_size if self._file.closed else self._file.tell()

    @contextmanager
    def open(self) -> Iterator[io.BufferedReader]:
        """Open the file, or what is packed in it.

        Raises:
            InputError: it cannot be read, is damaged, or would become larger than 4 GB or 100 times its size;
                a zip archive has no member of that name, or several.
        """
        try:
            with self.path.open("rb") as file:
                self._file = file
                start = file.read(4)
                file.seek(0)
                with _unpacked(file, start, self.path, self.member) as stream:
                    yield stream
        except OSError as error:
            raise InputError(self.path, None, error.strerror or str(error)) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise InputError(self.path, None, f"the archive cannot be read: {error}") from error


@contextmanager
def _unpacked(file: io.BufferedReader, start: bytes, path: Path, member: str) -> Iterator[io.BufferedReader]:
    if start.startswith(b"\x1f\x8b"):
        size = path.stat().st_size
        with gzip.open(file) as stream:
            yield io.BufferedReader(_Bounded(cast("IO[bytes]", stream), size, path), 1 << 18)
    elif start.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(file) as archive:
            info = _member(archive, path, member)
            with archive.open(info) as stream:
                yield io.BufferedReader(_Bounded(stream, info.compress_size, path), 1 << 18)
    else:
        yield file


def _member(archive: zipfile.ZipFile, path: Path, pattern: str) -> zipfile.ZipInfo:
    found = [
        info
        for info in archive.infolist()
        if not info.is_dir() and fnmatch.fnmatch(info.filename.casefold(), pattern.casefold())
    ]
    if len(found) != 1:
        names = ", ".join(info.filename for info in archive.infolist()[:10])
        raise InputError(path, None, f"{len(found)} members are called {pattern}; it has {names}")
    return found[0]


class _Bounded(io.RawIOBase):
    """A stream that refuses to become too large for what it was compressed to."""

    def __init__(self, stream: IO[bytes], compressed: int, path: Path) -> None:
        self._stream, self._path = stream, path
        self._left = min(LARGEST, max(_SMALL, RATIO * compressed))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # typing has no name for buffers before 3.12
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(self._path, None, f"unpacked it is more than {RATIO} times as large, or 4 GB")
        view[: len(data)] = data
        return len(data)
