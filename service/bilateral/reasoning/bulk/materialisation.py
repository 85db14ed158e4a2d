"""What reasoning over a graph gives: the inferred triples, the clashes, and what it took."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bilateral.rdf.terms import is_literal
from bilateral.rdf.vocabulary import OWL, RDFS
from bilateral.reasoning.bulk import clashes
from bilateral.reasoning.bulk.columns import NONE, Keys, lower, pack, unique, upper, without
from bilateral.reasoning.rules.owl2rl import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from bilateral.rdf.terms import Term, Triple
    from bilateral.reasoning.bulk.semi_naive import Bulk
    from bilateral.reasoning.rules.owl2rl import Clash

_LINES = 1 << 16


class Materialisation(Protocol):
    """The result of reasoning.

    What is inferred excludes what is asserted, and is legal RDF: no literal subjects, IRIs as
    predicates. Left out unless asked for are the trivial: ``x owl:sameAs x`` for terms that are the
    same as no other (eq-ref), and then that literals differ (dt-diff) and the order of the datatypes.
    """

    seconds: dict[str, float]  # what each stage took

    @property
    def inferred(self) -> Iterator[Triple]:
        """The inferred triples."""

    @property
    def clashes(self) -> list[Clash]:
        """Every contradiction; empty where the graph is consistent."""

    @property
    def counts(self) -> dict[str, int]:
        """How many triples are asserted and inferred."""

    def lines(self, graph: Term | None = None) -> Iterator[bytes]:
        """Yield the inferred triples as N-Triples, or as N-Quads of a graph."""
        end = f" {graph} .\n" if graph else " .\n"
        return (f"{' '.join(triple)}{end}".encode() for triple in self.inferred)

    def write(self, path: Path, graph: Term | None = None) -> None:
        """Write the inferred triples to a file, as N-Triples or N-Quads."""
        with path.open("wb") as file:
            file.writelines(self.lines(graph))


class BulkMaterialisation(Materialisation):
    """What the bulk engine found."""

    def __init__(self, bulk: Bulk, seconds: dict[str, float], trivial: str) -> None:
        self.bulk, self.seconds = bulk, seconds
        self._complete, self._reflexive = trivial == "all", trivial != "none"

    @cached_property
    def clashes(self) -> list[Clash]:
        """Every contradiction; empty where the graph is consistent."""
        return clashes.find(self.bulk)

    @property
    def inferred(self) -> Iterator[Triple]:
        """The inferred triples."""
        terms = self.bulk.terms
        for predicate, keys in self.columns():
            name = terms[predicate]
            for key in keys.tolist():
                yield terms[key >> 32], name, terms[key & 0xFFFFFFFF]

    @property
    def counts(self) -> dict[str, int]:
        """How many triples are asserted and inferred, and how many rounds it took."""
        return {
            "asserted": sum(keys.size for keys in self.bulk.asserted.values()),
            "inferred": sum(keys.size for _, keys in self.columns()),
            "rounds": self.bulk.rounds,
            "rules": len(self.bulk.program.rules) + len(self.bulk.program.merges),
        }

    def lines(self, graph: Term | None = None) -> Iterator[bytes]:
        """Yield the inferred triples as N-Triples, or as N-Quads of a graph, in large pieces."""
        name = self.bulk.terms.__getitem__
        end = f" {graph} .\n" if graph else " .\n"
        for predicate, keys in self.columns():
            middle = f" {name(predicate)} "
            for start in range(0, keys.size, _LINES):
                part = keys[start : start + _LINES]
                pieces = [middle] * (4 * part.size)
                pieces[0::4] = map(name, upper(part).tolist())
                pieces[2::4] = map(name, lower(part).tolist())
                pieces[3::4] = [end] * part.size
                yield "".join(pieces).encode()

    def columns(self) -> Iterator[tuple[int, Keys]]:
        """Yield predicates, each with sorted keys of inferred triples."""
        if not self._reflexive:
            yield from self._columns()
            return
        bulk = self.bulk
        used = np.zeros(len(bulk.terms), np.bool_)
        same = bulk.dictionary.numbers[OWL.sameAs]
        used[same] = True
        known = NONE
        for predicate, keys in chain(bulk.asserted.items(), inferred := list(self._columns())):
            used[predicate] = used[upper(keys)] = used[lower(keys)] = True
        yield from inferred
        for predicate, keys in inferred:
            known = keys if predicate == same else known
        numbers = np.flatnonzero(used & ~bulk.is_literal)
        yield from self._new(same, without(pack(numbers, numbers), known))

    def _columns(self) -> Iterator[tuple[int, Keys]]:
        bulk = self.bulk
        same = bulk.dictionary.numbers[OWL.sameAs]
        for predicate in list(bulk.relations):
            keys = bulk.relations[predicate].keys()
            if not keys.size or bulk.equality.representative[predicate] != predicate or predicate == same:
                continue
            everyone = self._legal(self._expanded(keys))
            _, names = bulk.equality.expand(np.array([predicate], np.int64))
            for name in names.tolist():
                yield from self._new(name, everyone)
        yield from self._new(same, self._same())

    def _new(self, predicate: int, keys: Keys) -> Iterator[tuple[int, Keys]]:
        if self.bulk.terms[predicate][0] != "<":
            return
        keys = without(keys, self.bulk.asserted.get(predicate, NONE))
        if predicate == self.bulk.dictionary.numbers[RDFS.subClassOf] and not self._complete:
            known = self.bulk.is_datatype
            keys = keys[~(known[upper(keys)] & known[lower(keys)])]
        if keys.size:
            yield predicate, keys

    def _legal(self, keys: Keys) -> Keys:
        return keys[~self.bulk.is_literal[upper(keys)] & ~self._unused[lower(keys)]]

    @cached_property
    def _unused(self) -> NDArray[np.bool_]:
        """The literals that occur in rules and not in facts."""
        numbers = self.bulk.dictionary.numbers
        named = [numbers[term] for rule in RULES for atom in rule.body for term in atom if is_literal(term)]
        unused = np.zeros(len(self.bulk.terms), np.bool_)
        unused[named] = True
        for keys in self.bulk.asserted.values():
            unused[lower(keys)] = False
        return unused

    def _expanded(self, keys: Keys) -> Keys:
        """Write each pair with all names of its terms (eq-rep-s, eq-rep-o)."""
        equality = self.bulk.equality
        if not equality.merged().size:
            return keys
        heads = np.zeros(len(self.bulk.terms), np.bool_)
        heads[upper(equality.merged())] = True
        several = heads[upper(keys)] | heads[lower(keys)]
        rows, subjects = equality.expand(upper(keys[several]))
        pairs = pack(subjects, lower(keys[several])[rows])
        rows, objects = equality.expand(lower(pairs))
        return unique(np.concatenate((keys[~several], pack(upper(pairs)[rows], objects))))

    def _same(self) -> Keys:
        """eq-sym and eq-trans, and eq-ref of what they are about."""
        equality = self.bulk.equality
        table = equality.merged()
        rows, others = equality.expand(upper(table))
        pairs = pack(lower(table)[rows], others)
        return self._legal(unique(pairs))
