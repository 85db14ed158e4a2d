"""A code means the polity that had it on the day."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.datasets.polity_codes import read_polity_codes
from bilateral.rdf.dates import days
from bilateral.rdf.iris import short

ROOT = Path(__file__).parents[2]
KNOWN = [
    ("cow", "365", "1950", "former-state/SUN"),
    ("cow", "365", "1914", "state/RUS"),
    ("cow", "365", "1991-12-25", "former-state/SUN"),
    ("cow", "365", "1991-12-26", "state/RUS"),
    ("cow", "365", "1991", "state/RUS"),
    ("cow", "365", "", "state/RUS"),
    ("cow", "255", "1850", "former-state/prussia"),
    ("cow", "255", "1900", "state/DEU"),
    ("cow", "260", "1970", "state/DEU"),
    ("cow", "260", "1900", None),
    ("cow", "265", "1970", "former-state/DDR"),
    ("cow", "265", "1990", "former-state/DDR"),
    ("cow", "265", "1991", None),
    ("cow", "345", "1900", "state/SRB"),
    ("cow", "345", "1970-05", "former-state/YUG"),
    ("cow", "345", "2000", "former-state/SCG"),
    ("cow", "345", "2010", "state/SRB"),
    ("cow", "2", "1900", "state/USA"),
    ("gw", "678", "1970", "former-state/yemen-arab-republic"),
    ("gw", "678", "2000", "state/YEM"),
    ("cow", "679", "2000", "state/YEM"),
    ("gw", "260", "2000", "state/DEU"),
    ("iso2", "CS", "1970", "former-state/CSK"),
    ("iso2", "CS", "2004", "former-state/SCG"),
    ("iso2", "CS", "2010", None),
    ("iso2", "CS", "", None),
    ("iso2", "DD", "1985", "former-state/DDR"),
    ("iso3", "ZAR", "1990", "state/COD"),
    ("fips", "GZ", "2020", "state/PSE"),
    ("fips", "CH", "", "state/CHN"),
    ("m49", "004", "", "state/AFG"),
    ("m49", "030", "", None),
    ("iso2", "QQ", "2000", None),
]


@pytest.fixture(scope="module")
def codes(world):
    return read_polity_codes(world.snapshot)


def found(codes, scheme, code, on=""):
    polity = codes[scheme](code, on)
    return short(polity) if polity else None


@pytest.mark.parametrize(("scheme", "code", "on", "polity"), KNOWN)
def test_a_code_stands_for_the_polity_of_that_time(codes, scheme, code, on, polity):
    assert found(codes, scheme, code, on) == polity


def rows(name):
    with (ROOT / "seeds" / "codes" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ASSIGNMENTS = rows("code-assignments.csv")


@given(st.sampled_from(ASSIGNMENTS), st.data())
def test_on_each_day_of_an_assignment_its_code_stands_for_its_polity(codes, row, data):
    first = days(row["start"] or "1816").first
    last = days(row["end"] or "2025").last
    day = data.draw(st.dates(first, last))
    assert found(codes, row["scheme"], row["code"], day.isoformat()) == row["polity"]


def unresolved(codes, scheme, dated):
    """Return the codes with a date for which nobody has them."""
    return {(code, on[:4]) for code, on in dated if codes[scheme](code, on) is None}


def test_every_code_of_the_lists_of_states_resolves_while_its_state_is_in_them(codes, shared):
    for scheme, name in (("cow", "cow"), ("gw", "gwm")):
        path = shared / "datasets" / "bilateral_us" / f"mission_status_range_{name}_v0.1.csv"
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        ends = ("date_start", "date_end")
        dated = {(row[f"country_code_{scheme}"], row[end]) for row in found for end in ends}
        assert unresolved(codes, scheme, dated) == set()


def test_codes_of_alliances_and_leaders_resolve_but_for_what_is_after_the_end_of_a_state(codes, shared):
    folder = shared / "datasets" / "leaders"
    with gzip.open(folder / "atop_alliance.csv.gz", "rt", encoding="utf-8", newline="") as file:
        pairs = csv.reader(file)
        dated = {(code.removesuffix(".0"), row[2].removesuffix(".0")) for row in pairs for code in row[:2]}
    dated.discard(("ccode1", "year"))
    dated.discard(("ccode2", "year"))
    assert unresolved(codes, "cow", dated) == {("315", "1993")}
    with (folder / "archigos.csv").open(encoding="utf-8", newline="") as file:
        leaders = {(row["gwcode"].removesuffix(".0"), row["startdate"]) for row in csv.DictReader(file)}
    assert unresolved(codes, "gw", leaders) == set()
