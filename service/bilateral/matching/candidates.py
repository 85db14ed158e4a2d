"""Which entities a name may mean, how likely, and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from rapidfuzz import fuzz

from bilateral.matching import chinese, declined, names, persons
from bilateral.matching.index import DERIVED, LABEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bilateral.matching.index import Index, Name, Table
    from bilateral.matching.names import Forms
    from bilateral.terms import Term

K = TypeVar("K")

CERTAIN: Final = 88.0
"""The score from which on a candidate that stands alone is a match."""

# From here on, one that stands far ahead of all others is one too; several words of a person say more.
_ALONE: Final = {True: 80.2, False: 81.0}
_MARGIN: Final = 5.0  # by which a match is ahead of the next
_FAR: Final = 12.0
_FLOOR: Final = 50.0  # below this score, a candidate is not worth showing
_WORDS: Final = 97.0  # of names with the same words
_NO_FORM: Final = 93.0  # of names of which one tells no form of state
_MORE_FORM: Final = 80.0  # of a query that tells more of the form than the name
_UNTOLD: Final = 8.0  # what a declined name loses where the query tells more of the form
_OTHER_FORM: Final = 87.0  # of names that tell two, the least
_NEAR: Final = 92.0  # what similarity alone cannot exceed
_DERIVED: Final = 3.0  # what an adjective is less than a name
_PARENTHESIS: Final = 74.0  # what a name cannot exceed of which a part was passed over
_CUSTOM: Final = 0.4  # of one's own labels that another's may be and still be an exception
_DOUBT: Final = 74.0  # what never makes a match
_BONES: Final = 6  # consonants, and the gap, that two names share by chance
_SHAPE: Final = 59.0  # of names that share the kinds of their consonants, less than similar letters
_LONG_SHAPE: Final = 84.0  # of long names that do
_SHORT: Final = 4  # sounds that languages share by chance


class Candidate(NamedTuple):
    """An entity that a name may mean.

    Attributes:
        entity: which.
        score: from 0 to 100.
        name: the name of the entity that fits best.
        reason: how it fits, for people.
        match: whether nothing else can be meant.
    """

    entity: Term
    score: float
    name: str
    reason: str
    match: bool = False


class Fit(NamedTuple):
    """How well a name fits, and how."""

    score: float
    reason: str


_PALLADIUS: Final = Fit(86.0, "same name in Palladius's Cyrillic")


def candidates(index: Index, text: str, accept: Callable[[Term], bool] | None = None) -> list[Candidate]:
    """Return the entities that a name may mean, best first; at most one is a match.

    Args:
        index: the names of the graph.
        text: a name, in any script.
        accept: which entities are meant to be found; ambiguity is judged among these.
    """
    best = _best(_fits(index, text), accept)
    shorter = names.without_parenthesis(text)
    if shorter not in {"", text} and not any(found.score >= CERTAIN for found in best.values()):
        for found in _best(_fits(index, shorter), accept).values():
            score = min(found.score, _PARENTHESIS)
            if found.entity not in best or best[found.entity].score < score:
                best[found.entity] = found._replace(
                    score=score, reason=f"{found.reason}, but the parenthesis"
                )
    return decide(index, text, ranked(index, best.values()))


def ranked(index: Index, found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates best first; of equals, a polity, then the one with more names."""
    return sorted(found, key=lambda each: (-each.score, *_standing(index, each.entity)))


def _standing(index: Index, entity: Term) -> tuple[bool, int, Term]:
    return index.entity(entity).nature != names.POLITY, -index.count[entity], entity


