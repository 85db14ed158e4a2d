"""Titles of offices in the tagged text of a sentence, with whose they are and who holds them.

In the tagged text that this reads, names and dates are tags: "⟨a0⟩ Foreign Minister ⟨p1⟩", "⟨p0⟩, the
president of ⟨s1⟩", "Presidents ⟨p0⟩ of ⟨s1⟩ and ⟨p2⟩ of ⟨s3⟩".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.analysis.lexicons.title_words import (
    COURTESY,
    HEADS,
    MODIFIERS,
    PORTFOLIOS,
    QUALIFIERS,
    SERVED,
    STATUS,
)
from bilateral.analysis.lexicons.word_lists import words

if TYPE_CHECKING:
    from collections.abc import Iterator


def _one_of(listed: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, listed), key=lambda word: (-len(word), word)))


# Words that stand in the names of offices, but not before a title.
_NOT_LEADING: Final = words(
    "Western Eastern Northern Southern Asian African European Regional Global Ministry Department Bureau"
)
_LEADING: Final = rf"(?>(?i:{_one_of(MODIFIERS - QUALIFIERS)})|{_one_of(PORTFOLIOS - _NOT_LEADING)})"
_CHARGE: Final = r"charg[ée]s? d['’]affaires(?: ad interim| a\.i\.)?"
_SHORT: Final = {
    "PM": "Prime Minister",
    "FM": "Foreign Minister",
    "Sen.": "Senator",
    "Rep.": "Representative",
    "Gov.": "Governor",
    "Gen.": "General",
    "Amb.": "Ambassador",
}
_HEAD: Final = rf"(?:{'|'.join(map(re.escape, _SHORT))}|(?i:{_CHARGE}|{_one_of(HEADS)}))"
_OWN: Final = rf"(?i:{_one_of(PORTFOLIOS)})\b"
_JOINED: Final = rf"(?:(?:,?\sand|,|\sof|\sfor|\son|\sthe|\s&)*[\s-]{_OWN}){{0,10}}+"
_PORTFOLIO: Final = rf"\s(?:of|for|on)\s(?:the\s)?{_OWN}{_JOINED}"
_SERVED: Final = rf"\s(?:to|for)\sthe\s(?:{'|'.join(SERVED)})(?=\s⟨p|['’]|,|\sand\s|\.|\Z)"
_COURTESY: Final = (
    rf"(?:H\.(?:E|M|H|R\.H)\.,?\s|(?:(?:His|Her)\s(?:Royal\s)?)?(?:(?:{_one_of(COURTESY)})\.?,?\s))"
)
_TITLE = re.compile(
    rf"(?<![\w⟨])(?<!pro-)(?<!anti-)(?P<title>(?:{_LEADING}(?:\sand\s|\s&\s|[\s-])){{0,7}}(?P<head>{_HEAD})(?P<plural>s)?"
    rf"(?:-(?P<after>(?i:elect|designate|in-waiting|nominate)))?(?:{_PORTFOLIO}|{_SERVED})?+)(?![\w⟩]|-[a-z])"
)
_STATUSES: Final = _one_of(frozenset(word.rstrip("-") for word in QUALIFIERS))
_LEFT = re.compile(
    rf"(?:(?P<status>(?i:{_STATUSES}))[\s-])?(?P<list>(?:⟨[as]\d+⟩(?:,\s|,?\sand\s)){{1,6}})?(?:(?P<of>⟨[aso]\d+⟩(?=['’]?s?\s)|⟨[pl]\d+⟩(?=['’]))(?:['’]s?)?\s)?"
    rf"(?P<status2>(?:(?i:{_STATUSES})[\s-]){{0,3}})\Z"
)
_LEFT_PERSON = re.compile(
    rf"{_COURTESY}{{0,3}}(?P<person>⟨p\d+⟩)(?:,?\s\(|,\s|\s[–—-]\s|(?P<past>,?\swho\s(?:had\sbeen|was|served\sas)\s)"
    r"|,?\s(?:who\s)?(?:is|was|serves as|served as|became|has been|remains|remained)\s)"
    rf"(?:(?:the|a|an|one of|its|their|his|her|currently|then|now)\s){{0,4}}\Z"
)
# "With John Ford as chargé d'affaires", but not "will succeed him as president".
_AS_PERSON = re.compile(
    r"\b(?:with|named|appoint(?:ed|s)?|elected|nominated|recogni[sz]ed|installed)\s(?P<person>⟨p\d+⟩)(?P<past>\sas\s)\Z"
)
_OF: Final = (
    r"(?:\s(?:(?:of|for)(?:\sthe)?\s(?=⟨[sol])|(?:in|at|on)(?:\sthe)?\s(?=⟨o))"
    r"(?P<of>⟨[sol]\d+⟩)(?:['’]s?(?=\s⟨))?)"
)
_AT: Final = r"(?:\s(?:to|for|at|in|on)(?:\sthe)?\s(?P<at>⟨[sol]\d+⟩))"
_RIGHT = re.compile(
    rf"{_OF}?{_AT}?(?P<comma>,)?\s{_COURTESY}{{0,3}}(?P<person>⟨p\d+⟩)(?:,?\sof\s(?:the\s)?(?P<of2>⟨[so]\d+⟩))?"
)
_RIGHT_OF = re.compile(rf"{_OF}?{_AT}?(?P<more>(?:(?:,|,?\sand)(?:\sthe)?\s⟨[so]\d+⟩)*)")
_POSTED = re.compile(
    r"(?i:ambassador|envoy|representative|commissioner|consul|charg|nuncio|delegate|attach|adviser|advisor|observer)"
)
_MORE = re.compile(r"(?:,|,?\sand)\s(?P<person>⟨p\d+⟩)(?:\sof\s(?:the\s)?(?P<of>⟨[so]\d+⟩))?")
_BODY_OF = re.compile(
    r"\s(?:of|in|for|at)\s(?:the\s)?(?:[a-z-]+\s){0,3}?[a-zA-Z]+\s(?:of|in)\s(?:the\s)?(?P<of>⟨[so]\d+⟩)"
)
_RANKED = re.compile(r"\b[Tt]he\s(?:last|first|only|previous)\s\Z")
_RANKED_PERSON = re.compile(
    rf"(?:\s(?:to|who|that|before|since|in|from)\b[^.;:()]{{0,90}}?)?\swas\s{_COURTESY}{{0,3}}(?P<person>⟨p\d+⟩)"
)
_VERBS: Final = frozenset({"chair", "head", "leader", "boss"})
_OBJECT = re.compile(r"\s(?:the|an?|its|his|her|their|this|that)\s")
_ROLE = re.compile(
    r"\b(?:as|become|became|becoming|elected|be|named|appointed)(?:\s(?:the|a|an|its|their))?(?:\s[a-z]+)?\s\Z"
)
_ITS = re.compile(r"\b(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Aa]n?)\s\Z|['’]s?\s\Z")
_COURTESY_BEFORE = re.compile(rf"{_COURTESY}{{1,3}}\Z")
_DEFINITE = re.compile(r"\b(?:[Tt]he|[Bb]oth)\s(?:two\s|three\s|four\s)?\Z")
_TERMS: Final = {"presidency": "President", "premiership": "Prime Minister", "chancellorship": "Chancellor"}
_TERM = re.compile(
    rf"\b(?P<term>{'|'.join(_TERMS)})\sof\s(?P<person>⟨p\d+⟩)|(?P<person2>⟨p\d+⟩)['’]s?\s(?:\w+\s)?(?P<term2>{'|'.join(_TERMS)})\b"
)
_WITH_COURTESY = re.compile(rf"(?<![\w⟩]){_COURTESY}{{1,3}}⟨p(?P<person>\d+)⟩")
_OF_STATE = re.compile(
    r"⟨[so](?P<before>\d+)⟩['’]s?\s⟨p(?P<person>\d+)⟩|⟨p(?P<person2>\d+)⟩\sof\s(?:the\s)?⟨s(?P<after>\d+)⟩(?!['’])"
)
_NUMBER = re.compile(r"\d+")
_NEAR: Final = 120  # characters looked at before a title


class TitlePhrase(NamedTuple):
    """A title with what belongs to it, by the numbers of tags.

    Attributes:
        start: in the tagged text, of the whole phrase.
        end: of the whole phrase.
        title: in the text's words, singular.
        status: None, or `former`, `acting`, `elect`, `proposed`.
        of: the tag of the state or body that the office belongs to; None if the phrase has none.
        at: the tag of that to which an ambassador or envoy is sent.
        person: the tag of who is named with it; None if nobody.
        others: further states of "the presidents of A and B".
        is_plural: whether the title is plural.
        is_definite: whether "the" or a state stands before it.
        is_before: whether the title stands before the name, if there is one.
        is_called: whether "the" or "both" stands before it.
        is_role: whether it says what somebody is or becomes: "elected as President of".
    """

    start: int
    end: int
    title: str
    status: str | None
    of: int | None
    at: int | None
    person: int | None
    others: tuple[int, ...] = ()
    is_plural: bool = False
    is_definite: bool = False
    is_before: bool = True
    is_role: bool = False
    is_called: bool = False


def title_phrases(tagged: str) -> Iterator[TitlePhrase]:
    """Yield the titles in a tagged text with whom and what they belong to, in order."""
    end = 0
    for match in _TITLE.finditer(tagged):
        if match.start() < end or _is_verb(tagged, match):
            continue
        for phrase in _phrases(tagged, match, end):
            yield phrase
            end = max(end, phrase.end)


def _is_verb(tagged: str, match: re.Match[str]) -> bool:
    """Return whether a noun is a verb here: "⟨p0⟩, chairs the gathering"."""
    is_noun = not match["plural"] or match["title"].lower().removesuffix("s") not in _VERBS
    return not is_noun and bool(_OBJECT.match(tagged, match.end()))


class _Left(NamedTuple):
    """A title with what stands before it."""

    match: re.Match[str]
    before: str  # what stands before its state and status
    start: int  # of the title with its state and status
    title: str
    status: str | None
    of: int | None
    listed: tuple[int, ...]
    is_plural: bool


def chained(phrases: list[TitlePhrase], tagged: str) -> list[TitlePhrase]:
    """Return titles with the person of the next, where two stand before one name."""
    made = list(phrases)
    for index in range(len(made) - 2, -1, -1):
        one, other = made[index], made[index + 1]
        gap = tagged[one.end : other.start]
        # "The President and Secretary Walsh" are two.
        is_one = gap in (" ", ", ") or (gap == " and " and not one.is_called and None in (one.of, other.of))
        if one.person is None and other.person is not None and other.is_before and is_one:
            made[index] = one._replace(person=other.person, of=other.of if one.of is None else one.of)
    return made


def courtesies(tagged: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a name with courtesy titles stands, "Mr ⟨p0⟩", and its tag."""
    for match in _WITH_COURTESY.finditer(tagged):
        yield match.start(), match.end(), int(match["person"])


