"""Answers kept on disk, each with when and where it came from."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, dict[str, str]]


class Answer(NamedTuple):
    """The solutions to a query.

    Attributes:
        rows: as SPARQL JSON writes them.
        fetched: when they were fetched.
        endpoint: from where.
        kept: whether they come from the cache.
    """

    rows: list[Row]
    fetched: datetime
    endpoint: str
    kept: bool = False

    @property
    def age(self) -> timedelta:
        """How long ago they were fetched."""
        return datetime.now(UTC) - self.fetched


class Cache:
    """A folder of answers by query."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, query: str) -> Answer | None:
        """Return the answer that is kept, whatever its age; what is damaged counts as absent."""
        try:
            kept: dict[str, Any] = json.loads(self._path(query).read_text("utf-8"))
            if kept["query"] != query:
                return None
            fetched = datetime.fromisoformat(kept["fetched"])
            return Answer(kept["rows"], fetched, kept["endpoint"], kept=True)
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def put(self, query: str, answer: Answer) -> None:
        """Keep an answer; another process sees the old one or the new one, never a half."""
        self._folder.mkdir(parents=True, exist_ok=True)
        content = {
            "query": query,
            "endpoint": answer.endpoint,
            "fetched": answer.fetched.isoformat(),
            "rows": answer.rows,
        }
        path = self._path(query)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        partial.replace(path)

    def _path(self, query: str) -> Path:
        return self._folder / f"{hashlib.sha256(query.encode()).hexdigest()}.json"
