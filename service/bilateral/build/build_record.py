"""The record of a build in its data directory, and whether what the directory holds can be built again.

A store stays as it was built until somebody builds again. Only a store of one content folder and nothing
else, never written to, is rebuilt unasked when the folder changes.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bilateral.content.locations import locate
from bilateral.errors import StoreError
from bilateral.store.snapshots.data_directory import RECORD, current_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilateral.content.locations import Content


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How to build.

    Attributes:
        content: the folder with ontology/, seeds/ and queries/; None for the packaged content.
        data: the data directory.
        reasoner: `native`, `owlrl` (the reference implementation, slow) or `none`.
        keep_clashes: whether an inconsistent graph is kept with its contradictions listed, or refused.
        replace: whether writes since the last build may be lost.
    """

    content: Path | None = None
    data: Path = Path("data")
    reasoner: Literal["native", "owlrl", "none"] = "native"
    keep_clashes: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """One build."""

    fingerprint: str  # a hash of everything the build depended on; empty for an empty store
    content: str | None  # the content folder whose rules hold
    keep_clashes: bool
    files: tuple[str, ...] = ()  # built in addition to the content
    packaged: bool = False  # whether the content is that of the package, wherever that lies now
    reasoner: Literal["native", "owlrl", "none"] = "native"
    mark: str = ""  # of the snapshot of the build, and of those that writes made of it; empty if unknown

    @classmethod
    def of(
        cls, fingerprint: str, content: Content, settings: BuildSettings, files: Sequence[Path]
    ) -> BuildRecord:
        """Return the record of a build to be made."""
        root = content.root.resolve()
        return cls(
            fingerprint,
            str(root),
            settings.keep_clashes,
            tuple(str(path.resolve()) for path in files),
            is_packaged(content),
            settings.reasoner,
        )

    def write(self, data: Path, mark: str = "") -> None:
        """Write this to a data directory, as the record of the snapshot with a mark.

        The record of the current snapshot is kept in the same file: it holds until the snapshot of this one
        is current.
        """
        before = BuildRecord.read(data)
        content = {**asdict(self), "mark": mark, "before": asdict(before) if before else None}
        partial = data / f"partial-{RECORD}"
        with partial.open("w") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(data / RECORD)

    @classmethod
    def read(cls, data: Path) -> BuildRecord | None:
        """Return the record of the current snapshot's build, or None if there is none.

        Raises:
            StoreError: it is damaged.
        """
        facts = current_facts(data)
        path = data / RECORD
        try:
            content = json.loads(path.read_text())
            known = [_parse(each) for each in (content, content.get("before")) if each]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise StoreError(f"{path}: is damaged; `bilateral build --replace` builds anew") from error
        if facts is None or not facts.mark:
            return replace(known[0], mark="")
        return next((each for each in known if each.mark == facts.mark), None)


def _parse(content: Mapping[str, object]) -> BuildRecord:
    given = {name: value for name, value in content.items() if name in BuildRecord.__slots__}
    files = given.pop("files", ())
    if not isinstance(files, list | tuple):
        raise TypeError(files)
    return BuildRecord(**given, files=tuple(files))  # type: ignore[arg-type]  # what is missing is a TypeError


def is_packaged(content: Content) -> bool:
    """Return whether content is that of the package."""
    return content.root.resolve() == locate().root.resolve()


def content_of(data: Path) -> Content | None:
    """Return the content whose rules hold in a data directory, or None if only those of OWL do.

    Raises:
        InputError: its folder is gone.
        StoreError: the record is damaged.
    """
    record = BuildRecord.read(data)
    if record is None or not record.content:
        return None
    return locate(None if record.packaged else Path(record.content))


_WRITTEN = "was written to since it was built"
_UNKNOWN = "holds a graph without a record of its build"


def rebuild_obstacle(data: Path, extra: Sequence[Path] = ()) -> str:
    """Return why a data directory cannot be rebuilt without loss from its content and these files, or ""."""
    facts = current_facts(data)
    if facts is None:
        return ""
    if facts.written:
        return _WRITTEN
    record = BuildRecord.read(data)
    if record is None or not record.mark:
        return _UNKNOWN
    named = {str(path.resolve()) for path in extra}
    gone = [name for name in record.files if name not in named and not Path(name).is_file()]
    if record.content and not record.packaged and not Path(record.content, "ontology").is_dir():
        gone.append(record.content)
    return f"was built from {', '.join(gone)}, which is gone" if gone else ""


def dropped_files(data: Path, extra: Sequence[Path]) -> list[str]:
    """Return the files that a data directory was built from and that are not among the given ones."""
    record = BuildRecord.read(data)
    named = {str(path.resolve()) for path in extra}
    return [name for name in record.files if name not in named] if record else []


def rebuild_settings(content: Content, settings: BuildSettings) -> BuildSettings | None:
    """Return the settings to rebuild a data directory unasked from a content folder; None if it may not be.

    Settings that differ from the defaults replace those of the last build.
    """
    record = BuildRecord.read(settings.data)
    if rebuild_obstacle(settings.data) or record is None or record.files:
        return None
    if record.content is None:
        return settings
    if not (record.packaged if is_packaged(content) else str(content.root.resolve()) == record.content):
        return None
    reasoner = record.reasoner if settings.reasoner == type(settings)().reasoner else settings.reasoner
    return replace(settings, reasoner=reasoner, keep_clashes=settings.keep_clashes or record.keep_clashes)


def describe_origin(data: Path) -> str:
    """Return a sentence that says what a data directory was built from."""
    facts, record = current_facts(data), BuildRecord.read(data)
    if record is None or not (record.mark or record.content):
        return f"{data} {_UNKNOWN}"
    source = "nothing" if record.content is None else record.content
    if record.files:
        source += f" with {', '.join(record.files)}"
    how = "" if record.reasoner == "native" else f", --reasoner {record.reasoner}"
    since = ", and was written to since" if facts and facts.written else ""
    return f"{data} holds what was built from {source}{how}{since}"
