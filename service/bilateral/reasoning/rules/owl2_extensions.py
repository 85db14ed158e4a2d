"""What OWL 2 entails beyond the 78 rules, as far as rules reach it: ``beyond`` in ``owl2rl.rules``.

Left out is what asks for terms that no triple has: complements of classes that are disjoint,
restrictions and lists that exist by the comprehension conditions alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.rdf import datatypes
from bilateral.rdf.vocabulary import OWL, RDF, RDFS
from bilateral.reasoning.rules.list_rules import listed
from bilateral.reasoning.rules.owl2rl import TEXT, Rule, rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilateral.rdf.terms import Term
    from bilateral.reasoning.rules.schema_index import Schema

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
    bounds = datatypes.intervals()
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
