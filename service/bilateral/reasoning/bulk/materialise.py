"""Materialise and close: a graph in, what it entails out."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from bilateral.collection_pause import collection_pause
from bilateral.reasoning.bulk.dictionary import Dictionary
from bilateral.reasoning.bulk.materialisation import BulkMaterialisation, Materialisation
from bilateral.reasoning.bulk.semi_naive import Bulk
from bilateral.reasoning.rules.owl2rl import RULES
from bilateral.syntax.construct_query import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilateral.rdf.terms import Triple
    from bilateral.reasoning.rules.domain_rules import DomainRule

Reasoner: TypeAlias = Literal["native", "owlrl"]
Trivial: TypeAlias = Literal["none", "eq-ref", "all"]
Source: TypeAlias = "Path | Iterable[Path] | Iterable[Triple]"

_VOCABULARY = sorted({term for rule in RULES for atom in rule.body for term in atom if not is_variable(term)})


def materialise(
    source: Source,
    rules: Sequence[DomainRule] = (),
    *,
    reasoner: Reasoner = "native",
    trivial: Trivial = "none",
    beyond: bool = False,
) -> Materialisation:
    """Return what OWL 2 RL and the rules of the domain entail beyond what is asserted.

    Args:
        source: triples, or N-Triples files.
        rules: as `load_rules` reads them.
        reasoner: native, or owlrl as the reference.
        trivial: how much of the trivial part to include: see `Materialisation`.
        beyond: include what sound rules beyond the 78 entail.

    Raises:
        InputError: a file is not N-Triples.
    """
    if reasoner == "owlrl":
        from bilateral.reasoning.bulk.owlrl_reference import ReferenceMaterialisation  # noqa: PLC0415  # and owlrl

        return ReferenceMaterialisation(_triples(source), rules, complete=trivial == "all")
    start = perf_counter()
    dictionary = Dictionary(_VOCABULARY)
    with collection_pause():
        rows = _encoded(dictionary, source)
    encoded = perf_counter()
    horn = [horn for rule in rules for horn in rule.rules]
    bulk = Bulk(dictionary, rows, horn, complete=trivial == "all", beyond=beyond)
    prepared = perf_counter()
    bulk.run()
    seconds = {"encode": encoded - start, "prepare": prepared - encoded, "reason": perf_counter() - prepared}
    return BulkMaterialisation(bulk, seconds, trivial)


def _encoded(dictionary: Dictionary, source: Source) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    sources: list[Path | Triple] = [source] if isinstance(source, Path) else list(source)
    paths = [path for path in sources if isinstance(path, Path)]
    triples = (triple for triple in sources if not isinstance(triple, Path))
    parts = [dictionary.read(path) for path in paths]
    if paths:
        forms = dictionary.normalise()
        if forms is not None:
            parts = [forms[part] for part in parts]
    return np.concatenate([dictionary.encode(triples), *parts])


def _triples(source: Source) -> Iterator[Triple]:
    dictionary = Dictionary()
    rows = _encoded(dictionary, source)
    terms = list(dictionary.numbers)
    for subject, predicate, object_ in rows.tolist():
        yield terms[subject], terms[predicate], terms[object_]
