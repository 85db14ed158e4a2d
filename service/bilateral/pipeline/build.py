"""Build a store: all the stages in their order, timed."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from bilateral import __version__, reasoning, store
from bilateral.errors import Inconsistent, Refused, StoreError
from bilateral.pipeline import contradictions
from bilateral.pipeline.check import check_shapes, check_terms
from bilateral.pipeline.gather import gather
from bilateral.pipeline.holding import irreplaceable
from bilateral.pipeline.normalise import normalise
from bilateral.pipeline.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from bilateral.content import Content
    from bilateral.errors import InputError
    from bilateral.settings import Settings
    from bilateral.terms import Quad, Triple

T = TypeVar("T")


@dataclass
class Report:
    """What a build did.

    Attributes:
        snapshot: the number of the state that now serves.
        asserted: distinct triples that content asserts.
        inferred: triples that reasoning added.
        seconds: what each stage took.
        clashes: contradictions that were kept.
    """

    snapshot: int = 0
    asserted: int = 0
    inferred: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    clashes: Sequence[reasoning.Clash] = ()


def build(
    content: Content,
    settings: Settings,
    extra: Sequence[Path] = (),
    progress: Callable[[str, float], None] = lambda _stage, _seconds: None,
) -> Report:
    """Build the store of a data directory from content; what served before goes on until the end.

    Args:
        content: the ontology, seeds and queries.
        settings: where to, with which reasoner.
        extra: further files, read as if they lay in the seeds.
        progress: is called after each stage with its name and seconds.

    Raises:
        Refused: content is malformed, or violates the vocabulary or the shapes.
        Inconsistent: reasoning found a clash and the settings do not keep clashes.
        StoreError: the store cannot be written, or holds what could not be built again.
    """
    store.claim(settings.data)
    if not settings.replace and (reason := irreplaceable(settings.data, extra)):
        raise StoreError(
            f"{settings.data}: {reason}; save that with `bilateral dump`, then build with --replace"
        )
    clock = Clock(progress)
    quads, inferred, clashes = prepare(content, settings, extra, clock)
    asserted = [*quads, *contradictions.quads_of(clashes)]
    record = Record.of(fingerprint(content, settings, extra), content, settings, extra)
    remember = _remembering(record, settings.data)
    number = clock("store", lambda: store.build(settings.data, asserted, inferred, remember))
    return Report(
        snapshot=number,
        asserted=len({quad[:3] for quad in quads if not store.is_beside(quad.graph)}),
        inferred=len(inferred),
        seconds=clock.seconds,
        clashes=clashes,
    )


def prepare(
    content: Content, settings: Settings, extra: Sequence[Path], clock: Clock
) -> tuple[Sequence[Quad], list[Triple], Sequence[reasoning.Clash]]:
    """Return what content asserts, what follows from it, and the contradictions that are kept.

    Raises:
        Refused, Inconsistent: as for `build`.
    """
    located = clock("gather", lambda: normalise(gather(content, extra)))
    clock("check", lambda: _refuse(check_terms(located)))
    clock("shapes", lambda: _refuse(check_shapes(located, content.shapes)))
    quads = clock("canonicalise", lambda: store.canonical(quad for quad, _ in located))
    inferred, clashes = clock("reason", lambda: _reason(quads, content, settings.reasoner))
    if clashes and not settings.keep_clashes:
        raise Inconsistent(clashes)
    return quads, inferred, clashes


def is_current(content: Content, settings: Settings) -> bool:
    """Tell whether the data directory holds what this content and these settings would build."""
    record = Record.read(settings.data)
    if store.current(settings.data) is None or record is None:
        return False
    return record.fingerprint == fingerprint(content, settings)


def build_empty(settings: Settings) -> None:
    """Make a store with nothing in it, unless there is a store already.

    Raises:
        StoreError: the folder is no data directory.
    """
    store.claim(settings.data)
    if store.current(settings.data) is None:
        record = Record("", None, settings.keep_clashes)
        store.build(settings.data, (), (), _remembering(record, settings.data))


def _remembering(record: Record, data: Path) -> Callable[[str], None]:
    return lambda mark: record.marked(mark).write(data)


def fingerprint(content: Content, settings: Settings, extra: Sequence[Path] = ()) -> str:
    """Return a hash of everything a build depends on."""
    digest = hashlib.sha256(f"{__version__} {settings.reasoner} {settings.keep_clashes}".encode())
    for path in [*_files(content), *extra]:
        digest.update(f"{path.name} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(content: Content) -> Iterator[Path]:
    for folder in ("ontology", "seeds"):
        yield from sorted(path for path in (content.root / folder).rglob("*") if path.is_file())


def _reason(
    quads: Sequence[Quad], content: Content, reasoner: Literal["native", "owlrl", "none"]
) -> tuple[list[Triple], Sequence[reasoning.Clash]]:
    if reasoner == "none":
        return [], ()
    triples: Iterable[Triple] = {quad[:3] for quad in quads if not store.is_beside(quad.graph)}
    result = reasoning.materialise(triples, reasoning.load_rules(content.rules), reasoner=reasoner)
    return list(result.inferred), result.clashes


def _refuse(problems: Sequence[InputError]) -> None:
    if problems:
        # Two constraints of one node may say the same.
        raise Refused(list({str(problem): problem for problem in problems}.values()))


class Clock:
    """Runs stages and remembers what they took."""

    def __init__(self, progress: Callable[[str, float], None]) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    def __call__(self, stage: str, run: Callable[[], T]) -> T:
        """Run a stage and return what it returns."""
        start = time.perf_counter()
        result = run()
        self.seconds[stage] = time.perf_counter() - start
        self._progress(stage, self.seconds[stage])
        return result
