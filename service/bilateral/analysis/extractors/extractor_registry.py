"""The extractors that are installed, by name."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Final

from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.errors import ExtractorError

if TYPE_CHECKING:
    from bilateral.analysis.extractors.extractor import Extractor

ENTRY_POINTS: Final = "bilateral.extractors"
"""The group of entry points; each is a callable that takes `ExtractorSettings` and returns an extractor."""

_DEFAULTS: Final = ExtractorSettings()


def installed() -> list[str]:
    """Return the names of the extractors, in order of the alphabet."""
    return sorted({each.name for each in entry_points(group=ENTRY_POINTS)})


def load(name: str = "", settings: ExtractorSettings = _DEFAULTS) -> Extractor:
    """Return the extractor of a name, or that of the settings if no name is given.

    Raises:
        ExtractorError: none of this name is installed, or it lacks a library.
    """
    chosen = name or settings.extractor
    extractor: Extractor = _loaded(_entry_point(chosen))(settings)
    return extractor


def _entry_point(name: str) -> EntryPoint:
    found = list(entry_points(group=ENTRY_POINTS, name=name))
    if not found:
        raise ExtractorError(name, f"is not installed; there are: {', '.join(installed()) or 'none'}")
    return found[0]


def _loaded(entry_point: EntryPoint):  # type: ignore[no-untyped-def]  # noqa: ANN202  # a callable of anybody's
    try:
        return entry_point.load()
    except ImportError as error:
        raise ExtractorError(entry_point.name, f"cannot be loaded: {error}") from error
