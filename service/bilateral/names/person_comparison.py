"""Whether two names are of one person: word by word, in any spelling, with what tells persons apart.

| words | are alike if they |
|---|---|
| of one script | are the same, share a reading, or are forms of one given name |
| of two scripts | share the consonants of a reading |
| of a script without vowels | could be written so |

Names of other generations, fathers or initials are not of one person, whatever else they share; words that
only one of them has may be left out, as second family names are.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.names import abjads, forms, syllables
from bilateral.names.name_comparison import UNSURE, Fit
from bilateral.names.person_names import DATA, PersonName, group, is_filial, parse
from bilateral.names.phonetics import coarse, consonants, heard, readings, without_vowels
from bilateral.names.word_comparison import (
    CONSONANTS,
    DECLINED,
    SAME,
    SIMILAR,
    SOUND,
    TRANSCRIBED,
    VOWELS,
    alphabet,
    are_of_two_given_names,
    have_two_genders,
    word_score,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_BY_INITIAL: Final = 84.0
_SYLLABLES: Final = 91.0
_CHARACTERS: Final = 90.0
_EXTRA: Final = 1.0  # subtracted for each word that only one name has, at most _MOST_EXTRA times
_MOST_EXTRA: Final = 3
_INITIAL_MISSING: Final = 14.5  # George Bush is not George W. Bush
_OTHERS: Final = 60.0  # the highest score of names known to be of two persons
_SHORT: Final = 3  # letters of a word, or syllable, that is no family name by itself
_SEVERAL: Final = 2  # words
_EVIDENCE: Final = 4  # consonants that two names of different scripts do not share by chance
_MOST_WAYS: Final = 200  # to read a name
_ARTICLES: Final = frozenset(DATA["arabic_articles"].split())
_LONG_CASES: Final = tuple(DATA["long_cases"].split())
_PATRONYMIC_END: Final = re.compile(
    r"i?[oeiua]?v(?:iS(?:a|u|em|om|e)?|n(?:a|i|u|o|e))\Z|i?iSn[aiue]\Z|(?:ovi|evi)[skt]+\Z"
)
_WRITTEN_END: Final = re.compile(r"(?:[yi]?[eoi]vi\w{1,4}|[yij]?[oei][vw]\w{1,5}|uly|uulu|ovna|evna|ivna)\Z")


class _Pair(NamedTuple):
    """Two words that are alike, by their places, and how well."""

    score: float
    place: int
    other: int


class _Alignment(NamedTuple):
    """The words of two names in pairs.

    Attributes:
        left: words that only the name has.
        over: words that only the query has.
        initials: how many initials stand for words or initials of the other.
    """

    query: PersonName
    name: PersonName
    pairs: list[_Pair]
    left: list[str]
    over: list[str]
    initials: int
    has_other_initials: bool

    @property
    def alike(self) -> list[_Pair]:
        return [pair for pair in self.pairs if pair.score > SIMILAR]

    @property
    def places(self) -> list[int]:
        """The places in the name of the words alike, in the order of the query."""
        return [pair.other for pair in sorted(self.alike, key=lambda pair: pair.place)]

    @property
    def begins_alike(self) -> bool:
        return any(pair.place == pair.other == 0 for pair in self.alike)

    @property
    def least(self) -> float:
        return min(pair.score for pair in self.alike)

    @property
    def mean(self) -> float:
        return sum(pair.score for pair in self.pairs) / len(self.pairs)

    @property
    def extra(self) -> int:
        return len(self.left) + len(self.over)

    @property
    def unpaired(self) -> int:
        return max(len(self.query.core), len(self.name.core)) - len(self.pairs)

    @property
    def reason(self) -> str:
        longest = max(len(self.query.core), len(self.name.core), 1)
        return f"{len(self.alike)} of {longest} words alike"


def compare_names(query: str, name: str) -> Fit:
    """Compare two names of persons; a score of at least 81 says that they are the same but for spelling."""
    return compare_parsed(parse(query), parse(name))


def compare_parsed(query: PersonName, name: PersonName) -> Fit:
    """Compare two names of persons that are cut into their parts."""
    conflict = _conflict(query, name)
    found = _by_syllable(query, name)
    if not found:
        found = _best(_by_word(query, name), _as_a_whole(query, name))
        if found.score > SIMILAR and not _is_comparable(query, name):
            found = Fit(SIMILAR, "too little in these characters")
    if conflict:
        return Fit(min(found.score, _OTHERS), conflict)
    if query.is_qualified != name.is_qualified:
        return Fit(min(found.score, UNSURE), f"{found.reason}, but the parenthesis")
    return found


def _best(*found: Fit) -> Fit:
    return max(found, key=lambda each: each.score)


def _is_comparable(query: PersonName, name: PersonName) -> bool:
    """Return whether names can be compared word by word: in Chinese and Korean, those that have gaps."""
    return not any(len(each.words) == 1 and _is_dense(each.words[0]) for each in (query, name))


def _is_dense(word: str) -> bool:
    return forms.has(forms.HAN, word) or forms.has(forms.SYLLABIC, word)


def _conflict(query: PersonName, name: PersonName) -> str:
    """Return what tells two persons apart, or ""."""
    if query.generation != name.generation:
        return "another generation"
    if query.patronymic and name.patronymic and not _same_patronymic(query.patronymic, name.patronymic):
        return "another patronymic"
    return ""


def _same_patronymic(one: str, other: str) -> bool:
    """Return whether two patronymics are of one father, whose name may be in two languages."""
    roots = [{_root(each) for each in readings(word)} for word in (one, other)]
    if roots[0] & roots[1]:
        return True
    skeletons = [{without_vowels(each) for each in found} for found in roots]
    return bool(skeletons[0] & skeletons[1]) or bool(_father_groups(one) & _father_groups(other))


def _root(sounds: str) -> str:
    return _PATRONYMIC_END.sub("", sounds)


def _father_groups(word: str) -> frozenset[int]:
    """Return the given names, by the number of their forms, that a patronymic may be made of."""
    root = _WRITTEN_END.sub("", forms.latin(word))
    found = (group(root + ending) for ending in ("", "y", "i", "iy", "ey", "ei", "a", "j", "ij", "ii"))
    return frozenset(each for each in found if each is not None)


def _by_syllable(query: PersonName, name: PersonName) -> Fit | None:
    """Compare Chinese and Korean names; None if either is none."""
    same_korean = syllables.same_korean(query.words, name.words)
    ours, theirs = syllables.chinese(query.words), syllables.chinese(name.words)
    if ours and theirs and (same_korean is None or not _is_hangul(query, name)):
        return _chinese_fit(query.words, name.words, same=bool(ours & theirs), korean=bool(same_korean))
    if same_korean is None:
        return None
    return Fit(_SYLLABLES, "same syllables") if same_korean else Fit(_OTHERS, "other syllables")


def _is_hangul(*names: PersonName) -> bool:
    return any(forms.has(forms.SYLLABIC, "".join(each.words)) for each in names)


def _chinese_fit(query: tuple[str, ...], name: tuple[str, ...], *, same: bool, korean: bool) -> Fit:
    together, others = "".join(query), "".join(name)
    characters = [bool(forms.HAN.search(each)) for each in (together, others)]
    if all(characters):
        return _characters_fit(together, others)
    if same:
        return Fit(_CHARACTERS if any(characters) else _SYLLABLES, "same syllables")
    if any(characters):
        return Fit(_OTHERS, "other syllables")
    if syllables.is_pinyin(query) != syllables.is_pinyin(name) or len(query) != len(name):
        same = bool(syllables.wade_giles(query) & syllables.wade_giles(name))
    if same or (korean and not (syllables.is_pinyin(query) and syllables.is_pinyin(name))):
        return Fit(_SYLLABLES, "same syllables in another romanisation")
    return Fit(_OTHERS, "other syllables")


def _characters_fit(one: str, other: str) -> Fit:
    """Compare names in Chinese characters: a variant, or another name that sounds the same."""
    if one == other:
        return Fit(100.0, "same name")
    if forms.simplified(one) == forms.simplified(other):
        return Fit(97.0, "same name in simplified characters")
    if syllables.chinese((one,)) & syllables.chinese((other,)):
        return Fit(UNSURE, "same sound, as that of many names in Chinese characters")
    return Fit(_OTHERS, "other characters")


def _by_word(query: PersonName, name: PersonName) -> Fit:
    found = _align(query, name)
    if not found.pairs:
        return Fit(0.0, "no word alike")
    if not found.alike:
        return Fit(max(found.mean - 10.0 * found.unpaired, 0.0), f"{found.reason}, others similar")
    if len(found.alike) < len(found.pairs):
        return Fit(min(UNSURE, found.mean), f"{found.reason}, others similar")
    if found.has_other_initials:
        return Fit(SIMILAR, f"{found.reason}, other initials")
    if found.left and found.over:
        return Fit(SIMILAR, f"{found.reason}, others differ")
    return _single(found) if len(found.alike) == 1 else _several(found)


def _several(found: _Alignment) -> Fit:
    """Score names that have several words alike, and of which at most one has others."""
    if doubt := _doubt(found):
        return Fit(UNSURE, f"{found.reason}, {doubt}")
    if found.query.initials == () and found.name.initials and not found.extra and not found.query.patronymic:
        return Fit(found.least - _INITIAL_MISSING, f"{found.reason}, an initial missing")
    score = found.least - _EXTRA * min(found.extra, _MOST_EXTRA)
    return Fit(score, "same name but for titles and order" if found.least == SAME else found.reason)


def _doubt(found: _Alignment) -> str:
    """Return why names with several words alike may be of two persons, or ""."""
    if not _is_declined_throughout(found):
        return "an ending differs"
    if _is_of_other_gender(found):
        return "of another gender"
    if not _in_order(found) or _has_other_father(found):
        return "in another order"
    if _has_few_consonants(found):
        return "too few consonants"
    common = found.extra and not _tells_apart(found)
    return "all of them common" if common or (found.extra > 1 and _has_other_beginning(found)) else ""


def _has_few_consonants(found: _Alignment) -> bool:
    """Return whether the words that two scripts share are so short that names share them by chance."""
    shared = [_shared_consonants(found, pair) for pair in found.alike if pair.score == CONSONANTS]
    if len(shared) == len(found.alike):
        return sum(shared) < _EVIDENCE + found.extra
    across = [
        _shared_consonants(found, pair) for pair in found.alike if pair.score in {CONSONANTS, TRANSCRIBED}
    ]
    return found.extra > 0 and len(across) == len(found.alike) and sum(across) < _EVIDENCE + found.extra


def _shared_consonants(found: _Alignment, pair: _Pair) -> int:
    keys = coarse(found.query.core[pair.place]) & coarse(found.name.core[pair.other])
    return max(map(len, keys), default=0)


def _single(found: _Alignment) -> Fit:
    """Score names that share one word: a family name is shared by many."""
    query, name = found.query, found.name
    shared = query.core[found.alike[0].place]
    if found.initials and not found.extra and len(shared) > _SHORT:
        return Fit(min(found.least, _BY_INITIAL), f"{found.reason}, and the initials")
    alone = len(query.core) == len(name.core) == 1 and query.initials == name.initials
    if alone and (query.generation or query.titles == name.titles):
        return Fit(UNSURE if _has_few_consonants(found) else found.least, found.reason)
    # A word of a name says no more than its beginning.
    return Fit(min(found.least, UNSURE), found.reason, partial=len(query.core) < len(name.core))


def _is_declined_throughout(found: _Alignment) -> bool:
    """Return whether none of the words is declined, or all are, and not as a woman's: Aleksandra Ivanova."""
    pairs = found.alike
    declined = [pair for pair in pairs if pair.score == DECLINED]
    if not declined:
        return True
    words = [(found.query.core[pair.place], found.name.core[pair.other]) for pair in pairs]
    if not all(pair.score in {DECLINED, CONSONANTS} for pair in pairs):
        last = max(pairs, key=lambda pair: pair.place)
        return declined == [last] and max(words[pairs.index(last)], key=len).endswith(_LONG_CASES)
    if found.query.titles or found.name.titles:
        return True
    return not all(have_two_genders(readings(one), readings(other)) for one, other in words)


