"""Reads a seed document: front matter about a source document, and our digest of it as text."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import partial
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

    Reader = tuple[Term, Callable[[str], Term]]  # a predicate, and what makes its object of text

_FENCE = "---"
_english = partial(literal, language="en")
_REQUIRED = ("title", "kind", "recorded", "licence", "original")
_KEYS = (*_REQUIRED, "withdrawn", "revises", "breadcrumbs", "inputs", "left_out", "sections", "photo")


@dataclass(frozen=True, slots=True)
class Document:
    """A seed document."""

    slug: str  # the name of its file
    text: str  # the digest; positions count its code points from 0
    quads: list[Located]  # what the front matter says, in the graph of provenance

    @property
    def iri(self) -> Term:
        """The digest."""
        return entity(f"document/{self.slug}")

    @property
    def original(self) -> Term:
        """The source document that the digest sums up."""
        return entity(f"document/{self.slug}-original")

    @property
    def graph(self) -> Term:
        """The graph of what the statements assert."""
        return graph(self.slug)

    @property
    def text_hash(self) -> Term:
        """The SHA-256 of the text in UTF-8."""
        return literal(hashlib.sha256(self.text.encode()).hexdigest())


def read_document(path: Path) -> Document:
    """Return the document in a Markdown file with front matter.

    Raises:
        InputError: the front matter is missing or not YAML, or has a wrong, unknown or missing key.
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
    digest = document.iri
    yield _quad(digest, RDF.type, BIL.Digest, root)
    yield _quad(digest, BIL.digestOf, document.original, root)
    yield _quad(digest, BIL.text, literal(document.text), root)
    yield _quad(digest, BIL.textHash, document.text_hash, root)
    yield from _read(digest, matter, _DIGEST)
    yield from _read(document.graph, matter, _GRAPH)
    original = matter["original"]
    yield _quad(document.original, RDF.type, BIL.SourceDocument, original)
    yield from _read(document.original, original.mapping(_ORIGINAL, ("title",)), _ORIGINAL)
    yield from _asides(document.original, matter)


def _quad(subject: Term, predicate: Term, object_: Term, at: YamlNode) -> Located:
    return Located(Quad(subject, predicate, object_, PROVENANCE), at.origin)


def _read(subject: Term, matter: dict[str, YamlNode], readers: dict[str, Reader]) -> Iterator[Located]:
    for key, (predicate, reader) in readers.items():
        if key in matter:
            yield _quad(subject, predicate, matter[key].read(reader), matter[key])


def _asides(original: Term, matter: dict[str, YamlNode]) -> Iterator[Located]:
    for key, (predicate, reader) in _ASIDES.items():
        for item in matter[key].items() if key in matter else ():
            yield _quad(original, predicate, item.read(reader), item)
    for item in matter["sections"].items() if "sections" in matter else ():
        yield from _section(original, item)
    if "photo" in matter:
        yield from _read(original, matter["photo"].mapping(_PHOTO), _PHOTO)


def _section(original: Term, node: YamlNode) -> Iterator[Located]:
    parts = node.mapping(("id", "label", "sourcing"), ("id", "label", "sourcing"))
    section = iri(f"{original[1:-1]}/{parts['id'].read(_word)}")
    yield _quad(original, BIL.hasSection, section, node)
    yield _quad(section, RDF.type, BIL.Section, node)
    yield _quad(section, RDFS.label, _english(parts["label"].text()), node)
    yield _quad(section, BIL.sourcing, literal(parts["sourcing"].text()), node)


def _word(text: str) -> str:
    if not re.fullmatch("[a-z]+", text):
        raise ValueError(f"{text!r} is not an id; write lower-case letters")
    return text


def _moment(text: str) -> Term:
    day = partial_date(text)
    if not day.endswith(f"<{XSD_DATE}>"):
        raise ValueError(f"{text!r}: write the day")
    return literal(f"{text}T00:00:00Z", datatype=XSD_DATETIME)


def _publisher(text: str) -> Term:
    return entity(text) if re.match(r"[a-z]+/", text) else literal(text)


_DIGEST: dict[str, Reader] = {
    "title": (DCT.title, _english),
    "kind": (BIL.kind, literal),
    "licence": (DCT.license, literal),
    "recorded": (BIL.recorded, _moment),
}
_GRAPH: dict[str, Reader] = {
    "withdrawn": (PROV.invalidatedAtTime, _moment),
    "revises": (PROV.wasRevisionOf, graph),
}
_ORIGINAL: dict[str, Reader] = {
    "title": (DCT.title, literal),
    "publisher": (DCT.publisher, _publisher),
    "url": (DCT.source, iri),
    "published": (DCT.issued, partial_date),
    "not_before": (BIL.notBefore, partial_date),
    "licence": (DCT.license, literal),
    "language": (DCT.language, literal),
    "kind": (BIL.kind, literal),
}
_ASIDES: dict[str, Reader] = {
    "breadcrumbs": (BIL.breadcrumb, literal),
    "inputs": (BIL.inputFrom, entity),
    "left_out": (BIL.leftOut, literal),
}
_PHOTO: dict[str, Reader] = {
    "provider": (BIL.photoFrom, entity),
    "distributor": (BIL.photoVia, entity),
    "caption_note": (BIL.note, _english),
}
