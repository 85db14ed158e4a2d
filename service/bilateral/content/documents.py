"""A seed document: front matter about a document, and our digest of it as text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral import texts
from bilateral.content import yaml_lines
from bilateral.errors import InputError
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import PROVENANCE, entity, graph
from bilateral.rdf.terms import Located, Quad, Term, iri, literal
from bilateral.rdf.vocabulary import BIL, DCT, PROV, RDF, RDFS, XSD_DATE, XSD_DATETIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bilateral.content.yaml_lines import YamlNode

_FENCE = "---"
_REQUIRED = ("title", "kind", "recorded", "licence", "original")
_KEYS = (*_REQUIRED, "withdrawn", "revises", "breadcrumbs", "inputs", "left_out", "sections", "photo")
_ORIGINAL_KEYS = ("title", "publisher", "url", "published", "not_before", "licence", "language", "kind")


@dataclass(frozen=True, slots=True)
class Document:
    """A document taken in.

    Attributes:
        slug: its short name, that of the file.
        text: the digest; positions count its code points from 0.
        quads: what the front matter says, in the graph of provenance.
    """

    slug: str
    text: str
    quads: list[Located]

    @property
    def iri(self) -> Term:
        """The digest."""
        return entity(f"document/{self.slug}")

    @property
    def original(self) -> Term:
        """The document that the digest sums up."""
        return entity(f"document/{self.slug}-original")

    @property
    def graph(self) -> Term:
        """The graph that the statements' content goes to."""
        return graph(self.slug)

    @property
    def text_hash(self) -> Term:
        """The SHA-256 of the text in UTF-8."""
        return literal(hashlib.sha256(self.text.encode()).hexdigest())


def read_document(path: Path) -> Document:
    """Return the document in a Markdown file with front matter.

    Raises:
        InputError: the front matter is missing, is not YAML, or has a wrong, unknown or missing key.
    """
    lines = texts.read(path).splitlines()
    closing = next((i for i, line in enumerate(lines) if i and line == _FENCE), None)
    if not lines or lines[0] != _FENCE or closing is None:
        raise InputError(path, 1, "no front matter; the file begins with it, between two lines of ---")
    text = "\n".join(lines[closing + 1 :]).strip()
    if not text:
        raise InputError(path, closing + 1, "no text after the front matter")
    root = yaml_lines.parse("\n".join(lines[1:closing]), path, shift=1)
    bare = Document(path.stem, text, [])
    return Document(path.stem, text, list(_quads(bare, root)))


def _quads(document: Document, root: YamlNode) -> Iterator[Located]:
    matter = root.mapping(_KEYS, _REQUIRED)

    def say(subject: Term, predicate: Term, object_: Term, at: YamlNode = root) -> Located:
        return Located(Quad(subject, predicate, object_, PROVENANCE), at.origin)

    yield say(document.iri, RDF.type, BIL.Digest)
    yield say(document.iri, BIL.digestOf, document.original)
    yield say(document.iri, BIL.text, literal(document.text))
    yield say(document.iri, BIL.textHash, document.text_hash)
    for key, predicate, reader in _DIGEST:
        if key in matter:
            yield say(document.iri, predicate, matter[key].read(reader), matter[key])
    if "withdrawn" in matter:
        moment = matter["withdrawn"].read(_moment)
        yield say(document.graph, PROV.invalidatedAtTime, moment, matter["withdrawn"])
    if "revises" in matter:
        older = matter["revises"]
        yield say(document.graph, PROV.wasRevisionOf, graph(older.text()), older)
    yield from _original(document.original, matter["original"])
    yield from _asides(document.original, matter)


def _original(original: Term, node: YamlNode) -> Iterator[Located]:
    yield Located(Quad(original, RDF.type, BIL.SourceDocument, PROVENANCE), node.origin)
    matter = node.mapping(_ORIGINAL_KEYS, ("title",))
    for key, predicate, reader in _ORIGINAL:
        if key in matter:
            quad = Quad(original, predicate, matter[key].read(reader), PROVENANCE)
            yield Located(quad, matter[key].origin)


def _asides(original: Term, matter: dict[str, YamlNode]) -> Iterator[Located]:
    for key, predicate, reader in _ASIDES:
        for item in matter[key].items() if key in matter else ():
            yield Located(Quad(original, predicate, item.read(reader), PROVENANCE), item.origin)
    for item in matter["sections"].items() if "sections" in matter else ():
        yield from _section(original, item)
    if "photo" in matter:
        for key, node in matter["photo"].mapping(("provider", "distributor", "caption_note")).items():
            predicate, reader = _PHOTO[key]
            yield Located(Quad(original, predicate, node.read(reader), PROVENANCE), node.origin)


def _section(original: Term, node: YamlNode) -> Iterator[Located]:
    parts = node.mapping(("id", "label", "sourcing"), ("id", "label", "sourcing"))
    section = iri(f"{original[1:-1]}/{parts['id'].read(_word)}")
    for subject, predicate, object_ in (
        (original, BIL.hasSection, section),
        (section, RDF.type, BIL.Section),
        (section, RDFS.label, literal(parts["label"].text(), language="en")),
        (section, BIL.sourcing, literal(parts["sourcing"].text())),
    ):
        yield Located(Quad(subject, predicate, object_, PROVENANCE), node.origin)


def _word(text: str) -> str:
    if not re.fullmatch("[a-z]+", text):
        raise ValueError(f"{text!r} is no id; write lower-case letters")
    return text


def _moment(text: str) -> Term:
    day = partial_date(text)
    if not day.endswith(f"<{XSD_DATE}>"):
        raise ValueError(f"{text!r}: write the day")
    return literal(f"{text}T00:00:00Z", datatype=XSD_DATETIME)


def _publisher(text: str) -> Term:
    return entity(text) if re.match(r"[a-z]+/", text) else literal(text)


def _label(text: str) -> Term:
    return literal(text, language="en")


_DIGEST: tuple[tuple[str, Term, Callable[[str], Term]], ...] = (
    ("title", DCT.title, _label),
    ("kind", BIL.kind, literal),
    ("licence", DCT.license, literal),
    ("recorded", BIL.recorded, _moment),
)
_ORIGINAL: tuple[tuple[str, Term, Callable[[str], Term]], ...] = (
    ("title", DCT.title, literal),
    ("publisher", DCT.publisher, _publisher),
    ("url", DCT.source, iri),
    ("published", DCT.issued, partial_date),
    ("not_before", BIL.notBefore, partial_date),
    ("licence", DCT.license, literal),
    ("language", DCT.language, literal),
    ("kind", BIL.kind, literal),
)
_ASIDES: tuple[tuple[str, Term, Callable[[str], Term]], ...] = (
    ("breadcrumbs", BIL.breadcrumb, literal),
    ("inputs", BIL.inputFrom, entity),
    ("left_out", BIL.leftOut, literal),
)
_PHOTO: dict[str, tuple[Term, Callable[[str], Term]]] = {
    "provider": (BIL.photoFrom, entity),
    "distributor": (BIL.photoVia, entity),
    "caption_note": (BIL.note, _label),
}
