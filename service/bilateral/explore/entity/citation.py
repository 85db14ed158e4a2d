"""A page and its sources as works to cite: CSL-JSON and BibTeX.

Source: Citation Style Language 1.0.2, CSL-JSON; BibTeX 0.99d, BIBTEXING.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bilateral.rdf.terms import iri_value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bilateral.explore.graph.reading import CitedSource

WHOLE: Final = "bilateral: knowledge graph of relations between states"
_NOT_KEY: Final = re.compile(r"[^A-Za-z0-9]+")
_SPECIAL: Final = {char: f"\\{char}" for char in "%&$#_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_NOT_TEXT: Final = re.compile(r"[\x00-\x1f\x7f]+")
_NOT_IN_URL: Final = {char: f"%{ord(char):02X}" for char in "\\{}"}


class Work(NamedTuple):
    """Something to cite.

    Attributes:
        key: what names it in a bibliography.
        container: the larger work that it is a part of.
        author: who answers for it.
        issued: when it came out, as YYYY, YYYY-MM or YYYY-MM-DD; empty where that is not known.
        accessed: when it was read.
        version: of what was read.
        note: what is to be known besides.
    """

    key: str
    title: str
    container: str = ""
    author: str = ""
    issued: str = ""
    url: str = ""
    accessed: str = ""
    version: str = ""
    note: str = ""


def page(title: str, url: str, snapshot: int, today: date, day: date | None) -> Work:
    """Return a page as a work.

    Args:
        title: of the page.
        url: where it stays.
        snapshot: the number of the state that was read.
        today: when that was.
        day: the day as of which it was asked, or None.
    """
    key = "bilateral-" + "-".join(url.rstrip("/").split("/")[-2:])
    note = f"As of {day.isoformat()}" if day else ""
    return Work(_key(key), title, WHOLE, "", "", url, today.isoformat(), f"snapshot {snapshot}", note)


def sources(found: Iterable[CitedSource]) -> list[Work]:
    """Return the sources of a page as works."""
    return [
        Work(
            _key(iri_value(each.node.term).rpartition("/")[2]),
            each.node.text,
            author=each.publisher.text if each.publisher else "",
            issued=each.issued.machine if each.issued else "",
            url=each.url,
        )
        for each in found
        if each.node.term.startswith("<")
    ]


def as_csl(works: Iterable[Work]) -> str:
    """Write works as CSL-JSON."""
    return json.dumps([_csl(each) for each in works], ensure_ascii=False, indent=1) + "\n"


def as_bibtex(works: Iterable[Work]) -> str:
    """Write works as BibTeX in UTF-8."""
    return "\n".join(map(_bibtex, works))


def _csl(work: Work) -> dict[str, Any]:
    found = {
        "id": work.key,
        "type": "webpage",
        "title": work.title,
        "container-title": work.container,
        "author": [{"literal": work.author}] if work.author else [],
        "issued": _parts(work.issued),
        "URL": work.url,
        "accessed": _parts(work.accessed),
        "version": work.version,
        "note": work.note,
    }
    return {name: value for name, value in found.items() if value}


def _parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day[:10].split("-")]]} if day else {}


def _bibtex(work: Work) -> str:
    year, _, rest = work.issued[:10].partition("-")
    fields = {
        "title": f"{{{_escaped(work.title)}}}",
        "author": work.author and f"{{{_escaped(work.author)}}}",
        "year": year,
        "month": rest.partition("-")[0],
        "howpublished": _escaped(work.container),
        "url": "".join(_NOT_IN_URL.get(char, char) for char in work.url),
        "urldate": work.accessed,
        "note": _escaped(", ".join(filter(None, (work.version, work.note)))),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{work.key},\n{lines}}}\n"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in _NOT_TEXT.sub(" ", text))


def _key(text: str) -> str:
    return _NOT_KEY.sub("-", text).strip("-") or "source"
