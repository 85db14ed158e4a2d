"""What a graph contradicts: the rules that conclude false, looked for once all else is inferred."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from bilateral.rdf import datatypes
from bilateral.rdf.vocabulary import OWL, RDF
from bilateral.reasoning.bulk.columns import Keys, Run, lower, upper
from bilateral.reasoning.bulk.join import START, Bindings, of_run
from bilateral.reasoning.rules.owl2rl import TEXT, Clash, Rule, not_type, substitute
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.semi_naive import Bulk
    from bilateral.reasoning.rules.list_rules import Exclusive


def find(bulk: Bulk) -> list[Clash]:
    """Return every clash of a graph that was reasoned over, each once."""
    found = [
        *_of_rules(bulk),
        *_of_exclusives(bulk),
        *_ill_typed(bulk),
        *_different_values(bulk),
        *_of_literal_merges(bulk),
        *_of_ranges(bulk),
    ]
    return list(dict.fromkeys(found))


def _of_rules(bulk: Bulk) -> Iterator[Clash]:
    for rule in bulk.program.rules:
        if rule.name == "eq-diff1":
            yield from _eq_diff1(bulk, rule)
        elif rule.head is None:
            found = bulk.relations.join(bulk.encoded(rule.body), START)
            yield from _instances(bulk, rule, bulk.filtered(rule, found))


def _instances(bulk: Bulk, rule: Rule, found: Bindings) -> Iterator[Clash]:
    columns = [column.tolist() for column in found.columns.values()]
    for values in zip(*columns, strict=True) if columns else [()] * found.rows:
        bindings = {name: bulk.canonical(value) for name, value in zip(found.columns, values, strict=True)}
        body = tuple(substitute(atom, bindings) for atom in rule.body)
        premises = tuple(bulk.canonical_triple(triple) for triple in rule.premises) + body
        yield Clash(rule.name, rule.text, bindings, premises)


def _eq_diff1(bulk: Bulk, rule: Rule) -> Iterator[Clash]:
    """What is the same is not different: in representatives, x owl:differentFrom x."""
    predicate = bulk.number(OWL.differentFrom)
    found = of_run(("?x", predicate, "?x"), Run(bulk.relations[predicate].keys()))
    for number in found.columns["?x"].tolist():
        one, other = bulk.two_names(number)
        premises = (one, OWL.sameAs, other), (one, OWL.differentFrom, other)
        yield Clash(rule.name, rule.text, {"?x": one, "?y": other}, premises)


def _of_exclusives(bulk: Bulk) -> Iterator[Clash]:
    for exclusive in bulk.program.exclusives:
        find_in = {"cax-adc": _cax_adc, "prp-adp": _prp_adp}.get(exclusive.name, _all_different)
        yield from find_in(bulk, exclusive)


def _cax_adc(bulk: Bulk, exclusive: Exclusive) -> Iterator[Clash]:
    predicate = bulk.number(RDF.type)
    types = Run(bulk.relations[predicate].keys())
    atoms = (("?z", predicate, bulk.number(cls)) for cls in exclusive.members)
    parts = [of_run(atom, types).columns["?z"] for atom in atoms]
    for number, one, other in _in_two(parts):
        z, ci, cj = bulk.canonical(number), exclusive.members[one], exclusive.members[other]
        bindings = {"?z": z, "?ci": ci, "?cj": cj}
        yield _exclusive_clash(bulk, exclusive, bindings, (z, RDF.type, ci), (z, RDF.type, cj))


def _prp_adp(bulk: Bulk, exclusive: Exclusive) -> Iterator[Clash]:
    predicates = [bulk.number(p) for p in exclusive.members]
    for key, one, other in _in_two([bulk.relations[predicate].keys() for predicate in predicates]):
        u, v = bulk.canonical(key >> 32), bulk.canonical(key & 0xFFFFFFFF)
        pi, pj = exclusive.members[one], exclusive.members[other]
        bindings = {"?u": u, "?v": v, "?pi": pi, "?pj": pj}
        yield _exclusive_clash(bulk, exclusive, bindings, (u, pi, v), (u, pj, v))


def _all_different(bulk: Bulk, exclusive: Exclusive) -> Iterator[Clash]:
    numbers = [np.array([bulk.number(member)], np.int64) for member in exclusive.members]
    for number, _, _ in _in_two(numbers):
        one, other = bulk.two_names(number)
        yield _exclusive_clash(bulk, exclusive, {"?zi": one, "?zj": other}, (one, OWL.sameAs, other))


def _exclusive_clash(
    bulk: Bulk, exclusive: Exclusive, bindings: Mapping[Term, Term], *facts: Triple
) -> Clash:
    premises = tuple(map(bulk.canonical_triple, (*exclusive.premises, *facts)))
    return Clash(exclusive.name, exclusive.text, bindings, premises)


def _in_two(parts: Sequence[Keys]) -> Iterator[tuple[int, int, int]]:
    """Yield what is in more than one part, with the places of the two parts."""
    values = np.concatenate([*parts, np.empty(0, np.int64)])
    places = np.repeat(np.arange(len(parts)), [part.size for part in parts])
    order = np.lexsort((places, values))
    values, places = values[order], places[order]
    starts = np.flatnonzero(np.diff(values, prepend=-1))
    ends = np.append(starts[1:], values.size)
    for start, end in zip(starts[ends - starts > 1].tolist(), ends[ends - starts > 1].tolist(), strict=True):
        for one, other in combinations(places[start:end].tolist(), 2):
            yield int(values[start]), one, other


def _ill_typed(bulk: Bulk) -> Iterator[Clash]:
    """dt-not-type: literals that have no value at all."""
    for number in np.flatnonzero(bulk.is_literal).tolist():
        literal = bulk.terms[number]
        if datatypes.validate(literal) is not None:
            premise = bulk.asserted_with(number)
            if premise:
                yield not_type(literal, None, (premise,))


def _different_values(bulk: Bulk) -> Iterator[Clash]:
    """dt-diff: one term that is the same as literals with different values."""
    table = bulk.equality.merged()
    literals = table[bulk.is_literal[lower(table)]]
    for one, other in zip(literals[:-1].tolist(), literals[1:].tolist(), strict=True):
        if one >> 32 != other >> 32:
            continue
        left, right = bulk.terms[one & 0xFFFFFFFF], bulk.terms[other & 0xFFFFFFFF]
        if datatypes.differ(left, right):
            x = bulk.canonical(one >> 32)
            bindings = {"lt1": left, "lt2": right}
            yield Clash("dt-diff", TEXT["dt-diff"], bindings, ((x, OWL.sameAs, left), (x, OWL.sameAs, right)))


def _of_literal_merges(bulk: Bulk) -> Iterator[Clash]:
    """dt-diff: literals with different values that a rule concludes to be the same."""
    for merge in bulk.program.merges:
        edges = bulk.unresolved(merge)
        if edges.size:
            rule = merge.pairwise()
            assert rule.head is not None  # noqa: S101  # a pairwise rule concludes equality
            members = {rule.head[0]: upper(edges), rule.head[2]: lower(edges)}
            found = bulk.relations.join(bulk.encoded(rule.body), Bindings(edges.size, members))
            yield from _instances(bulk, rule, found)


def _of_ranges(bulk: Bulk) -> Iterator[Clash]:
    """dt-not-type: literals outside a datatype that a rule gives them."""
    for rule in bulk.program.rules:
        subject, predicate, cls = rule.head or ("", "", "")
        if predicate == RDF.type and datatypes.is_datatype(cls) and is_variable(subject):
            found = bulk.filtered(rule, bulk.relations.join(bulk.encoded(rule.body), START))
            outside = bulk.outside(found.columns[subject], cls)
            for clash in _instances(bulk, rule, found.where(outside)):
                yield not_type(bulk.literal_of(clash.bindings[subject]), cls, clash.premises)
