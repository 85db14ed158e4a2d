"""A reasoner for tests: what is `p` is also `q`, nothing may be `forbidden`, some things take too much."""

import time

from bilateral.errors import BilateralError
from bilateral.rdf.terms import Quad
from bilateral.store.engine.graph_layout import INFERRED
from bilateral.store.engine.quad_delta import QuadDelta
from bilateral.store.writes import committer

TOO_MUCH = {
    "<a:sleeps>": lambda: time.sleep(600),
    "<a:computes>": lambda: max(range(10**12)),
    "<a:takes>": lambda: bytes(1 << 50),
}


class Echo:
    def __init__(self, data):
        self.data = data

    def complete(self, _before, delta):
        if any(quad.predicate == "<a:completes>" for quad in delta.added):
            time.sleep(600)
        return QuadDelta()

    def changes(self, before, delta):
        if any(quad.predicate == "<a:forbidden>" for quad in delta.added):
            raise BilateralError("a:forbidden is forbidden")
        for quad in delta.added:
            TOO_MUCH.get(quad.predicate, bool)()
        come = {inferred(quad) for quad in delta.added if quad.predicate == "<a:p>" and not quad.graph}
        go = {inferred(quad) for quad in delta.removed if quad.predicate == "<a:p>" and not quad.graph}
        return QuadDelta(added={q for q in come if q not in before}, removed={q for q in go if q in before})

    def committed(self, delta):
        (self.data / "committed").write_text(str(len(delta.added)))


def inferred(quad):
    return Quad(quad.subject, "<a:q>", quad.object, INFERRED)


def main():
    committer.main(Echo)
