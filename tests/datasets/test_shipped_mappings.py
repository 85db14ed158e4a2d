"""Each mapping that is shipped gives what its example says, and what the graph takes in.

`expected.nq` has the quads of the rows, `expected.rejected.csv` what is rejected, `expected.left-out.txt` the
reasons of what is left out, with the lines. With TESTS_WRITE_EXPECTED they are written, to be read by whoever
wrote the mapping.
"""

import os
import re
from pathlib import Path

import pytest

from bilateral.content.locations import locate
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RejectedRows, RowLeftOut, RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.datasets.dataset_document import document_slug, file_slug
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.rdf.iris import ID, ONTOLOGY, entity, short
from bilateral.rdf.vocabulary import RDF
from bilateral.validation.declared_terms import declared_terms, unknown_term
from bilateral.validation.shacl import prepare
from bilateral.validation.signatures import validate_by_signature

ROOT = Path(__file__).parents[2]
CONTENT = locate(ROOT)
MADE = Path(__file__).parent / "made"
FOLDERS = [*(path.parent for path in CONTENT.datasets), *sorted(MADE.iterdir())]
HEADINGS = ["What it is", "How to get it", "Licence", "What becomes of it", "Known faults"]
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


class Example:
    """What the rows of a folder's example become."""

    def __init__(self, folder, resolvers, rejected):
        self.folder, self.quads, self.lines, self.left_out = folder, [], [], []
        self.rejected = ""
        self._mapping = read_mapping(folder / "mapping.json")
        for table in self._mapping.tables:
            for file in self._files(table):
                self._read(table, file, resolvers, rejected)

    def expected(self):
        """Return what stands in the files beside the example's, by name."""
        lines, left_out = "\n".join(sorted(set(self.lines))), "\n".join(self.left_out)
        found = {"nq": lines and lines + "\n", "left-out.txt": left_out and left_out + "\n"}
        return {f"expected.{name}": text for name, text in (found | {"rejected.csv": self.rejected}).items()}

    def _files(self, table):
        """Return the files of a table: those that its url matches; of the only table, all."""
        beside = {step["dates"]["file"] for step in table.steps if "dates" in step}
        files = [p for p in sorted((self.folder / "example").iterdir()) if not p.name.startswith("expected")]
        alone = len(self._mapping.tables) == 1
        return [p for p in files if p.name not in beside and (alone or p.match(table.url))]

    def _read(self, table, file, resolvers, rejected):
        slug = document_slug(self._mapping, file)
        compiled = compile_mapping(table, resolvers, file=file_slug(file), document=slug)
        self.document = entity(f"document/{slug}")
        with RejectedRows(rejected, table.row_columns) as report:
            for row in rows_of(table, file):
                try:
                    mapped = compiled.map(row)
                except RowRejected as reason:
                    report.add(row, reason)
                except RowLeftOut as reason:
                    self.left_out.append(f"{row.line}: {reason.reason}")
                else:
                    self.quads += mapped.quads()
                    self.lines += mapped.lines().splitlines()
        self.rejected += text(rejected)


def text(path):
    return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture(scope="module")
def resolvers(world):
    return graph_resolvers(world.snapshot)


@pytest.fixture(scope="module")
def examples(resolvers, tmp_path_factory):
    """Return the function from a folder to its example, which is read once."""
    found, rejected = {}, tmp_path_factory.mktemp("rejected") / "rejected.csv"

    def of(folder):
        if folder not in found:
            found[folder] = Example(folder, resolvers, rejected)
        return found[folder]

    return of


@every_folder
def test_a_mapping_gives_what_its_example_says(folder, examples):
    example = examples(folder)
    assert example.lines, example.rejected
    for name, found in example.expected().items():
        path = folder / "example" / name
        if found and os.environ.get("TESTS_WRITE_EXPECTED"):
            path.write_text(found, "utf-8")
        assert found == text(path)


@every_folder
def test_an_example_says_only_what_the_ontology_has(folder, examples, ontology):
    declared = declared_terms(ontology)
    problems = (unknown_term(quad[:3], declared) for quad in examples(folder).quads)
    assert {problem for problem in problems if problem} == set()


@every_folder
def test_an_example_names_only_what_is_described(folder, examples, world):
    example = examples(folder)
    known = {quad.subject for quad in example.quads if quad.predicate == RDF.type} | {example.document}
    named = {term.partition("#")[0].rstrip(">") + ">" for quad in example.quads for term in quad[:3:2]}
    ours = {term for term in named if term.startswith(f"<{ID}")} - known
    assert [short(term) for term in ours if not any(world.snapshot.triples(term, RDF.type, None, ""))] == []


@every_folder
def test_an_example_conforms_to_the_shapes(folder, examples, ontology, shapes, world):
    triples = {quad[:3] for quad in examples(folder).quads}
    about = {subject for subject, _, _ in triples}
    around = {triple for _, _, value in triples for triple in described(world, value)}
    found = validate_by_signature(triples | around | set(ontology), shapes, ontology)
    assert [f"{short(each.focus_node)}: {each.message}" for each in found if each.focus_node in about] == []


def described(world, term):
    return world.snapshot.triples(term, None, None, "") if term.startswith("<") else ()


@pytest.fixture(scope="module")
def ontology(world):
    return list(world.snapshot.triples(None, None, None, ONTOLOGY))


@pytest.fixture(scope="module")
def shapes():
    return prepare(CONTENT.shapes)


@every_folder
def test_its_readme_says_what_a_user_needs(folder):
    assert re.findall(r"^## (.+)$", text(folder / "README.md"), re.MULTILINE) == HEADINGS


@every_folder
def test_its_source_is_described(folder):
    source = read_mapping(folder / "mapping.json").source
    assert {"slug", "title", "publisher", "licence", "url"} <= set(source)