def _is_of_other_gender(found: _Alignment) -> bool:
    """Return whether the given names are those of a man and a woman: Jean, Jeanne."""
    if found.query.titles or found.name.titles or not found.begins_alike:
        return False
    one, other = found.query.core[0], found.name.core[0]
    if word_score(one, other) not in {SOUND, VOWELS} or alphabet(one) != alphabet(other):
        return False
    return are_of_two_given_names(forms.latin(one), forms.latin(other))


def _take_initials(
    letters: Sequence[str], others: Sequence[str], words: list[str], father: str
) -> int | None:
    """Take the words that initials stand for from those left over.

    Return how many fit a word or another initial, or None if one fits nothing that it could stand for.
    """
    found, free = 0, [*others]
    fathers = [father] if father else []
    for letter in letters:
        place = next((each for each in (words, free, fathers) if _take(each, letter)), None)
        if place is None and (words or free or fathers):
            return None
        found += place is words or place is free
    return found


def _take(words: list[str], letter: str) -> bool:
    """Remove the first word that an initial may stand for; return whether there is one."""
    word = next((each for each in words if _begins(each, letter)), None)
    if word is not None:
        words.remove(word)
    return word is not None


def _begins(word: str, letter: str) -> bool:
    """Return whether an initial in Latin letters may stand for a word of any script."""
    sounds = {each[0] for each in readings(word)}
    spoken = {each[0] for each in readings(letter)} - set("aeiou")
    return forms.latin(word)[:1] == letter or letter in sounds or bool(sounds & spoken)


