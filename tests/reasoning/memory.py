"""Facts in memory, for tests."""

from collections import defaultdict

from bilateral.reasoning.bulk.materialise import materialise


class Memory:
    """Asserted and inferred triples, indexed for any pattern."""

    def __init__(self, asserted=(), rules=(), trivial="none"):
        self.rules = rules
        self._asserted = set(asserted)
        self._inferred = set(materialise(asserted, rules, trivial=trivial).inferred)
        self._at = defaultdict(dict)
        for triple in self._asserted | self._inferred:
            self._index(triple)

    def _index(self, triple):
        for pattern in self._patterns(triple):
            self._at[pattern][triple] = None

    def _unindex(self, triple):
        for pattern in self._patterns(triple):
            self._at[pattern].pop(triple, None)

    @staticmethod
    def _patterns(triple):
        for mask in range(8):
            yield tuple(term if mask & (1 << at) else None for at, term in enumerate(triple))

    def match(self, subject, predicate, object_):
        return iter(list(self._at.get((subject, predicate, object_), ())))

    def is_asserted(self, triple):
        return triple in self._asserted

    def is_inferred(self, triple):
        return triple in self._inferred

    def asserted(self):
        return list(self._asserted)

    def inferred(self):
        return set(self._inferred)

    def apply(self, inserted, deleted, delta):
        for triple in list(deleted) + list(delta.removed):
            self._unindex(triple)
        self._asserted = (self._asserted - set(deleted)) | set(inserted)
        if delta.materialisation:
            for triple in self._inferred:
                self._unindex(triple)
            self._inferred = set(delta.materialisation.inferred)
        else:
            self._inferred = (self._inferred - delta.removed) | delta.added
        for triple in self._asserted | self._inferred if delta.materialisation else [*inserted, *delta.added]:
            self._index(triple)
        for triple in deleted:
            if triple in self._inferred or triple in self._asserted:
                self._index(triple)
        for triple in delta.removed:
            if triple in self._asserted:
                self._index(triple)


def leaves(proof):
    """Return the asserted triples that a proof rests on."""
    found, seen, stack = set(), set(), [proof]
    while stack:
        each = stack.pop()
        if each not in seen:
            seen.add(each)
            stack += each.premises
            if each.rule is None:
                found.add(each.conclusion)
    return found