def persons_of_states(tagged: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield where a person stands with a state alone, "⟨s0⟩'s ⟨p1⟩", and the tags of person and state."""
    for match in _OF_STATE.finditer(tagged):
        of, person = match["before"] or match["after"], match["person"] or match["person2"]
        yield match.start(), match.end(), int(person), int(of)


def terms_of_office(tagged: str) -> Iterator[TitlePhrase]:
    """Yield titles that a term of office names: "the presidency of ⟨p0⟩"."""
    for match in _TERM.finditer(tagged):
        title = _TERMS[match["term"] or match["term2"]]
        person = _tag(match["person"] or match["person2"])
        yield TitlePhrase(match.start(), match.end(), title, None, None, None, person)


def _phrases(tagged: str, match: re.Match[str], least: int) -> list[TitlePhrase]:
    left = _left(tagged, match, least)
    after = _RIGHT.match(tagged, match.end())
    # After a comma the name is that of the title only if the title says whose it is.
    is_its = left.of is not None or (after and after["of"]) or _ITS.search(left.before)
    # A name before it is nearer: "Xi Jinping, President of China, Bola Tinubu".
    if after and (not after["comma"] or (is_its and not _LEFT_PERSON.search(left.before))):
        return _with_person(tagged, left, after)
    return [_without_person(tagged, left)]


def _left(tagged: str, match: re.Match[str], least: int) -> _Left:
    before = tagged[max(0, match.start() - _NEAR) : match.start()]
    found = _LEFT.search(before)
    cut = found.start() if found else len(before)
    # In "Jeddah, ⟨s2⟩, Defense Secretary ⟨p3⟩" the state is the place's.
    if found and found["list"] and not found["of"] and not _is_plural(match):
        cut = found.end("list")
    start = match.start() - (len(before) - cut)
    # What an earlier phrase has taken, as "⟨p0⟩'s" may be, is no part of this one.
    start = match.start() if start < least or (found and "p" in (found["of"] or "")) else start
    if courtesy := _COURTESY_BEFORE.search(tagged, least, start):
        start = courtesy.start()
    words = (found["status"], found["status2"]) if found else ()
    return _Left(
        match,
        before[:cut],
        start,
        _singular(match),
        _status(*words, match["after"]),
        _tag(found["of"]) if found else None,
        tuple(map(int, _NUMBER.findall(found["list"] or ""))) if found and _is_plural(match) else (),
        _is_plural(match),
    )


def _with_person(tagged: str, left: _Left, after: re.Match[str]) -> list[TitlePhrase]:
    first, second = (_tag(after[name]) for name in ("of", "at"))
    of = next((each for each in (left.of, first, _tag(after["of2"])) if each is not None), None)
    at = second if left.of is None or first is None else first
    person, end = _tag(after["person"]), after.end()
    found = [TitlePhrase(left.start, end, left.title, left.status, of, at, person, (), left.is_plural)]
    while left.is_plural and (more := _MORE.match(tagged, end)):
        end, own = more.end(), _tag(more["of"])
        its = own if own is not None else of
        found.append(
            TitlePhrase(more.start("person"), end, left.title, left.status, its, None, _tag(more["person"]))
        )
    if of is None and found[-1].of is not None:
        found = [phrase._replace(of=found[-1].of) if phrase.of is None else phrase for phrase in found]
    owners = (*left.listed, of)
    if left.listed and len(owners) == len(found):
        return [phrase._replace(of=owner) for phrase, owner in zip(found, owners, strict=True)]
    return found


def _is_posted(tagged: str, title: str, right: re.Match[str]) -> bool:
    """Tell "the Ambassador of Chile to Japan" from "the visit of the President of Chile to Japan"."""
    leads = " to " in tagged[right.end("of") : right.start("at")]
    return not leads or bool(_POSTED.search(title))


def _without_person(tagged: str, left: _Left) -> TitlePhrase:
    of, at, end = left.of, None, left.match.end()
    others: list[str] = []
    right = _RIGHT_OF.match(tagged, end)
    if right and right["at"] and right["of"] and not _is_posted(tagged, left.title, right):
        right = _RIGHT_OF.match(tagged[: right.end("of")], end)
    if right and (right["of"] or right["at"]):
        at = _tag(right["at"]) if right["at"] else _tag(right["of"]) if of is not None else None
        of = of if of is not None else _tag(right["of"])
        others = _NUMBER.findall(right["more"]) if left.is_plural else []
        end = right.end() if others else right.end("at" if right["at"] else "of")
    elif of is None and (body := _BODY_OF.match(tagged, end)):
        end, of = body.end(), _tag(body["of"])
    person = _LEFT_PERSON.search(left.before) or _AS_PERSON.search(left.before)
    ranked = _RANKED.search(left.before) and not person and _RANKED_PERSON.match(tagged, left.match.end())
    holder = person or ranked
    start = left.start - (len(left.before) - _start(person) if person else 0)
    definite = bool(_DEFINITE.search(left.before)) or of is not None
    return TitlePhrase(
        start,
        end,
        left.title,
        left.status or ("former" if ranked or (person and "who" in (person["past"] or "")) else None),
        of,
        at,
        _tag(holder["person"]) if holder else None,
        (*left.listed, *map(int, others)),
        left.is_plural,
        definite,
        is_before=not person,
        is_role=bool(_ROLE.search(left.before)),
        is_called=bool(_DEFINITE.search(left.before)),
    )


def _start(person: re.Match[str]) -> int:
    """Return where a phrase begins that a person stands first in, courtesy titles included."""
    return person.start("person") if person.re is _AS_PERSON else person.start()


def _tag(tag: str | None) -> int | None:
    found = _NUMBER.search(tag or "")
    return int(found[0]) if found else None


def _status(*words: str | None) -> str | None:
    for word in " ".join(filter(None, words)).lower().replace("-", " ").split():
        for status in ("former", "acting", "elect", "proposed"):
            if word in {each.rstrip("-") for each in STATUS[status]}:
                return status
    return None


def _is_plural(match: re.Match[str]) -> bool:
    return bool(match["plural"]) or match["head"].endswith("men")


def _singular(match: re.Match[str]) -> str:
    title = _SHORT.get(match["title"], match["title"])
    if match["after"]:
        title = title.replace(f"-{match['after']}", "", 1)
    cut = match.end("head") - match.start()
    if match["plural"]:
        return title[:cut] + title[cut + 1 :]
    return f"{title[: cut - 2]}an{title[cut:]}" if match["head"].endswith("men") else title
