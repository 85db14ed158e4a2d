"""A name in the forms in which names are compared, from strict to lenient.

| form | keeps | two names with the same form |
|---|---|---|
| `fold` | the script | Côte d'Ivoire, COTE D'IVOIRE |
| `latin` | the transliteration | Лавров, Lavrov; 中国, 中國 |
| `bare` | distinctive words | Republic of Korea; Korea, Rep. of |
| `sound` | the pronunciation | Lawrow, Lavroff, Lavrov |
| `skeleton` | consonants | محمد, Muhammad, Mohamed |

Source: Unicode Standard Annex 15; the romanisations are those of anyascii.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from anyascii import anyascii

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PERSON, POLITY, OTHER = "person", "polity", ""
"""The nature of what a name denotes, which decides what words can be ignored."""

ALPHABET: Final = "alphabet"
"""The kind of script of Latin, Cyrillic and Greek."""

_LONGEST_ENDING = 7  # letters after the beginning of a form of state
_LONGEST = 200  # characters of a name
_PARTICLES = tomllib.loads((Path(__file__).parent / "particles.toml").read_text("utf-8"))
_CHARACTERS = tomllib.loads((Path(__file__).parent / "characters.toml").read_text("utf-8"))
_SIMPLIFIED: Final = str.maketrans(_CHARACTERS["forms"], _CHARACTERS["simplified"])

# Accents, and the vowel points of Hebrew and Arabic. Vowel signs of other scripts count as letters.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06ed\u200b-\u200f\u2060\ufeff]"
)
_LETTERS = str.maketrans("\u0649\u064a\u0629\u0643\u06d5\u06be", "\u06cc\u06cc\u0647\u06a9\u0647\u0647")
_SILENT = re.compile("['`\"\u00b4\u02b9-\u02bc\u02be\u02bf\u05f3\u05f4\u2018-\u201f]")
_INITIALS = re.compile(r"\b((?:[^\W\d_]\.\s?){2,})")
_SEPARATORS = re.compile(r"[^\w]+|_", re.ASCII)
_GAPS = re.compile(
    "[\\s!#$%&()*+,\\-./:;<=>?@\\[\\]\\\\^_{|}~"
    "\u00b7\u2010-\u2015\u2212\u3000-\u3002\u300a-\u300f\u30fb\uff00-\uff0f]+"
)
_ELISION = re.compile("\\b([DLdl]|[DdNn]ell|[Dd]all)['\u2019](?=\\w)")
_PARENTHESIS = re.compile("\\s*[(\uff08\\[][^()\uff08\uff09\\[\\]]*[)\uff09\\]]")
_DIGRAPH = re.compile(r"([cdgkpstz])h")
_NO_CONSONANT = re.compile("[aeiouyh]")
_TWICE = re.compile(r"(.)\1+")
_SERVANT = re.compile(r"abd[aeou]l\Z")
_CONSONANTS = str.maketrans("pfvwgjqcxdz", "bbbbkkkkkts")
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
SYLLABIC = re.compile("[\u3041-\u30ff\uac00-\ud7a3]")
CYRILLIC = re.compile("[\u0400-\u04ff]")
ABJAD = re.compile("[\u0590-\u08ff]")
_INDIC = re.compile("[\u0900-\u0dff]+")
_GREEK: Final = {"\u03bc\u03c0": "b", "\u03bd\u03c4": "d", "\u03b3\u03ba": "g", "\u03c4\u03b6": "j"}
_SCRIPTS = (
    # Japanese has characters beside syllables.
    ("syllables", SYLLABIC),
    ("Chinese", HAN),
    ("Hebrew", re.compile("[\u0590-\u05ff]")),
    ("Arabic", ABJAD),
    ("Indic", _INDIC),
    ("Southeast Asian", re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")),
)

_SOUNDS: Final = tuple(
    (tuple(marks.split()), re.compile(pattern), sound)
    for marks, pattern, sound in (
        ("s", r"shch|sch|sh|sz", "s"),
        ("ch cz tsh tj", r"tsch|tch|tsh|cz|ch|tj", "c"),
        ("ck q", r"ck|q", "k"),
        ("kh gh", r"kh|gh", "h"),
        ("ph", r"ph", "f"),
        ("zh dj", r"zh|dzh|dj", "z"),
        ("ts tz", r"ts|tz", "s"),
        ("x", r"x", "ks"),
        ("gu", r"gu(?=[ei])", "g"),
        ("c", r"c(?=[eiy])", "s"),
        ("c", r"c(?!h)", "k"),
        ("ou oo", r"ou|oo", "u"),
        ("w", r"w", "v"),
        ("f", r"(?<=[oe])f+\b", "v"),
        ("h", r"(?<=[a-z])h", ""),
        ("y j", r"[yj]", "i"),
        ("ee", r"ee", "i"),
        ("z", r"z", "s"),
        ("", r"(.)\1+", r"\1"),
        ("e", r"(?<=[a-z]{3})e\b", ""),
    )
)
"""Letters, their pattern and their sound; a pattern is tried if a word has some of the letters."""


class NameForms(NamedTuple):
    """A name in all its forms.

    Attributes:
        text: as written.
        folded: in its script, without case, accents and spaces.
        latin: transliterated, without spaces.
        tokens: transliterated words, in order.
        words: transliterated words, in order, without articles unless of a person.
        bare: distinctive words, sorted; those of a polity are without forms of state.
        sound: the sounds of `bare`.
        kinds: of a polity, the kinds of its forms of state.
    """

    text: str
    folded: str
    latin: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    bare: tuple[str, ...]
    sound: str
    kinds: frozenset[str] = frozenset()

    @property
    def formality(self) -> int:
        """The number of words that are not distinctive; of a polity, those of its form of state."""
        return len(self.words) - len(self.bare)


@functools.lru_cache(maxsize=1 << 16)
def of(text: str, nature: str = OTHER) -> NameForms:
    """Return the forms of a name, by the nature of what it denotes."""
    folded = fold(text)
    latin = _latin(folded)
    parted = _latin(_parted(_spaced(text, folded))) if nature == POLITY else latin
    words = tuple(part for word in parted.split() for part in _ABBREVIATED.get(word, (word,)))
    if nature != PERSON:
        words = tuple(word for word in words if word not in ARTICLES) or words
    bare = tuple(sorted(_BARE[nature](words)))
    sounds = " ".join(map(sound, bare))
    kinds = frozenset(filter(None, map(kind, words))) if nature == POLITY else frozenset()
    return NameForms(
        text,
        folded.replace(" ", ""),
        latin.replace(" ", ""),
        tuple(latin.split()),
        words,
        bare,
        sounds,
        kinds,
    )


def fold(text: str) -> str:
    """Return the words of a name in its script, without case, accents and punctuation."""
    text = text[:_LONGEST]
    if "." in text:
        text = _INITIALS.sub(lambda match: match[1].replace(".", "").replace(" ", "") + " ", text)
    if text.isascii():
        return " ".join(_GAPS.sub(" ", _SILENT.sub("", text).lower()).split())
    text = _SILENT.sub("", unicodedata.normalize("NFKD", text).casefold())
    text = unicodedata.normalize("NFKC", _MARKS.sub("", text)).translate(_LETTERS)
    return " ".join(_GAPS.sub(" ", text).split())


@functools.lru_cache(maxsize=1 << 16)
def latin(text: str) -> str:
    """Return the transliterated words of a name, without case, accents and punctuation."""
    return _latin(fold(text))


@functools.lru_cache(maxsize=1 << 16)
def transliterated(folded: str) -> str:
    """Return what `fold` returned in Latin letters, without spaces."""
    return folded if folded.isascii() else _latin(folded).replace(" ", "")


def simplified(text: str) -> str:
    """Return a name with Chinese characters in their simplified form, of which there is one."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)


