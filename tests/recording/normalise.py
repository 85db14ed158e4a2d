"""What differs from one run to the next though nothing was changed, each with its reason.

A rule is a pattern and what stands for it; rules apply to addresses, to headers and to bodies. Rows that come
in no order are sorted.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from records import Answered, Asked, Made

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Rule(NamedTuple):
    """What is not compared, and why."""

    name: str
    reason: str
    pattern: re.Pattern[str]
    replacement: str


_TAG = re.compile(r'(?<=")\d+-[0-9a-f]{8}(?:[0-9a-f]{8})?\b')
ALWAYS = (
    Rule("state", "the stamp of a state is drawn at random when it is built", _TAG, "STATE"),
    Rule(
        "blank",
        "an engine draws the label of a blank node at random",
        re.compile(r'(_:|nodeID="|<bnode>|"type":"bnode","value":")[0-9a-f]{30,32}\b'),
        r"\g<1>BLANK",
    ),
    Rule(
        "took",
        "the query page says how long the answer took",
        re.compile(r"\bin (?:\d+ ms|\d+\.\d s)(?=[ ,.<])"),
        "in TIME",
    ),
)


def rules(made: Made) -> list[Rule]:
    """Return the rules for a recording."""
    host = urlsplit(made.base).netloc
    day = date.fromisoformat(made.day)
    written = f"{day.day} {day:%B %Y}"
    parts = rf"\b{day.year},\s*{day.month},\s*{day.day}\b"
    return [
        Rule("host", "two servers listen at two ports", _words(made.base, quote(made.base, safe="")), "BASE"),
        Rule("host", "two servers listen at two ports", _words(host, quote(host, safe="")), "HOST"),
        Rule("day", "what is asked as of today names the day", _words(made.day, written), "TODAY"),
        Rule("day", "citations of today give it in parts", re.compile(parts), "TODAY"),
        *ALWAYS,
    ]


def apply(found: Sequence[Rule], text: str) -> str:
    """Return a text with the rules applied."""
    for rule in found:
        text = rule.pattern.sub(rule.replacement, text)
    return text


def answer(found: Sequence[Rule], asked: Asked, answered: Answered) -> Answered:
    """Return an answer as it is compared."""
    headers = [(name, _header(name, apply(found, value))) for name, value in answered.headers]
    body = apply(found, answered.body)
    path = urlsplit(asked.address).path
    if path == "/metrics":
        body = _metric_names(body)
    elif path == "/sparql" and body and answered.status == 200 and not _ordered(asked):
        body = _sorted(answered.header("content-type").partition(";")[0], body)
    return Answered(answered.status, headers, body)


def _header(name: str, value: str) -> str:
    """Return a header as it is compared: a length follows from the body, and methods come in no order."""
    if name == "content-length":
        return "LENGTH"
    return ", ".join(sorted(re.split(r",\s*", value))) if name == "allow" else value


def _words(*texts: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, texts)))


def _ordered(asked: Asked) -> bool:
    """Tell whether a query asks for an order."""
    query = parse_qs(urlsplit(asked.address).query).get("query", [asked.body])[0]
    if asked.body.startswith("query="):
        query = parse_qs(asked.body).get("query", [""])[0]
    return re.search(r"\border\s+by\b", query, re.IGNORECASE) is not None


def _metric_names(body: str) -> str:
    """Return the names in an exposition: what is counted changes with each request."""
    names = {re.split(r"[ {]", line)[0] for line in body.splitlines() if line and not line.startswith("#")}
    return "\n".join(sorted(names))


def _sorted(media_type: str, body: str) -> str:
    sort = _SORTS.get(media_type)
    return sort(body) if sort else body


def _json_rows(body: str) -> str:
    found = json.loads(body)
    if "results" in found:
        found["results"]["bindings"].sort(key=lambda row: json.dumps(row, sort_keys=True))
        head, rows = {**found, "results": {}}, found["results"]["bindings"]
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in (head, *rows))
    return body


def _xml_rows(body: str) -> str:
    head, *rows = body.split("<result>")
    return "\n<result>".join((head, *sorted(row.replace("</results></sparql>", "") for row in rows)))


def _table_rows(body: str) -> str:
    head, *rows = body.splitlines()
    return "\n".join((head, *sorted(rows)))


def _lines(body: str) -> str:
    return "\n".join(sorted(body.splitlines()))


def _statements(body: str) -> str:
    """Return what stands in a document, sorted: which statements stand together follows their order."""
    return "\n".join(sorted(re.split(r"\s*[\n,;]\s*", body)))


_SORTS: dict[str, Callable[[str], str]] = {
    "application/sparql-results+json": _json_rows,
    "application/sparql-results+xml": _xml_rows,
    "text/csv": _table_rows,
    "text/tab-separated-values": _table_rows,
    "application/n-triples": _lines,
    "text/turtle": _statements,
    "application/rdf+xml": _statements,
    "application/ld+json": _statements,
}
