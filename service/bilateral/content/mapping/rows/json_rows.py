"""The objects of a JSON file as rows: one a line, or those that a path selects.

Source: RFC 9535, of which a path may have `$`, `.name`, `['name']`, `[0]` and `[*]`; JSON Lines.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bilateral.content.mapping.source_row import SourceRow
from bilateral.errors import InputError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bilateral.content.mapping.mapping_file import TableMapping
    from bilateral.content.mapping.rows.archives import SourceFile

    _Key = str | int | None  # None: all

_KEY = re.compile(r"\.?([^\W\d][\w -]*)|\['([^']*)'\]|\[(\d+)\]|\[\*\]")


def json_rows(mapping: TableMapping, source: SourceFile) -> Iterator[SourceRow]:
    """Yield a row for each object; cells by the columns' paths. A file that is not of lines is read whole.

    Raises:
        InputError: the file is not JSON, or a path is not understood.
    """
    selected: str = mapping.notes["rows"]["json"]
    paths = [_parse(mapping, column.notes.get("path", f"['{column.name}']")) for column in mapping.in_file]
    whole = [] if selected == "lines" else _parse(mapping, selected)
    with source.open() as stream:
        found = _lines(stream) if selected == "lines" else _whole(stream, whole, source.path)
        for number, (line, record, problem) in enumerate(found, 1):
            try:
                cells = [_cell(_values(record, path)) for path in paths]
            except ValueError as error:
                cells, problem = [""] * len(paths), str(error)  # noqa: PLW2901  # as good as the other
            yield SourceRow(number, number, line, cells, problem)


def _lines(stream: io.BufferedReader) -> Iterator[tuple[int, Any, str]]:
    for line, text in enumerate(stream, 1):
        if text.strip():
            try:
                yield line, _load(text), ""
            except ValueError as error:
                yield line, {}, str(error)


def _whole(stream: io.BufferedReader, path: Sequence[_Key], file: Path) -> Iterator[tuple[int, Any, str]]:
    try:
        content = _load(stream.read())
    except ValueError as error:
        raise InputError(file, None, str(error)) from error
    yield from ((0, record, "") for record in _values(content, path))


def _load(text: bytes) -> Any:  # noqa: ANN401  # whatever JSON says
    """Return JSON with its numbers as they are written.

    Raises:
        ValueError: it is not JSON in UTF-8, or too deep.
    """
    try:
        return json.loads(text.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read: too deep") from error


def _parse(mapping: TableMapping, path: str) -> list[_Key]:
    rest = path.removeprefix("$")
    matches = list(_KEY.finditer(rest))
    if "".join(match.group() for match in matches) != rest:
        raise mapping.refuse(f"the path {path!r} may have .name, ['name'], [0] and [*]")
    return [_key(match) for match in matches]


def _key(match: re.Match[str]) -> _Key:
    if match[3] is not None:
        return int(match[3])
    return match[1] if match[1] is not None else match[2]


def _values(content: Any, path: Sequence[_Key]) -> list[Any]:  # noqa: ANN401
    found = [content]
    for key in path:
        found = [each for value in found for each in _step(value, key)]
    return found


def _step(value: Any, key: _Key) -> list[Any]:  # noqa: ANN401
    if key is None:
        return list(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    if isinstance(key, int):
        return value[key : key + 1] if isinstance(value, list) else []
    return [value[key]] if isinstance(value, dict) and key in value else []


def _cell(values: Sequence[Any]) -> str | tuple[str, ...]:
    if len(values) == 1 and isinstance(values[0], list):
        values = values[0]
    texts = tuple(_text(value) for value in values)
    return texts if len(texts) > 1 else "".join(texts)


def _text(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, (dict, list)):
        raise ValueError(f"{json.dumps(value)[:60]} is no single value; the path must go on")  # noqa: TRY004
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
