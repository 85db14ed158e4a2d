"""What a data directory holds, and whether anything would be lost if it were built anew.

What was built stays until somebody builds again. Only a store of one content folder and nothing else, never
written to, follows its folder unasked: everything in it can be built again from there.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.build.build_record import Record, is_packaged
from bilateral.store.snapshots.data_directory import current_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.build.build_settings import BuildSettings
    from bilateral.content.locations import Content

_WRITTEN = "was written to since it was built"
_UNKNOWN = "holds a graph that nobody remembers building"


def irreplaceable(data: Path, extra: Sequence[Path] = ()) -> str:
    """Return why what a data directory holds could not be built again, or nothing.

    Args:
        data: the data directory.
        extra: the files that are built from now.
    """
    facts = current_facts(data)
    if facts is None:
        return ""
    if facts.written:
        return _WRITTEN
    record = Record.read(data)
    if record is None or not record.mark:
        return _UNKNOWN
    named = {str(path.resolve()) for path in extra}
    gone = [name for name in record.files if name not in named and not Path(name).is_file()]
    if record.content and not record.packaged and not Path(record.content, "ontology").is_dir():
        gone.append(record.content)
    return f"was built from {', '.join(gone)}, which is gone" if gone else ""


def left_out(data: Path, extra: Sequence[Path]) -> list[str]:
    """Return the files from which a data directory was built and that are not among the given ones."""
    record = Record.read(data)
    named = {str(path.resolve()) for path in extra}
    return [name for name in record.files if name not in named] if record else []


def renewed(content: Content, settings: BuildSettings) -> BuildSettings | None:
    """Return how a data directory may be built anew unasked from a content folder; None where it may not.

    Args:
        content: the folder that is asked for.
        settings: where to; what they say beside that is added to how it was built.
    """
    record = Record.read(settings.data)
    if irreplaceable(settings.data) or record is None or record.files:
        return None
    if record.content is None:
        return settings
    if not (record.packaged if is_packaged(content) else str(content.root.resolve()) == record.content):
        return None
    reasoner = record.reasoner if settings.reasoner == type(settings)().reasoner else settings.reasoner
    return replace(settings, reasoner=reasoner, keep_clashes=settings.keep_clashes or record.keep_clashes)


def describe(data: Path) -> str:
    """Return what a data directory holds, for whoever is about to use it."""
    facts, record = current_facts(data), Record.read(data)
    if record is None or not (record.mark or record.content):
        return f"{data} {_UNKNOWN}"
    source = "nothing" if record.content is None else record.content
    if record.files:
        source += f" with {', '.join(record.files)}"
    how = "" if record.reasoner == "native" else f", --reasoner {record.reasoner}"
    since = ", and was written to since" if facts and facts.written else ""
    return f"{data} holds what was built from {source}{how}{since}"
