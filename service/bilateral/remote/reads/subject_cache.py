"""A cache of the quads about single subjects, which are fetched from an engine for several at a time.

Pages read one node after another. A node that is mentioned will be read soon, so a request about one subject
fetches the quads about those mentioned last, too; of large subjects, only those of the requested property.
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

_WHOLE: Final = 2000  # quads about a subject that are kept; of larger ones, only what is requested
_SMALL: Final = 60  # triples about a subject that is fetched as a whole before it is requested
_TOGETHER: Final = 40  # subjects of one request
_COUNTED: Final = 100  # subjects that one request counts
_PREPARED: Final = 100  # subjects of one request of `prepare`
_ANSWER: Final = 9000  # quads of one answer; Virtuoso returns 10,000 unless configured otherwise
_EXPECTED: Final = 1000  # terms that are remembered
_CAPACITY: Final = 300_000  # quads
_UNKNOWN: Final[list[Quad]] = []


class SubjectCache:
    """The quads about subjects; may be used by several threads."""

    def __init__(self, client: SparqlClient, local: Callable[[Quad], Quad | None]) -> None:
        """Fetch from an engine; `local` replaces the graph of a quad by our name, or drops the quad."""
        self._client, self._local = client, local
        self._lock = threading.Lock()
        self._cached: dict[Term | None, dict[Term, list[Quad] | None]] = defaultdict(dict)
        self._sizes: dict[Term, int] = {}
        self._expected: dict[Term, None] = {}
        self._total = 0

    def about(self, subject: Term, predicate: Term | None) -> list[Quad] | None:
        """Return the quads about a subject with a predicate, or more; None where there are too many."""
        found = self._known(subject, predicate)
        if found is not _UNKNOWN:
            return found
        self._count(subject)
        with self._lock:
            small = self._sizes[subject] <= _SMALL
            wanted = None if small else predicate
            others = [] if predicate is None and not small else self._likely(subject, wanted, small=small)
        if not self._fetch([subject, *others], wanted):
            self._fetch([subject], wanted)
        found = self._known(subject, predicate)
        return None if found is _UNKNOWN else found

    def _known(self, subject: Term, predicate: Term | None) -> list[Quad] | None:
        with self._lock:
            whole, part = self._cached[None], self._cached[predicate]
            if whole.get(subject) is not None:
                return whole[subject]
            return part.get(subject, _UNKNOWN)

    def _count(self, subject: Term) -> None:
        """Count the triples about a subject and about those that are likely next."""
        with self._lock:
            if subject in self._sizes:
                return
            others = (
                each for each in reversed(self._expected) if each not in self._sizes and each != subject
            )
            counted = [subject, *islice(others, _COUNTED)]
        values = " ".join(map(to_engine, counted))
        where = f"VALUES ?s {{ {values} }} GRAPH {ASSERTED} {{ ?s ?p ?o }}"
        rows = self._client.query(f"SELECT ?s (COUNT(*) AS ?n) {{ {where} }} GROUP BY ?s").rows()
        found = {str(row[0]): int(literal_parts(str(row[1])).value) for row in rows}
        with self._lock:
            self._sizes.update((each, found.get(each, 0)) for each in counted)

    def expect(self, terms: Iterable[Term]) -> None:
        """Remember terms that are likely next."""
        with self._lock:
            self._note(terms)

    def prepare(self, terms: Iterable[Term]) -> None:
        """Fetch all quads about subjects."""
        with self._lock:
            known = self._cached[None]
            missing = [each for each in dict.fromkeys(terms) if not is_literal(each) and each not in known]
        for start in range(0, len(missing), _PREPARED):
            part = missing[start : start + _PREPARED]
            if not self._fetch(part, None):
                for each in part:
                    self._fetch([each], None)

    def _likely(self, subject: Term, predicate: Term | None, *, small: bool) -> list[Term]:
        """Return the subjects that are likely next, if they are small or large like this one."""
        known = self._cached[predicate]
        weighed = (each for each in reversed(self._expected) if each in self._sizes and each not in known)
        others = (each for each in weighed if (self._sizes[each] <= _SMALL) == small and each != subject)
        found: list[Term] = []
        weight = self._sizes[subject]
        for each in islice(others, _TOGETHER - 1):
            # Each triple stands in ASSERTED and in a document's graph or two.
            weight += self._sizes[each]
            if weight > _ANSWER // 3:
                break
            found.append(each)
        return found

    def _fetch(self, subjects: Sequence[Term], predicate: Term | None) -> bool:
        """Fetch and store quads; return whether these are all, or mark a single subject as too large."""
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
            quad = self._local(Quad(subject, rest[0] if rest else str(predicate), value, graph))
            if quad is not None:
                found[quad.subject].append(quad)
        with self._lock:
            if self._total + len(rows) > _CAPACITY:
                self._cached.clear()
                self._total = 0
            self._total += len(rows)
            for subject in subjects:
                self._cached[predicate][subject] = None if len(rows) > most else found[subject]
            self._note(term for quad in found[subjects[0]] for term in quad[1:])
        return True

    def _note(self, terms: Iterable[Term]) -> None:
        for term in terms:
            if term and not is_literal(term):
                self._expected.pop(term, None)
                self._expected[term] = None
        while len(self._expected) > _EXPECTED:
            del self._expected[next(iter(self._expected))]