def _in_order(found: _Alignment) -> bool:
    """Return whether words are in one order, or with the family name at the other end."""
    places = found.places
    turned = places.index(min(places))
    return places == sorted(places) or (
        not found.extra and [*places[turned:], *places[:turned]] == sorted(places)
    )


def _has_other_father(found: _Alignment) -> bool:
    """Return whether names with the word for son begin with another person, or are in another order."""
    if not any(map(is_filial, (*found.query.words, *found.name.words))):
        return False
    return not found.begins_alike or found.places != sorted(found.places)


def _has_other_beginning(found: _Alignment) -> bool:
    """Return whether a long Arabic name begins otherwise: with the name of a son, or a brother."""
    words = (*found.query.words, *found.name.words)
    return not found.begins_alike and any(forms.latin(word) in _ARTICLES for word in words)


def _tells_apart(found: _Alignment) -> bool:
    """Return whether some of the words that are alike is no common given name, nor all are syllables."""
    words = [found.query.core[pair.place] for pair in found.alike]
    if all(len(word) <= _SHORT + 1 for word in words) or words[0] in syllables.VIETNAMESE_SURNAMES:
        return False
    return any(group(word) is None for word in words)


def _align(query: PersonName, name: PersonName) -> _Alignment:
    pairs, mine, theirs = _paired(query.core, name.core)
    left = [word for place, word in enumerate(name.core) if place not in theirs]
    over = [word for place, word in enumerate(query.core) if place not in mine]
    taken = (
        _take_initials(query.initials, name.initials, left, name.patronymic),
        _take_initials(name.initials, query.initials, over, query.patronymic),
    )
    initials = None if None in taken else sum(filter(None, taken))
    return _Alignment(query, name, pairs, left, over, initials or 0, initials is None)


