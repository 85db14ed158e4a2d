"""The parts of a person's name: what tells persons apart, and what says only what they are.

Titles and posts are set aside in the languages of `person_names.toml`, as are patronymics, initials and
generations (Jr, II), which are compared on their own. What may be a word of a name, as He or Don, is a title
only where a name is left without it.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.names import forms
from bilateral.names.phonetics import readings

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA: Final = tomllib.loads((Path(__file__).parent / "person_names.toml").read_text("utf-8"))
_LONGEST: Final = 200  # characters of a name
_LEAST: Final = 2  # words that are left of a name without its titles
_INITIALS: Final = 3  # capitals without a vowel: JD
_GAPS: Final = re.compile(
    "[\\s!#$%&*+,.\\-/:;<=>?@\\\\^_{|}~\u00b7\u00ad\u2010-\u2015\u2212\u3000-\u3002\u300a-\u300f\u30fb\uff00-\uff0f"
    '\u200b-\u200f\u202a-\u202e\u2060-\u206f\u060c"\u201c-\u201f\u00ab\u00bb()\\[\\]\uff08\uff09]+'
)
_SILENT: Final = re.compile("['`\u00b4\u02b9-\u02bf\u05f3\u05f4\u2018\u2019\u201b\u0640\u064b-\u065f\u0670]")
_PARENTHESIS: Final = re.compile("[(\uff08\\[].*[)\uff09\\]]")
_NO_VOWEL: Final = re.compile("[^AEIOUY]+")
_LETTERS: Final = str.maketrans(
    "\u0649\u064a\u0629\u0643\u06d5\u06be\u0623\u0625\u0622",
    "\u06cc\u06cc\u0647\u06a9\u0647\u0647\u0627\u0627\u0627",
)
# Patronymics as pronounced, in any orthography, and the words for son and daughter in Turkic languages.
_PATRONYMIC: Final = re.compile(
    r".{2,}(?:[oeiua]v(?:iS(?:a|u|em|om|e)?|n(?:a|i|u|o|e))|iSn[aiue])\Z|(?:il|kusm|fom|luk|nikit)iS\Z"
)
_SONS: Final = re.compile(r"(?:og[hu]?l[uiy]|oglou|[kqg][iy]zy|[qkg]izi|[ou]?uulu|uly|uulu)\Z")
_JOINED_SON: Final = re.compile(r".{4,}(?:uly|uli|oglu|ogly|kyzy|qyzy|qizi)\Z")


class PersonName(NamedTuple):
    """A name of a person, cut into its parts.

    Attributes:
        words: given and family names in lower case with diacritics, in order; particles are among them.
        initials: the letters that stand for names, in Latin letters.
        patronymic: the name from the father's, or "".
        generation: junior, senior or a number, or "".
        is_qualified: whether something stands in parentheses, which may tell namesakes apart.
        titles: titles and posts, in Latin letters.
    """

    words: tuple[str, ...]
    initials: tuple[str, ...] = ()
    patronymic: str = ""
    generation: str = ""
    is_qualified: bool = False
    titles: tuple[str, ...] = ()

    @property
    def core(self) -> tuple[str, ...]:
        """The words that are no particles."""
        return _without_particles(self.words)

    @property
    def latin(self) -> tuple[str, ...]:
        """The words that are no particles, in Latin letters."""
        return tuple(filter(None, map(_latin, self.core)))


@functools.lru_cache(maxsize=1 << 16)
def parse(text: str) -> PersonName:
    """Cut a name of a person into its parts, whatever their order and language."""
    words = _without_posts(_spelled(text[:_LONGEST]))
    while len(words) > 1 and words[-1] in _AFTER:
        words = words[:-1]
    words, generation = _generation(words)
    words, titles = _titles(words, 1 if generation else _LEAST)
    letters = [_is_letter(word) and (word.isascii() or f"{word}." in text.lower()) for word in words]
    initials = tuple(_latin(word) for word, is_letter in zip(words, letters, strict=True) if is_letter)
    words = [word for word, is_letter in zip(words, letters, strict=True) if not is_letter] or words
    words, patronymic = _patronymic(words)
    return PersonName(
        tuple(words), initials, patronymic, generation, bool(_PARENTHESIS.search(text)), tuple(titles)
    )


@functools.lru_cache(maxsize=1 << 16)
def _without_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not is_particle(word)) or words


@functools.lru_cache(maxsize=1 << 16)
def is_particle(word: str) -> bool:
    """Return whether a word joins names: von, al."""
    return _latin(word) in _PARTICLES


def is_filial(word: str) -> bool:
    """Return whether a word means son of."""
    return _latin(word) in _FILIAL


def _spelled(text: str) -> list[str]:
    """Return the words of a name in lower case, with the diacritics that tell sounds apart."""
    text = _SILENT.sub("", unicodedata.normalize("NFC", text))
    found: list[str] = []
    for word in _GAPS.split(text):
        abbreviated = (
            1 < len(word) <= _INITIALS and word.isascii() and word.isupper() and _NO_VOWEL.fullmatch(word)
        )
        # JD are initials only where the rest is no capitals.
        found += (
            list(word.lower())
            if abbreviated and not text.isupper() and not _is_known(word)
            else [word.lower()]
        )
    return [word.translate(_LETTERS) for word in found if word]


def _is_known(word: str) -> bool:
    lower = word.lower()
    return lower in _TITLES or lower in _AFTER or lower in _GENERATIONS


def _without_posts(words: list[str]) -> list[str]:
    """Remove the posts that are written together with a name in scripts without spaces."""
    if all(word.isascii() for word in words):
        return words
    kept = [part for word in words for part in _POSTS.sub(" ", word).split()[-1:]]
    return kept or words


def _generation(words: list[str]) -> tuple[list[str], str]:
    """Return the words of a name without its generation, and that."""
    for place in range(len(words) - 1, 0, -1):
        number = _GENERATIONS.get(words[place])
        is_last = place == len(words) - 1
        # A letter among letters is an initial, and Sr. before a name is señor.
        if number and (is_last or number.isdigit()) and not _is_initial(words, place):
            return [*words[:place], *words[place + 1 :]], number
    return words, ""


def _is_initial(words: Sequence[str], place: int) -> bool:
    return len(words[place]) == 1 and any(len(word) == 1 for word in (*words[:place], *words[place + 1 :]))


def _titles(words: list[str], least: int) -> tuple[list[str], list[str]]:
    """Return the words of a name without titles, and these, unless too little is left."""
    certain = [is_post(word) or word in _WRITTEN_TITLES or word in _SURE for word in words]
    last = max((place for place, is_title in enumerate(certain) if is_title), default=-1)
    first = 0
    while first < len(words) and (certain[first] or first < last or _is_title(words, first)):
        first += 1
    after = len(words)
    while after > first and (certain[after - 1] or _latin(words[after - 1]) in _AFTER):
        after -= 1
    # He Lifeng is no Lifeng: short titles stay where they may be half of a name.
    while first and not certain[first - 1] and after - first < least:
        first -= 1
    return _cut(words, first, after)


def _cut(words: list[str], first: int, after: int) -> tuple[list[str], list[str]]:
    if first >= after:
        return words, []
    return words[first:after], [_latin(word) for word in (*words[:first], *words[after:])]


def _is_title(words: Sequence[str], place: int) -> bool:
    """Return whether a word before a name may be a title; a letter among letters is an initial."""
    if len(words[place]) == 1 and (len(words) < place + 3 or len(words[place + 1]) == 1):
        return False
    return _latin(words[place]) in _TITLES


def is_title(word: str) -> bool:
    """Return whether a word in Latin letters is a title or post, or a part of one."""
    return is_post(word) or word in _TITLES or word in _WRITTEN_LATIN


@functools.lru_cache(maxsize=1 << 15)
def is_post(word: str) -> bool:
    """Return whether a word is a post by its beginning: president, minister."""
    latin = _latin(word)
    return latin.startswith(_STEMS) or latin.endswith(
        ("minister", "ministr", "ministerin", "prasident", "kanzler")
    )


def _patronymic(words: list[str]) -> tuple[list[str], str]:
    """Return the words of a name without the name from the father's, and that."""
    for place in range(1, len(words)):
        if _SONS.match(_latin(words[place])) and len(words) > 3:  # noqa: PLR2004  # given, father, son, family
            return [*words[: place - 1], *words[place + 1 :]], words[place - 1]
    if len(words) <= _LEAST:
        return words, ""
    for place in (*range(1, len(words)), 0):
        if is_patronymic(words[place]):
            return [*words[:place], *words[place + 1 :]], words[place]
    return words, ""


