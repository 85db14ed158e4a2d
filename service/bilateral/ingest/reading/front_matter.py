"""What is known of a document's publication, and the front matter of Markdown files."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from bilateral.content import yaml_lines
from bilateral.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bilateral.content.yaml_lines import YamlNode

_FENCE: Final = "---"
_OTHER_NAMES: Final = {
    "date": "published",
    "source": "publisher",
    "lang": "language",
    "license": "licence",
    "link": "url",
    "address": "url",
    "type": "kind",
}
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_URL: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What is known of the publication of a text; "" and None for what is not.

    Attributes:
        published: the day.
        language: a BCP 47 tag.
        licence: a name or SPDX identifier, as the source says it.
        kind: of document, as `news-report` or `readout`.
    """

    title: str = ""
    published: date | None = None
    publisher: str = ""
    language: str = ""
    licence: str = ""
    url: str = ""
    kind: str = ""

    def known(self) -> dict[str, Any]:
        """Return what is known, by name."""
        return {name: value for name in FIELDS if (value := getattr(self, name))}

    def over(self, other: FrontMatter) -> FrontMatter:
        """Return both, this one's values first."""
        return replace(other, **self.known())

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        """Return the front matter of texts by name, the day as ISO 8601.

        Raises:
            ValueError: a name is unknown, or a day, language or address is not one.
        """
        return cls(**{name: read_field(name, text.strip()) for name, text in values.items() if text.strip()})

    def texts(self) -> dict[str, str]:
        """Return what is known as texts by name, for `of`."""
        return {name: str(value) for name, value in self.known().items()}


FIELDS: Final = tuple(each.name for each in fields(FrontMatter))


def read_field(name: str, text: str) -> Any:  # noqa: ANN401  # a day or a text
    """Return the value of a field from text.

    Raises:
        ValueError: it is not one; the message says what to write.
    """
    if name not in FIELDS:
        raise ValueError(f"unknown field {name!r}; known: {', '.join(FIELDS)}")
    if name == "published":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text!r} is no day; write it as 2025-07-13") from None
    if name == "language" and not _LANGUAGE.fullmatch(text):
        raise ValueError(f"{text!r} is no language; write a tag as en or zh-Hans")
    if name == "url" and not _URL.fullmatch(text):
        raise ValueError(f"{text!r} is no address; write one that begins with https://")
    return text


def is_valid(name: str, text: str) -> bool:
    """Return whether a text is a value of a field."""
    try:
        return bool(read_field(name, text))
    except ValueError:
        return False


class MarkdownParts(NamedTuple):
    """A Markdown file: its front matter, where it has one, and its text."""

    front: FrontMatter
    text: str
    exact: bool  # whether it has our front matter, so that positions in its text are counted already


def split(text: str, path: str) -> MarkdownParts:
    """Return front matter and text of a Markdown file; lines end in line feeds.

    Our own front matter has what it says of the source under `original`. That of others may have more keys
    than ours, which are ignored.

    Raises:
        InputError: the front matter is not closed or not YAML, or a value is not what its key asks for.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return MarkdownParts(FrontMatter(), text, exact=False)
    closing = next((i for i, line in enumerate(lines) if i and line.rstrip() == _FENCE), None)
    if closing is None:
        raise InputError(path, 1, "the front matter is not closed; end it with a line of ---")
    body = "\n".join(lines[closing + 1 :]).strip()
    header = "\n".join(lines[1:closing])
    if not header.strip():
        return MarkdownParts(FrontMatter(), body, exact=False)
    found = _mapping(yaml_lines.parse(header, Path(path), shift=1))
    original = _mapping(found["original"]) if "original" in found else {}
    if original:
        found.pop("licence", None)  # of our text, and not of the source
    front = _read(original).over(_read(found))
    return MarkdownParts(front, body, exact=bool(original))


def _mapping(node: YamlNode) -> dict[str, YamlNode]:
    return node.mapping(_AnyKey())


class _AnyKey(frozenset[str]):
    """Every key is known."""

    def __contains__(self, key: object) -> bool:
        return True


def _read(nodes: Mapping[str, YamlNode]) -> FrontMatter:
    found = {}
    for key, node in nodes.items():
        name = _OTHER_NAMES.get(key, key)
        if name in FIELDS and (value := node.read(partial(_lenient, name))):
            found[name] = value
    return FrontMatter(**found)


def _lenient(name: str, text: str) -> Any:  # noqa: ANN401  # a day or a text
    """Read a field; a moment is read as its day, and a month or year leaves the day unknown."""
    if not text or text in {"unknown", "~", "null"}:
        return ""
    if name == "published" and re.fullmatch(r"\d{4}(-\d\d)?", text):
        return ""
    is_moment = name == "published" and re.match(r"\d{4}-\d\d-\d\d[T ]", text)
    return read_field(name, text[:10] if is_moment else text)
