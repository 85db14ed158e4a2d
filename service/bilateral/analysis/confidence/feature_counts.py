"""Shares of what was right, by features: from general to particular, each smoothed by the one before."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PRIOR: Final = 6.0
"""How many findings the share of the more general counts weighs as much as."""

_IGNORANCE: Final = 2.0
"""How many findings, one of them right, are supposed before any was seen."""

_MARK: Final = "|"


class FeatureCounts:
    """How many findings were right, for each beginning of a list of features.

    The features of a kind of finding stand in a fixed order, the more telling ones first. A share is that of
    the findings that have all of them in common, drawn towards the share of those that have all but the last.
    """

    def __init__(self, counts: Mapping[str, Sequence[int]]) -> None:
        self.counts = counts

    @classmethod
    def of(cls, judged: Iterable[tuple[Sequence[str], bool]]) -> FeatureCounts:
        """Return the counts of findings, each with its features and whether it is right."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for features, is_right in judged:
            for length in range(len(features) + 1):
                count = counts[_MARK.join(features[:length])]
                count[0] += is_right
                count[1] += 1
        return cls(counts)

    def share(self, features: Sequence[str]) -> float:
        """Return the share of findings with these features that are right, from 0 to 1."""
        share, before = 0.5, -1
        for length in range(len(features) + 1):
            right, all_ = self.counts.get(_MARK.join(features[:length]), (0, 0))
            weight = PRIOR if length else _IGNORANCE
            # A feature that all of them have tells nothing new.
            if all_ != before:
                share = (right + weight * share) / (all_ + weight)
            before = all_
        return share
