"""The elements of an XML file as rows, one after the other, without keeping those that were read.

Source: XML Path Language 1.0, of which the path to the rows may have names, predicates, `/` and `//`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bilateral.content.mapping.source_row import SourceRow
from bilateral.errors import InputError

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.rows.archives import SourceFile

_STEP = re.compile(r"(//?)((?:([\w.-]+):)?([\w.-]+|\*))((?:\[[^\[\]]*\])*)")
_POSITION = re.compile(r"\[\s*\d+\s*\]|position\s*\(|last\s*\(")


def xml_rows(mapping: TableMapping, source: SourceFile) -> Iterator[SourceRow]:
    """Yield a row for each element that the mapping's `xpath` selects; cells by the columns' paths.

    Nothing is fetched and no entity expanded.

    Raises:
        InputError: the file is not well-formed, declares entities, or a path is not understood.
    """
    with source.open() as stream:
        paths = _paths(mapping)
        for number, element in enumerate(_elements(mapping, stream, source.path), 1):
            cells = [path(element) for path in paths]
            yield SourceRow(number, number, element.sourceline or 0, cells)


def _elements(mapping: TableMapping, stream: io.BufferedReader, file: Path) -> Iterator[Any]:
    # Only datasets in XML need it.
    from lxml import etree  # noqa: PLC0415

    tag, selected = _record(mapping)
    events = etree.iterparse(
        stream,
        events=("end",),
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    before = None
    try:
        for _, element in events:
            if selected(element):
                if before is None:
                    _refuse_entities(element, file)
                else:
                    _forget(before, element)
                before = element
                yield element
    except etree.XMLSyntaxError as error:
        raise InputError(file, error.lineno, f"not well-formed: {error.msg}") from error


def _refuse_entities(element: Any, file: Path) -> None:  # noqa: ANN401  # lxml has no types
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):
        raise InputError(file, None, "it declares entities, which are not expanded")


def _forget(element: Any, current: Any) -> None:  # noqa: ANN401  # lxml has no types
    """Free an element that was read, unless it is part of the present one."""
    parent = element.getparent()
    if parent is not None and current not in element.iterancestors():
        parent.remove(element)


def _record(mapping: TableMapping) -> tuple[str, Callable[[Any], Any]]:
    """Return the name of the rows' elements, and what tells whether one is meant."""
    from lxml import etree  # noqa: PLC0415  # as above

    path, namespaces = mapping.notes["rows"]["xpath"], _namespaces(mapping)
    steps = list(_STEP.finditer(path))
    if "".join(step.group() for step in steps) != path or not steps or _POSITION.search(path):
        raise mapping.refuse(f"the path to the rows, {path!r}, may have names, predicates, / and //")
    test = ""
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        start = f"[not(parent::*)]{test}" if step is steps[0] and step[1] == "/" else test
        axis = "self" if after is None else "parent" if after[1] == "/" else "ancestor"
        inner = f"{axis}::{step[2]}{step[5]}{start}"
        test = f"[{inner}]" if after is not None else inner
    last = steps[-1]
    if last[3] and last[3] not in namespaces:
        raise mapping.refuse(f"{path!r} has the prefix {last[3]!r}, which is not among its namespaces")
    tag = f"{{{namespaces[last[3]]}}}{last[4]}" if last[3] else last[4]
    try:
        return tag, etree.XPath(test, namespaces=namespaces)
    except etree.XPathError as error:
        raise mapping.refuse(f"{path!r}: {error}") from error


def _namespaces(mapping: TableMapping) -> Mapping[str, str]:
    found: Mapping[str, str] = mapping.notes["rows"].get("namespaces", {})
    return found


def _paths(mapping: TableMapping) -> list[Callable[[Any], str | tuple[str, ...]]]:
    return [_path(mapping, column.notes.get("path", column.name)) for column in mapping.in_file]


def _path(mapping: TableMapping, path: str) -> Callable[[Any], str | tuple[str, ...]]:
    from lxml import etree  # noqa: PLC0415  # as above

    try:
        select = etree.XPath(path, namespaces=_namespaces(mapping), smart_strings=False)
    except etree.XPathError as error:
        raise mapping.refuse(f"{path!r}: {error}") from error

    def cell(element: Any) -> str | tuple[str, ...]:  # noqa: ANN401  # lxml has no types
        found = select(element)
        texts = tuple(map(_text, found)) if isinstance(found, list) else (_text(found),)
        return texts if len(texts) > 1 else "".join(texts)

    return cell


def _text(found: Any) -> str:  # noqa: ANN401  # an element, a text, a number or a truth value
    if hasattr(found, "itertext"):
        return "".join(found.itertext()).strip()
    if isinstance(found, float):
        return f"{found:g}"
    return str(found).strip()
