"""The stages from content to what a store holds: gather, normalise, check, reason."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal, TypeVar

from bilateral.build.content_checks import check_shapes, check_terms
from bilateral.build.gather import gather
from bilateral.build.normalise import normalise
from bilateral.errors import Inconsistent, Refused
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.construct import load_rules
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.engine.graph_layout import is_beside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from bilateral.build.build_settings import BuildSettings
    from bilateral.content.locations import Content
    from bilateral.errors import InputError
    from bilateral.rdf.terms import Quad, Triple
    from bilateral.reasoning.rules.clash import Clash

T = TypeVar("T")


def prepare(
    content: Content, settings: BuildSettings, extra: Sequence[Path], clock: Clock
) -> tuple[Sequence[Quad], list[Triple], Sequence[Clash]]:
    """Return what content asserts, what follows from it, and the contradictions that are kept.

    Raises:
        Refused, Inconsistent: as for `build`.
    """
    located = clock("gather", lambda: normalise(gather(content, extra)))
    clock("check", lambda: _refuse(check_terms(located)))
    clock("shapes", lambda: _refuse(check_shapes(located, content.shapes)))
    quads = clock("canonicalise", lambda: canonical(quad for quad, _ in located))
    inferred, clashes = clock("reason", lambda: _reason(quads, content, settings.reasoner))
    if clashes and not settings.keep_clashes:
        raise Inconsistent(clashes)
    return quads, inferred, clashes


def _reason(
    quads: Sequence[Quad], content: Content, reasoner: Literal["native", "owlrl", "none"]
) -> tuple[list[Triple], Sequence[Clash]]:
    if reasoner == "none":
        return [], ()
    triples: Iterable[Triple] = {quad[:3] for quad in quads if not is_beside(quad.graph)}
    result = materialise(triples, load_rules(content.rules), reasoner=reasoner)
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
