"""The real files become what the READMEs of their mappings count.

Where a file takes too long, a sample of it is read, and the counts are of the sample.
"""

import csv
import gzip
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from bilateral.content.mapping.compiled_mapping import compile_mapping
from bilateral.content.mapping.mapping_file import read_mapping
from bilateral.content.mapping.rejected_rows import RowLeftOut, RowRejected
from bilateral.content.mapping.rows.row_sources import rows_of
from bilateral.datasets.dataset_document import document_slug
from bilateral.datasets.polity_codes import read_polity_codes
from bilateral.datasets.resolvers import graph_resolvers
from bilateral.rdf.dates import shifted
from bilateral.rdf.iris import short
from bilateral.rdf.terms import is_literal, literal_parts

DATASETS = Path(__file__).parents[2] / "datasets"


class Mapped:
    """What the rows of a real file become: the things by what is said of them, and the counts."""

    def __init__(self, name, file, resolvers):
        mapping = read_mapping(DATASETS / name / "mapping.json")
        (table,) = mapping.tables
        compiled = compile_mapping(table, resolvers, document=document_slug(mapping, file))
        self.counts, self.reasons = Counter(), Counter()
        self.things = defaultdict(lambda: defaultdict(set))
        for row in rows_of(table, file):
            self.counts["rows"] += 1
            try:
                quads = compiled.quads(row)
            except RowRejected as rejected:
                self.counts["rejected"] += 1
                self.reasons[str(rejected)] += 1
            except RowLeftOut as left_out:
                self.counts["left out"] += 1
                self.reasons[left_out.reason] += 1
            else:
                self.counts["mapped"] += 1
                for subject, predicate, value, _ in quads:
                    self.things[short(subject)][short(predicate)].add(plain(value))

    def of(self, kind):
        """Return the things of a class."""
        return {name: said for name, said in self.things.items() if kind in said["rdf:type"]}


def plain(term):
    return literal_parts(term).value if is_literal(term) else short(term)


@pytest.fixture(scope="module")
def resolvers(world):
    return graph_resolvers(world.snapshot)


@pytest.fixture(scope="module")
def mapped(shared, resolvers):
    """Return the function from a dataset and its file to what that becomes; each is read once."""
    found = {}

    def of(name, file):
        path = shared / "datasets" / file
        if not path.is_file():
            pytest.skip(f"needs datasets/{file} of ../shared")
        if name not in found:
            found[name] = Mapped(name, path, resolvers)
        return found[name]

    return of


