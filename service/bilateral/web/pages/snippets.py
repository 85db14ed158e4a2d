"""A query as people use it elsewhere: an address, a command line, a few lines of Python and of R."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Sequence

CSV, TURTLE, JSON = "csv", "ttl", "json"
_TITLES: Final = {CSV: "CSV", TURTLE: "Turtle", JSON: "JSON"}


class Snippet(NamedTuple):
    """A text to copy, and what it is."""

    name: str
    title: str
    text: str


def snippets(endpoint: str, parameters: Sequence[tuple[str, str]], form: str) -> list[Snippet]:
    """Return a query for other programs.

    Args:
        endpoint: its address.
        parameters: `query`, and what else the endpoint is told.
        form: what it answers best: CSV, TURTLE or JSON.
    """
    asked = [*parameters, ("format", form)]
    address = f"{endpoint}?{urlencode(asked)}"
    fields = " \\\n  ".join(f"--data-urlencode {shlex.quote(f'{name}={value}')}" for name, value in asked)
    found = [
        Snippet("address", f"{_TITLES[form]} address", address),
        Snippet("curl", "curl", f"curl -sS {shlex.quote(endpoint)} \\\n  {fields}"),
        Snippet("python", "Python", _python(endpoint, asked, rows=form == CSV)),
    ]
    return found if form != CSV else [*found, Snippet("r", "R", f"rows <- read.csv({json.dumps(address)})")]


def _python(endpoint: str, asked: Sequence[tuple[str, str]], *, rows: bool) -> str:
    fields = "".join(f"    ({name!r}, {_quoted(value)}),\n" for name, value in asked)
    head = "import csv, io, urllib.parse, urllib.request" if rows else "import urllib.parse, urllib.request"
    body = "for row in csv.DictReader(io.StringIO(text)):\n    print(row)" if rows else "print(text)"
    return (
        f"{head}\n\nasked = [\n{fields}]\n"
        f"data = urllib.parse.urlencode(asked).encode()\n"
        f"text = urllib.request.urlopen({endpoint!r}, data).read().decode()\n{body}"
    )


def _quoted(value: str) -> str:
    """Write a text as Python does, over several lines where it has several."""
    if "\n" not in value or '"""' in value or "\\" in value or value.endswith('"'):
        return repr(value)
    return f'"""{value}"""'