def _paired(query: Sequence[str], name: Sequence[str]) -> tuple[list[_Pair], set[int], set[int]]:
    """Return the best pairs of words, each in one pair, and their places."""
    scored = [
        _Pair(score, place, other)
        for (place, word), (other, each) in product(enumerate(query), enumerate(name))
        if (score := word_score(word, each))
    ]
    pairs: list[_Pair] = []
    mine: set[int] = set()
    theirs: set[int] = set()
    for pair in sorted(scored, key=lambda pair: (-pair.score, abs(pair.place - pair.other), pair)):
        if pair.place not in mine and pair.other not in theirs:
            pairs.append(pair)
            mine.add(pair.place)
            theirs.add(pair.other)
    return pairs, mine, theirs


def _as_a_whole(query: PersonName, name: PersonName) -> Fit:
    """Compare names that are divided into words otherwise: Amir-Abdollahian."""
    abjad = [abjads.is_written("".join(each.words)) for each in (query, name)]
    if min(len(query.core), len(name.core)) < _SEVERAL:
        return Fit(0.0, "")
    if not any(abjad) and len(query.core) != len(name.core) and _same_letters(query, name):
        return Fit(SOUND, "same letters, divided otherwise")
    if abjad.count(True) == 1 and _may_be_written(*((query, name) if abjad[0] else (name, query))):
        return Fit(_BY_INITIAL, "could be written so without vowels")
    return Fit(0.0, "")


def _may_be_written(written: PersonName, other: PersonName) -> bool:
    """Return whether a name may be written so in Arabic or Hebrew letters."""
    pattern = abjads.pattern(written.words)
    kept = [word for word in other.words if forms.latin(word) not in _ARTICLES]
    for order in (other.words, kept, [*kept[1:], *kept[:1]], [*kept[-1:], *kept[:-1]]):
        ways = islice(product(*(sorted(heard(word)) for word in order)), _MOST_WAYS)
        if any(pattern.fullmatch("".join(way)) for way in ways):
            return True
    return False


def _same_letters(query: PersonName, name: PersonName) -> bool:
    """Return whether names are the same but for gaps and hyphens: Amirabdollahian."""
    ways = [{"".join(each.core), "".join(each.words)} for each in (query, name)]
    return any(
        len(one) > 2 * _SHORT and (readings(one) & readings(other) or _same_consonants(one, other))
        for one, other in product(*ways)
    )


def _same_consonants(one: str, other: str) -> bool:
    """Return whether long names in two scripts have the same consonants."""
    shared = consonants(one) & consonants(other) if alphabet(one) != alphabet(other) else set()
    return max(map(len, shared), default=0) > _EVIDENCE
