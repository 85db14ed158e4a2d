"""An office whose start or end is known by its month may have been held at an event of that month."""

from pathlib import Path

import pytest

from bilateral.build.date_spans import DateSpans
from bilateral.content.locations import locate
from bilateral.rdf.dates import partial_date
from bilateral.rdf.iris import entity
from bilateral.rdf.vocabulary import BIL, RDF
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.rdf_parser import parse

CONTENT = locate(Path(__file__).parents[2])
RULES = [path for path in CONTENT.rules if "represented" in path.name]
SPANS = DateSpans(quad[:3] for path in CONTENT.ontology for quad in parse(path))
STATE, PERSON, OFFICE = entity("state/USA"), entity("person/minister"), entity("office/minister")
EVENT, TENURE = entity("meeting/talks"), entity("tenure/minister")
WORLD = {(STATE, RDF.type, BIL.Polity), (EVENT, BIL.participant, PERSON)}


def represented(start, end, day, office_of="officeOf"):
    """Return how the state is represented at a meeting, of whose minister we know the term of office."""
    tenure = {
        (TENURE, RDF.type, BIL.Tenure),
        (TENURE, BIL.holder, PERSON),
        (TENURE, BIL.office, OFFICE),
        (TENURE, BIL.start, partial_date(start)),
        *([(TENURE, BIL.end, partial_date(end))] if end else []),
    }
    event = {
        (EVENT, RDF.type, BIL.Event),
        (EVENT, BIL["start"], partial_date(day)),
        (EVENT, BIL.end, partial_date(day)),
    }
    implied = SPANS.implied(tenure) | SPANS.implied(event)
    facts = WORLD | {(OFFICE, BIL[office_of], STATE)} | tenure | event | implied
    inferred = materialise(facts, load_rules(RULES)).inferred
    kinds = {BIL.stateRepresented: "yes", BIL["possiblyRepresented"]: "may"}
    return {kinds[predicate] for subject, predicate, _ in inferred if predicate in kinds and subject == EVENT}


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ("2021-01-26", "2025-01", "2025-01-08", {"may"}),
        ("2021-01-26", "2025-01", "2024-12-31", {"yes"}),
        ("2021-01-26", "2025-01", "2025-02-01", set()),
        ("2021-01-26", "2025-01-20", "2025-01-08", {"yes"}),
        ("2021-01-26", "2025-01-20", "2025-01-21", set()),
        ("2021-01", "", "2021-01-08", {"may"}),
        ("2021-01", "", "2021-02-01", {"yes"}),
        ("2021-01", "", "2020-12-31", set()),
        ("2021", "2021", "2021-06-15", {"may"}),
        ("2021-01-26", "", "2025-01", {"yes"}),
        ("2021-01-26", "2025-01-20", "2025-01", {"may"}),
    ],
)
def test_a_state_may_be_represented_where_the_dates_leave_it_open(start, end, day, expected):
    assert represented(start, end, day) == expected


@pytest.mark.parametrize("end", ["", "2025-01-20", "2025-01"])
def test_who_heads_a_state_in_personal_union_does_not_represent_it(end):
    assert represented("2021-01-26", end, "2025-01-08", "unionOfficeOf") == set()