def without_parenthesis(text: str) -> str:
    """Return a name without its parentheses."""
    return " ".join(_PARENTHESIS.sub(" ", text).split())


def parenthesis(text: str) -> str:
    """Return what stands in the first parenthesis of a name, or ""."""
    found = _PARENTHESIS.search(text)
    return found[0].strip().strip("(\uff08[]\uff09)").strip() if found else ""


@functools.lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """Return the approximate pronunciation of a word in Latin letters, in no particular language."""
    for marks, pattern, replacement in _SOUNDS:
        if not marks or any(mark in word for mark in marks):
            word = pattern.sub(replacement, word)
    return word


@functools.lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Return the consonants of a word in Latin letters that scripts without vowels distinguish."""
    word = _SERVANT.sub("abd", word)
    return _TWICE.sub(r"\1", _NO_CONSONANT.sub("", _DIGRAPH.sub(r"\1", word).translate(_CONSONANTS)))


def skeletons(words: Iterable[str]) -> str:
    """Return the consonants of words in Latin letters that every script distinguishes, sorted by word."""
    # Japanese and Korean have one sound for l and r, and write m before p as n.
    found = (_TWICE.sub(r"\1", skeleton(word).replace("l", "r").replace("nb", "mb")) for word in words)
    return " ".join(sorted(filter(None, found)))


def has(script: re.Pattern[str], text: str) -> bool:
    """Return whether a name has characters of HAN, SYLLABIC, ABJAD or CYRILLIC."""
    return not text.isascii() and bool(script.search(text))


@functools.lru_cache(maxsize=1 << 16)
def script(text: str) -> str:
    """Return the kind of script of a name; all alphabets are one kind."""
    if text.isascii():
        return ALPHABET
    return next((mark for mark, pattern in _SCRIPTS if pattern.search(text)), ALPHABET)


def _latin(folded: str) -> str:
    if folded.isascii():
        return folded
    for digraph, letter in _GREEK.items():
        folded = folded.replace(digraph, letter)
    # In the transliteration of Indic scripts, c is never k.
    written = _INDIC.sub(lambda match: anyascii(match[0]).replace("c", "s"), folded)
    return " ".join(_SEPARATORS.sub(" ", _SILENT.sub("", anyascii(written)).lower()).split())


def _words(key: str) -> frozenset[str]:
    """Return a list of particles in the form in which words are compared."""
    return frozenset(part for word in _PARTICLES[key].split() for part in _latin(fold(word)).split())


def _spaced(text: str, folded: str) -> str:
    """Separate articles that are joined by an apostrophe; join the words of forms of state of several."""
    if "'" in text or "\u2019" in text:
        folded = fold(_ELISION.sub(r"\1 ", text))
    return folded if text.isascii() else _PHRASE.sub(lambda match: _PHRASES[match[0]], folded)


def _parted(folded: str) -> str:
    """Separate the words for a form of state in scripts without spaces, unless there is nothing else."""
    if folded.isascii():
        return folded
    parted = _AFFIX.sub(lambda match: _AFFIXES[match[0]], folded)
    return parted if _AFFIX.sub("", folded).strip() else folded


@functools.lru_cache(maxsize=1 << 14)
def kind(word: str) -> str:
    """Return the kind of form of state that a word in Latin letters names, or ""."""
    found = _KIND.match(word)
    # In scripts without gaps, a name may follow.
    return _KINDS[found[0]] if found and len(word) - len(found[0]) <= _LONGEST_ENDING else ""


def is_common(word: str) -> bool:
    """Return whether a word in Latin letters is an article, a form of state or another common noun."""
    return word in _COMMON or bool(kind(word))


@functools.lru_cache(maxsize=1 << 16)
def ranks(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words in Latin letters that tell an office from that of a deputy or a predecessor."""
    return frozenset(word for word in words if word.startswith(_RANKS))


