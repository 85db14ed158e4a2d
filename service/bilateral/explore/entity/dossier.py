"""A description or a pair as records, for whoever takes it elsewhere: CSV, JSON, GraphML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from bilateral.explore.questions import spreadsheet_cells
from bilateral.rdf.terms import iri_value, is_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.explore.entity.description import EntityDescription
    from bilateral.explore.entity.fact_tables import PageTable
    from bilateral.explore.graph.reading import CitedSource, PageNode, PageValue
    from bilateral.explore.pair.pairs import PairDescription

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class DossierRecord(NamedTuple):
    """One value of one row.

    Attributes:
        section: the table that it stands in.
        item: the event, spell, statement or thing that the row is about.
        role: what the value is to the item.
        mark: how much stands behind it.
        sources: numbers of the documents it rests on.
    """

    section: str
    item: PageNode
    role: str
    value: PageNode
    mark: str
    sources: tuple[int, ...]


def of_pair(pair: PairDescription) -> list[DossierRecord]:
    """Return the records of two states."""
    tables = [pair.meetings, *pair.relations, pair.events, pair.left.about_other, pair.right.about_other]
    tables += [table for table in (pair.said, pair.planned) if table]
    tables += [pair.left.officials, pair.right.officials]
    found = list(_rows(tables))
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


def of_description(description: EntityDescription) -> list[DossierRecord]:
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
    return spreadsheet_cells.write(rows)


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
    return (
        json.dumps({"title": title, "records": rows, "sources": cited}, ensure_ascii=False, indent=1) + "\n"
    )


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
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
            *keys,
            '<graph edgedefault="directed">',
            *lines,
            *edges,
            "</graph>",
            "</graphml>\n",
        ]
    )


def _rows(tables: Iterable[PageTable]) -> Iterator[DossierRecord]:
    for table in tables:
        for row in table.rows:
            for key, values in row.cells.items():
                role = table.columns.get(key, key)
                for value in values:
                    yield DossierRecord(
                        table.title, row.node, role, value.node, _mark(row.mark, value), row.sources
                    )


def _mark(of_row: str, value: PageValue) -> str:
    return value.mark if of_row == "asserted" else of_row


def _iri(node: PageNode) -> str:
    return iri_value(node.term) if is_iri(node.term) else ""


def _machine(node: PageNode) -> str:
    return node.machine or node.text


def _xml(text: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", text))
