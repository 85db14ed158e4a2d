"""Print how two recordings differ, and exit with 1 where they do in more than is allowed.

    python compare.py before.jsonl.gz after.jsonl.gz [--allow FILE] [--examples 3]

A line of the allow file has three parts with spaces between: a regular expression that is looked for in the
request, what may differ there (`status`, `header:NAME`, `body`, `body:REGEX` where every line that differs
has the expression in it, `missing`, `new`, or `any`), and the reason. Lines that begin with # are comments.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import normalise
import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from records import Answered, Asked

_PARTS = 3
_LINES = 6  # of a body, shown from where it begins to differ
_WIDTH = 200
_BY_ADDRESS = frozenset({"body", "missing", "new"})
_NAMES = re.compile(r"status|header:[a-z0-9-]+|body(?::\S+)?|missing|new|any")


class Difference(NamedTuple):
    """One thing in which two answers to the same request differ.

    Attributes:
        what: `status`, `header:NAME`, `body`, `missing` or `new`.
        lines: what is gone, beginning with "-", and what came, beginning with "+".
    """

    what: str
    lines: tuple[str, ...]


class Allowed(NamedTuple):
    """A line of the allow file."""

    request: re.Pattern[str]
    what: str
    reason: str

    def explains(self, key: str, found: Difference) -> bool:
        """Tell whether this line explains a difference."""
        if not self.request.search(key):
            return False
        name, colon, pattern = self.what.partition(":")
        if name == "body" and colon:
            return found.what == "body" and all(re.search(pattern, line) for line in found.lines)
        return self.what in ("any", found.what)


class Comparison(NamedTuple):
    """What came of a comparison.

    Attributes:
        number: of requests in either recording.
        found: requests by difference, as far as nothing explains it.
        used: how many differences each line of the allow file explains.
    """

    number: int
    found: dict[tuple[str, str], list[tuple[Asked, Difference]]]
    used: dict[Allowed, int]


def read_allowed(path: Path) -> list[Allowed]:
    """Return the lines of an allow file.

    Raises:
        SystemExit: a line is none, with its place.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split(None, _PARTS - 1)
        if len(parts) < _PARTS or not _NAMES.fullmatch(parts[1]):
            raise SystemExit(f"{path}:{number}: a line is a request, what may differ, and the reason")
        found.append(Allowed(re.compile(parts[0]), parts[1], parts[2]))
    return found


def compare(before: Path, after: Path, allowed: Sequence[Allowed]) -> Comparison:
    """Compare two recordings."""
    found: dict[tuple[str, str], list[tuple[Asked, Difference]]] = defaultdict(list)
    used = dict.fromkeys(allowed, 0)
    number = 0
    for key, asked, one, other in _paired(before, after):
        number += 1
        for difference in differences(one, other):
            explained = next((each for each in allowed if each.explains(key, difference)), None)
            if explained:
                used[explained] += 1
            else:
                found[_group(asked, difference)].append((asked, difference))
    return Comparison(number, dict(found), used)


def _paired(before: Path, after: Path) -> Iterator[tuple[str, Asked, Answered | None, Answered | None]]:
    """Yield the requests of two recordings with both answers, None where one has none; both are sorted."""
    one, other = _normalised(before), _normalised(after)
    left, right = next(one, None), next(other, None)
    while left or right:
        if right is None or (left and left[0] < right[0]):
            yield (*left, None)
            left = next(one, None)
        elif left is None or right[0] < left[0]:
            yield right[0], right[1], None, right[2]
            right = next(other, None)
        else:
            yield (*left, right[2])
            left, right = next(one, None), next(other, None)


def _normalised(path: Path) -> Iterator[tuple[str, Asked, Answered]]:
    made, entries = records.read(path)
    rules = normalise.rules(made)
    for key, asked, answered in entries:
        yield key, asked, normalise.answer(rules, asked, answered)


def differences(one: Answered | None, other: Answered | None) -> list[Difference]:
    """Return in what two answers differ."""
    if one is None or other is None:
        return [Difference("new" if one is None else "missing", ())]
    if one == other:
        return []
    found = []
    if one.status != other.status:
        found.append(Difference("status", (f"- {one.status}", f"+ {other.status}")))
    for name in sorted({name for name, _ in (*one.headers, *other.headers)}):
        gone, came = (sorted(v for key, v in each.headers if key == name) for each in (one, other))
        if gone != came:
            lines = (*(f"- {value}" for value in gone), *(f"+ {value}" for value in came))
            found.append(Difference(f"header:{name}", lines))
    if one.body != other.body:
        found.append(Difference("body", tuple(_lines(one.body, other.body))))
    return found


def _lines(one: str, other: str) -> Iterator[str]:
    """Yield the lines of one body that the other has not, then the reverse; if there are none, what moved."""
    gone, came = one.splitlines(), other.splitlines()
    fewer, more = Counter(gone) - Counter(came), Counter(came) - Counter(gone)
    if not fewer and not more:
        moved = next(((a, b) for a, b in zip(gone, came, strict=False) if a != b), (one[-1:], other[-1:]))
        fewer, more = Counter(moved[:1]), Counter(moved[1:])
    yield from (f"- {line}" for line in fewer.elements())
    yield from (f"+ {line}" for line in more.elements())


def _group(asked: Asked, found: Difference) -> tuple[str, str]:
    """Return what differences are put together by: the same header everywhere, bodies by kind of address."""
    if found.what in _BY_ADDRESS:
        path = asked.address.partition("?")[0]
        form = re.search(r"\.[a-z.]+$", path)
        return found.what, f"{asked.method} /{path.split('/')[1]}{' … ' + form[0] if form else ''}"
    return found.what, "\n".join(found.lines)


def report(found: Comparison, examples: int) -> Iterator[str]:
    """Yield the lines of a report, the largest groups first."""
    groups = sorted(found.found.items(), key=lambda group: (-len(group[1]), group[0]))
    for (what, detail), members in groups:
        yield f"{what}: {len(members)} of {detail}" if what in _BY_ADDRESS else f"{what}: {len(members)}"
        if what not in _BY_ADDRESS:
            yield from (f"    {line[:_WIDTH]}" for line in detail.splitlines())
        for asked, difference in members[:examples]:
            yield f"  {asked.shown[:_WIDTH]}"
            if what == "body":
                yield from (f"    {line[:_WIDTH]}" for line in difference.lines[:_LINES])
    for allowed, number in found.used.items():
        note = f"explains {number}" if number else "explains nothing (any more)"
        yield f"allowed: {allowed.request.pattern} {allowed.what} {note}: {allowed.reason}"
    total = sum(map(len, found.found.values()))
    yield f"{found.number} requests, {total or 'no'} difference{'' if total == 1 else 's'}"


def main() -> int:
    """Compare, and say how."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--allow", type=Path, help="what may differ, and why")
    parser.add_argument("--examples", type=int, default=3, help="of each kind of difference")
    given = parser.parse_args()
    found = compare(given.before, given.after, read_allowed(given.allow) if given.allow else [])
    for line in report(found, given.examples):
        sys.stdout.write(line + "\n")
    return 1 if found.found else 0


if __name__ == "__main__":
    sys.exit(main())
