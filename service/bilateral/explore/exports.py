"""A page for use elsewhere: its records as CSV, JSON and GraphML, itself and its sources as works to cite.

Source: RFC 4180; OWASP, CSV Injection; The GraphML File Format, graphdrawing.org; Citation Style Language
1.0.2, CSL-JSON; BibTeX 0.99d, BIBTEXING.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from bilateral.rdf.terms import iri_value, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bilateral.explore.entity.description import EntityDescription
    from bilateral.explore.entity.page_tables import PageTable
    from bilateral.explore.graph.reading import CitedSource, PageNode
    from bilateral.explore.pairs import PairDescription

WHOLE: Final = "bilateral: knowledge graph of relations between states"
_NOT_KEY: Final = re.compile(r"[^A-Za-z0-9]+")
_SPECIAL: Final = {char: f"\\{char}" for char in "%&$#_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_NOT_TEXT: Final = re.compile(r"[\x00-\x1f\x7f]+")
_NOT_IN_URL: Final = {char: f"%{ord(char):02X}" for char in "\\{}"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_FORMULA: Final = re.compile(r"[\s\x00-\x1f\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\x00]")


class DossierRecord(NamedTuple):
    """One value of one row."""

    section: str  # the table that it stands in
    item: PageNode  # the event, spell, statement or thing that the row is about
    role: str  # what the value is to the item
    value: PageNode
    mark: str
    sources: tuple[int, ...]  # numbers of the documents it rests on


def pair_records(pair: PairDescription) -> list[DossierRecord]:
    """Return the records of two states."""
    found = list(_rows(pair.tables()))
    for shared in pair.organisations:
        for side, stays in ((pair.left, shared.left), (pair.right, shared.right)):
            for stay in stays.values():
                values = [("member", side.node), ("organisation", shared.node)]
                values += [("role", node) for node in stay.role]
                values += [("from", node) for node in stay.start] + [("until", node) for node in stay.end]
                found += [
                    DossierRecord("Organisations", stay.node, role, node, "asserted", stay.sources)
                    for role, node in values
                ]
    return found


def entity_records(description: EntityDescription) -> list[DossierRecord]:
    """Return the records of one thing."""
    found = [
        DossierRecord(section.title, description.node, line.title, value.node, value.mark, value.sources)
        for section in description.sections
        for line in section.lines
        for value in line.values
    ]
    return found + list(_rows(description.tables))


def as_csv(records: Iterable[DossierRecord], sources: Sequence[CitedSource]) -> str:
    """Write records as CSV, their sources by title and address."""
    titles = {source.number: source for source in sources}
    rows = [["section", "item", "item_iri", "role", "value", "value_iri", "status", "sources", "addresses"]]
    for each in records:
        cited = [titles[number] for number in each.sources if number in titles]
        names = "; ".join(source.node.text for source in cited)
        addresses = " ".join(source.url for source in cited if source.url)
        ends = (each.item.text, _iri(each.item), each.role, _machine(each.value), _iri(each.value))
        rows.append([each.section, *ends, each.mark, names, addresses])
    return spreadsheet(rows)


def as_json(title: str, records: Iterable[DossierRecord], sources: Iterable[CitedSource]) -> str:
    """Write records as JSON, with the numbered sources after them."""
    rows = [
        {
            "section": each.section,
            "item": {"label": each.item.text, "iri": _iri(each.item)},
            "role": each.role,
            "value": {"label": _machine(each.value), "iri": _iri(each.value)},
            "status": each.mark,
            "sources": list(each.sources),
        }
        for each in records
    ]
    cited = [
        {
            "number": source.number,
            "title": source.node.text,
            "iri": _iri(source.node),
            "publisher": source.publisher.text if source.publisher else "",
            "issued": source.issued.machine if source.issued else "",
            "url": source.url,
        }
        for source in sources
    ]
    content = {"title": title, "records": rows, "sources": cited}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_graphml(records: Iterable[DossierRecord]) -> str:
    """Write the records that join two things as GraphML.

    Source: The GraphML File Format, graphdrawing.org.
    """
    nodes: dict[str, str] = {}
    edges: list[str] = []
    for each in records:
        source, target = _iri(each.item), _iri(each.value)
        if not source or not target or source == target:
            continue
        nodes |= {source: each.item.text, target: each.value.text}
        data = f'<data key="role">{_xml(each.role)}</data><data key="status">{_xml(each.mark)}</data>'
        edges.append(f"<edge source={_attribute(source)} target={_attribute(target)}>{data}</edge>")
    lines = [
        f'<node id={_attribute(iri)}><data key="label">{_xml(label)}</data></node>'
        for iri, label in nodes.items()
    ]
    keys = [
        f'<key id="{name}" for="{kind}" attr.name="{name}" attr.type="string"/>'
        for name, kind in (("label", "node"), ("role", "edge"), ("status", "edge"))
    ]
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ]
    body = ['<graph edgedefault="directed">', *lines, *edges, "</graph>", "</graphml>\n"]
    return "\n".join([*head, *keys, *body])


def _rows(tables: Iterable[PageTable]) -> Iterator[DossierRecord]:
    for table in tables:
        for row in table.rows:
            for key, values in row.cells.items():
                role = table.columns.get(key, key)
                for value in values:
                    mark = value.mark if row.mark == "asserted" else row.mark
                    yield DossierRecord(table.title, row.node, role, value.node, mark, row.sources)


def _iri(node: PageNode) -> str:
    return iri_value(node.term) if is_iri(node.term) else ""


def _machine(node: PageNode) -> str:
    return node.machine or node.text


def _xml(text: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", text))


def spreadsheet(rows: Iterable[Iterable[str]]) -> str:
    """Return rows as CSV for spreadsheets, which take some cells for formulas: none of these is run.

    SPARQL's own CSV is for programs, and is as its standard has it.
    """
    output = io.StringIO()
    csv.writer(output).writerows(map(spreadsheet_cell, row) for row in rows)
    return output.getvalue()


def spreadsheet_cell(text: str) -> str:
    """Return a text that a spreadsheet shows and does not run: an apostrophe before what begins a formula.

    Numbers stay as they are.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


class Work(NamedTuple):
    """Something to cite."""

    key: str  # what names it in a bibliography
    title: str
    container: str = ""  # the larger work that it is a part of
    author: str = ""
    issued: str = ""  # as YYYY, YYYY-MM or YYYY-MM-DD; empty where that is not known
    url: str = ""
    accessed: str = ""  # when it was read
    version: str = ""
    note: str = ""


def page_work(title: str, url: str, snapshot: int, today: date, day: date | None) -> Work:
    """Return a page as a work, as it was read today in a snapshot and, if so asked, as of a day."""
    key = "bilateral-" + "-".join(url.rstrip("/").split("/")[-2:])
    note = f"As of {day.isoformat()}" if day else ""
    return Work(_key(key), title, WHOLE, "", "", url, today.isoformat(), f"snapshot {snapshot}", note)


def source_works(found: Iterable[CitedSource]) -> list[Work]:
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
