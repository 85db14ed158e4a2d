"""What docs/datasets.md says is so: its example runs, and it has every annotation, step and cleaning."""

import re
from pathlib import Path

import pytest

from bilateral.content.mapping import cell_dates
from bilateral.content.mapping.cell_cleaning import CLEANINGS
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import ON_COLUMN, ON_GROUP, ON_TABLE, STEPS, read_mapping
from bilateral.content.mapping.rejected_rows import RowLeftOut, RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of

TEXT = (Path(__file__).parents[2] / "docs" / "datasets.md").read_text("utf-8")


@pytest.fixture
def outcomes(tmp_path):
    blocks = dict(reversed(re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)))
    (tmp_path / "visits.csv").write_text(blocks["tsv"])
    (tmp_path / "countries.csv").write_text(blocks["csv"])
    (tmp_path / "mapping.json").write_text(blocks["json"])
    (table,) = read_mapping(tmp_path / "mapping.json").tables
    compiled = compile_mapping(table, {})
    return blocks["nquads"], [outcome(compiled, row) for row in rows_of(table, tmp_path / "visits.csv")]


def outcome(compiled, row):
    try:
        return compiled.lines(row)
    except (RowRejected, RowLeftOut) as nothing:
        return str(nothing)


def test_the_example_gives_what_is_said(outcomes):
    expected, (first, second, third, fourth) = outcomes
    assert first == expected
    assert f"`{second}`" in TEXT
    assert '"2004"^^<http://www.w3.org/2001/XMLSchema#gYear>' in third
    assert fourth == "no country"


@pytest.mark.parametrize("annotation", [*ON_COLUMN, *ON_TABLE, *ON_GROUP])
def test_every_annotation_is_described(annotation):
    assert f"`bil:{annotation}`" in TEXT


@pytest.mark.parametrize("name", [*CLEANINGS, *STEPS, *cell_dates.FIELDS])
def test_every_step_cleaning_and_letter_of_dates_is_described(name):
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("step", STEPS)
def test_every_parameter_of_a_step_is_described(step):
    (row,) = re.findall(rf"^\| `{step}` \|.*$", TEXT, re.MULTILINE)
    assert [name for each in STEPS[step] for name in each if f"`{name}`" not in row] == []
