"""The rules of OWL 2 RL/RDF about lists of any length, one function each.

Each reads the schema and yields rules in which the list is written out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilateral.rdf import datatypes
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.rules.owl2rl import TEXT, Merge, Rule, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.rules.schema_index import Schema


@dataclass(frozen=True, slots=True)
class Exclusive:
    """No two members of a list may have something in common: eq-diff2, eq-diff3, prp-adp, cax-adc.

    Kept whole, because pairs of members are quadratic.
    """

    name: str
    text: str
    members: tuple[Term, ...]
    premises: tuple[Triple, ...]


def listed(schema: Schema, predicate: Term) -> Iterator[tuple[Term, tuple[Term, ...], tuple[Triple, ...]]]:
    """Yield each list of a predicate: its subject, its members, and the triples that say so."""
    for subject, _, node in list(schema.match(None, predicate, None)):
        for members, cells in schema.lists(node):
            if members:
                yield subject, members, ((subject, predicate, node), *cells)


def prp_spo2(schema: Schema) -> Iterator[Rule]:
    """Property chains."""
    for prop, chain, premises in listed(schema, OWL.propertyChainAxiom):
        body = tuple((f"?u{i}", p, f"?u{i + 1}") for i, p in enumerate(chain))
        head = ("?u0", prop, f"?u{len(chain)}")
        yield Rule("prp-spo2", TEXT["prp-spo2"], head, body, premises=premises)


def prp_key(schema: Schema) -> Iterator[Merge]:
    """Keys of any number of properties."""
    for cls, properties, premises in listed(schema, OWL.hasKey):
        group = tuple(f"?z{i}" for i in range(len(properties)))
        values = tuple(("?x", p, z) for p, z in zip(properties, group, strict=True))
        yield Merge("prp-key", TEXT["prp-key"], "?x", group, (("?x", RDF.type, cls), *values), premises)


def cls_int1(schema: Schema) -> Iterator[Rule]:
    """What is in all parts is in the intersection."""
    for cls, parts, premises in listed(schema, OWL.intersectionOf):
        body = tuple(("?y", RDF.type, part) for part in dict.fromkeys(parts))
        yield Rule("cls-int1", TEXT["cls-int1"], ("?y", RDF.type, cls), body, premises=premises)


def cls_int2(schema: Schema) -> Iterator[Rule]:
    """What is in the intersection is in each part."""
    for cls, parts, premises in listed(schema, OWL.intersectionOf):
        for part in parts:
            body = (("?y", RDF.type, cls),)
            yield Rule("cls-int2", TEXT["cls-int2"], ("?y", RDF.type, part), body, premises=premises)


def cls_uni(schema: Schema) -> Iterator[Rule]:
    """What is in a part is in the union."""
    for cls, parts, premises in listed(schema, OWL.unionOf):
        for part in parts:
            body = (("?y", RDF.type, part),)
            yield Rule("cls-uni", TEXT["cls-uni"], ("?y", RDF.type, cls), body, premises=premises)


def cls_oo(schema: Schema) -> Iterator[Rule]:
    """What is enumerated is in the class."""
    for cls, members, premises in listed(schema, OWL.oneOf):
        for member in members:
            yield Rule("cls-oo", TEXT["cls-oo"], (member, RDF.type, cls), (), premises=premises)


def scm_int(schema: Schema) -> Iterator[Rule]:
    """The intersection is a subclass of each part."""
    for cls, parts, premises in listed(schema, OWL.intersectionOf):
        for part in parts:
            yield Rule("scm-int", TEXT["scm-int"], (cls, RDFS.subClassOf, part), (), premises=premises)


def scm_uni(schema: Schema) -> Iterator[Rule]:
    """Each part is a subclass of the union."""
    for cls, parts, premises in listed(schema, OWL.unionOf):
        for part in parts:
            yield Rule("scm-uni", TEXT["scm-uni"], (part, RDFS.subClassOf, cls), (), premises=premises)


def eq_diff2(schema: Schema) -> Iterator[Exclusive]:
    """The members of owl:AllDifferent are different."""
    return _exclusive(schema, "eq-diff2", OWL.AllDifferent, OWL.members)


def eq_diff3(schema: Schema) -> Iterator[Exclusive]:
    """The distinct members of owl:AllDifferent are different."""
    return _exclusive(schema, "eq-diff3", OWL.AllDifferent, OWL.distinctMembers)


def prp_adp(schema: Schema) -> Iterator[Exclusive]:
    """Disjoint properties never relate the same two things."""
    return _exclusive(schema, "prp-adp", OWL.AllDisjointProperties, OWL.members)


def cax_adc(schema: Schema) -> Iterator[Exclusive]:
    """Disjoint classes share no instance."""
    return _exclusive(schema, "cax-adc", OWL.AllDisjointClasses, OWL.members)


def _exclusive(schema: Schema, name: str, cls: Term, predicate: Term) -> Iterator[Exclusive]:
    for axiom, members, premises in listed(schema, predicate):
        if any(schema.match(axiom, RDF.type, cls)):
            yield Exclusive(name, TEXT[name], members, ((axiom, RDF.type, cls), *premises))


LIST_RULES: tuple[Callable[[Schema], Iterator[Rule]], ...] = (prp_spo2, cls_int1, cls_oo, scm_int, scm_uni)
IMPLIED_RULES: tuple[Callable[[Schema], Iterator[Rule]], ...] = (cls_int2, cls_uni)
EXCLUSIVE_RULES = (eq_diff2, eq_diff3, prp_adp, cax_adc)

HORN = tuple(rule for rule in rules_of("beyond") if rule.name not in {"chain-trp", "range-int"})


def chain_trp(schema: Schema) -> Iterator[Rule]:
    """A property that is its own chain is transitive."""
    for prop, chain, premises in listed(schema, OWL.propertyChainAxiom):
        if chain == (prop, prop):
            yield Rule(
                "chain-trp",
                TEXT["chain-trp"],
                (prop, RDF.type, OWL.TransitiveProperty),
                (),
                premises=premises,
            )


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
                yield Rule(
                    "range-int", TEXT["range-int"], (prop, RDFS.range, datatype), (), premises=premises
                )