def decide(index: Index, text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return ranked candidates, the first marked as a match if nothing else can be meant."""
    plain = [each._replace(match=False) for each in found]
    if not plain:
        return plain
    first = plain[0]
    second = next((each.score for each in plain[1:] if not _yields(index, each, first)), 0.0)
    ahead = first.score - second
    certain = first.score >= CERTAIN and ahead >= _MARGIN
    alone = first.score >= _ALONE[index.entity(first.entity).nature == names.PERSON] and ahead >= _FAR
    if not (certain or alone) or _shared(index, text, first) or _elsewhere(index, text, first):
        return plain
    return [first._replace(match=True), *plain[1:]]


def _yields(index: Index, rival: Candidate, first: Candidate) -> bool:
    """Tell whether the rival lies in the first and both are called alike."""
    inside = first.entity in index.entity(rival.entity).within
    return inside and index.main.get(first.entity) == index.main.get(rival.entity)


def _elsewhere(index: Index, text: str, first: Candidate) -> bool:
    """Tell whether a name means things that no graph of states holds, as Macedonia does."""
    return names.forms(text, index.entity(first.entity).nature).latin in names.ELSEWHERE


def _shared(index: Index, text: str, first: Candidate) -> bool:
    """Tell whether labels of another entity have the same words that name: Congo, Korea.

    A label or two may be a mistake, or the custom of one language.
    """
    entity = index.entity(first.entity)
    query = names.forms(text, entity.nature)
    if len(query.bare) != len(query.words):
        return False
    labels = Counter(
        name.entity
        for table in index.tables
        for name in table.sound.get(query.sound, ())
        if name.role == LABEL and index.entity(name.entity).nature == entity.nature
    )
    own = labels.pop(first.entity, 0)
    return max(labels.values(), default=0) > own * _CUSTOM


def _best(fits: Iterable[tuple[Name, Fit]], accept: Callable[[Term], bool] | None) -> dict[Term, Candidate]:
    best: dict[Term, Candidate] = {}
    for name, fit in fits:
        known = best.get(name.entity)
        if fit.score < _FLOOR or (known is not None and known.score >= fit.score):
            continue
        if accept is None or known is not None or accept(name.entity):
            best[name.entity] = Candidate(name.entity, round(fit.score, 1), name.text, fit.reason)
    return best


def _fits(index: Index, text: str) -> Iterator[tuple[Name, Fit]]:
    """Yield names and how well they fit."""
    for name in index.codes.get(text.strip(), ()):
        yield name, Fit(96.0, f"code {name.text}")
    for table in index.tables:
        query = names.forms(text, table.nature)
        if not query.folded:
            continue
        fits = (
            _person_fits(table, query) if table.nature == names.PERSON else _thing_fits(index, table, query)
        )
        for name, fit in fits:
            yield name, fit._replace(score=fit.score - _DERIVED) if name.role == DERIVED else fit


def _thing_fits(index: Index, table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    yield from _equal(table.folded, query.folded, Fit(100.0, "same name"))
    # Few letters sound alike in many languages by chance.
    most = _DOUBT if len(query.sound) < _SHORT else 100.0
    yield from _equal(table.latin, query.latin, Fit(min(97.0, most), "same name in Latin letters"))
    for name in table.bare.get(query.bare, ()):
        score = _form(index, table, query, name)
        telling = len(query.words) > len(query.bare)
        yield name, Fit(score if telling else min(score, most), "same name but for the form of state")
    for name in table.sound.get(query.sound, ()):
        yield (
            name,
            Fit(
                min(
                    _form(index, table, query, name),
                    90.0,
                    most,
                ),
                "same sound",
            ),
        )
    chinese_only = names.is_han(query.text)
    for name in table.near(query):
        # Chinese characters say so little of a sound that they are like anything.
        if chinese_only and not names.is_han(name.text):
            continue
        value = min(_similarity(query, names.forms(name.text, table.nature)), most)
        if value >= _FLOOR:
            yield name, Fit(value, "similar letters")
    if len(query.words) > len(query.bare):
        yield from _declined_fits(index, table, query)


def _declined_fits(index: Index, table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    """Yield names that a formal name may be made of."""
    asked, core = len(query.words) - len(query.bare), declined.core(query.bare)
    for name in table.near_sound(" ".join(map(names.sound, core))):
        other = names.forms(name.text, table.nature)
        if names.script(name.text) != names.script(query.text):
            continue
        value = declined.compare(core, declined.core(other.bare))
        told = max(len(other.words) - len(other.bare), index.formality.get(name.entity, 0))
        if asked < index.formality.get(name.entity, 0) and name.entity in table.contested:
            value = min(value, _DOUBT)
        elif 0 < told < asked:
            value -= _UNTOLD
        if value >= _FLOOR:
            yield name, Fit(value, "same name, declined, and a form of state")


def _form(index: Index, table: Table, query: Forms, name: Name) -> float:
    """Compare two names of polities that may differ in what form of state they tell."""
    other, formality = names.forms(name.text, table.nature), index.formality.get(name.entity, 0)
    asked, told = len(query.words) - len(query.bare), len(other.words) - len(other.bare)
    if sorted(query.words) == sorted(other.words):
        return _WORDS
    if 0 < asked < max(told, formality) and name.entity in table.contested:
        # A Republic is not yet a People's Republic, where there is another.
        return _DOUBT
    if 0 < (told or formality) < asked:
        return _MORE_FORM
    if asked and told:
        return _OTHER_FORM + 0.04 * fuzz.ratio(" ".join(sorted(query.words)), " ".join(sorted(other.words)))
    return _NO_FORM - asked


def _person_fits(table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    yield from _equal(table.folded, query.folded, Fit(100.0, "same name"))
    yield from _shaped(table, query)
    if names.is_han(query.text):
        for name in table.latin.get(query.latin, ()):
            yield name, _characters(query.folded, name.text)
        return
    if len(query.bare) > 1:
        yield from _equal(table.latin, query.latin, Fit(97.0, "same name in Latin letters"))
        yield from _equal(table.bare, query.bare, Fit(94.0, "same name but for titles and order"))
        yield from _equal(table.sound, query.sound, Fit(91.0, "same sound"))
    for name in table.near(query):
        if names.is_han(name.text):
            continue
        yield name, Fit(*persons.compare(query.bare, names.forms(name.text, names.PERSON).bare))
    if chinese.is_cyrillic(query.text) and len(query.bare) > 1:
        yield from _equal(table.chinese, chinese.key(query.bare, palladius=True), _PALLADIUS)
    abjad = names.is_abjad(query.text)
    if abjad or names.is_syllabic(query.text):
        bones = names.bones(query.words, abjad=abjad)
        yield from _equal(table.bones, bones, Fit(84.0 if len(bones) > _BONES else _DOUBT, "same consonants"))


def _shaped(table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    if query.folded.isascii():
        return
    abjad = names.is_abjad(query.text)
    asked = [word for word in query.words if word in query.bare]
    for name, likeness in table.shapes.near(asked, abjad=abjad):
        yield (
            name,
            Fit(_LONG_SHAPE if likeness is None else _SHAPE * likeness, "consonants of the same kinds"),
        )


def _characters(folded: str, name: str) -> Fit:
    """Compare a name in Chinese characters with one that sounds the same: a variant, or another name."""
    shared = sum(character in name for character in folded) / len(folded)
    if shared > 0.5:  # noqa: PLR2004  # most of them
        return Fit(90.0, "same sound, most characters alike")
    return Fit(_DOUBT, "same sound, as that of many names in Chinese characters")


def _equal(table: Mapping[K, list[Name]], form: K, fit: Fit) -> Iterator[tuple[Name, Fit]]:
    for name in table.get(form, ()):
        yield name, fit


def _similarity(query: Forms, other: Forms) -> float:
    """Compare the names of things letter by letter: all words count."""
    if query.sound == other.sound:
        return 0.0
    letters = fuzz.ratio(" ".join(query.bare), " ".join(other.bare))
    said = fuzz.ratio(query.sound, other.sound)
    script = fuzz.ratio(query.folded, other.folded)
    value = max(letters, 0.97 * said, 0.98 * script)
    longest = max(len(query.sound), len(other.sound), 1)
    # One letter of five makes another name, one of fifteen is a slip.
    strict = 100 - (100 - value) * (1.0 + 4.0 / longest)
    return max(_NEAR * strict / 100, 0.0)
