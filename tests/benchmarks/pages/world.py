"""The world of this checkout with a million more triples in the same vocabulary, for pages to show.

    python tests/benchmarks/pages/world.py DATA [--size 1000000]

States meet the more, the larger they are, so that some pairs have thousands of meetings and most a few. One
topic has a hundred thousand incoming facts: HUB.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bilateral.build.build_record import BuildRecord
from bilateral.build.gather import gather, readers
from bilateral.build.stages import normalise
from bilateral.content import locations
from bilateral.errors import Origin
from bilateral.rdf.iris import entity, graph
from bilateral.rdf.terms import XSD, Located, Quad, Term, literal
from bilateral.rdf.vocabulary import BIL, DCT, RDF, RDFS
from bilateral.reasoning.bulk.materialise import materialise
from bilateral.reasoning.rules.domain_rules import load_rules
from bilateral.store.engine.canonical_form import canonical
from bilateral.store.snapshots.snapshot_builder import build_store

if TYPE_CHECKING:
    from collections.abc import Iterator

HUB = "topic/everything"
ROOT = Path(__file__).parents[3]
_LEVELS = ("BilateralMeeting", "BilateralMeeting", "Visit", "Summit", "Agreement")
_SYLLABLES = [
    "an",
    "ba",
    "chen",
    "do",
    "er",
    "fa",
    "gu",
    "hai",
    "il",
    "jo",
    "ka",
    "li",
    "mo",
    "na",
    "or",
    "pe",
    "qu",
    "ri",
    "sa",
    "to",
    "un",
    "va",
    "wi",
    "xi",
    "yo",
    "zu",
]


class Maker:
    """Makes quads; the same ones for the same size."""

    def __init__(self, states: list[Term], size: int) -> None:
        self._chance = random.Random(size)  # reproducible, not secret
        self._states = states
        self._weights = [1 / (place + 3) for place in range(len(states))]
        self._events, self._persons, self._documents = size // 20, size // 100, size // 250
        self._in_office: dict[Term, list[Term]] = {state: [] for state in states}

    def quads(self) -> Iterator[Quad]:
        """Yield everything."""
        yield Quad(entity(HUB), RDF.type, BIL["Topic"], graph("made"))
        yield Quad(entity(HUB), RDFS.label, literal("everything", language="en"), graph("made"))
        for number in range(self._documents):
            yield from self._document(number)
        for number in range(self._persons):
            yield from self._person(number)
        for number in range(self._persons // 5):
            yield from self._membership(number)
        for number in range(self._events):
            yield from self._event(number)
        for number in range(100_000 - self._events if self._events < 100_000 else 0):
            yield Quad(self._named("statement", number), BIL.topic, entity(HUB), graph("made"))
        for number in range(20_000):
            yield from self._statement(number)

    def _named(self, kind: str, number: int) -> Term:
        return entity(f"{kind}/made-{number}")

    def _state(self) -> Term:
        return self._chance.choices(self._states, self._weights)[0]

    def _document(self, number: int) -> Iterator[Quad]:
        document, where = self._named("document", number), graph(f"made-{number}")
        yield Quad(document, RDF.type, BIL.SourceDocument, where)
        yield Quad(document, DCT.title, literal(f"Report {number} on the world", language="en"), where)
        yield Quad(document, DCT.issued, self._day(2010, 2025), where)

    def _person(self, number: int) -> Iterator[Quad]:
        person, where = self._named("person", number), self._graph()
        family = "".join(self._chance.choices(_SYLLABLES, k=3)).capitalize()
        given = "".join(self._chance.choices(_SYLLABLES, k=2)).capitalize()
        yield Quad(person, RDF.type, BIL.Person, where)
        yield Quad(person, RDFS.label, literal(f"{given} {family}", language="en"), where)
        yield Quad(person, BIL.familyName, literal(family), where)
        office, state = self._named("office", number), self._state()
        yield Quad(office, RDF.type, BIL.Office, where)
        yield Quad(office, RDFS.label, literal(f"Office {number}", language="en"), where)
        yield Quad(office, BIL.officeOf, state, where)
        tenure = self._named("tenure", number)
        yield Quad(tenure, RDF.type, BIL["Tenure"], where)
        yield Quad(tenure, BIL.holder, person, where)
        yield Quad(tenure, BIL.office, office, where)
        yield Quad(tenure, BIL.start, self._day(1990, 2012), where)
        if number % 3:
            yield Quad(tenure, BIL.end, self._day(2013, 2025), where)
        self._in_office[state].append(person)

    def _membership(self, number: int) -> Iterator[Quad]:
        where, body = self._graph(), self._named("organisation", number % 100)
        if number < 100:
            yield Quad(body, RDF.type, BIL["IntergovernmentalOrganisation"], where)
            yield Quad(body, RDFS.label, literal(f"Organisation {number}", language="en"), where)
        spell = self._named("membership", number)
        yield Quad(spell, RDF.type, BIL["Membership"], where)
        yield Quad(spell, BIL.member, self._chance.choice(self._states), where)
        yield Quad(spell, BIL["organisation"], body, where)
        yield Quad(spell, BIL.role, entity("role/member"), where)
        yield Quad(spell, BIL.standing, entity("standing/confirmed"), where)
        yield Quad(spell, BIL.start, self._day(1950, 2020), where)

    def _event(self, number: int) -> Iterator[Quad]:
        event, where = self._named("meeting", number), self._graph()
        yield Quad(event, RDF.type, BIL[self._chance.choice(_LEVELS)], where)
        yield Quad(event, RDFS.label, literal(f"Meeting {number}", language="en"), where)
        yield Quad(event, BIL.date, self._day(2000, 2025), where)
        yield Quad(event, BIL.status, entity("status/occurred"), where)
        yield Quad(event, BIL.topic, entity(HUB), where)
        host = self._state()
        yield Quad(event, BIL.place, host, where)
        for state in {host, self._state()}:
            people = self._in_office[state]
            yield Quad(event, BIL.participant, self._chance.choice(people) if people else state, where)

    def _statement(self, number: int) -> Iterator[Quad]:
        statement, where = self._named("statement", number), self._graph()
        document = entity(f"document/{where.rpartition('/')[2][:-1]}")
        yield Quad(statement, RDF.type, BIL["Report" if number % 4 else "Claim"], where)
        yield Quad(statement, BIL.reporter, document, where)
        if not number % 4:
            yield Quad(statement, BIL.speaker, self._state(), where)
        event = self._named("meeting", self._chance.randrange(self._events))
        yield Quad(statement, RDF.subject, event, where)
        yield Quad(statement, RDF.predicate, BIL.topic, where)
        yield Quad(statement, RDF.object, entity(HUB), where)

    def _graph(self) -> Term:
        return graph(f"made-{self._chance.randrange(self._documents)}")

    def _day(self, first: int, last: int) -> Term:
        year, month, day = (self._chance.randint(*span) for span in ((first, last), (1, 12), (1, 28)))
        return literal(f"{year}-{month:02}-{day:02}", datatype=XSD + "date")


def make(data: Path, size: int) -> None:
    """Build a store with about so many asserted triples."""
    found = locations.locate(ROOT)
    located = gather(readers(found))
    states = sorted({q.subject for q, _ in located if q.predicate == RDF.type and q.object == BIL["State"]})
    random.Random(1).shuffle(states)
    leaders = [entity(f"state/{code}") for code in ("USA", "CHN", "RUS", "IND", "FRA", "GBR", "DEU", "JPN")]
    states = [*leaders, *(each for each in states if each not in leaders)]
    located += [Located(quad, Origin("made")) for quad in Maker(states, size).quads()]
    quads = canonical(quad for quad, _ in normalise(located))
    result = materialise({quad[:3] for quad in quads}, load_rules(found.rules))
    build_store(data, quads, list(result.inferred))
    BuildRecord("", str(found.root.resolve()), keep_clashes=False).write(data)


def main() -> None:
    """Make the store that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--size", type=int, default=1_000_000)
    options = parser.parse_args()
    started = time.perf_counter()
    make(options.data, options.size)
    print(f"{options.size:,} in {time.perf_counter() - started:.0f} s")  # noqa: T201  # a command line prints


if __name__ == "__main__":
    main()
