"""Governments, ministries and parliaments in the tagged text of a sentence, by the state that they are of.

`⟨a0⟩ government`, `the government of ⟨s1⟩`, `⟨s0⟩'s foreign ministry`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.word_lists import phrases, read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

GOVERNMENT, FOREIGN_MINISTRY, BODY = "government", "foreign ministry", "body"
"""The kinds of bodies of a state."""

_LEXICON: Final = read_lexicon("bodies")
_LISTS: Final = ((FOREIGN_MINISTRY, "foreign_ministry"), (BODY, "bodies"), (GOVERNMENT, "government"))
_KINDS: Final = {name: kind for kind, key in _LISTS for name in phrases(_LEXICON[key])}
BODY_NAMES: Final = frozenset(_KINDS)
"""The names of bodies that each state has, in lower case."""
_NAMES: Final = "|".join(
    re.escape(name).replace(r"\ ", r"\s").replace("'", "['’]")
    for name in sorted(_KINDS, key=len, reverse=True)
)
_AFTER = re.compile(
    r"⟨[as](?P<of>\d+)⟩(?:['’]s?)?\s(?:(?:new|own|interim|transitional|central|federal|military)\s)?"
    rf"(?P<name>(?i:{_NAMES}))(?:['’](?=s\b))?(?!\w|\s(?i:secretary|minister|department))"
)
_BEFORE = re.compile(rf"(?<!\w)(?P<name>(?i:{_NAMES}))\s(?:of|in)\s(?:the\s)?⟨s(?P<of>\d+)⟩")
_BARE = re.compile(
    r"\b[Tt]he\s(?P<name>ministry|foreign affairs ministry)(?!\w|\sof\b)"
    r"|(?<!⟩\s)\b(?P<name2>(?i:foreign ministry|ministry of foreign affairs)|Foreign Office)"
    r"(?!\w|\sof\b|\sspokes)"
)


class BodyPhrase(NamedTuple):
    """A body of a state: where in the tagged text, its kind and words, and the tag of the state, if any."""

    start: int
    end: int
    kind: str
    name: str
    of: int | None


def body_phrases(tagged: str) -> Iterator[BodyPhrase]:
    """Yield the bodies in a tagged text; a place in "parliament in Moscow" is none."""
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(tagged):
            name = " ".join(match["name"].split())
            kind = _KINDS[name.lower().replace("’", "'")]
            yield BodyPhrase(match.start(), match.end(), kind, name, int(match["of"]))
    for match in _BARE.finditer(tagged):
        group = "name" if match["name"] else "name2"
        yield BodyPhrase(match.start(group), match.end(), FOREIGN_MINISTRY, match[group], None)
