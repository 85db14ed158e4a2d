"""What kind of document some bytes are, and which kinds are not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bilateral.errors import InputError

if TYPE_CHECKING:
    from bilateral.ingest.reading.read_text import RawDocument

PLAIN: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
HTML: Final = "text/html"
PDF: Final = "application/pdf"

_HEAD: Final = 1024  # bytes in which a PDF's mark may stand; ISO 32000-2, annex on implementation limits
_SUFFIXES: Final = {
    "md": MARKDOWN,
    "markdown": MARKDOWN,
    "html": HTML,
    "htm": HTML,
    "xhtml": HTML,
    "shtml": HTML,
    "php": HTML,
    "pdf": PDF,
    "txt": PLAIN,
    "text": PLAIN,
}
_MEDIA_TYPES: Final = {MARKDOWN: MARKDOWN, HTML: HTML, "application/xhtml+xml": HTML}
_MARKUP: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVE: Final = "a compressed file; unpack it, and read what is in it"
_IMAGE: Final = "an image; only text is read"
_OFFICE: Final = "an office document; save it as PDF, HTML or plain text"
_REFUSED: Final = (
    (b"PK\x03\x04", _ARCHIVE),
    (b"PK\x05\x06", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE),
    (b"{\\rtf", _OFFICE),
    (b"\x89PNG\r\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF8", _IMAGE),
    (b"II*\x00", _IMAGE),
    (b"MM\x00*", _IMAGE),
    (b"RIFF", "sound, film or an image; only text is read"),
    (b"ID3", "sound; only text is read"),
    (b"\x7fELF", "a program; only text is read"),
)
_IN_OFFICE_FILES: Final = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"word/")


def kind_of(raw: RawDocument) -> str:
    """Return PLAIN, MARKDOWN, HTML or PDF, by the content first, then the name and the media type.

    Raises:
        InputError: it is empty, or of a kind that is not read.
    """
    if not raw.content.strip():
        raise InputError(raw.name, None, "empty: there is nothing to read")
    if reason := _refusal(raw.content):
        raise InputError(raw.name, None, f"this is {reason}")
    if b"%PDF-" in raw.content[:_HEAD]:
        return PDF
    if _MARKUP.match(raw.content[: 1 << 16].removeprefix(b"\xef\xbb\xbf")):
        return HTML
    said = _said(raw)
    if said == PDF:
        raise InputError(raw.name, None, "no PDF, although its name says so")
    if said == PLAIN and re.match(rb"(?:\xef\xbb\xbf)?---\r?\n[\w-]+:", raw.content):
        return MARKDOWN
    return said


def _said(raw: RawDocument) -> str:
    """Return what the name says, or else the media type."""
    suffix = raw.name.rpartition("/")[2].partition("?")[0].rpartition(".")[2].lower()
    media_type = raw.media_type.partition(";")[0].strip().lower()
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    return _SUFFIXES.get(suffix, PLAIN)


def _refusal(content: bytes) -> str:
    reason = next((reason for mark, reason in _REFUSED if content.startswith(mark)), "")
    if reason is _ARCHIVE and any(mark in content[:4096] for mark in _IN_OFFICE_FILES):
        return _OFFICE
    return reason
