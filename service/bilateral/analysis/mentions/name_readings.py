"""Which of its meanings a known name has in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bilateral.analysis import knowledge as roles
from bilateral.analysis.findings import ORGANISATION, PLACE, STATE, Choice, Entity
from bilateral.analysis.lexicons.word_lists import read_lexicon
from bilateral.analysis.mentions.knowledge_index import BRIEF, OTHER_PLACE, NameReading
from bilateral.analysis.mentions.place_readings import is_venue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.analysis.mentions.name_matcher import NameMatch

_ORDER: Final = (roles.LABEL, roles.ALIAS, roles.ADJECTIVE, roles.DEMONYM)
_NEAR: Final = 60  # characters beside a name
_BESIDES: Final[dict[str, list[tuple[str, re.Pattern[str]]]]] = defaultdict(list)
for _each in read_lexicon("polities")["besides"]:
    _words = "|".join(map(re.escape, _each["words"].split()))
    _BESIDES[_each["name"]].append((_each["means"], re.compile(rf"\b(?:{_words})\b")))
_OTHER: Final = 0.3  # of a reading that was not chosen


class NameReadings:
    """Chooses meanings, by the names of the text that have only one."""

    def __init__(
        self, text: str, matches: Iterable[NameMatch[NameReading]], usual: Mapping[str, str | None]
    ) -> None:
        """Read which entities have names of their own; `usual` says what a shared name means as a rule."""
        self._text, self._usual = text, usual
        self._certain = {
            match.values[0].entity.id
            for match in matches
            if len({value.entity.id for value in match.values if value.role != roles.CAPITAL}) == 1
            and match.values[0].role != BRIEF
        }

    def is_told(self, match: NameMatch[NameReading], part_of: Mapping[str, str]) -> bool:
        """Return whether a name counts: a brief one only beside the full name of it or of its whole."""
        brief = [value.entity.id or "" for value in match.values if value.role == BRIEF]
        return len(brief) < len(match.values) or any(
            {each, part_of.get(each)} & self._certain for each in brief
        )

    def choose(self, match: NameMatch[NameReading]) -> tuple[NameReading, tuple[Choice, ...]]:
        """Return the meaning of a name, and the others that it may have."""
        readings = _distinct(match.values)
        chosen = self._chosen(match, readings)
        others = [each for each in readings if each.entity != chosen.entity]
        return chosen, tuple(Choice(each.entity, _OTHER, "the same name") for each in others)

    def _chosen(self, match: NameMatch[NameReading], readings: Sequence[NameReading]) -> NameReading:
        capitals = [each for each in readings if each.role == roles.CAPITAL]
        place = next((each for each in readings if each.entity.kind == PLACE), None)
        states = [each for each in readings if each.entity.kind == STATE and each.role != roles.CAPITAL]
        if beside := self._beside(match):
            return beside
        if capitals and not states:
            return place if place and is_venue(self._text, *match.span) else self._capital(capitals)
        return self._usually(match, states if states and place else readings)

    def _capital(self, readings: Sequence[NameReading]) -> NameReading:
        """Return what a seat stands for: an organisation there, unless only the state is named besides."""
        told = [each for each in readings if each.entity.id in self._certain]
        organisations = [each for each in readings if each.entity.kind == ORGANISATION]
        return (told if len(told) == 1 else organisations or readings)[0]

    def _usually(self, match: NameMatch[NameReading], readings: Sequence[NameReading]) -> NameReading:
        told = [each for each in readings if each.entity.id in self._certain]
        if len(told) == 1:
            return told[0]
        usual = self._usual.get(match.span.of(self._text))
        return next((each for each in readings if each.entity.id == usual), (told or readings)[0])

    def _beside(self, match: NameMatch[NameReading]) -> NameReading | None:
        """Return the other thing that a name of a state means beside a word of its own."""
        for means, pattern in _BESIDES.get(match.span.of(self._text), ()):
            if pattern.search(self._text, max(0, match.span.start - _NEAR), match.span.end + _NEAR):
                return NameReading(Entity(None, means, PLACE), OTHER_PLACE)
        return None


def _distinct(values: Iterable[NameReading]) -> list[NameReading]:
    """Return one reading for each entity and whether it is as a capital, the plainest role of it first."""
    found: dict[tuple[str, bool], NameReading] = {}
    for value in sorted(
        values, key=lambda value: _ORDER.index(value.role) if value.role in _ORDER else len(_ORDER)
    ):
        found.setdefault((value.entity.id or value.entity.name, value.role == roles.CAPITAL), value)
    return list(found.values())
