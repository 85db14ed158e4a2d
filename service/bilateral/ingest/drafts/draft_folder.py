"""The drafts of a data directory, each in a folder of its own.

    DATA/drafts/ID/ID.md                front matter; the text, where it stays after the review
    DATA/drafts/ID/ID.statements.yaml   what was accepted and what is suggested
    DATA/drafts/ID/ID.text              a text that does not stay, until the review is finished
    DATA/drafts/_texts/HASH             the name of the draft of a text
    DATA/drafts/_pending/ID.yaml        a decision that is being made: the next statements of a draft, below a
                                        comment with the version they are made of and the entry of the log

A change is written to a file beside the old one, which it then replaces, so that a process that is killed at
any point leaves one or the other. Changes of one draft exclude each other, also among processes.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import secrets
import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.documents import hash_of
from bilateral.errors import StoreError
from bilateral.ingest.drafts import draft_files
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.store.snapshots.change_log import ChangeEntry
from bilateral.store.snapshots.data_directory import DRAFTS
from bilateral.store.snapshots.disk_sync import sync
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilateral.ingest.drafts.draft import Draft

_SLUG: Final = re.compile(r"(?=.{1,200}$)[a-z0-9]+(?:-[a-z0-9]+)*")  # a name of a folder has 255 bytes
_LOCK: Final = ".lock"
_PARTIAL: Final = ".partial-"
_ABANDONED: Final = 3600.0  # seconds
_LOADED: Final = 64  # drafts that are kept as they were read


class PendingDecision(NamedTuple):
    """A decision that is being made: a process that is killed may have changed the graph, and not the draft.

    Attributes:
        draft: as it is to be.
        version: of the draft that the decision is made on.
        entry: for the change log.
    """

    draft: Draft
    version: int
    entry: ChangeEntry


class DraftFolder:
    """The drafts of a data directory."""

    def __init__(self, data: Path) -> None:
        self._root = data / DRAFTS
        self._loaded: dict[str, tuple[tuple[int, ...], Draft]] = {}
        self._tidied = False

    def slugs(self) -> list[str]:
        """Return the names of all drafts, in the order of the alphabet."""
        if not self._root.is_dir():
            return []
        return sorted(path.name for path in self._root.iterdir() if self._statements(path.name).is_file())

    def load(self, slug: str) -> Draft:
        """Return a draft.

        Raises:
            ReviewError: there is none.
            InputError: its files were edited, and are malformed.
        """
        if not _SLUG.fullmatch(slug) or not self._statements(slug).is_file():
            raise ReviewError(f"there is no draft {slug!r}")
        stamp = self._stamp(slug)
        if (known := self._loaded.get(slug)) and known[0] == stamp:
            return known[1]
        draft = self._read(slug, self._statements(slug))
        if len(self._loaded) >= _LOADED:
            self._loaded.clear()
        self._loaded[slug] = stamp, draft
        return draft

    def may_wait(self, slug: str, least: float) -> bool:
        """Return whether a draft may have a suggestion that waits and is at least so sure; it is there."""
        return draft_files.may_wait(self._statements(slug).read_text("utf-8"), least)

    def _read(self, slug: str, statements: Path) -> Draft:
        text = self._text(slug)
        kept = text.read_bytes().decode() if text.is_file() else None
        return draft_files.read_draft(self._front(slug), statements, kept)

    def changed(self, slug: str) -> float:
        """Return when a draft was changed last, in seconds since 1970; 0 if there is none of that name."""
        try:
            return self._statements(slug).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def _stamp(self, slug: str) -> tuple[int, ...]:
        """Return what is different after each change of the files of a draft, by whomever."""
        found: list[int] = []
        for path in (self._front(slug), self._statements(slug), self._text(slug)):
            with contextlib.suppress(FileNotFoundError):
                stat = path.stat()
                found += [stat.st_ino, stat.st_mtime_ns, stat.st_size]
        return tuple(found)

    def create(self, draft: Draft) -> Draft:
        """Store a new draft, and return it with the name it got: its own, or one with a number.

        Raises:
            StoreError: it cannot be written.
        """
        self._texts.mkdir(parents=True, exist_ok=True)
        if not self._tidied:
            self._tidy()
        for number in range(1, 10_000):
            slug = draft.slug if number == 1 else f"{draft.slug}-{number}"
            named = replace(draft, slug=slug)
            if not (self._root / slug).exists() and self._publish(named):
                return named
        raise StoreError(f"{self._root}: too many drafts are called {draft.slug}")

    def save(self, draft: Draft, version: int) -> None:
        """Store a draft in place of the version that it was made of.

        Raises:
            Outdated: another version was stored since.
            ReviewError: there is no such draft.
        """
        with self.changing(draft.slug) as before:
            if before.version != version:
                raise Outdated(f"{draft.slug} was changed by another reviewer since; read it again")
            self.put(draft)

    @contextlib.contextmanager
    def changing(self, slug: str) -> Iterator[Draft]:
        """Return a draft that nobody else changes meanwhile; store the next version with `put`.

        Raises:
            ReviewError: there is none.
        """
        if not _SLUG.fullmatch(slug) or not (self._root / slug).is_dir():
            raise ReviewError(f"there is no draft {slug!r}")
        with (self._root / slug / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.load(slug)

    def put(self, draft: Draft) -> None:
        """Store a draft; only within `changing`."""
        _write(self._statements(draft.slug), draft_files.write_statements(draft))
        self._loaded[draft.slug] = self._stamp(draft.slug), draft

    def announce(self, pending: PendingDecision) -> None:
        """Keep a decision before the graph is changed, until `forget`; only within `changing`."""
        self._pending("").parent.mkdir(exist_ok=True)
        head = json.dumps({"version": pending.version, "entry": pending.entry.content()})
        statements = draft_files.write_statements(pending.draft)
        _write(self._pending(pending.draft.slug), f"# {head}\n{statements}")

    def announced(self, slug: str) -> PendingDecision | None:
        """Return the decision that is kept, None if there is none; only within `changing`.

        Raises:
            InputError: it is malformed.
        """
        path = self._pending(slug)
        if not path.is_file():
            return None
        head = json.loads(path.read_text("utf-8").partition("\n")[0].removeprefix("# "))
        return PendingDecision(self._read(slug, path), head["version"], ChangeEntry.read(head["entry"]))

    def forget(self, slug: str) -> None:
        """Remove the decision that is kept; only within `changing`."""
        self._pending(slug).unlink(missing_ok=True)

    def unfinished(self) -> list[str]:
        """Return the names of the drafts of which a decision is kept."""
        return sorted(path.stem for path in self._pending("").parent.glob("[!.]*.yaml"))

    def finish(self, slug: str) -> bool:
        """Remove the text of a draft that may not be kept; return whether there was one.

        Raises:
            ReviewError: a suggestion waits for a decision.
        """
        with self.changing(slug) as draft:
            if draft.waiting:
                raise ReviewError(f"{len(draft.waiting)} suggestions of {slug} wait for a decision")
            there = self._text(slug).is_file()
            self._text(slug).unlink(missing_ok=True)
            sync(self._root / slug)
        return there

    def restore_text(self, slug: str, text: str) -> None:
        """Put the text of a draft back, to go on with the review.

        Raises:
            ReviewError: it is another text.
        """
        with self.changing(slug) as draft:
            if hash_of(text) != draft.text_hash:
                raise ReviewError(f"this is not the text of {slug}")
            if draft.text is None:
                _write(self._text(slug), text)

    def remove(self, slug: str) -> None:
        """Remove a draft with all that was decided.

        Raises:
            ReviewError: there is none.
        """
        with self.changing(slug):
            gone = self._root / f"{_PARTIAL}{secrets.token_hex(6)}"
            (self._root / slug).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def of_text(self, text_hash: str) -> str | None:
        """Return the name of the draft of a text, by its hash; None if there is none."""
        try:
            slug = (self._texts / text_hash).read_text("utf-8")
        except FileNotFoundError:
            return None
        # Written before the draft, which a process that was killed then did not store.
        known = self._statements(slug).is_file() and draft_files.read_hash(self._front(slug)) == text_hash
        return slug if known else None

    def _pending(self, slug: str) -> Path:
        return self._root / "_pending" / f"{slug}.yaml"

    @property
    def _texts(self) -> Path:
        return self._root / "_texts"

    def _tidy(self) -> None:
        """Remove what killed processes left."""
        self._tidied = True
        for path in self._root.glob(f"{_PARTIAL}*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(path, ignore_errors=True)

    def _front(self, slug: str) -> Path:
        return self._root / slug / f"{slug}.md"

    def _statements(self, slug: str) -> Path:
        return self._root / slug / f"{slug}.statements.yaml"

    def _text(self, slug: str) -> Path:
        return self._root / slug / f"{slug}.text"

    def _publish(self, draft: Draft) -> bool:
        """Write the folder of a draft beside the others, then give it its name; False if that is taken."""
        made = self._root / f"{_PARTIAL}{secrets.token_hex(6)}"
        made.mkdir()
        keep = draft.source.keep_text
        content = {
            f"{draft.slug}.md": draft_files.write_front_matter(draft, with_text=keep),
            f"{draft.slug}.statements.yaml": draft_files.write_statements(draft),
        }
        if draft.text is not None and not keep:
            content[f"{draft.slug}.text"] = draft.text
        for name, text in content.items():
            _write(made / name, text)
        _write(self._texts / draft.text_hash, draft.slug)
        try:
            made.rename(self._root / draft.slug)
        except OSError:
            shutil.rmtree(made)
            return False
        sync(self._root)
        return True


def _write(path: Path, text: str) -> None:
    """Replace a file at once, and wait until it is on the disk."""
    partial = path.with_name(f"{_PARTIAL}{secrets.token_hex(6)}")
    with partial.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
    sync(path.parent)
