"""Reads a document: front matter about a source, and a text: our digest of the source, or the source itself.

Without `original` in its front matter, the text is the source's own. It is left out where it may not be kept;
then the front matter has its hash.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
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
_REQUIRED = ("title", "kind", "recorded", "licence")
_ASIDE_KEYS = ("withdrawn", "revises", "breadcrumbs", "inputs", "left_out", "sections", "photo")
_OF_DIGEST = (*_REQUIRED, "original", *_ASIDE_KEYS)
_OF_SOURCE = ("publisher", "url", "published", "not_before", "language", "text_hash", "text_length")
_KEYS = (*_OF_DIGEST, *_OF_SOURCE)


@dataclass(frozen=True, slots=True)
class Document:
    """A document: a digest of a source, or the source itself."""

    slug: str  # the name of its file
    text: str | None  # positions count its code points from 0; None where it is not kept
    quads: list[Located]  # what the front matter says, in the graph of provenance
    is_digest: bool = True
    stored_hash: str = ""  # of a text that is not kept

    @property
    def iri(self) -> Term:
        """The document whose text this is."""
        return entity(f"document/{self.slug}")

    @property
    def original(self) -> Term:
        """The source document: what a digest sums up, or the document itself."""
        return entity(f"document/{self.slug}-original") if self.is_digest else self.iri

    @property
    def graph(self) -> Term:
        """The graph of what the statements assert."""
        return graph(self.slug)

    @property
    def text_hash(self) -> Term:
        """The SHA-256 of the text in UTF-8."""
        return literal(self.stored_hash if self.text is None else hash_of(self.text))


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_document(path: Path) -> Document:
    """Return the document in a Markdown file with front matter.

    Raises:
        InputError: the front matter is missing or not YAML, or has a wrong, unknown or missing key.
    """
    return parse_document(texts.read(path), path)


def parse_document(content: str, path: Path) -> Document:
    """Return the document in the content of such a file; errors as for `read_document`."""
    front, text = split(content, path)
    root = yaml_lines.parse(front, path, shift=1)
    matter = root.mapping(_KEYS, _REQUIRED)
    is_digest = "original" in matter
    _refuse_keys_of_another(matter, is_digest=is_digest)
    kept = text or None
    if kept is None and (is_digest or "text_hash" not in matter):
        raise InputError(path, front.count("\n") + 3, "no text after the front matter")
    stored = matter["text_hash"].read(_hash) if "text_hash" in matter else ""
    if kept and stored not in {"", hash_of(kept)}:
        raise matter["text_hash"].error("the hash is not that of the text below")
    bare = Document(path.stem, kept, [], is_digest, stored)
    return replace(bare, quads=list(_quads(bare, root, matter)))


def split(content: str, path: Path | str) -> tuple[str, str]:
    """Return the front matter of a Markdown file, and the text below it.

    Raises:
        InputError: it has no front matter.
    """
    lines = content.split("\n")
    closing = next((i for i, line in enumerate(lines) if i and line == _FENCE), None)
    if lines[0] != _FENCE or closing is None:
        raise InputError(path, 1, "no front matter; the file begins with it, between two lines of ---")
    return "\n".join(lines[1:closing]), "\n".join(lines[closing + 1 :]).strip()


def _refuse_keys_of_another(matter: dict[str, YamlNode], *, is_digest: bool) -> None:
    """Refuse the keys of a source where they stand beside `original`, which is the source then."""
    for key in _OF_SOURCE if is_digest else ():
        if key in matter:
            raise matter[key].error(f"{key!r} is of the source: write it below original")


def _quads(document: Document, root: YamlNode, matter: dict[str, YamlNode]) -> Iterator[Located]:
    if document.is_digest:
        yield from _digest(document, root, matter)
    else:
        yield _quad(document.iri, RDF.type, BIL.SourceDocument, root)
        yield _quad(document.iri, BIL.textHash, document.text_hash, root)
        if document.text is not None:
            yield _quad(document.iri, BIL.text, literal(document.text), root)
        yield from _read(document.iri, matter, {**_ORIGINAL, "recorded": _DIGEST["recorded"]})
    yield from _read(document.graph, matter, _GRAPH)
    yield from _asides(document.original, matter)


def _digest(document: Document, root: YamlNode, matter: dict[str, YamlNode]) -> Iterator[Located]:
    digest, original = document.iri, matter["original"]
    yield _quad(digest, RDF.type, BIL.Digest, root)
    yield _quad(digest, BIL.digestOf, document.original, root)
    yield _quad(digest, BIL.text, literal(document.text or ""), root)
    yield _quad(digest, BIL.textHash, document.text_hash, root)
    yield from _read(digest, matter, _DIGEST)
    yield _quad(document.original, RDF.type, BIL.SourceDocument, original)
    yield from _read(document.original, original.mapping(_ORIGINAL, ("title",)), _ORIGINAL)


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


def _hash(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise ValueError(f"{text!r} is not a SHA-256 in hexadecimal")
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