def _of_polity(words: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(word for word in words if word not in FORMS and not kind(word))
    if len(kept) < len(words) and not any(map(kind, words)):
        # Uruguay is the Oriental Republic, but Oriental Africa is no form of Africa.
        kept = tuple(word for word in words if word in DIRECTIONS or word not in FORMS)
    # The United Kingdom is called by its form.
    return kept if any(word not in MODIFIERS for word in kept) else words


ARTICLES: Final = _words("articles")
_ABBREVIATED: Final[dict[str, list[str]]] = {
    _latin(fold(each)): words.split() for each, words in _PARTICLES["abbreviations"].items()
}
FORMS: Final = _words("forms")
DIRECTIONS: Final = _words("directions")
MODIFIERS: Final = _words("modifiers")
_KINDS: Final = {stem: name for name, stems in _PARTICLES["kinds"].items() for stem in stems.split()}
_KIND: Final = re.compile("|".join(sorted(_KINDS, key=len, reverse=True)))
_RANKS: Final = tuple(_PARTICLES["ranks"].split())
_COMMON: Final = _words("common") | FORMS | MODIFIERS | ARTICLES
ELSEWHERE: Final = _words("elsewhere")
CODES_ELSEWHERE: Final = frozenset(_PARTICLES["codes_elsewhere"].split())
CONJUNCTIONS: Final = frozenset(_PARTICLES["conjunctions"].split())
_BARE: Final[dict[str, Callable[[tuple[str, ...]], tuple[str, ...]]]] = {
    PERSON: tuple[str, ...],
    POLITY: _of_polity,
    OTHER: tuple[str, ...],
}
_AFFIXES: Final[dict[str, str]] = {fold(each): word for each, word in _PARTICLES["affixes"].items()}
_AFFIX: Final = re.compile("|".join(map(re.escape, sorted(_AFFIXES, key=len, reverse=True))))
_PHRASES: Final[dict[str, str]] = _PARTICLES["phrases"]
_PHRASE: Final = re.compile("|".join(sorted(_PHRASES, key=len, reverse=True)))
