"""Build the graph that an external SPARQL engine holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.build.build_record import BuildRecord, is_packaged
from bilateral.build.builder import BuildReport, fingerprint
from bilateral.build.stages import StageTimer, prepare
from bilateral.collection_pause import collection_pause
from bilateral.errors import StoreError
from bilateral.remote.engine_record import read
from bilateral.remote.sparql_client import SparqlClient
from bilateral.remote.writes import graph_loading
from bilateral.remote.writes.graph_loading import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bilateral.build.build_record import BuildSettings
    from bilateral.build.stages import Progress
    from bilateral.content.locations import Content
    from bilateral.remote.engine_address import EngineAddress
    from bilateral.remote.engine_record import EngineRecord

_TIMEOUT = 600.0  # seconds that an engine may take for one part of what is loaded


@collection_pause()
def build(
    content: Content,
    settings: BuildSettings,
    address: EngineAddress,
    extra: Sequence[Path] = (),
    progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Build at an engine from content; during the last stage it serves nothing.

    Arguments are as for `builder.build`.

    Raises:
        Refused, Inconsistent: as for `builder.build`.
        StoreError: the engine does not answer, or was written to since its last build.
    """
    client = SparqlClient(address, _TIMEOUT)
    there = read(client)
    if there and there.complete and there.revision != there.built and not settings.replace:
        raise StoreError(f"{address.query}: was written to since it was built; --replace loses that")
    clock = StageTimer(progress)
    quads, inferred, clashes = prepare(content, settings, extra, clock)
    mark = fingerprint(content, settings, extra)
    source = BuildRecord.of(mark, content, settings, extra)
    record = clock(
        "store",
        lambda: graph_loading.load_graph(client, quads, inferred, mark, keep_clashes=settings.keep_clashes),
    )
    built_from = "" if source.packaged else source.content
    replace(client, record, record._replace(content=built_from, files=source.files))
    return BuildReport(record.revision, record.asserted, record.inferred, clock.seconds, clashes)


def build_empty(address: EngineAddress) -> None:
    """Make an empty graph, unless there is one already."""
    if _complete(address) is None:
        client = SparqlClient(address, _TIMEOUT)
        graph_loading.load_graph(client, (), (), "", keep_clashes=False)


def is_current(content: Content, settings: BuildSettings, address: EngineAddress) -> bool:
    """Return whether the engine holds what this content and these settings would build.

    Raises:
        StoreError: it does not answer; also below.
    """
    there = _complete(address)
    return there is not None and there.fingerprint == fingerprint(content, settings)


def may_follow(content: Content, address: EngineAddress) -> bool:
    """Return whether an engine holds only what was built from this content folder, or no complete graph."""
    there = _complete(address)
    if there is None or not there.fingerprint:
        return True
    return not there.files and there.content == ("" if is_packaged(content) else str(content.root.resolve()))


def current_state(address: EngineAddress) -> int | None:
    """Return the number of the state of a complete graph at an engine, or None."""
    there = _complete(address)
    return there.revision if there else None


def _complete(address: EngineAddress) -> EngineRecord | None:
    there = read(SparqlClient(address, _TIMEOUT))
    return there if there and there.complete else None
