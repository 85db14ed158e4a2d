"""What holds of the steps, whatever the rows."""

import json
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mapping.conftest import mapping_of

from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.content.mapping.rows.row_steps import take_steps
from bilateral.content.mapping.source_row import SourceRow
from bilateral.errors import InputError

INTO = {"into": "last", "value": "last"}
SPELLS = {"name": "spells", "year": "year", "last": "last"}
AGREEMENT = {
    "name": "agreement",
    "item": "call",
    "actor": "who",
    "value": "vote",
    "dates": {"file": "calls.csv", "item": "call", "date": "date"},
} | {name: name for name in ("a", "b", "year", "compared", "alike")}


def described(folder, names, made, step):
    columns = [{"name": name} for name in names] + [{"name": name, "virtual": True} for name in made]
    (folder / "mapping.json").write_text(json.dumps(mapping_of(columns, **{"bil:step": step})))
    (table,) = read_mapping(folder / "mapping.json").tables
    return table


def rows(cells):
    return (SourceRow(number, number, number, list(row)) for number, row in enumerate(cells, 1))


@pytest.fixture(scope="module")
def by_years(tmp_path_factory):
    return described(tmp_path_factory.mktemp("spells"), ["who", "year", "flag"], ["last"], SPELLS)


@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1950, 1960).map(str), st.sampled_from("01"))))
def test_spells_spread_over_their_years_are_the_rows(by_years, cells):
    found = [row.cells for row in take_steps(by_years, rows(cells), by_years.path)]
    spread = [(a, str(y), f) for a, first, f, last in found for y in range(int(first), int(last) + 1)]
    assert sorted(spread) == sorted(set(cells))
    assert (
        len({(a, f, int(first) - 1) for a, first, f, _ in found} & {(a, f, int(e)) for a, _, f, e in found})
        == 0
    )


@pytest.fixture(scope="module")
def of_votes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("votes")
    (folder / "calls.csv").write_text("call,date\n1,1946-01-01\n2,1946-02-01\n3,1947-01-01\n")
    made = ["a", "b", "year", "compared", "alike"]
    return described(folder, ["call", "who", "vote"], made, AGREEMENT)


votes = st.dictionaries(
    st.tuples(st.sampled_from("123"), st.sampled_from("ABC")),
    st.sampled_from(["yes", "no", "abstain", "absent"]),
)


@settings(max_examples=50)
@given(votes)
def test_agreement_is_what_counting_pair_by_pair_gives(of_votes, votes):
    cells = [(call, who, vote) for (call, who), vote in votes.items()]
    found = [row.cells[3:] for row in take_steps(of_votes, rows(cells), of_votes.path)]
    expected = [
        [a, b, year, str(len(both)), str(sum(votes[c, a] == votes[c, b] for c in both))]
        for year, calls in (("1946", "12"), ("1947", "3"))
        for a, b in combinations("ABC", 2)
        if (both := [c for c in calls if all(votes.get((c, x), "absent") != "absent" for x in (a, b))])
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"name": "hop"}, "no step is called 'hop'"),
        ({"name": "spells", "year": "year"}, "the step spells needs last"),
        (SPELLS | {"last": "end"}, "needs the virtual columns end"),
        ({"name": "mirror", "columns": ["who", "whom"]}, "the step mirror: 'whom' is no column"),
        ([SPELLS, {"name": "mirror", "columns": ["who", "first"]}], "the step mirror: 'first' is no column"),
        ([SPELLS, {"name": "unpivot", "matches": "."} | INTO], "the step unpivot takes the rows of the file"),
        (["spells"], "the step spells needs year, last"),
    ],
)
def test_a_step_that_lacks_something_is_refused(tmp_path, step, reason):
    (tmp_path / "rows.csv").write_text("who,year\nA,1950\n")
    with pytest.raises(InputError, match=reason):
        list(rows_of(described(tmp_path, ["who", "year"], ["last"], step), tmp_path / "rows.csv"))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    step = {"name": "mirror", "columns": ["who", "whom"], "told": "told"}
    return described(tmp_path_factory.mktemp("told"), ["who", "whom", "flag"], ["told"], step)


@given(st.lists(st.tuples(*[st.sampled_from("ABC")] * 2, st.sampled_from("01")), unique=True))
def test_rows_told_both_ways_turned_about_too_and_those_told_one_way_are_the_rows(told, cells):
    found = [row.cells for row in take_steps(told, rows(cells), told.path) if not row.left_out]
    turned = [(b, a, flag) for a, b, flag, how in found if how == "both ways"]
    assert sorted([(a, b, flag) for a, b, flag, _ in found] + turned) == sorted(cells)


def test_the_alliances_of_atop_become_as_many_spells_as_their_years_have_runs(shared, tmp_path):
    file = shared / "datasets" / "leaders" / "atop_alliance.csv.gz"
    if not file.is_file():
        pytest.skip("needs datasets/leaders of ../shared")
    flags = ["atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"]
    table = described(tmp_path, ["ccode1", "ccode2", "year", *flags], ["last"], SPELLS)
    found = list(rows_of(table, file))
    assert len(found) == 15_419
    assert sum(any(flag == "1.0" for flag in row.cells[3:8]) for row in found) == 15_384
