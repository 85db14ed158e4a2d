"""Where nodes stand in a drawing of a network.

Source: Fruchterman and Reingold, Graph Drawing by Force-directed Placement, 1991.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STEPS: Final = 90
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
_NEAR: Final = 1e-4


def place(
    count: int, edges: Iterable[tuple[int, int]], width: float, height: float
) -> list[tuple[float, float]]:
    """Return a point for each node, inside a rectangle; the same for the same network.

    Args:
        count: of nodes.
        edges: pairs of their numbers.
        width: of the rectangle.
        height: of the rectangle.
    """
    pairs = [(a, b) for a, b in edges if a != b]
    points = [_spiral(number, count) for number in range(count)]
    ideal = 1 / math.sqrt(max(count, 1))
    for step in range(_STEPS):
        moves = _moves(points, pairs, ideal)
        reach = 0.1 * (1 - step / _STEPS) + 0.002
        points = [_moved(point, move, reach) for point, move in zip(points, moves, strict=True)]
    return _fitted(points, width, height)


def _spiral(number: int, count: int) -> tuple[float, float]:
    radius = 0.5 * math.sqrt((number + 0.5) / max(count, 1))
    return radius * math.cos(number * _GOLDEN), radius * math.sin(number * _GOLDEN)


def _moves(
    points: Sequence[tuple[float, float]], pairs: Sequence[tuple[int, int]], ideal: float
) -> list[tuple[float, float]]:
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


def _moved(point: tuple[float, float], move: tuple[float, float], reach: float) -> tuple[float, float]:
    length = math.hypot(*move)
    scale = min(length, reach) / max(length, _NEAR)
    return point[0] + move[0] * scale, point[1] + move[1] * scale


def _fitted(points: Sequence[tuple[float, float]], width: float, height: float) -> list[tuple[float, float]]:
    if not points:
        return []
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    across, down = max(right - left, _NEAR), max(bottom - top, _NEAR)
    if len(points) == 1:
        return [(width / 2, height / 2)]
    return [(round((x - left) / across * width, 1), round((y - top) / down * height, 1)) for x, y in points]
