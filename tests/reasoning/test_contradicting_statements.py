"""Which statements on one event contradict each other: what only refines the other does not."""

from pathlib import Path

import pytest

from bilateral.content.locations import locate
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import entity
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules

RULES = [path for path in locate(Path(__file__).parents[2]).rules if path.name.startswith("contradicts")]
BEIJING, TIANJIN, CHINA, INDIA, ASIA = map(
    entity, ("place/beijing", "place/tianjin", "state/CHN", "state/IND", "place/asia")
)
WORLD = {
    *((city, RDF.type, BIL.City) for city in (BEIJING, TIANJIN)),
    *((city, BIL.locatedIn, CHINA) for city in (BEIJING, TIANJIN)),
    *((state, RDF.type, BIL.Polity) for state in (CHINA, INDIA)),
    (CHINA, BIL.locatedIn, ASIA),
    *((each, RDF.type, BIL["SingleValuedProperty"]) for each in (BIL.date, BIL.place)),
}
ONE, OTHER, TALKS = map(entity, ("statement/one", "statement/other", "meeting/talks"))


def contradict(predicate, value, other):
    said = {
        triple
        for statement, content in ((ONE, value), (OTHER, other))
        for triple in (
            (statement, RDF.type, BIL.Statement),
            (statement, RDF.subject, TALKS),
            (statement, RDF.predicate, predicate),
            (statement, RDF.object, content),
        )
    }
    inferred = materialise(WORLD | said, load_rules(RULES)).inferred
    return {triple for triple in inferred if triple[1] == BIL.contradicts}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BEIJING, TIANJIN, True),
        (CHINA, INDIA, True),
        (BEIJING, INDIA, True),
        (BEIJING, BEIJING, False),
        (BEIJING, CHINA, False),
        (BEIJING, ASIA, False),
        (CHINA, ASIA, False),
    ],
)
def test_places_contradict_unless_one_lies_in_the_other(one, other, expected):
    assert bool(contradict(BIL.place, one, other)) == expected
    assert bool(contradict(BIL.place, other, one)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2022-02-03", "2022-02-04", True),
        ("2022-02", "2022-03", True),
        ("2022-02", "2022-02-04", False),
        ("2022", "2022-02-04", False),
        ("2022-02-03", "2022-02-03", False),
    ],
)
def test_dates_contradict_unless_one_is_more_precise(one, other, expected):
    assert bool(contradict(BIL.date, partial_date(one), partial_date(other))) == expected
