"""A reasoner for tests: whatever is `p` is also `q`, and nothing may be `forbidden`."""

from bilateral.errors import BilateralError
from bilateral.store import INFERRED, Delta
from bilateral.terms import Quad


class Echo:
    def __init__(self, data):
        self.data = data

    def complete(self, _before, _delta):
        return Delta()

    def changes(self, before, delta):
        if any(quad.predicate == "<a:forbidden>" for quad in delta.added):
            raise BilateralError("a:forbidden is forbidden")
        come = {inferred(quad) for quad in delta.added if quad.predicate == "<a:p>" and not quad.graph}
        go = {inferred(quad) for quad in delta.removed if quad.predicate == "<a:p>" and not quad.graph}
        return Delta(added={q for q in come if q not in before}, removed={q for q in go if q in before})

    def committed(self, delta):
        (self.data / "committed").write_text(str(len(delta.added)))


def inferred(quad):
    return Quad(quad.subject, "<a:q>", quad.object, INFERRED)