@functools.lru_cache(maxsize=1 << 15)
def is_patronymic(word: str) -> bool:
    """Return whether a word has the ending of a name from the father's, in the spelling of any language."""
    latin = _latin(word)
    if len(latin) < 6:  # noqa: PLR2004  # letters of the shortest
        return False
    return bool(_JOINED_SON.match(latin)) or any(map(_PATRONYMIC.match, readings(word)))


@functools.lru_cache(maxsize=1 << 16)
def _latin(word: str) -> str:
    return forms.latin(word).replace(" ", "")


def _is_letter(word: str) -> bool:
    """Return whether a word is a letter that stands for a name, and is not one in itself, as in Chinese."""
    return (
        len(word) == 1
        and word.isalpha()
        and not any(forms.has(each, word) for each in (forms.HAN, forms.SYLLABIC))
    )


def _list(key: str) -> list[str]:
    words: str = DATA[key]
    return words.split()


_POSTS: Final = re.compile("|".join(sorted(map(forms.fold, _list("posts")), key=len, reverse=True)))
_STEMS: Final = tuple(_list("title_stems"))
_TITLES: Final = frozenset(map(_latin, _list("titles")))
_WRITTEN_TITLES: Final = frozenset(word for each in _list("written_titles") for word in _spelled(each))
_SURE: Final = frozenset(_list("sure_titles"))
_WRITTEN_LATIN: Final = frozenset(map(_latin, _list("written_titles")))
_AFTER: Final = frozenset(_list("after"))
_PARTICLES: Final = frozenset(_list("particles"))
_FILIAL: Final = frozenset(_list("filial"))
_GENERATIONS: Final[dict[str, str]] = DATA["generations"]
_GROUPS: Final = {
    word: number for number, line in enumerate(DATA["given_names"].splitlines()) for word in line.split()
}


@functools.lru_cache(maxsize=1 << 16)
def group(word: str) -> int | None:
    """Return the number of the forms of one given name that a word is one of, or is read as one of."""
    for spelling in (word, _latin(word)):
        if (found := _GROUPS.get(spelling)) is not None:
            return found
    if word.isascii():
        return None
    read = {_READ_GROUPS[each] for each in readings(word) if each in _READ_GROUPS}
    return read.pop() if len(read) == 1 else None


_READ_GROUPS: Final = {
    each: number for word, number in _GROUPS.items() for each in readings(word) if len(each) > _LEAST
}