def counted(name):
    """Return the numbers in the table of a README, by what they count."""
    text = (DATASETS / name / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| ([\d,]+) \|$", text, re.MULTILINE)
    return {what: int(number.replace(",", "")) for what, number in rows}


ATOP = ("atop", "leaders/atop_alliance.csv.gz")
FLAGS = {
    "atop_defense": "defence",
    "atop_offense": "offence",
    "atop_neutral": "neutrality",
    "atop_nonagg": "non-aggression",
    "atop_consul": "consultation",
}


def test_atop_is_counted_in_its_readme(mapped):
    found, said = mapped(*ATOP), counted("atop")
    assert found.counts["rows"] == said["spells with the same obligations throughout"]
    assert found.counts["mapped"] == said["mapped"]
    assert found.counts["rejected"] == said["of them rejected"]
    assert found.reasons["told the other way round"] == said["of them told the other way round"]
    assert found.reasons["no obligation"] == said["of them without any obligation"]
    assert len(found.things) == said["commitments, as 90 are cut where a code passes on"]


def test_the_commitments_of_atop_say_of_each_year_what_its_rows_do(mapped, shared, world):
    """Years in which a code passes on count only where the row's states are the same all the year."""
    table = read_polity_codes(world.snapshot)["cow"]
    codes = cache(table)
    expected, passing = defaultdict(set), set()
    with gzip.open(shared / "datasets" / ATOP[1], "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = [row[name].removesuffix(".0") for name in ("ccode1", "ccode2")]
            year = row["year"].removesuffix(".0")
            first, last = ([codes(code, f"{year}-{day}") for code in numbers] for day in ("01-01", "12-31"))
            passing |= {(short(each), year) for each in {*first} ^ {*last} if each}
            promised = {word for flag, word in FLAGS.items() if row[flag] == "1.0"}
            if first == last and None not in first and promised:
                expected[(*map(short, first), year)] |= promised
    said = owed(mapped(*ATOP).things)
    assert len(expected) > 260_000
    assert {key: words for key, words in expected.items() if said[key] != words} == {}
    assert {key for key in said.keys() - expected if passing.isdisjoint({key[::2], key[1:]})} == set()


def owed(things):
    """Return what commitments say is owed by whom to whom in which years, up to 2018."""
    found = defaultdict(set)
    for thing in things.values():
        (start,), one_and_other = thing["bil:start"], thing["bil:party"]
        for year in range(int(start[:4]), int(min(thing["bil:end"], default="2018")[:4]) + 1):
            for who in thing["bil:obligedParty"] or one_and_other:
                (whom,) = one_and_other - {who}
                found[who, whom, str(year)] |= {word.partition("/")[2] for word in thing["bil:obligation"]}
    return found


ARCHIGOS = ("archigos", "leaders/archigos.csv")


def test_archigos_is_counted_in_its_readme(mapped):
    found, said = mapped(*ARCHIGOS), counted("archigos")
    assert found.counts == {"rows": said["rows"], "mapped": said["rows"]}
    assert len(found.of("bil:Tenure")) == said["tenures, as 5 are cut where a code passes on"]
    assert len(found.of("bil:Person")) == said["persons"]
    assert len(found.of("bil:Office")) == said["offices"]


def test_leaders_of_archigos_lead_whom_their_code_means_from_their_first_to_their_last_day(
    mapped, shared, world
):
    things, codes = mapped(*ARCHIGOS).things, read_polity_codes(world.snapshot)["gw"]
    pieces = defaultdict(list)
    for name, said in mapped(*ARCHIGOS).of("bil:Tenure").items():
        (start,), (office,) = said["bil:start"], said["bil:office"]
        (end,), (state,) = said["bil:end"] or said["bil:attestedOn"], things[office]["bil:officeOf"]
        pieces[name.removesuffix(state.partition("/")[2]).rstrip("-")].append((start, end, state))
    with (shared / "datasets" / ARCHIGOS[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    beyond = 0
    for row in rows:
        code, first, last = row["gwcode"].removesuffix(".0"), row["startdate"], row["enddate"]
        found = sorted(pieces[f"tenure/archigos-{row['obsid']}"])
        assert found[0][0] == first
        if found[-1][1] != last:
            beyond += 1
            assert codes(code, shifted(found[-1][1], 1)) is None
        assert all(shifted(one[1], 1) == two[0] for one, two in pairwise(found))
        assert [state for *_, state in found] == [short(codes(code, start)) for start, *_ in found]
        assert [state for *_, state in found] == [short(codes(code, end)) for _, end, _ in found]
    assert beyond == counted("archigos")["tenures that end with their state, before the row does"]


ICEWS = ("icews", "events/icews.events.2018.sample.tab")


def test_icews_is_counted_in_its_readme(mapped):
    found, said = mapped(*ICEWS), counted("icews")
    left_out = {f"{reason}, left out": number for reason, number in found.reasons.items()}
    counts = {"rows": found.counts["rows"], "rejected": found.counts["rejected"]}
    assert left_out | counts | {"coded events": len(found.of("bil:CodedEvent"))} == said


def test_coded_events_of_icews_say_what_their_rows_do(mapped, shared):
    with (shared / "datasets" / ICEWS[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    between = [row for row in rows if row["Source Country"] != row["Target Country"]]
    found, several = mapped(*ICEWS).things, {"Source Country": set(), "Target Country": set()}
    for row in between:
        said = found.get(f"coded-event/icews-{row['Event ID']}")
        if said is None:
            assert "NA" in {row["Source Country"], row["Target Country"]}
            continue
        assert said["bil:eventCode"] == {f"cameo/{row['CAMEO Code']}"}
        assert said["bil:codedOn"] == {row["Event Date"]}
        assert {float(value) for value in said["bil:intensity"]} == {float(row["Intensity"])}
        for name, term in (("Source Country", "bil:codedAgent"), ("Target Country", "bil:codedTarget")):
            several[name].add((row[name], *said[term]))
    assert all(len(pairs) == len({name for name, _ in pairs}) for pairs in several.values())
    assert all(len(pairs) == len({entity for _, entity in pairs}) for pairs in several.values())


NAMES = ("Russia", "Yugoslavia", "Taiwan", "China", "Germany", "Georgia", "United States", "Yemen")


def test_agreement_is_what_counting_the_votes_pair_by_pair_gives(shared, resolvers, tmp_path):
    """Of each 300th roll call, and of some states: all of them take a minute."""
    folder = shared / "datasets" / "un"
    if not folder.is_dir():
        pytest.skip("needs datasets/un of ../shared")
    with (folder / "un_roll_calls.csv").open(encoding="utf-8", newline="") as file:
        years = {row["rcid"]: row["date"][:4] for row in list(csv.DictReader(file))[::300]}
    (tmp_path / "un_roll_calls.csv").symlink_to(folder / "un_roll_calls.csv")
    with gzip.open(folder / "un_votes.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        sample = [row for row in rows if row[0].removesuffix(".0") in years and row[1] in NAMES]
    with (tmp_path / "un_votes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *sample])
    found = Mapped("un-votes", tmp_path / "un_votes.csv", resolvers)
    votes = defaultdict(dict)
    for call, country, _, vote in sample:
        votes[years[call.removesuffix(".0")], country][call] = vote
    expected = {
        (frozenset({voter(one, year), voter(other, year)}), year): (
            len(both),
            sum(a[c] == b[c] for c in both),
        )
        for ((year, one), a), ((later, other), b) in combinations(votes.items(), 2)
        if year == later and (both := a.keys() & b.keys())
    }
    assert {each(said) for said in found.things.values()} == set(expected.items())
    assert found.counts == {"rows": len(expected), "mapped": len(expected)}


def voter(country, year):
    """Return what voted under a name in a year; of most it is one for all years."""
    if country == "Russia":
        return "former-state/SUN" if year < "1992" else "state/RUS"
    if country == "Yugoslavia":
        return f"former-state/{'YUG' if year < '1992' else 'SCG'}" if year < "2006" else "state/SRB"
    if country == "Taiwan":
        return "state/CHN" if year < "1950" else "economy/TWN"
    codes = {"China": "CHN", "Germany": "DEU", "Georgia": "GEO", "United States": "USA", "Yemen": "YEM"}
    return f"state/{codes[country]}"


def each(said):
    (year,), (compared,), (alike,) = said["bil:start"], said["bil:votesCompared"], said["bil:votesAlike"]
    return (frozenset(said["bil:party"]), year), (int(compared), int(alike))
