"""The text of a PDF: lines made paragraphs again, without page numbers and running heads."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import InputError
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.reading.tidy_text import one_line, tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAGES: Final = 2000
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:page|seite|p\.|стр\.)\s*)?\d{1,4}(?:\s*(?:/|of|von|из)\s*\d{1,4})?\W*", re.IGNORECASE
)
_REPEATED: Final = 3  # pages with the same first or last line that make it a running head
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-\u2010]$")
_SHORT: Final = 0.75  # of the usual length of a line, below which a line ends its paragraph
_FEW: Final = 20  # characters of text a page, below which a PDF consists of images


def read_pdf(content: bytes, name: str) -> ReadDocument:
    """Return the text of a PDF.

    Its metadata are proposals only: the day on which a file was made is not the day of publication.

    Raises:
        InputError: it is broken, encrypted, too long, or has images alone.
    """
    from pypdf import PdfReader  # noqa: PLC0415  # heavy
    from pypdf.errors import PyPdfError  # noqa: PLC0415  # heavy

    try:
        reader = PdfReader(io.BytesIO(content))
        _decrypt(reader, name)
        pages = _texts(reader, name)
        proposed = _metadata(reader)
    except InputError:
        raise
    except PyPdfError as error:
        raise InputError(name, None, f"the PDF is broken: {error}") from error
    except (RecursionError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        # What the library meets in a broken file is not foreseen by it everywhere.
        raise InputError(name, None, f"the PDF is broken: {type(error).__name__}") from error
    if not "".join(pages).strip():
        raise InputError(name, None, "the PDF has no text, only images; recognise its text first (OCR)")
    empty = sum(len(page.strip()) < _FEW for page in pages)
    notes = (f"{empty} of {len(pages)} pages have no text, only images",) if empty else ()
    text = tidy("\n\n".join(paragraphs(pages)))
    return ReadDocument(text, proposed=proposed, media_type="application/pdf", notes=notes)


def _decrypt(reader: Any, name: str) -> None:  # noqa: ANN401  # pypdf's reader
    """Open an encrypted file for which no password is needed."""
    from pypdf.errors import DependencyError  # noqa: PLC0415  # heavy

    try:
        opened = not reader.is_encrypted or bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        opened = False
    if not opened:
        raise InputError(name, None, "the PDF is encrypted; save it without a password")


def _texts(reader: Any, name: str) -> list[str]:  # noqa: ANN401  # pypdf's reader
    if (number := len(reader.pages)) > _PAGES:
        raise InputError(name, None, f"the PDF has {number} pages; at most {_PAGES} are read")
    return [tidy(page.extract_text()) for page in reader.pages]


def _metadata(reader: Any) -> FrontMatter:  # noqa: ANN401  # pypdf's reader
    found = reader.metadata
    if not found:
        return FrontMatter()
    made = _creation_date(found)
    return FrontMatter(title=one_line(str(found.title or "")), published=made)


def _creation_date(found: Any) -> date | None:  # noqa: ANN401  # pypdf's metadata
    try:
        made = found.creation_date
    except ValueError:
        return None
    return made.date() if isinstance(made, datetime) else None


def paragraphs(pages: Iterable[str]) -> Iterator[str]:
    """Yield the paragraphs of pages of lines: a line that is shorter than others ends one."""
    lines = list(_lines(list(pages)))
    usual = sorted(len(line) for line in lines if line)
    width = usual[int(len(usual) * 0.9)] if usual else 0
    words = ""
    for line in lines:
        if line:
            words = _joined(words, line)
        if words and (not line or len(line) < _SHORT * width) and not _HYPHEN.search(words):
            yield words
            words = ""
    if words:
        yield words


def _joined(words: str, line: str) -> str:
    if _HYPHEN.search(words):
        # A capital letter after the end of a line belongs to a name with a hyphen.
        return (words if line[0].isupper() else words[:-1]) + line
    return f"{words} {line}" if words else line


def _lines(pages: list[str]) -> Iterator[str]:
    """Yield the lines of all pages, without page numbers and what stands at the edge of many pages."""
    split = [[line.strip() for line in page.split("\n")] for page in pages]
    edges = Counter(line for lines in split for line in {*lines[:1], *lines[-1:]} if line)
    heads = {line for line, times in edges.items() if times >= _REPEATED and times > len(pages) // 2}
    for lines in split:
        for place, line in enumerate(lines):
            at_edge = place in {0, 1, len(lines) - 2, len(lines) - 1}
            if not (at_edge and (line in heads or _PAGE_NUMBER.fullmatch(line))):
                yield line
