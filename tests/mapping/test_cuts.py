"""A row on a span of time says of each day what its code meant on that day."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mapping.conftest import mapping_of

from bilateral.content.mapping.code_table import read_code_table
from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowRejected
from bilateral.content.mapping.source_row import SourceRow
from bilateral.errors import InputError
from bilateral.rdf.dates import days
from bilateral.rdf.iris import short
from bilateral.rdf.terms import literal_parts

CODES = """code,entity,from,until
1,state/FRA,,
2,former-state/SUN,1922-12-30,1991-12-25
2,state/RUS,1991-12-26,
3,former-state/DDR,1949-10-07,1990-10-02
4,state/SRB,,1918-11-30
4,former-state/YUG,1918-12-01,1992-04-26
4,former-state/SCG,1992-04-27,2006-06-03
4,state/SRB,2006-06-05,
"""
DATES = ["yyyy-MM-dd", "yyyy-MM", "yyyy"]
CUT = {"bil:scheme": "codes.csv", "bil:on": "first", "bil:cut": "last"}
COLUMNS = [
    {"name": "id", "suppressOutput": True},
    {"name": "code", "propertyUrl": "bil:party"} | CUT,
    {"name": "first", "propertyUrl": "bil:start", "bil:dates": DATES},
    {"name": "last", "propertyUrl": "bil:end", "bil:dates": DATES},
]


def table_of(folder, columns):
    mapping = mapping_of(columns)
    mapping["tables"][0]["tableSchema"]["aboutUrl"] = "http://e/{id}-{code}-{first}"
    (folder / "mapping.json").write_text(json.dumps(mapping))
    (folder / "codes.csv").write_text(CODES)
    (table,) = read_mapping(folder / "mapping.json").tables
    return table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cuts")


@pytest.fixture(scope="module")
def compiled(folder):
    return compile_mapping(table_of(folder, COLUMNS), {})


def pieces(compiled, cells):
    """Return who is said to be it, from when, and until when."""
    found = {}
    try:
        quads = compiled.quads(SourceRow(1, 1, 1, list(cells)))
    except RowRejected:
        return []
    for subject, predicate, object_, _ in quads:
        name = predicate.rpartition("#")[2]
        text = short(object_) if name == "party>" else literal_parts(object_).value
        found.setdefault(subject, {})[name] = text
    return [(each["party>"], each["start>"], each.get("end>", "")) for each in found.values()]


precise = st.sampled_from([4, 7, 10])
days_of_a_century = st.dates(days("1910").first, days("2020").last)
dates = st.builds(lambda day, size: day.isoformat()[:size], days_of_a_century, precise)


times = st.tuples(dates, dates | st.just(""), days_of_a_century)


@given(st.sampled_from("1234"), times)
def test_on_a_day_within_a_span_it_is_whom_the_code_means_on_that_day(compiled, folder, code, times):
    one, two, day = times
    first, last = (one, two) if not two or one <= two else (two, one)
    found = pieces(compiled, ["x", code, first, last])
    is_certain = days(first).last <= day and (not last or day <= days(last).first)
    on_that_day = [who for who, a, b in found if days(a).last <= day and (not b or day <= days(b).first)]
    meant = read_code_table(folder / "codes.csv")(code, day.isoformat())
    if is_certain and found:
        assert on_that_day == ([short(meant)] if meant else [])


def test_a_span_without_a_change_stays_as_it_is(compiled):
    assert pieces(compiled, ["x", "1", "1985", ""]) == [("state/FRA", "1985", "")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"bil:cut": "end"}, "both name columns; 'end' is none"),
        ({"bil:scheme": "iso3"}, "needs a bil:scheme of codes by years"),
        ({"bil:on": "id", "bil:cut": "last"}, "need the same bil:on and bil:cut"),
    ],
)
def test_a_cut_that_cannot_be_made_is_refused(tmp_path, change, reason):
    other = {"name": "code", "propertyUrl": "bil:party"} | CUT | change
    columns = [COLUMNS[0], other, *COLUMNS[2:]]
    if "bil:on" in change:
        columns.insert(1, COLUMNS[1] | {"name": "other"})
    with pytest.raises(InputError, match=reason):
        compile_mapping(table_of(tmp_path, columns), {"iso3": lambda *_: None})


def test_a_column_of_dates_that_takes_no_day_is_refused(tmp_path):
    columns = [*COLUMNS[:3], {"name": "last", "propertyUrl": "bil:end", "bil:dates": ["yyyy"]}]
    with pytest.raises(InputError, match="must read days as yyyy-MM-dd"):
        compile_mapping(table_of(tmp_path, columns), {})
