"""What holds of every row and every value."""

import csv
import gzip
import io
import json
from datetime import date

import pyoxigraph
import pytest
from csvw.metadata import URITemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mapping.conftest import RESOLVERS, mapping_of

from bilateral.content.mapping.cell_dates import date_reader
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowRejected
from bilateral.content.mapping.row_templates import parse_template
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.content.mapping.source_row import SourceRow
from bilateral.rdf.dates import days
from bilateral.store.engine.converter import to_quad

COLUMNS = [
    {"name": "id", "suppressOutput": True, "required": True},
    {"name": "label", "propertyUrl": "rdfs:label", "lang": "en"},
    {"name": "state", "propertyUrl": "bil:visitor", "bil:scheme": "iso3", "bil:unresolved": "words:bil:note"},
    {"name": "day", "propertyUrl": "bil:start", "bil:dates": ["yyyy-MM-dd", "yyyy"]},
    {"name": "friends", "propertyUrl": "bil:{friends}", "valueUrl": "http://e/{friends}", "separator": " "},
    {"name": "size", "propertyUrl": "bil:votesAlike", "datatype": "integer"},
    {
        "name": "each",
        "virtual": True,
        "aboutUrl": "http://e/{id}/{friends}",
        "propertyUrl": "bil:host",
        "valueUrl": "http://e/{+friends}",
        "bil:when": {"column": "day", "in": [""]},
    },
    {"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "bil:Visit"},
    {"name": "page", "virtual": True, "propertyUrl": "rdfs:seeAlso", "valueUrl": "http:{+label}"},
    {"name": "also", "virtual": True, "bil:from": "label", "propertyUrl": "bil:note", "bil:langUrl": "id"},
]
words = st.text(st.characters(codec="utf-8"), max_size=8)
rows = st.tuples(
    words | st.from_regex(r"[a-z]{2}(-[A-Z]{2,4})?", fullmatch=True),
    words,
    st.sampled_from(["CHN", "RUS", "XXX", ""]),
    st.sampled_from(["2024-02-29", "1990", "", "1990-02-30"]),
    st.lists(words, max_size=3).map(" ".join),
    st.sampled_from(["7", "", "007", "x"]),
)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    path = tmp_path_factory.mktemp("law") / "mapping.json"
    path.write_text(json.dumps(mapping_of(COLUMNS, **{"bil:graphUrl": "http://g/{id}"})))
    (table,) = read_mapping(path).tables
    return compile_mapping(table, RESOLVERS)


@given(st.lists(rows, max_size=5))
def test_the_lines_of_a_row_are_its_quads(compiled, given_rows):
    for number, cells in enumerate(given_rows, 1):
        row = SourceRow(number, number + 1, number + 1, cells)
        quads, lines = outcome(compiled.quads, row), outcome(compiled.lines, row)
        if isinstance(quads, list):
            parsed = map(to_quad, pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_QUADS))
            assert sorted(parsed) == sorted(quads)
            lines, quads = (
                sorted(lines.split("\n")[:-1]),
                sorted(f"{s} {p} {o} {g} ." for s, p, o, g in quads),
            )
        assert lines == quads


def outcome(mapped, row):
    """Return what a row gives, or why it is rejected."""
    try:
        return mapped(row)
    except RowRejected as rejected:
        return rejected.problems


@given(st.sampled_from(["http://e/{x}", "{+x}", "http://e/{x}/{+y}?{y}"]), words, words)
def test_a_template_expands_as_its_standard_says(template, x, y):
    parsed = parse_template(template)
    expected = URITemplate(template).expand(x=x, y=y)
    assert f"<{expected}>" == attempt(parsed.expand, [{"x": x, "y": y}[n] for n in parsed.names], expected)
    if len(parsed.names) == 1:
        assert f"<{expected}>" == attempt(parsed.of_one(), x, expected)


def attempt(expand, value, expected):
    """Return the expansion; the expected one where it would be no IRI."""
    try:
        return expand(value)
    except ValueError:
        return f"<{expected}>"


PATTERNS = {
    "yyyy-MM-dd": "%Y-%m-%d",
    "yyyyMMdd": "%Y%m%d",
    "dd/MM/yyyy": "%d/%m/%Y",
    "d MMMM yyyy": "%d %B %Y",
    "MMM d, yyyy": "%b %d, %Y",
    "EEEE d MMMM yyyy": "%A %d %B %Y",
    "yyyy-MM": "%Y-%m",
    "MMMM yyyy": "%B %Y",
    "yyyy-MM-00": "%Y-%m-00",
    "yyyy": "%Y",
    "yyyy-00-00": "%Y-00-00",
    "'in' yyyy": "in %Y",
    "M/d/yyyy H:mm:ss": "%m/%d/%Y 0:00:00",
}


@given(st.dates(date(1000, 1, 1)), st.sampled_from(sorted(PATTERNS)))
def test_a_date_is_as_precise_as_its_pattern(day, pattern):
    read = date_reader([pattern])(day.strftime(PATTERNS[pattern]))
    precision = 2 if "d" in pattern else 1 if "M" in pattern else 0
    assert read == day.isoformat()[: (4, 7, 10)[precision]]
    assert days(read).first <= day <= days(read).last


@settings(max_examples=30)
@given(st.lists(st.tuples(words, words), min_size=1, max_size=4))
def test_a_file_has_the_rows_that_were_written(tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("file")
    described = described_table(folder)
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("id", "label"), *table])
    (folder / "rows.csv").write_bytes(gzip.compress(buffer.getvalue().encode()))
    found = list(rows_of(described, folder / "rows.csv"))
    assert [tuple(row.cells) for row in found] == table
    assert list(rows_of(described, folder / "rows.csv", start=2)) == found[2:]


def described_table(folder):
    columns = [{"name": "id"}, {"name": "label", "propertyUrl": "rdfs:label"}]
    (folder / "mapping.json").write_text(json.dumps(mapping_of(columns)))
    (table,) = read_mapping(folder / "mapping.json").tables
    return table
