"""Query results cached on disk, each with when and from where it was fetched."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, dict[str, str]]
"""A solution as SPARQL JSON writes it."""


class QueryResult(NamedTuple):
    """The solutions to a query, and when and from which endpoint they were fetched."""

    rows: list[Row]
    fetched: datetime
    endpoint: str
    cached: bool = False

    @property
    def age(self) -> timedelta:
        """The time since they were fetched."""
        return datetime.now(UTC) - self.fetched


class ResponseCache:
    """A folder of query results, one file for each query."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, query: str) -> QueryResult | None:
        """Return the cached result, however old; None for an absent or damaged file."""
        try:
            content: dict[str, Any] = json.loads(self._path(query).read_text("utf-8"))
            if content["query"] != query:
                return None
            fetched = datetime.fromisoformat(content["fetched"])
            return QueryResult(content["rows"], fetched, content["endpoint"], cached=True)
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def put(self, query: str, result: QueryResult) -> None:
        """Store a result atomically: another process reads the old file or the new one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        content = {
            "query": query,
            "endpoint": result.endpoint,
            "fetched": result.fetched.isoformat(),
            "rows": result.rows,
        }
        path = self._path(query)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        partial.replace(path)

    def _path(self, query: str) -> Path:
        return self._folder / f"{hashlib.sha256(query.encode()).hexdigest()}.json"
