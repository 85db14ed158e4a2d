"""Build a store: all the stages in their order, timed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bilateral import __version__
from bilateral.build import contradictions
from bilateral.build.build_record import BuildRecord, rebuild_obstacle
from bilateral.collection_pause import collection_pause
from bilateral.errors import StoreError
from bilateral.store.engine.graph_layout import is_separate
from bilateral.store.snapshots import snapshot_builder
from bilateral.store.snapshots.data_directory import claim, current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bilateral.build.build_record import BuildSettings
    from bilateral.build.stages import Progress
    from bilateral.content.locations import Content
    from bilateral.reasoning.rules.owl2rl import Clash


@dataclass
class BuildReport:
    """What a build did."""

    snapshot: int  # the number of the new state
    asserted: int  # distinct triples
    inferred: int
    seconds: dict[str, float]  # by stage
    clashes: Sequence[Clash]  # that were kept


@collection_pause()
def build(
    content: Content,
    settings: BuildSettings,
    extra: Sequence[Path] = (),
    progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Build the store of a data directory from content; the state before is served until the end.

    Args:
        content: the ontology, seeds and queries.
        settings: the data directory and the reasoner.
        extra: further files, read as if they were among the seeds.
        progress: called with how far the build is.

    Raises:
        Refused: content is malformed, or violates the vocabulary or the shapes.
        Inconsistent: reasoning found a contradiction, and the settings do not keep them.
        StoreError: the store cannot be written, or holds what cannot be built again.
    """
    claim(settings.data)
    if not settings.replace and (reason := rebuild_obstacle(settings.data, extra)):
        raise StoreError(
            f"{settings.data}: {reason}; save that with `bilateral dump`, then build with --replace"
        )
    # Its libraries take a second to load, and are not needed for a store that is current.
    from bilateral.build.stages import StageTimer, prepare  # noqa: PLC0415

    clock = StageTimer(progress)
    quads, inferred, clashes = prepare(content, settings, extra, clock)
    asserted = [*quads, *contradictions.quads_of(clashes)]
    record = BuildRecord.of(fingerprint(content, settings, extra), content, settings, extra)
    remember = partial(record.write, settings.data)
    stored = clock.watched(asserted)
    number = clock("store", lambda: snapshot_builder.build_store(settings.data, stored, inferred, remember))
    triples = {quad[:3] for quad in quads if not is_separate(quad.graph)}
    return BuildReport(number, len(triples), len(inferred), clock.seconds, clashes)


def is_current(content: Content, settings: BuildSettings) -> bool:
    """Return whether the data directory holds what this content and these settings would build."""
    record = BuildRecord.read(settings.data)
    if current(settings.data) is None or record is None:
        return False
    return record.fingerprint == fingerprint(content, settings)


def build_empty(settings: BuildSettings) -> None:
    """Make an empty store, unless there is a store already.

    Raises:
        StoreError: the folder is not a data directory.
    """
    claim(settings.data)
    if current(settings.data) is None:
        record = BuildRecord("", None, settings.keep_clashes)
        snapshot_builder.build_store(settings.data, (), (), partial(record.write, settings.data))


def fingerprint(content: Content, settings: BuildSettings, extra: Sequence[Path] = ()) -> str:
    """Return a hash of everything a build depends on."""
    digest = hashlib.sha256(f"{__version__} {settings.reasoner} {settings.keep_clashes}".encode())
    for path in [*_files(content), *extra]:
        digest.update(f"{path.name} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(content: Content) -> Iterator[Path]:
    for folder in ("ontology", "seeds"):
        yield from sorted(path for path in (content.root / folder).rglob("*") if path.is_file())
