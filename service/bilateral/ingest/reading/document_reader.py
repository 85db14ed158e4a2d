"""Reads documents in a process that is killed if one takes too long or too much memory."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from bilateral.errors import InputError
from bilateral.ingest.reading import reading_worker
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import GIVEN, RawDocument, ReadDocument
from bilateral.workers import frames
from bilateral.workers.failures import WorkerLost, raise_described
from bilateral.workers.on_demand_process import OnDemandProcess

if TYPE_CHECKING:
    from types import TracebackType

_RENEWED: Final = 200  # documents after which the process is replaced, as libraries keep what they have seen


class ReadingLimits(NamedTuple):
    """What one document may use."""

    bytes: int = 32 << 20  # of the document
    characters: int = 2_000_000  # of its text
    seconds: float = 20.0
    memory: int = 1536  # of address space, in MiB


def read_document(
    raw: RawDocument,
    given: FrontMatter = FrontMatter(),  # noqa: B008  # immutable
    limits: ReadingLimits = ReadingLimits(),  # noqa: B008  # immutable
) -> ReadDocument:
    """Read one document, in a process that is started for it; see `DocumentReader.read`."""
    with DocumentReader(limits) as reader:
        return reader.read(raw, given)


def open_document(path: Path | str, limits: ReadingLimits = ReadingLimits()) -> RawDocument:  # noqa: B008  # immutable
    """Return the document in a file, or in the standard input for "-", unread.

    Raises:
        InputError: there is no such file, or it is too large.
    """
    if str(path) == "-":
        return RawDocument(_bounded(sys.stdin.buffer.read(limits.bytes + 1), "-", limits))
    try:
        with Path(path).open("rb") as file:
            return RawDocument(_bounded(file.read(limits.bytes + 1), str(path), limits), str(path))
    except OSError as error:
        raise InputError(path, None, error.strerror or "unreadable") from error


def _bounded(content: bytes, name: str, limits: ReadingLimits) -> bytes:
    if len(content) > limits.bytes:
        raise InputError(name, None, f"too large: at most {limits.bytes >> 20} MiB are read")
    return content


class DocumentReader:
    """A process that reads documents, one after another; started when needed, and again if it ends."""

    def __init__(self, limits: ReadingLimits = ReadingLimits()) -> None:  # noqa: B008  # immutable
        self._limits = limits
        self._process = OnDemandProcess(reading_worker.main, (limits.memory,))
        self._read = 0
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def read(self, raw: RawDocument, given: FrontMatter = FrontMatter()) -> ReadDocument:  # noqa: B008  # immutable
        """Return text and front matter; what is given holds against what the document says.

        May be called by several threads, which take turns.

        Raises:
            InputError: the document cannot be read, is too large, or takes too long or too much memory.
        """
        _bounded(raw.content, raw.name, self._limits)
        with self._turn:
            found = self._ask(raw)
        how = {**found.how, **dict.fromkeys(given.known(), GIVEN)}
        return replace(found, front=given.over(found.front), how=how)

    def _ask(self, raw: RawDocument) -> ReadDocument:
        request = {
            "name": raw.name,
            "media_type": raw.media_type,
            "url": raw.url,
            "characters": self._limits.characters,
        }
        self._read += 1
        if self._read % _RENEWED == 0:
            self._process.end()
        try:
            kind, content = self._process.ask(request, raw.content, self._limits.seconds)
        except TimeoutError as error:
            reason = f"reading it took longer than {self._limits.seconds:g} seconds, and was stopped"
            raise InputError(raw.name, None, reason) from error
        except frames.ConnectionClosed as error:
            raise self._too_much(raw.name) from error
        if kind == frames.END:
            self._raise(raw.name, content)
        return ReadDocument.from_json(content)

    def _raise(self, name: str, content: bytes) -> None:
        try:
            raise_described(json.loads(content))
        except WorkerLost as error:
            self._process.end()
            raise self._too_much(name) from error

    def _too_much(self, name: str) -> InputError:
        return InputError(
            name, None, f"reading it took more than {self._limits.memory} MiB of memory, and was stopped"
        )
