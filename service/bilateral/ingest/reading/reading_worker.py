"""A process that reads documents of anybody, and may be killed at any moment.

The libraries that parse HTML and PDF are loaded here alone. It has a limit on its memory, leaves no files,
and leaves the network.
"""

from __future__ import annotations

import logging
import resource
import socket
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bilateral.errors import BilateralError, InputError
from bilateral.ingest.reading import document_parser
from bilateral.ingest.reading.read_text import RawDocument
from bilateral.workers import failures, frames, worker_process
from bilateral.workers.failures import WorkerLost

if TYPE_CHECKING:
    from collections.abc import Mapping

_WRITTEN: Final = 256 << 20  # bytes of a file without a name, which the model of languages is unpacked to


def main() -> None:
    """Serve until the connection is closed. Arguments: socket, parent pipe, memory in MiB."""
    connection, parent_pipe, memory = sys.argv[1:]
    worker_process.leave_network()
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN, _WRITTEN))
    serve = partial(worker_process.answer_requests, socket.socket(fileno=int(connection)), _answer)
    worker_process.run(serve, int(parent_pipe), int(memory), ())


def _answer(request: Mapping[str, Any], content: bytes) -> bytes:
    raw = RawDocument(content, request["name"], request["media_type"], request["url"])
    try:
        found = document_parser.parse_document(raw, request["characters"]).to_json()
    except BilateralError as error:
        return frames.pack_json(frames.END, failures.describe(error))
    except MemoryError:
        return frames.pack_json(frames.END, failures.describe(WorkerLost("memory")))
    except Exception as error:  # noqa: BLE001  # what libraries meet in broken documents is not foreseen by them
        reason = f"it cannot be read: the parser failed ({type(error).__name__})"
        return frames.pack_json(frames.END, failures.describe(InputError(raw.name, None, reason)))
    return frames.pack(frames.DATA, found)
