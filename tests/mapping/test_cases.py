"""Each folder of cases/ has a mapping, a file with rows, and what they give: a case for each annotation.

`expected.nq` has the quads, `expected.rejected.csv` what is rejected, `expected.left-out.txt` the reasons of
what is left out, with the lines.
"""

from pathlib import Path

import pytest
from tests.mapping.conftest import RESOLVERS

from bilateral.content.mapping import mapping_file
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RejectedRows, RowLeftOut, RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of

CASES = sorted((Path(__file__).parent / "cases").iterdir())


def run(case, rejected):
    lines, left_out = [], []
    (table,) = read_mapping(case / "mapping.json").tables
    compiled = compile_mapping(table, RESOLVERS)
    with RejectedRows(rejected, table.row_columns) as report:
        for row in rows_of(table, case / table.url):
            try:
                lines += compiled.lines(row).splitlines()
            except RowRejected as reason:
                report.add(row, reason)
            except RowLeftOut as reason:
                left_out.append(f"{row.line}: {reason.reason}")
    return lines, left_out


def text(path):
    return path.read_text("utf-8") if path.exists() else ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mapping_gives_what_its_case_says(case, tmp_path):
    lines, left_out = run(case, tmp_path / "rejected.csv")
    assert sorted(lines) == sorted(text(case / "expected.nq").splitlines())
    assert left_out == text(case / "expected.left-out.txt").splitlines()
    assert text(tmp_path / "rejected.csv") == text(case / "expected.rejected.csv")


def test_every_annotation_has_a_case():
    said = "".join(text(path) for path in Path(__file__).parent.rglob("cases/*/mapping.json"))
    known = {*mapping_file.ON_COLUMN, *mapping_file.ON_TABLE} - {"match"}
    assert [name for name in sorted(known) if f'"bil:{name}"' not in said] == []
