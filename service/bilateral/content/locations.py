"""Where the content lies: ontology, seeds, queries and mappings of datasets, in a checkout or the wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bilateral.errors import InputError

_PACKAGE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a content folder, each list sorted so that every build reads them in the same order."""

    root: Path

    @property
    def ontology(self) -> list[Path]:
        """The ontology's modules, Turtle."""
        return sorted(self.root.glob("ontology/*.ttl"))

    @property
    def shapes(self) -> list[Path]:
        """The SHACL shapes, Turtle."""
        return sorted(self.root.glob("ontology/shapes/*.ttl"))

    @property
    def rules(self) -> list[Path]:
        """The domain rules, SPARQL CONSTRUCT."""
        return sorted(self.root.glob("ontology/rules/*.rq"))

    @property
    def tables(self) -> list[Path]:
        """The CSVW metadata that maps tables."""
        return sorted(self.root.glob("seeds/**/*-metadata.json"))

    @property
    def mappings(self) -> list[Path]:
        """The links to other datasets, SSSOM."""
        return sorted(self.root.glob("seeds/mappings/*.sssom.tsv"))

    @property
    def documents(self) -> list[Path]:
        """The seed documents, Markdown with front matter."""
        return sorted(self.root.glob("seeds/documents/*.md"))

    @property
    def graphs(self) -> list[Path]:
        """Seed content written as RDF, one graph a file."""
        return sorted(p for p in self.root.glob("seeds/**/*") if p.suffix in {".ttl", ".nt", ".trig", ".nq"})

    @property
    def competency(self) -> list[Path]:
        """The competency questions, SPARQL; the expected answer is a CSV file beside each."""
        return sorted(self.root.glob("queries/competency/*.rq"))

    @property
    def datasets(self) -> list[Path]:
        """The mappings of datasets of others, each in a folder of its own with what belongs to it."""
        return sorted(self.root.glob("datasets/*/mapping.json"))

    @property
    def integrity(self) -> list[Path]:
        """The integrity queries, SPARQL SELECT; each row is a problem."""
        return sorted(self.root.glob("queries/integrity/*.rq"))


def locate(root: Path | None = None) -> Content:
    """Return the content in a folder, or the packaged content.

    Raises:
        InputError: root has no ontology/.
    """
    candidates = [root] if root else [_PACKAGE / "_content", _PACKAGE.parent.parent]
    for candidate in candidates:
        if (candidate / "ontology").is_dir():
            return Content(candidate)
    raise InputError(candidates[0], None, "no ontology/ here; content is a folder with ontology/ and seeds/")
