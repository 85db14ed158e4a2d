"""Bytes to text and front matter, whatever kind of document they are; called in the worker alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilateral.errors import InputError
from bilateral.ingest.reading import file_kinds
from bilateral.ingest.reading.decoding import decode_document
from bilateral.ingest.reading.file_kinds import HTML, MARKDOWN, PDF
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.html_pages import read_html
from bilateral.ingest.reading.language_detection import find_language
from bilateral.ingest.reading.markdown_files import read_markdown
from bilateral.ingest.reading.pdf_files import read_pdf
from bilateral.ingest.reading.publication_dates import find_date_line, whole_date
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.reading.tidy_text import tidy

if TYPE_CHECKING:
    from bilateral.ingest.reading.read_text import RawDocument

_TITLE: Final = 250  # characters of a first line that may be a title


def parse_document(raw: RawDocument, characters: int) -> ReadDocument:
    """Return the text of a document, of at most so many characters, and what it says of its publication.

    Raises:
        InputError: it cannot be read, or is too long.
    """
    found = _read(raw)
    if not found.text:
        raise InputError(raw.name, None, "empty: there is no text in it")
    if len(found.text) > characters:
        reason = f"its text has {len(found.text):,} characters; at most {characters:,} are read: split it"
        raise InputError(raw.name, None, reason)
    found = _with_address(found, raw.url)
    return _with_language(_with_date(_with_title(found)))


def _read(raw: RawDocument) -> ReadDocument:
    kind = file_kinds.kind_of(raw)
    if kind == PDF:
        return read_pdf(raw.content, raw.name)
    text, note = decode_document(raw)
    if kind == HTML:
        found = read_html(text, raw.name, raw.url)
    elif kind == MARKDOWN:
        found = read_markdown(text, raw.name)
    else:
        found = ReadDocument(tidy(text))
    return replace(found, notes=(*found.notes, note)) if note else found


def _found(document: ReadDocument, value: FrontMatter, how: str) -> ReadDocument:
    """Return the document with a value that it did not have."""
    front = document.front.over(value)
    return replace(document, front=front, how={**dict.fromkeys(value.known(), how), **document.how})


def _with_address(document: ReadDocument, url: str) -> ReadDocument:
    return _found(document, FrontMatter(url=url), "fetched from there") if url else document


def _with_title(document: ReadDocument) -> ReadDocument:
    first, _, rest = document.text.partition("\n")
    if document.front.title or len(first) > _TITLE or not rest or first.endswith(".") or whole_date(first):
        return document
    if document.media_type != PDF and not rest.startswith("\n"):
        return document
    return _found(document, FrontMatter(title=first.strip()), "its first line")


def _with_date(document: ReadDocument) -> ReadDocument:
    if document.front.published or not (found := find_date_line(document.text)):
        return document
    front = FrontMatter(published=found.day)
    if not found.is_sure:
        return replace(document, proposed=front.over(document.proposed))
    return _found(document, front, f"line {found.line} {found.how}")


def _with_language(document: ReadDocument) -> ReadDocument:
    said = document.front.language
    found = find_language(document.text, said, document.how.get("language", ""))
    if found is None or found.tag == said:
        return document
    front = FrontMatter(language=found.tag).over(document.front)
    return replace(document, front=front, how={**document.how, "language": found.how})
