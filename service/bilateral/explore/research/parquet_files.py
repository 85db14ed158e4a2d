"""Tables as Parquet, for Arrow, pandas, Polars, DuckDB and R: the rows of the CSV, with types of columns."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from bilateral.errors import BilateralError
from bilateral.explore.research.event_table import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Any

    from bilateral.explore.research.measures import Measure

_TYPES: Final = {"year": "int32", "cow": "int32", "gw": "int32", "iso3": "string", "qid": "string"}
_OF_EVENTS: Final = {**dict.fromkeys(COLUMNS, "string"), "first": "date32", "last": "date32"}
_BLOCK: Final = 1 << 23  # bytes of CSV that become a row group


class ParquetMissingError(BilateralError):
    """The library that writes Parquet is not installed."""

    def __str__(self) -> str:
        return "Parquet needs the extra: pip install 'bilateral[parquet]'"


def write_parquet(table: IO[bytes], known: Iterable[Measure], output: IO[bytes] | Path) -> None:
    """Write a table, given as CSV that begins where the file is, as Parquet; an empty cell is a null.

    Args:
        table: in UTF-8, with a header.
        known: the measures, which tell what columns hold: those that count have whole numbers.
        output: where it is written.

    Raises:
        ParquetMissingError: pyarrow is not installed.
    """
    try:
        from pyarrow import csv, parquet  # noqa: PLC0415  # half a second, and only this needs it
    except ImportError as error:
        raise ParquetMissingError from error
    names = table.readline().decode().rstrip("\r\n").split(",")
    shares = {column.name for measure in known for column in measure.columns if column.value}
    rows = csv.open_csv(
        table,
        csv.ReadOptions(column_names=names, block_size=_BLOCK),
        csv.ParseOptions(newlines_in_values=names[0] in COLUMNS),
        csv.ConvertOptions(
            column_types=_types(names, shares),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    with parquet.ParquetWriter(output, rows.schema, compression="zstd") as writer:
        for batch in rows:
            writer.write_batch(batch)


def _types(names: list[str], shares: set[str]) -> dict[str, Any]:
    import pyarrow as pa  # noqa: PLC0415  # as above

    if names == list(COLUMNS):
        return {name: pa.type_for_alias(type_) for name, type_ in _OF_EVENTS.items()}
    return {
        name: pa.type_for_alias(
            _TYPES.get(name) or _TYPES.get(name[:-2]) or ("float64" if name in shares else "int64")
        )
        for name in names
    }
