"""Synthetic data of this domain, of any size: states, organisations, offices, meetings.

The ontology uses what the real one does: hierarchies, disjointness, chains, inverses, symmetric
and transitive properties, keys, restrictions, datatype ranges.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NS, DATA = "http://example.org/ns#", "http://example.org/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
PREFIXES = {"rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD, "": NS}
TYPE, LABEL, SAME = f"<{RDF}type>", f"<{RDFS}label>", f"<{OWL}sameAs>"

SUBCLASSES = """
Person Agent|Official Person|Diplomat Official|Minister Official|Head Official|Organisation Agent
Union Organisation|Alliance Organisation|State Agent|State Place|Region Place|City Place|Meeting Event
Bilateral Meeting|Summit Meeting|Visit Bilateral|Membership Relation|Embassy Office|Ministry Office
"""
AXIOMS = """
:affiliatedWith rdfs:domain :Agent|:affiliatedWith rdfs:range :Organisation
:memberOf rdfs:subPropertyOf :affiliatedWith
:memberOf owl:inverseOf :hasMember|:memberVia rdfs:domain :State|:memberVia rdfs:range :Membership
:inOrganisation rdfs:domain :Membership|:inOrganisation rdfs:range :Organisation
:holds rdfs:domain :Official|:holds rdfs:range :Office
:officeOf rdfs:domain :Office|:officeOf rdfs:range :State
:represents rdfs:range :State|:represents owl:inverseOf :representedBy
:participant rdfs:domain :Event|:participant rdfs:range :Agent|:participant owl:inverseOf :participatesIn
:host rdfs:subPropertyOf :participant|:guest rdfs:subPropertyOf :participant
:partnerOf rdf:type owl:SymmetricProperty|:tradesWith rdfs:subPropertyOf :partnerOf
:partnerOf rdfs:domain :Agent|:partOf rdf:type owl:TransitiveProperty
:partOf owl:inverseOf :hasPart|:locatedIn rdfs:subPropertyOf :partOf
:venue rdfs:domain :Event|:venue rdfs:range :Place|:precedes rdf:type owl:TransitiveProperty
:precedes rdf:type owl:IrreflexiveProperty|:precedes owl:inverseOf :follows
:code rdf:type owl:FunctionalProperty|:code rdf:type owl:InverseFunctionalProperty|:date rdfs:range xsd:date
:Person owl:disjointWith :Place|:Ambassador owl:equivalentClass :AmbassadorOf
:HoldsEmbassy owl:onProperty :holds|:HoldsEmbassy owl:someValuesFrom :Embassy
:Founder owl:equivalentClass :InFirst|:InFirst owl:onProperty :memberOf|:InFirst owl:hasValue :First
:Agent rdf:type owl:Class|:Place rdf:type owl:Class|:Event rdf:type owl:Class
"""
LISTS = {
    ":memberOf owl:propertyChainAxiom": ":memberVia :inOrganisation",
    ":represents owl:propertyChainAxiom": ":holds :officeOf",
    ":involves owl:propertyChainAxiom": ":participant :represents",
    ":takesPlaceIn owl:propertyChainAxiom": ":venue :partOf",
    ":AmbassadorOf owl:intersectionOf": ":Official :HoldsEmbassy",
    ":Kinds owl:members": ":Person :Organisation :Event :Relation :Office",
}


def _name(compact: str) -> str:
    prefix, _, local = compact.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _split(table: str) -> list[list[str]]:
    return [statement.split() for statement in table.replace("\n", "|").split("|") if statement]


def ontology() -> Iterator[str]:
    """Yield the ontology as lines of N-Triples."""
    for sub, sup in _split(SUBCLASSES):
        yield f"{_name(':' + sub)} {_name('rdfs:subClassOf')} {_name(':' + sup)} .\n"
    for statement in _split(AXIOMS):
        yield f"{' '.join(map(_name, statement))} .\n"
    yield f"{_name(':Kinds')} {TYPE} {_name('owl:AllDisjointClasses')} .\n"
    for number, (start, members) in enumerate(LISTS.items()):
        cells = [f"<{NS}list{number}-{at}>" for at, _ in enumerate(members.split())]
        yield f"{' '.join(map(_name, start.split()))} {cells[0]} .\n"
        for cell, member, rest in zip(cells, members.split(), [*cells[1:], _name("rdf:nil")], strict=True):
            yield f"{cell} {_name('rdf:first')} {_name(member)} .\n{cell} {_name('rdf:rest')} {rest} .\n"


def data(size: int, *, linked: bool) -> Iterator[str]:
    """Yield about so many triples as lines of N-Triples; linked ones have owl:sameAs."""
    chance = random.Random(size)  # reproducible, not secret
    states = [f"<{DATA}state/{i}>" for i in range(200)]
    unions = [f"<{DATA}organisation/{i}>" for i in range(100)]
    cities = [f"<{DATA}city/{i}>" for i in range(max(200, min(2000, size // 50)))]
    count = 0
    for line in _frame(chance, states, unions, cities, linked=linked):
        count += 1
        yield line
    officials = [f"<{DATA}person/{i}>" for i in range(max(50, size // 22))]
    for line in _officials(chance, states, officials, linked=linked):
        count += 1
        yield line
    meeting = 0
    while count < size:
        for line in _meeting(chance, meeting, cities, officials):
            count += 1
            yield line
        meeting += 1


def _line(subject: str, predicate: str, object_: str) -> str:
    return f"{subject} {predicate if predicate[0] == '<' else f'<{NS}{predicate}>'} {object_} .\n"


def _frame(
    chance: random.Random, states: list[str], unions: list[str], cities: list[str], *, linked: bool
) -> Iterator[str]:
    regions = [f"<{DATA}region/{i}>" for i in range(23)]
    for i, region in enumerate(regions[1:], 1):
        yield _line(region, "partOf", regions[0 if i < 6 else 1 + i % 5])
    for i, state in enumerate(states):
        yield _line(state, TYPE, _name(":State"))
        yield _line(state, LABEL, f'"State {i}"@en')
        yield _line(state, "code", f'"S{i:03}"')
        yield _line(state, "partOf", regions[6 + i % 17])
        if linked:
            yield _line(state, SAME, f"<http://other.example/Q{i}>")
        for number, union in enumerate([unions[0], *chance.sample(unions[1:], 3)]):
            membership = f"<{DATA}membership/{i}-{number}>"
            yield _line(state, "memberVia", membership)
            yield _line(membership, "inOrganisation", union)
            yield _line(membership, "date", f'"{chance.randint(1945, 2020)}-01-01"^^<{XSD}date>')
        for partner in chance.sample(states, 3):
            if partner != state:
                yield _line(state, chance.choice(["tradesWith", "partnerOf"]), partner)
    for i, union in enumerate(unions):
        yield _line(union, TYPE, _name(chance.choice([":Union", ":Alliance"])))
        yield _line(union, LABEL, f'"Organisation {i}"@en')
    for i, city in enumerate(cities):
        yield _line(city, TYPE, _name(":City"))
        yield _line(city, "locatedIn", states[i % 200])


def _officials(
    chance: random.Random, states: list[str], officials: list[str], *, linked: bool
) -> Iterator[str]:
    for i, person in enumerate(officials):
        office = f"<{DATA}office/{i}>"
        yield _line(person, TYPE, _name(chance.choice([":Official", ":Diplomat", ":Minister"])))
        yield _line(person, LABEL, f'"Person {i}"')
        yield _line(person, "holds", office)
        yield _line(office, TYPE, _name(chance.choice([":Embassy", ":Ministry"])))
        yield _line(office, "officeOf", chance.choice(states))
        if linked and i % 10 == 0:
            yield _line(person, SAME, f"<http://other.example/P{i}>")


def _meeting(chance: random.Random, number: int, cities: list[str], officials: list[str]) -> Iterator[str]:
    meeting = f"<{DATA}meeting/{number}>"
    yield _line(meeting, TYPE, _name(chance.choice([":Bilateral", ":Summit", ":Visit", ":Meeting"])))
    yield _line(meeting, LABEL, f'"Meeting {number}"@en')
    date = f"20{chance.randint(10, 25)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    yield _line(meeting, "date", f'"{date}"^^<{XSD}date>')
    yield _line(meeting, "venue", chance.choice(cities))
    yield _line(meeting, "host", chance.choice(officials))
    for _ in range(chance.randint(1, 5)):
        yield _line(meeting, "guest", chance.choice(officials))
    if number % 10:
        yield _line(f"<{DATA}meeting/{number - 1}>", "precedes", meeting)


def write(path: Path, size: int, *, linked: bool = False) -> None:
    """Write ontology and data to a file of N-Triples."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(ontology())
        file.writelines(data(size, linked=linked))
