"""What an engine has about single subjects, fetched for several at a time and kept.

Pages ask one node after another. Whoever is mentioned will be asked for soon, so that a request about one
brings what there is about those mentioned last; of those that much is said about, only the property that is
asked for.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final, cast

from bilateral.rdf.terms import Quad, is_literal, literal_parts
from bilateral.remote.engine_record import ASSERTED
from bilateral.remote.engine_terms import to_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bilateral.rdf.terms import Term
    from bilateral.remote.sparql_client import SparqlClient

_WHOLE: Final = 2000  # quads about a subject that are kept; of a hub, only what is asked for is read
_LIGHT: Final = 60  # triples about a subject that is read whole before it is asked for
_TOGETHER: Final = 40  # subjects of one request
_COUNTED: Final = 100
_PREPARED: Final = 100
_ANSWER: Final = 9000  # quads of one answer; Virtuoso gives 10,000 unless told otherwise
_EXPECTED: Final = 1000
_KEPT: Final = 300_000  # quads
_UNKNOWN: Final[list[Quad]] = []


class SubjectCache:
    """The quads about subjects; may be used by several threads."""

    def __init__(self, client: SparqlClient, ours: Callable[[Quad], Quad | None]) -> None:
        """Fetch from an engine; `ours` names the graph of a quad as we do, or leaves it out."""
        self._client, self._ours = client, ours
        self._lock = threading.Lock()
        self._kept: dict[Term | None, dict[Term, list[Quad] | None]] = defaultdict(dict)
        self._weights: dict[Term, int] = {}
        self._expected: dict[Term, None] = {}
        self._size = 0

    def about(self, subject: Term, predicate: Term | None) -> list[Quad] | None:
        """Return the quads about a subject with a predicate, or more than these.

        None where there are too many to keep.
        """
        found = self._known(subject, predicate)
        if found is not _UNKNOWN:
            return found
        self._weigh(subject)
        with self._lock:
            light = self._weights[subject] <= _LIGHT
            wanted = None if light else predicate
            others = [] if predicate is None and not light else self._likely(subject, wanted, light=light)
        if not self._fetch([subject, *others], wanted):
            self._fetch([subject], wanted)
        found = self._known(subject, predicate)
        return None if found is _UNKNOWN else found

    def _known(self, subject: Term, predicate: Term | None) -> list[Quad] | None:
        with self._lock:
            whole, part = self._kept[None], self._kept[predicate]
            if whole.get(subject) is not None:
                return whole[subject]
            return part.get(subject, _UNKNOWN)

    def _weigh(self, subject: Term) -> None:
        """See how much there is about a subject and those that may be asked for next."""
        with self._lock:
            if subject in self._weights:
                return
            others = (
                each for each in reversed(self._expected) if each not in self._weights and each != subject
            )
            counted = [subject, *islice(others, _COUNTED)]
        values = " ".join(map(to_engine, counted))
        where = f"VALUES ?s {{ {values} }} GRAPH {ASSERTED} {{ ?s ?p ?o }}"
        rows = self._client.query(f"SELECT ?s (COUNT(*) AS ?n) {{ {where} }} GROUP BY ?s").rows()
        found = {str(row[0]): int(literal_parts(str(row[1])).value) for row in rows}
        with self._lock:
            self._weights.update((each, found.get(each, 0)) for each in counted)

    def expect(self, terms: Iterable[Term]) -> None:
        """Say of what more may be asked soon."""
        with self._lock:
            self._note(terms)

    def prepare(self, terms: Iterable[Term]) -> None:
        """Fetch all there is about subjects."""
        with self._lock:
            known = self._kept[None]
            missing = [each for each in dict.fromkeys(terms) if not is_literal(each) and each not in known]
        for start in range(0, len(missing), _PREPARED):
            part = missing[start : start + _PREPARED]
            if not self._fetch(part, None):
                for each in part:
                    self._fetch([each], None)

    def _likely(self, subject: Term, predicate: Term | None, *, light: bool) -> list[Term]:
        """Return who may be asked for next, of those that are as light or as heavy."""
        known = self._kept[predicate]
        weighed = (each for each in reversed(self._expected) if each in self._weights and each not in known)
        others = (each for each in weighed if (self._weights[each] <= _LIGHT) == light and each != subject)
        found: list[Term] = []
        weight = self._weights[subject]
        for each in islice(others, _TOGETHER - 1):
            # Each triple stands in ASSERTED and in a document's graph or two.
            weight += self._weights[each]
            if weight > _ANSWER // 3:
                break
            found.append(each)
        return found

    def _fetch(self, subjects: Sequence[Term], predicate: Term | None) -> bool:
        """Fetch and keep; return whether all of it came. One subject alone is kept as a hub if it did not."""
        most = _ANSWER if len(subjects) > 1 else _WHOLE
        values = " ".join(map(to_engine, subjects))
        names = "?s ?o ?g" if predicate else "?s ?o ?g ?p"
        where = f"VALUES ?s {{ {values} }} GRAPH ?g {{ ?s {predicate or '?p'} ?o }}"
        rows = list(self._client.query(f"SELECT {names} {{ {where} }} LIMIT {most + 1}").rows())
        if len(rows) > most and len(subjects) > 1:
            return False
        found: dict[Term, list[Quad]] = defaultdict(list)
        for row in rows:
            subject, value, graph, *rest = cast("tuple[Term, ...]", row)
            quad = self._ours(Quad(subject, rest[0] if rest else str(predicate), value, graph))
            if quad is not None:
                found[quad.subject].append(quad)
        with self._lock:
            if self._size + len(rows) > _KEPT:
                self._kept.clear()
                self._size = 0
            self._size += len(rows)
            for subject in subjects:
                self._kept[predicate][subject] = None if len(rows) > most else found[subject]
            self._note(term for quad in found[subjects[0]] for term in quad[1:])
        return True

    def _note(self, terms: Iterable[Term]) -> None:
        for term in terms:
            if term and not is_literal(term):
                self._expected.pop(term, None)
                self._expected[term] = None
        while len(self._expected) > _EXPECTED:
            del self._expected[next(iter(self._expected))]
