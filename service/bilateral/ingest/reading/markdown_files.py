"""Markdown as plain paragraphs: what is said, without the marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bilateral.ingest.reading import front_matter
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.reading.tidy_text import one_line, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRONT: Final = "said in its front matter"
_HEADING: Final = "its first heading"


def read_markdown(text: str, name: str) -> ReadDocument:
    """Return the text of Markdown; headings, items and cells are paragraphs.

    With our front matter, the text is taken as it is, since statements refer to positions in it.

    Raises:
        InputError: the front matter is wrong, with its line.
    """
    front, body, exact = front_matter.split(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    how = dict.fromkeys(front.known(), _FRONT)
    if exact:
        return ReadDocument(body, front, how, media_type="text/markdown")
    tokens = _parse(body)
    plain = tidy("\n\n".join(_paragraphs(tokens)))
    if not front.title and (heading := _first_heading(tokens)):
        front, how = front_matter.FrontMatter(title=heading).over(front), {**how, "title": _HEADING}
    if front.title and not plain.startswith(front.title):
        plain = f"{front.title}\n\n{plain}"
    return ReadDocument(plain, front, how, media_type="text/markdown")


def _parse(text: str) -> list[Any]:
    from markdown_it import MarkdownIt  # noqa: PLC0415  # only needed in the worker

    return list(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text))


def _paragraphs(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_words(token.children))
        elif token.type in {"code_block", "fence"}:
            yield token.content


def _words(tokens: list[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline", "image"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "


def _first_heading(tokens: list[Any]) -> str:
    if len(tokens) > 1 and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        return one_line("".join(_words(tokens[1].children)))
    return ""
