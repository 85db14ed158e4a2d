"""Which tables of a mapping a file is."""

import json

import pytest

from bilateral.datasets.dataset_files import documents_of
from bilateral.errors import InputError


@pytest.fixture
def mapping(tmp_path):
    columns = {"aboutUrl": "https://w3id.org/bilateral/id/x-{a}", "columns": [{"name": "a"}]}
    tables = [{"url": url, "tableSchema": columns} for url in ("heads.csv", "*.csv", "other.csv")]
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({"@context": "http://www.w3.org/ns/csvw", "tables": tables}))
    return path


def test_a_file_is_every_table_whose_name_it_matches(mapping, tmp_path):
    file = tmp_path / "heads.csv"
    file.write_text("a\n1\n")
    (document,) = documents_of(mapping, "made", [file])
    assert [(table.url, each.name) for table, each in document.files] == [
        ("heads.csv", "heads.csv"),
        ("*.csv", "heads.csv"),
    ]


def test_a_file_that_no_table_is_called_after_is_refused(mapping, tmp_path):
    file = tmp_path / "heads.tsv"
    file.write_text("a\n1\n")
    with pytest.raises(InputError, match=r"has files called heads.csv, \*.csv, other.csv"):
        documents_of(mapping, "made", [file])
