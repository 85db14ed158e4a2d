"""The main text of a page, and what the page says of its publication."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import InputError
from bilateral.ingest.reading.front_matter import FrontMatter, is_valid, read_field
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.reading.tidy_text import one_line, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_BLOCKS: Final = frozenset({"p", "head", "item", "quote", "row", "code", "fw"})
_BREAK: Final = "\x1e"
_APART: Final = {"lb": _BREAK, "cell": " "}
_DEPTH: Final = 200
"""Elements within each other that a page may have; browsers stop at 512, and pages of people have 30."""
_LEAST: Final = 20  # characters of a text, below which only a menu was found
_SAID: Final = "said by the page"
_IN_ADDRESS: Final = "in its address"
_MODIFIED: Final = re.compile(r"modif|updated|lastmod|revised", re.IGNORECASE)
_MODIFIED_JSON: Final = re.compile(r"\"dateModified\"\s*:\s*\"([^\"]*)\"\s*,?")
_INLINE: Final = ("time", "q", "code", "label", "output")
_RUNNING: Final = frozenset({"p", "li", "blockquote", "dd", "td"})


def read_html(text: str, name: str, url: str) -> ReadDocument:
    """Return the main text of a page, headings and items of lists as paragraphs of their own.

    Raises:
        InputError: it has none, or is nested too deeply.
    """
    from trafilatura import bare_extraction  # noqa: PLC0415  # heavy

    tree = _tree(text, name)
    modified = _take_modified(tree)
    _unwrap(tree)
    published = _published(tree, url)
    found: Any = bare_extraction(tree, url=url or None, include_comments=False, with_metadata=True)
    paragraphs = [] if found is None or found.body is None else list(_paragraphs(found.body))
    if sum(map(len, paragraphs)) < _LEAST:
        raise InputError(name, None, "no main text was found in this page; paste its text instead")
    front = _front(found, url, published, _language(tree))
    body = tidy("\n\n".join(paragraphs))
    if front.title and front.title.casefold() not in body[: 2 * len(front.title) + 200].casefold():
        body = f"{front.title}\n\n{body}"
    how = {name: _SAID for name in front.known() if name != "url" or not url}
    if front.published and f"{front.published:%Y%m%d}" in re.sub(r"[^0-9]", "", url):
        how["published"] = _IN_ADDRESS
    proposed = FrontMatter() if front.published else FrontMatter(published=modified)
    return ReadDocument(body, front, how, proposed, media_type="text/html")


def _tree(text: str, name: str) -> Any:  # noqa: ANN401  # lxml has no types
    from lxml import etree  # noqa: PLC0415  # heavy
    from trafilatura.utils import load_html  # noqa: PLC0415  # heavy

    try:
        tree = load_html(text)
    except (ValueError, etree.LxmlError) as error:
        raise InputError(name, None, f"not HTML: {error}") from error
    if tree is None:
        raise InputError(name, None, "not HTML, although it says so")
    if _is_deep(tree):
        raise InputError(name, None, f"its elements are nested more than {_DEPTH} deep")
    return tree


def _is_deep(tree: Any) -> bool:  # noqa: ANN401  # lxml has no types
    level = [tree]
    for _ in range(_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True


def _take_modified(tree: Any) -> date | None:  # noqa: ANN401  # lxml has no types
    """Take the day of the last change out of a page, which is not that of its publication, and return it."""
    found = []
    for meta in list(tree.iter("meta")):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _MODIFIED.search(name):
            found.append(meta.get("content") or "")
            meta.getparent().remove(meta)
    for script in tree.iter("script"):
        found += _MODIFIED_JSON.findall(script.text or "")
        script.text = _MODIFIED_JSON.sub("", script.text or "")
    days = [read_field("published", each[:10]) for each in found if is_valid("published", each[:10])]
    return days[0] if days else None


def _unwrap(tree: Any) -> None:  # noqa: ANN401  # lxml has no types
    """Make what stands in running text a part of it, where it would be left out or set apart.

    A date there is of what the text tells, and not of the page.
    """
    for element in list(tree.iter(*_INLINE)):
        around = next((each for each in element.iterancestors() if each.tag in _RUNNING), None)
        if around is None or around.text_content().strip() == element.text_content().strip():
            continue
        if element.tag == "q":
            element.text = f"\u201c{element.text or ''}"
            element.tail = f"\u201d{element.tail or ''}"
        element.drop_tag()


def _language(tree: Any) -> str:  # noqa: ANN401  # lxml has no types
    said = next((element.get("lang") or "" for element in tree.iter("html")), "")
    return said.replace("_", "-").strip()


def _published(tree: Any, url: str) -> str:  # noqa: ANN401  # lxml has no types
    """Return the day of publication, "" if the page says none; those at its edges are of other things."""
    from htmldate import find_date  # noqa: PLC0415  # heavy

    body = deepcopy(tree)
    for element in list(body.iter("footer", "aside", "nav")):
        if element.getparent() is not None:
            element.drop_tree()
    return find_date(body, url=url or None, extensive_search=False, original_date=True) or ""


def _front(found: Any, url: str, published: str, language: str) -> FrontMatter:  # noqa: ANN401  # trafilatura's document
    said = {
        "title": one_line(found.title or ""),
        "published": published,
        "publisher": one_line(found.sitename or found.hostname or ""),
        "language": language,
        "licence": one_line(found.license or ""),
        "url": url or found.url or "",
    }
    return FrontMatter.of({name: text for name, text in said.items() if is_valid(name, text)})


def _paragraphs(body: Any) -> Iterator[str]:  # noqa: ANN401  # lxml has no types
    """Yield the paragraphs of an extracted text, in order."""
    words: list[str] = []

    def flush() -> Iterator[str]:
        lines = [" ".join(line.split()) for line in "".join(words).split(_BREAK)]
        words.clear()
        if paragraph := "\n".join(line for line in lines if line):
            yield paragraph

    for event, element in _walk(body):
        if element.tag in _BLOCKS:
            yield from flush()
        elif element.tag in _APART and event == "start":
            words.append(_APART[element.tag])
        words.append((element.text if event == "start" else element.tail) or "")
    yield from flush()


def _walk(body: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # lxml has no types
    from lxml import etree  # noqa: PLC0415  # heavy

    yield from etree.iterwalk(body, events=("start", "end"))
