"""A process that analyses texts of anybody and keeps them as drafts; it may be killed at any moment.

What the current state of the graph knows is read once for all texts until there is another state.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
import socket
import sys
import traceback
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bilateral.analysis.extractors import extractor_registry
from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.errors import BilateralError, ExtractorError, InputError
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.read_text import ReadDocument
from bilateral.ingest.suggestions.draft_maker import DraftMaker, IngestContext, read_context
from bilateral.rdf import iris
from bilateral.remote.engine_address import EngineAddress
from bilateral.store.snapshots import data_directory
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.workers import failures, frames, worker_process
from bilateral.workers.failures import WorkerFailed, WorkerLost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bilateral.analysis.extractors.extractor import Extractor
    from bilateral.store.snapshots.snapshot import GraphState

_ANY: Final = ReadDocument("The ministers met.", FrontMatter(title="Any text", language="en"))
_ONLINE: Final = "llm"
"""The extractor that sends texts to the address that is configured; others need no network for themselves."""
_PATIENCE: Final = 60.0  # seconds of silence of an external engine


def main() -> None:
    """Serve until the connection is closed.

    Arguments: socket, parent pipe, data directory, address of an external engine that holds the graph as JSON
    or "", settings of extractors as JSON, memory in MiB.
    """
    connection, parent_pipe, data, engine, settings, memory = sys.argv[1:]
    given = ExtractorSettings(**json.loads(settings))
    if given.extractor != _ONLINE and not engine:
        worker_process.leave_network()
    logging.disable(logging.CRITICAL)
    worker = DraftWorker(Path(data), given, EngineAddress.from_json(engine) if engine else None)
    answer = partial(_answer, worker)
    serve = partial(worker_process.answer_requests, socket.socket(fileno=int(connection)), answer)
    worker_process.run(serve, int(parent_pipe), int(memory), ())


class DraftWorker:
    """Makes drafts by one extractor, of texts that come one after another."""

    def __init__(self, data: Path, settings: ExtractorSettings, engine: EngineAddress | None) -> None:
        self._data, self._settings = data, settings
        self._engine = _reader(engine) if engine else None
        self._folder = DraftFolder(data)
        self._extractor: Extractor | None = None
        self._context: IngestContext | None = None
        self._number: int | None = None

    def make(self, read: ReadDocument, *, keep_text: bool) -> str:
        """Keep a draft of a text, and return its name.

        Raises:
            ExtractorError: the extractor lacks what it needs.
            StoreError: there is no graph, or the draft cannot be written.
        """
        draft = self._maker().make(read, keep_text=keep_text)
        return self._folder.create(replace(draft, slug=self._free(draft.slug))).slug

    def warm(self) -> None:
        """Make ready what the next text needs, by a text of which nothing is kept; errors as for `make`."""
        if self._number != self._current():
            self._maker().make(_ANY)

    def _maker(self) -> DraftMaker:
        if self._extractor is None:
            self._extractor = extractor_registry.load(settings=self._settings)
        return DraftMaker(self._extractor, self._known())

    def _free(self, slug: str) -> str:
        """Return a name that no document of the graph has."""
        with self._state() as state:
            names = itertools.chain((slug,), (f"{slug}-{number}" for number in itertools.count(2)))
            return next(name for name in names if not state.has_graph(iris.graph(name)))

    def _known(self) -> IngestContext:
        if self._context is None or self._number != self._current():
            with self._state() as state:
                self._context, self._number = read_context(state), state.number
        return self._context

    def _current(self) -> int | None:
        """Return the number of the current state."""
        return self._engine().number if self._engine else data_directory.current(self._data)

    @contextlib.contextmanager
    def _state(self) -> Iterator[GraphState]:
        """Return the current state."""
        if self._engine:
            yield self._engine()
        else:
            with Snapshot(self._data) as state:
                yield state


def _reader(engine: EngineAddress) -> Callable[[], GraphState]:
    """Return a function that returns the current state at an external engine."""
    from bilateral.remote.reads.remote_view import current  # noqa: PLC0415  # its library takes long to load
    from bilateral.remote.sparql_client import SparqlClient  # noqa: PLC0415

    return partial(current, SparqlClient(engine, _PATIENCE))


def _answer(worker: DraftWorker, request: Mapping[str, Any], content: bytes) -> bytes:
    slug = ""
    try:
        if request["warm"]:
            worker.warm()
        else:
            slug = worker.make(ReadDocument.from_json(content), keep_text=request["keep_text"])
    except ExtractorError as error:
        described = failures.describe(InputError(f"extractor {error.name}", None, error.reason))
    except BilateralError as error:
        described = failures.describe(error)
    except MemoryError:
        described = failures.describe(WorkerLost("the text takes more memory than one text may have"))
    except Exception as error:  # noqa: BLE001  # a bug of ours must not leave the client without an answer
        traceback.print_exc()
        described = failures.describe(WorkerFailed(f"the analysis failed: {type(error).__name__}"))
    else:
        return frames.pack_json(frames.DATA, {"slug": slug})
    return frames.pack_json(frames.END, described)
