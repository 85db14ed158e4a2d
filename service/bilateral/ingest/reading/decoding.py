"""Bytes to text: byte order marks, what the document or its sender says, and guesses."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.errors import InputError

if TYPE_CHECKING:
    from bilateral.ingest.reading.read_text import RawDocument

_MARKS: Final = (
    # That of UTF-32 begins as that of UTF-16 does.
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META: Final = re.compile(
    rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HEAD: Final = 4096  # bytes in which a page says its encoding; HTML has 1024, and pages do not keep to it
_SAMPLE: Final = 1 << 16
_WEB_NAMES: Final = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
"""What browsers take for names of encodings; WHATWG Encoding, section 4.2."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BINARY: Final = 0.01  # part of control characters from which bytes are no text


class DecodedText(NamedTuple):
    """Text, and how its encoding was found: in words where it was guessed, else ""."""

    text: str
    note: str = ""


def decode_document(raw: RawDocument) -> DecodedText:
    """Return the text of plain text, Markdown or HTML.

    Raises:
        InputError: it is no text, or not of the encoding that it says.
    """
    for mark, encoding in _MARKS:
        if raw.content.startswith(mark):
            return _checked(raw, _strict(raw, encoding))
    if b"\x00" in raw.content:
        raise InputError(
            raw.name, None, "no text: it has zero bytes; this is a binary file, or UTF-16 without a mark"
        )
    try:
        return _checked(raw, raw.content.decode())
    except UnicodeDecodeError as error:
        if said := _said_encoding(raw):
            return _checked(raw, _strict(raw, said))
        return _guessed(raw, raw.content.count(b"\n", 0, error.start) + 1)


def _strict(raw: RawDocument, encoding: str) -> str:
    try:
        return raw.content.decode(encoding)
    except UnicodeDecodeError as error:
        # A few bytes that are wrong do not make another encoding of a long text.
        text = raw.content.decode(encoding, "replace")
        if text.count("\ufffd") <= 1 + len(text) // 1000:
            return text
        line = raw.content.count(b"\n", 0, error.start) + 1
        raise InputError(raw.name, line, f"not {encoding}, although it says so") from error


def _said_encoding(raw: RawDocument) -> str:
    """Return the encoding that the sender or the document itself says, "" if none that is known."""
    head = _META.search(raw.content[:_HEAD])
    in_head = (head[1] or head[2]).decode("ascii", "replace") if head else ""
    sent = _CHARSET.search(raw.media_type)
    for name in (sent[1] if sent else "", in_head):
        try:
            found = codecs.lookup(_WEB_NAMES.get(name.lower(), name)).name if name else ""
        except LookupError:
            continue
        if found and found != "utf-8":
            return found
    return ""


def _guessed(raw: RawDocument, line: int) -> DecodedText:
    from charset_normalizer import from_bytes  # noqa: PLC0415  # heavy, and seldom needed

    best = from_bytes(raw.content[:_SAMPLE]).best()
    if best is None:
        raise InputError(raw.name, line, "not UTF-8, and of no encoding that can be told; save it as UTF-8")
    text = _strict(raw, best.encoding)
    return _checked(raw, text)._replace(note=f"the encoding was guessed: {best.encoding}")


def _checked(raw: RawDocument, text: str) -> DecodedText:
    controls = len(_CONTROLS.findall(text[:_SAMPLE]))
    if controls > 2 + _BINARY * min(len(text), _SAMPLE):
        raise InputError(raw.name, None, "no text: it is full of control characters")
    return DecodedText(text)
