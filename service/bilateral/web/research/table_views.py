"""Tables for statistics programs, what their columns mean, and a form to choose from."""

from __future__ import annotations

import json
import tempfile
import threading
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, current_app, request

from bilateral.explore.research import codebook, measures, year_tables
from bilateral.explore.research.parquet_files import write_parquet
from bilateral.explore.research.polities import CODES
from bilateral.explore.research.research_tables import TABLES
from bilateral.store.engine.deadline import deadline, within_deadline
from bilateral.web.pages import page_context, rendering
from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from bilateral.explore.research.year_tables import TableRequest

blueprint = Blueprint("tables", __name__, template_folder="templates")
rendering.register(blueprint)

_FORMATS: Final = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
_SECONDS: Final = 60.0  # that a table may take
_WAIT: Final = 20.0  # seconds for the one before it
_ONE, _PIECE = "bilateral.tables", 1 << 16


@blueprint.get("/export")
def export() -> Response:
    """Show what tables there are, a form for each, and the codebook."""

    def content() -> dict[str, object]:
        book = codebook.codebook(page_context.graph())
        return {"book": book, "codes": CODES, "first": year_tables.FIRST, "last": page_context.today().year}

    return rendering.page("research/export.html", content)


@blueprint.get("/export/codebook.json")
def codebook_json() -> Response:
    """Return the codebook for programs."""
    return rendering.conditional(
        lambda: Response(
            json.dumps(codebook.codebook(page_context.graph()), ensure_ascii=False, indent=1) + "\n",
            content_type="application/json",
        )
    )


@blueprint.get("/export/codebook.md")
def codebook_markdown() -> Response:
    """Return the codebook as a text."""
    return rendering.conditional(
        lambda: Response(
            codebook.as_markdown(codebook.codebook(page_context.graph())),
            content_type="text/markdown; charset=utf-8",
        )
    )


@blueprint.get("/export/<any('dyad-year', 'state-year', 'events'):name>.<any(csv, parquet):form>")
def table(name: str, form: str) -> Response:
    """Return a table; the address says which years, states and columns."""
    known = measures.measures(page_context.graph().content)
    wanted = year_tables.read_request(request.args, known, page_context.today().year)
    snapshot = page_context.graph().snapshot
    tag = f"{snapshot.number}-{snapshot.stamp}-{wanted.window.present}"
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else _made(name, form, wanted)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _made(name: str, form: str, wanted: TableRequest) -> Response:
    """Make a table in a file, one at a time, and return it: a slow reader keeps no other waiting."""
    one: threading.Semaphore = current_app.extensions.setdefault(_ONE, threading.Semaphore(1))
    if not one.acquire(timeout=_WAIT):
        raise Busy("other tables are being made")
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        with deadline(_SECONDS):
            for part in within_deadline(TABLES[name](page_context.graph(), wanted)):
                file.write(part.encode())
            if form == "parquet":
                file = _as_parquet(file)
    except BaseException:
        file.close()
        raise
    finally:
        one.release()
    size = file.tell()
    file.seek(0)
    response = Response(_pieces(file), content_type=_FORMATS[form])
    response.call_on_close(file.close)
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="bilateral-{name}.{form}"'
    return response


def _as_parquet(table: IO[bytes]) -> IO[bytes]:
    """Return a file with a table as Parquet; that with it as CSV is gone then."""
    written = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        table.seek(0)
        write_parquet(table, measures.measures(page_context.graph().content), written)
    except BaseException:
        written.close()
        raise
    table.close()
    return written


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
