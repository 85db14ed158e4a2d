"""The document that files of a dataset are in the graph: what is said of it, and how it is known again."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.content.mapping.cell_cleaning import cleaner
from bilateral.rdf.dates import partial_date, utc_time
from bilateral.rdf.iris import PROVENANCE, entity, graph, read_term
from bilateral.rdf.terms import XSD, Quad, iri, literal
from bilateral.rdf.vocabulary import BIL, DCT, PROV, RDF, RDFS, XSD_DATETIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from bilateral.content.mapping.mapping_file import DatasetMapping, TableMapping
    from bilateral.rdf.terms import Term
    from bilateral.store.engine.view import GraphView

_slugged = cleaner(["slug"])
_ENDINGS = re.compile(r"(\.(csv|tsv|tab|txt|xml|json|jsonl|zip|gz))+$", re.IGNORECASE)
_VERSION: Final = iri("http://www.w3.org/ns/dcat#version")


def file_slug(file: Path) -> str:
    """Return what `{_file}` stands for: a file's name without endings, `my-visits` of My Visits.csv.gz.

    Other parts between dots stay: events of years come as events.2018.tab, events.2019.tab.
    """
    return _slugged(_ENDINGS.sub("", file.name))


def document_slug(mapping: DatasetMapping, file: Path) -> str:
    """Return the slug of the document and graph of a file: `slug` of the mapping's `bil:source`.

    With `{_file}` in it each file is a document of its own; without one the file's own name is the slug.
    """
    said: str = mapping.source.get("slug", "{_file}")
    return said.replace("{_file}", file_slug(file))


class DatasetDocument(NamedTuple):
    """Files of a dataset that are one document.

    Attributes:
        slug: of the document and its graph.
        name: of the mapping.
        mapping: what the columns of the files mean.
        files: each with the table that it is.
        text_hash: SHA-256 of the file; of several, that of all theirs.
        mapping_hash: SHA-256 of the mapping and all that lies beside it.
    """

    slug: str
    name: str
    mapping: DatasetMapping
    files: tuple[tuple[TableMapping, Path], ...]
    text_hash: str
    mapping_hash: str

    @property
    def iri(self) -> Term:
        """The document's IRI."""
        return entity(f"document/{self.slug}")

    @property
    def graph(self) -> Term:
        """The IRI of its graph."""
        return graph(self.slug)

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.mapping.source.get("title") or self.mapping.title or self.slug)

    @property
    def import_name(self) -> str:
        """A name for the import of just this, of digits and letters."""
        told = f"{self.slug} {self.text_hash} {self.mapping_hash}"
        return hashlib.sha256(told.encode()).hexdigest()[:20]

    def is_in(self, view: GraphView) -> bool:
        """Return whether the graph has just this: the same files, by the same mapping."""
        same = ((BIL.textHash, self.text_hash), (BIL.mappedBy, self._mapped_by))
        return all(view.has((self.iri, predicate, literal(text)), PROVENANCE) for predicate, text in same)

    @property
    def _mapped_by(self) -> str:
        return f"{self.name} {self.mapping_hash}"

    def quads(self, when: datetime, counts: str, left_out: Mapping[str, int]) -> Iterator[Quad]:
        """Yield what is said of it: where it comes from, and what became of its rows."""
        source, moment = self.mapping.source, literal(utc_time(when), datatype=XSD_DATETIME)
        said = [
            (RDF.type, BIL.SourceDocument),
            (DCT.title, literal(self.title)),
            (BIL.kind, literal(source.get("kind", "dataset"))),
            (BIL.recorded, moment),
            (BIL.textHash, literal(self.text_hash)),
            (BIL.mappedBy, literal(self._mapped_by)),
            (BIL.note, literal(counts, language="en")),
            *((BIL.leftOut, literal(f"{reason}: {number}")) for reason, number in sorted(left_out.items())),
            *self._given(),
        ]
        yield from (Quad(self.iri, predicate, value, PROVENANCE) for predicate, value in said)
        yield Quad(self.graph, PROV.wasDerivedFrom, self.iri, PROVENANCE)
        yield Quad(self.graph, PROV.generatedAtTime, moment, PROVENANCE)
        for number, covered in enumerate(source.get("covers", ()), 1):
            thing = entity(f"coverage/{self.slug}-{number}")
            yield from (Quad(thing, p, o, self.graph) for p, o in self._coverage(covered))

    def _given(self) -> Iterator[tuple[Term, Term]]:
        """Yield what the mapping says of the source."""
        source = self.mapping.source
        yield from ((term, literal(source[name])) for name, term in _TEXTS.items() if source.get(name))
        if source.get("url"):
            yield DCT.source, iri(source["url"])
        if source.get("published"):
            yield DCT.issued, partial_date(source["published"])

    def _coverage(self, said: Mapping[str, Any]) -> Iterator[tuple[Term, Term]]:
        yield RDF.type, BIL.Coverage
        yield BIL.coveredBy, self.iri
        yield BIL.coversClass, read_term(said["class"])
        yield BIL.complete, literal(str(bool(said.get("complete"))).lower(), datatype=f"{XSD}boolean")
        if said.get("party"):
            yield BIL.coversParty, entity(said["party"])
        for name, predicate in (("from", BIL.coversFrom), ("until", BIL.coversUntil)):
            if said.get(name):
                yield predicate, partial_date(said[name])
        if said.get("label"):
            yield RDFS.label, literal(said["label"], language="en")


_TEXTS: Final = {"publisher": DCT.publisher, "licence": DCT.license, "version": _VERSION}


def hash_files(paths: list[Path]) -> str:
    """Return the SHA-256 of a file; of several, that of all theirs in any order."""
    hashes = sorted(map(_hash, paths))
    return hashes[0] if len(hashes) == 1 else hashlib.sha256(" ".join(hashes).encode()).hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_mapping(mapping: Path) -> str:
    """Return the SHA-256 of a mapping with the tables that lie beside it."""
    text = mapping.read_bytes()
    digest = hashlib.sha256(text)
    for path in sorted(mapping.parent.glob("*.csv")):
        if path.name.encode() in text:
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
