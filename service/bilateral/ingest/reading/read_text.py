"""A document as it was read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.analysed_text import AnalysedText
from bilateral.content.documents import hash_of
from bilateral.ingest.reading.front_matter import FrontMatter

if TYPE_CHECKING:
    from collections.abc import Mapping

_YEARS: Final = range(1000, 9000)  # far from the first and the last day that a date can be
GIVEN: Final = "given"
"""How a value was found that the caller gave."""


class RawDocument(NamedTuple):
    """A document before it is read."""

    content: bytes
    name: str = "-"  # of its file, or its address, for messages
    media_type: str = ""  # as its sender says, with parameters; "" if it says nothing
    url: str = ""  # where it was fetched from


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The text of a document, and what is known of its publication.

    Attributes:
        text: line feeds end lines, an empty line ends a paragraph.
        front: what is known for sure enough to be used; the day of publication is never guessed.
        how: how each value of `front` was found, in words, by its name; GIVEN for those of the caller.
        proposed: values of which the document says something that may mean something else, to be offered.
        media_type: of what was read, as `application/pdf`.
        notes: what a reader should be told: "the encoding was guessed: windows-1251".
    """

    text: str
    front: FrontMatter = field(default_factory=FrontMatter)
    how: Mapping[str, str] = field(default_factory=dict)
    proposed: FrontMatter = field(default_factory=FrontMatter)
    media_type: str = "text/plain"
    notes: tuple[str, ...] = ()

    @property
    def text_hash(self) -> str:
        """The SHA-256 of the text in UTF-8, as of a document of the graph."""
        return hash_of(self.text)

    def analysed(self) -> AnalysedText:
        """Return the text for an analysis, without a day of publication that no days can be reckoned from."""
        front = self.front
        day = front.published if front.published and front.published.year in _YEARS else None
        return AnalysedText(self.text, front.title, day, front.publisher, front.language or "und", front.kind)

    def to_json(self) -> bytes:
        """Return it as bytes, for `from_json`."""
        content = {
            "text": self.text,
            "front": self.front.texts(),
            "how": dict(self.how),
            "proposed": self.proposed.texts(),
            "media_type": self.media_type,
            "notes": self.notes,
        }
        return json.dumps(content).encode()

    @classmethod
    def from_json(cls, content: bytes) -> ReadDocument:
        """Return what `to_json` wrote."""
        found = json.loads(content)
        front, proposed = FrontMatter.of(found.pop("front")), FrontMatter.of(found.pop("proposed"))
        return cls(**found | {"front": front, "proposed": proposed, "notes": tuple(found["notes"])})
