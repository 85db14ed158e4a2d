"""Where nodes stand in a drawing of a network.

Source: Fruchterman and Reingold, Graph Drawing by Force-directed Placement, 1991.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.rdf.terms import Term

    Point = tuple[float, float]

WIDTH, HEIGHT = 960, 640
_STEPS: Final = 90
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_NEAR: Final = 1e-4
_MOST_NODES: Final = 80
_SIDE, _TOP, _BOTTOM = 90, 16, 32


class Edge(NamedTuple):
    """What ties two things; the property is empty where none is named."""

    subject: Term
    object: Term
    property: Term


class PlacedNode(NamedTuple):
    """A node, where it stands, and how many edges it has."""

    node: PageNode
    x: float
    y: float
    ties: int


class PlacedEdge(NamedTuple):
    """An edge between two placed nodes."""

    start: PlacedNode
    end: PlacedNode
    title: str


class Network(NamedTuple):
    """Things and what ties them; `left_out` counts edges for which there is no room."""

    spots: list[PlacedNode]
    lines: list[PlacedEdge]
    left_out: int


def network(about: Reading, found: Iterable[Edge]) -> Network:
    """Return things and their edges; of very many, those that are tied most."""
    edges = list(dict.fromkeys(found))
    degrees = Counter(term for edge in edges for term in {edge.subject, edge.object})
    kept = sorted(degrees, key=lambda term: (-degrees[term], term))[:_MOST_NODES]
    numbers = {term: number for number, term in enumerate(kept)}
    shown = [edge for edge in edges if edge.subject in numbers and edge.object in numbers]
    pairs = {(numbers[edge.subject], numbers[edge.object]) for edge in shown}
    points = place(len(kept), sorted(pairs), WIDTH - 2 * _SIDE, HEIGHT - _TOP - _BOTTOM)
    spots = {
        term: PlacedNode(about.node(term), round(x + _SIDE, 1), round(y + _TOP, 1), degrees[term])
        for term, (x, y) in zip(kept, points, strict=True)
    }
    lines = [
        PlacedEdge(spots[subject], spots[value], about.node(predicate).text if predicate else "")
        for subject, value, predicate in shown
    ]
    return Network(list(spots.values()), lines, len(edges) - len(shown))


def place(count: int, edges: Iterable[tuple[int, int]], width: float, height: float) -> list[Point]:
    """Return a point for each of `count` nodes, inside a rectangle; the same for the same network."""
    pairs = [(a, b) for a, b in edges if a != b]
    points = [_spiral(number, count) for number in range(count)]
    ideal = 1 / math.sqrt(max(count, 1))
    for step in range(_STEPS):
        moves = _moves(points, pairs, ideal)
        reach = 0.1 * (1 - step / _STEPS) + 0.002
        points = [_moved(point, move, reach) for point, move in zip(points, moves, strict=True)]
    return _fitted(points, width, height)


def _spiral(number: int, count: int) -> Point:
    radius = 0.5 * math.sqrt((number + 0.5) / max(count, 1))
    return radius * math.cos(number * _GOLDEN), radius * math.sin(number * _GOLDEN)


def _moves(points: Sequence[Point], pairs: Sequence[tuple[int, int]], ideal: float) -> list[Point]:
    # Everything is drawn a little to the middle, so that parts that hang on nothing stay in sight.
    forces = [[-x * ideal, -y * ideal] for x, y in points]
    square = ideal * ideal
    for a, (ax, ay) in enumerate(points):
        for b in range(a):
            dx, dy = ax - points[b][0], ay - points[b][1]
            push = square / max(dx * dx + dy * dy, _NEAR)
            forces[a][0] += dx * push
            forces[a][1] += dy * push
            forces[b][0] -= dx * push
            forces[b][1] -= dy * push
    for a, b in pairs:
        dx, dy = points[a][0] - points[b][0], points[a][1] - points[b][1]
        pull = math.hypot(dx, dy) / ideal
        forces[a][0] -= dx * pull
        forces[a][1] -= dy * pull
        forces[b][0] += dx * pull
        forces[b][1] += dy * pull
    return [(x, y) for x, y in forces]


def _moved(point: Point, move: Point, reach: float) -> Point:
    length = math.hypot(*move)
    scale = min(length, reach) / max(length, _NEAR)
    return point[0] + move[0] * scale, point[1] + move[1] * scale


def _fitted(points: Sequence[Point], width: float, height: float) -> list[Point]:
    if not points:
        return []
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    across, down = max(right - left, _NEAR), max(bottom - top, _NEAR)
    if len(points) == 1:
        return [(width / 2, height / 2)]
    return [(round((x - left) / across * width, 1), round((y - top) / down * height, 1)) for x, y in points]
