"""Which of its meanings a known name has in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilateral.analysis import knowledge as roles
from bilateral.analysis.findings import PLACE, STATE, Choice
from bilateral.analysis.mentions.place_readings import is_venue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilateral.analysis.mentions.knowledge_index import NameReading
    from bilateral.analysis.mentions.name_matcher import NameMatch

_ORDER: Final = (roles.LABEL, roles.ALIAS, roles.ADJECTIVE, roles.DEMONYM)
_OTHER: Final = 0.3  # of a reading that was not chosen


class NameReadings:
    """Chooses meanings, by the names of the text that have only one."""

    def __init__(self, text: str, matches: Iterable[NameMatch[NameReading]]) -> None:
        self._text = text
        self._certain = {
            match.values[0].entity.id
            for match in matches
            if len({value.entity.id for value in match.values if value.role != roles.CAPITAL}) == 1
        }

    def choose(self, match: NameMatch[NameReading]) -> tuple[NameReading, tuple[Choice, ...]]:
        """Return the meaning of a name, and the others that it may have."""
        readings = _distinct(match.values)
        chosen = self._chosen(match, readings)
        others = [each for each in readings if each.entity != chosen.entity]
        return chosen, tuple(Choice(each.entity, _OTHER, "the same name") for each in others)

    def _chosen(self, match: NameMatch[NameReading], readings: Sequence[NameReading]) -> NameReading:
        capital = next((each for each in readings if each.role == roles.CAPITAL), None)
        place = next((each for each in readings if each.entity.kind == PLACE), None)
        state = next(
            (each for each in readings if each.entity.kind == STATE and each.role != roles.CAPITAL), None
        )
        if capital and not state:
            return place if place and is_venue(self._text, *match.span) else capital
        if state and place:
            return state
        told = [each for each in readings if each.entity.id in self._certain]
        return told[0] if told else readings[0]


def _distinct(values: Iterable[NameReading]) -> list[NameReading]:
    """Return one reading for each entity and whether it is as a capital, the plainest role of it first."""
    found: dict[tuple[str, bool], NameReading] = {}
    for value in sorted(
        values, key=lambda value: _ORDER.index(value.role) if value.role in _ORDER else len(_ORDER)
    ):
        found.setdefault((value.entity.id or value.entity.name, value.role == roles.CAPITAL), value)
    return list(found.values())
