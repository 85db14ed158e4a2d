"""Text files and numbers that others wrote."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, Final

from bilateral.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

DIGITS: Final = 18  # Python itself refuses some thousands, and a database most of those
_OTHER_MARKS: Final = (
    # That of UTF-32 begins as that of UTF-16 does.
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def without_mark(text: bytes, path: Path | str) -> bytes:
    """Return UTF-8 text without the byte order mark at its beginning; elsewhere U+FEFF is text.

    Raises:
        InputError: the mark is that of another encoding.

    Source: RFC 3629, section 6.
    """
    for mark, encoding in _OTHER_MARKS:
        if text.startswith(mark):
            raise InputError(path, 1, f"it begins with the byte order mark of {encoding}; save it as UTF-8")
    return text.removeprefix(codecs.BOM_UTF8)


def decode(text: bytes, path: Path | str) -> str:
    """Return UTF-8 text without a byte order mark, every end of a line as a line feed.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        decoded = without_mark(text, path).decode()
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise InputError(path, line, "not UTF-8") from error
    return io.StringIO(decoded, newline=None).read()


def read(path: Path) -> str:
    """Return the text of a file; see `decode`.

    Raises:
        InputError: it cannot be read, or is not UTF-8.
    """
    try:
        return decode(path.read_bytes(), path)
    except OSError as error:
        raise InputError(path, None, error.strerror or "unreadable") from error


def natural(text: str) -> int | None:
    """Return the number that ASCII digits write; None for other text, and for more than 18 digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None
