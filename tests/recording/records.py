"""What was asked and what was answered, one line of JSON for each, in a file that is compressed.

The first line says where and when the recording was made; the others follow by key, so that two recordings
can be read side by side. Answers are kept as they came; `normalise` says what of them is compared.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SHOWN = 60  # characters of a body in a key


class Asked(NamedTuple):
    """A request.

    Attributes:
        method: of HTTP.
        address: path and query string.
        headers: as they are sent, but an entity tag as ETAG where it was taken from an answer.
        body: as it is sent; a body of megabytes is given by `repeat`.
        repeat: how many times the body is sent one after the other.
    """

    method: str
    address: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    repeat: int = 1

    @property
    def key(self) -> str:
        """Return what tells this request from the others, for people too."""
        headers = "".join(f" {name}: {value};" for name, value in self.headers)
        body = f" | {' '.join(self.body.split())}" if self.body else ""
        return f"{self.method} {self.address}{headers}{body}"

    @property
    def shown(self) -> str:
        """Return the key, cut to what a terminal can show."""
        head, _, body = self.key.partition(" | ")
        return f"{head} | {body[:_SHOWN]}" if body else head


class Answered(NamedTuple):
    """A response: headers in lower case and sorted, those of the connection left out."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    def header(self, name: str) -> str:
        """Return the first value of a header, or nothing."""
        return next((value for key, value in self.headers if key == name), "")


class Made(NamedTuple):
    """Where and when a recording was made."""

    base: str
    day: str


def text(body: bytes) -> str:
    """Return a body as text, base64 where it is none."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(body).decode("ascii")


def write(path: Path, made: Made, records: Iterable[tuple[str, Asked, Answered]]) -> int:
    """Write a recording and return how many requests are in it.

    Args:
        path: of the file.
        made: where and when.
        records: with the key that each is sorted by.
    """
    number = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=5) as file:
        file.write(json.dumps(made._asdict()) + "\n")
        for key, asked, answered in sorted(records):
            entry = {"key": key, "asked": asked._asdict(), "answered": answered._asdict()}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            number += 1
    return number


def read(path: Path) -> tuple[Made, Iterator[tuple[str, Asked, Answered]]]:
    """Return where and when a recording was made, and what is in it, by key."""
    lines = _lines(path)
    made = Made(**next(lines))
    return made, ((line["key"], _asked(line["asked"]), _answered(line["answered"])) for line in lines)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _asked(entry: dict[str, Any]) -> Asked:
    return Asked(**entry | {"headers": tuple((name, value) for name, value in entry["headers"])})


def _answered(entry: dict[str, Any]) -> Answered:
    return Answered(**entry | {"headers": [(name, value) for name, value in entry["headers"]]})
