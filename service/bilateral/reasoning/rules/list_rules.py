"""The rules about lists of any length, and what OWL 2 entails beyond the 78 rules of OWL 2 RL/RDF.

Each yields rules in which a list of the schema is written out. Out of reach of rules is what needs terms that
no triple has: complements of disjoint classes, restrictions and lists that exist by the comprehension
conditions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral.rdf import datatypes
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.rules.owl2rl import TEXT, Merge, Rule, rules_of, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.rules.schema_index import Schema

HORN = tuple(rule for rule in rules_of("beyond") if rule.name not in {"chain-trp", "range-int"})

_EXCLUSIVES = (
    ("eq-diff2", OWL.AllDifferent, OWL.members),
    ("eq-diff3", OWL.AllDifferent, OWL.distinctMembers),
    ("prp-adp", OWL.AllDisjointProperties, OWL.members),
    ("cax-adc", OWL.AllDisjointClasses, OWL.members),
)
_IN_CLASS, _IN_MEMBER = ("?y", RDF.type, "?c"), ("?y", RDF.type, "?m")
_OF_MEMBERS: tuple[tuple[str, Term, tuple[Triple, ...], Triple], ...] = (
    ("cls-oo", OWL.oneOf, (), ("?m", RDF.type, "?c")),
    ("scm-int", OWL.intersectionOf, (), ("?c", RDFS.subClassOf, "?m")),
    ("scm-uni", OWL.unionOf, (), ("?m", RDFS.subClassOf, "?c")),
)
_IMPLIED_OF_MEMBERS = (
    ("cls-int2", OWL.intersectionOf, (_IN_CLASS,), _IN_MEMBER),
    ("cls-uni", OWL.unionOf, (_IN_MEMBER,), _IN_CLASS),
)
"""Rules for each member ?m of the list of a class ?c: name, predicate of the list, body, head."""


@dataclass(frozen=True, slots=True)
class Exclusive:
    """No two members of a list may have something in common: eq-diff2, eq-diff3, prp-adp, cax-adc.

    Kept whole, because pairs of members are quadratic.
    """

    name: str
    text: str
    members: tuple[Term, ...]
    premises: tuple[Triple, ...]


def horn_rules(schema: Schema, *, complete: bool) -> Iterator[Rule]:
    """Yield the Horn rules about lists; if complete, also those whose conclusions other rules reach."""
    yield from prp_spo2(schema)
    yield from cls_int1(schema)
    for name, predicate, body, head in (*_OF_MEMBERS, *(_IMPLIED_OF_MEMBERS if complete else ())):
        for cls, members, premises in _listed(schema, predicate):
            for member in members:
                bound = {"?c": cls, "?m": member}
                atoms = tuple(substitute(atom, bound) for atom in body)
                yield Rule(name, TEXT[name], substitute(head, bound), atoms, premises=premises)


def prp_spo2(schema: Schema) -> Iterator[Rule]:
    """Property chains."""
    for prop, chain, premises in _listed(schema, OWL.propertyChainAxiom):
        body = tuple((f"?u{i}", p, f"?u{i + 1}") for i, p in enumerate(chain))
        head = ("?u0", prop, f"?u{len(chain)}")
        yield Rule("prp-spo2", TEXT["prp-spo2"], head, body, premises=premises)


def cls_int1(schema: Schema) -> Iterator[Rule]:
    """What is in all parts is in the intersection."""
    for cls, parts, premises in _listed(schema, OWL.intersectionOf):
        body = tuple(("?y", RDF.type, part) for part in dict.fromkeys(parts))
        yield Rule("cls-int1", TEXT["cls-int1"], ("?y", RDF.type, cls), body, premises=premises)


def prp_key(schema: Schema) -> Iterator[Merge]:
    """Keys of any number of properties."""
    for cls, properties, premises in _listed(schema, OWL.hasKey):
        group = tuple(f"?z{i}" for i in range(len(properties)))
        values = tuple(("?x", p, z) for p, z in zip(properties, group, strict=True))
        yield Merge("prp-key", TEXT["prp-key"], "?x", group, (("?x", RDF.type, cls), *values), premises)


def exclusives(schema: Schema) -> Iterator[Exclusive]:
    """Yield the lists whose members exclude one another."""
    for name, cls, predicate in _EXCLUSIVES:
        for axiom, members, premises in _listed(schema, predicate):
            if any(schema.match(axiom, RDF.type, cls)):
                yield Exclusive(name, TEXT[name], members, ((axiom, RDF.type, cls), *premises))


def chain_trp(schema: Schema) -> Iterator[Rule]:
    """A property that is its own chain is transitive."""
    for prop, chain, premises in _listed(schema, OWL.propertyChainAxiom):
        if chain == (prop, prop):
            head = (prop, RDF.type, OWL.TransitiveProperty)
            yield Rule("chain-trp", TEXT["chain-trp"], head, (), premises=premises)


def range_int(schema: Schema) -> Iterator[Rule]:
    """What is in several integer datatypes is in each that holds all they share."""
    bounds = datatypes.BOUNDS
    ranges: dict[Term, list[Term]] = {}
    for prop, _, datatype in schema.match(None, RDFS.range, None):
        if datatype in bounds:
            ranges.setdefault(prop, []).append(datatype)
    for prop, found in ranges.items():
        low = max((bound for d in found if (bound := bounds[d][0]) is not None), default=None)
        high = min((bound for d in found if (bound := bounds[d][1]) is not None), default=None)
        premises = tuple((prop, RDFS.range, datatype) for datatype in found)
        for datatype, (lowest, highest) in bounds.items():
            above = lowest is None or (low is not None and lowest <= low)
            below = highest is None or (high is not None and high <= highest)
            if above and below:
                head = (prop, RDFS.range, datatype)
                yield Rule("range-int", TEXT["range-int"], head, (), premises=premises)


def _listed(schema: Schema, predicate: Term) -> Iterator[tuple[Term, tuple[Term, ...], tuple[Triple, ...]]]:
    """Yield each list of a predicate: its subject, its members, and the triples that say so."""
    for subject, _, node in list(schema.match(None, predicate, None)):
        for members, cells in schema.lists(node):
            if members:
                yield subject, members, ((subject, predicate, node), *cells)
