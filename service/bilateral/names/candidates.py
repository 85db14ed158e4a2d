"""Which entities a name may mean, how likely, and why: the one ranking of all who look for a name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import chinese_romanisation, declensions, forms, person_names, prefix_search
from bilateral.names.name_index import BONES, CHINESE, DERIVED, LABEL, LATIN, PART, SOUND
from bilateral.names.prefix_search import Fit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bilateral.names.forms import Forms
    from bilateral.names.name_index import Index, Name, Table
    from bilateral.rdf.terms import Term

CERTAIN: Final = 88.0
"""The score from which on a candidate that stands alone is a match."""

# From here on, one that stands far ahead of all others is one too; several words of a person say more.
_ALONE: Final = {True: 80.2, False: 81.0}
_MARGIN: Final = 5.0  # by which a match is ahead of the next
_FAR: Final = 12.0
_WHOLE: Final = 80.0  # from here on, that the whole name is like says more than that a part is the same
_FLOOR: Final = 50.0  # below this score, a candidate is not worth showing
_CODE: Final = 96.0
_LATIN: Final = 97.0  # of names that are the same in Latin letters
_SAME_SOUND: Final = 90.0
_WORDS: Final = 97.0  # of names with the same words
_NO_FORM: Final = 93.0  # of names of which one tells no form of state
_MORE_FORM: Final = 80.0  # of a query that tells more of the form than the name
_UNTOLD: Final = 8.0  # what a declined name loses where the query tells more of the form
_OTHER_FORM: Final = 87.0  # of names that tell two, the least
_NEAR: Final = 92.0  # what similarity alone cannot exceed
_BY_ROLE: Final = {DERIVED: 3.0, PART: 26.0}  # what an adjective, or a family name that many share, is less
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
        partial: whether only a part of the name was asked for: no match, and no rival of one.
    """

    entity: Term
    score: float
    name: str
    reason: str
    match: bool = False
    partial: bool = False


def find(index: Index, text: str, accept: Callable[[Term], bool] | None = None) -> list[Candidate]:
    """Return the entities that a name may mean, best first; at most one is a match.

    Args:
        index: the names of the graph.
        text: a name in any script, the beginning of one, some of its words, or a code.
        accept: which entities are meant to be found; ambiguity is judged among these.
    """
    best = _best(_fits(index, text), accept)
    shorter = forms.without_parenthesis(text)
    if shorter not in {"", text} and not any(found.score >= CERTAIN for found in best.values()):
        for found in _best(_fits(index, shorter), accept).values():
            score = min(found.score, _PARENTHESIS)
            if found.entity not in best or best[found.entity].score < score:
                best[found.entity] = found._replace(
                    score=score, reason=f"{found.reason}, but the parenthesis"
                )
    return decide(index, text, ranked(index, best.values()))


def ranked(index: Index, found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates best first; of equals, a polity, then the one with more names, documents last."""
    return sorted(found, key=lambda each: (-each.score, *_standing(index, each.entity)))


def _standing(index: Index, entity: Term) -> tuple[bool, bool, int, Term]:
    known = index.entity(entity)
    return known.document, known.nature != forms.POLITY, -index.count[entity], entity


def decide(index: Index, text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return ranked candidates, the first marked as a match if nothing else can be meant."""
    plain = [each._replace(match=False) if each.match else each for each in found]
    if not plain or plain[0].partial:
        return plain
    first = plain[0]
    rivals = (each.score for each in plain[1:] if not each.partial and not _yields(index, each, first))
    second = next(rivals, 0.0)
    ahead = first.score - second
    certain = first.score >= CERTAIN and ahead >= _MARGIN
    alone = first.score >= _ALONE[index.entity(first.entity).nature == forms.PERSON] and ahead >= _FAR
    if not (certain or alone) or _shared(index, text, first) or _elsewhere(index, text, first):
        return plain
    return [first._replace(match=True), *plain[1:]]


def _yields(index: Index, rival: Candidate, first: Candidate) -> bool:
    """Tell whether the rival lies in the first and both are called alike, or only it is a document."""
    if index.entity(rival.entity).document and not index.entity(first.entity).document:
        return True
    inside = first.entity in index.entity(rival.entity).within
    return inside and index.main.get(first.entity) == index.main.get(rival.entity)


def _elsewhere(index: Index, text: str, first: Candidate) -> bool:
    """Tell whether a name means things that no graph of states holds, as Macedonia does."""
    return forms.of(text, index.entity(first.entity).nature).latin in forms.ELSEWHERE


def _shared(index: Index, text: str, first: Candidate) -> bool:
    """Tell whether labels of another entity have the same words that name: Congo, Korea.

    A label or two may be a mistake, or the custom of one language.
    """
    entity = index.entity(first.entity)
    query = forms.of(text, entity.nature)
    if len(query.bare) != len(query.words):
        return False
    labels = Counter(
        name.entity
        for table in index.tables
        for name in table.get(SOUND, query.sound)
        if name.role == LABEL and index.entity(name.entity).nature == entity.nature
    )
    own = labels.pop(first.entity, 0)
    return max(labels.values(), default=0) > own * _CUSTOM


def _best(fits: Iterable[tuple[Name, Fit]], accept: Callable[[Term], bool] | None) -> dict[Term, Candidate]:
    best: dict[Term, tuple[Fit, Name]] = {}
    for name, fit in fits:
        known = best.get(name.entity)
        if fit.score < _FLOOR or (known and not _is_better((fit, name), known)):
            continue
        if accept is None or known is not None or accept(name.entity):
            best[name.entity] = fit, name
    return {
        entity: Candidate(entity, round(fit.score, 1), name.text, fit.reason, partial=fit.partial)
        for entity, (fit, name) in best.items()
    }


def _is_better(one: tuple[Fit, Name], other: tuple[Fit, Name]) -> bool:
    """Tell whether a fit is the one to show: by score, then by what the name is, in any order they come."""
    (fit, name), (known, before) = one, other
    if fit.partial != known.partial and (fit.score if known.partial else known.score) >= _WHOLE:
        return known.partial
    if fit.score != known.score:
        return fit.score > known.score
    return (name.role != LABEL, len(name.text), name) < (before.role != LABEL, len(before.text), before)


def _fits(index: Index, text: str) -> Iterator[tuple[Name, Fit]]:
    """Yield names and how well they fit."""
    code = text.strip()
    for name in index.codes.get(code.casefold(), ()):
        # What is written as codes are not may be a short word.
        yield name, Fit(_CODE if name.text == code else _DOUBT, f"code {name.text}")
    queries = {nature: forms.of(text, nature) for nature in (forms.POLITY, forms.PERSON, forms.OTHER)}
    for table in index.tables:
        query = queries[table.nature]
        if not query.folded:
            continue
        fits = (
            _person_fits(table, query) if table.nature == forms.PERSON else _thing_fits(index, table, query)
        )
        for name, fit in fits:
            if name.role != PART or len(query.bare) == 1:
                yield name, fit._replace(score=fit.score - _BY_ROLE.get(name.role, 0.0))
    yield from prefix_search.fits(index, queries)


def _thing_fits(index: Index, table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    # Few letters sound alike in many languages by chance.
    most = _DOUBT if len(query.sound) < _SHORT else 100.0
    yield from _same(table, query, min(_LATIN, most))
    for name in table.get(SOUND, query.sound):
        form, same = _form(index, table, query, name), forms.of(name.text, table.nature).bare == query.bare
        if same and len(query.words) > len(query.bare):
            yield name, Fit(form, "same name but for the form of state")
        elif same:
            yield name, Fit(min(form, most), "same name but for the form of state")
        else:
            yield name, Fit(min(form, _SAME_SOUND, most), "same sound")
    chinese_only = forms.is_han(query.text)
    for name in table.near(query):
        # Chinese characters say so little of a sound that they are like anything.
        if chinese_only and not forms.is_han(name.text):
            continue
        value = min(_similarity(query, forms.of(name.text, table.nature)), most)
        if value >= _FLOOR:
            yield name, Fit(value, "similar letters")
    if len(query.words) > len(query.bare):
        yield from _declined_fits(index, table, query)


def _same(table: Table, query: Forms, latin: float) -> Iterator[tuple[Name, Fit]]:
    """Yield the names that are the same, in their script or in Latin letters."""
    for name in table.get(LATIN, query.latin):
        if forms.of(name.text, table.nature).folded == query.folded:
            yield name, Fit(100.0, "same name")
        elif latin:
            yield name, Fit(latin, "same name in Latin letters")


def _declined_fits(index: Index, table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    """Yield names that a formal name may be made of."""
    asked, core = len(query.words) - len(query.bare), declensions.core(query.bare)
    for name in table.near_sound(" ".join(map(forms.sound, core))):
        other = forms.of(name.text, table.nature)
        if forms.script(name.text) != forms.script(query.text):
            continue
        value = declensions.compare(core, declensions.core(other.bare))
        told = max(len(other.words) - len(other.bare), index.formality.get(name.entity, 0))
        if asked < index.formality.get(name.entity, 0) and name.entity in table.contested:
            value = min(value, _DOUBT)
        elif 0 < told < asked:
            value -= _UNTOLD
        if value >= _FLOOR:
            yield name, Fit(value, "same name, declined, and a form of state")


def _form(index: Index, table: Table, query: Forms, name: Name) -> float:
    """Compare two names of polities that may differ in what form of state they tell."""
    other, formality = forms.of(name.text, table.nature), index.formality.get(name.entity, 0)
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
    several, han = len(query.bare) > 1, forms.is_han(query.text)
    yield from _same(table, query, _LATIN if several and not han else 0.0)
    yield from _shaped(table, query)
    if han:
        for name in table.get(LATIN, query.latin):
            yield name, _characters(query.folded, name.text)
        return
    for name in table.get(SOUND, query.sound) if several else ():
        same = forms.of(name.text, forms.PERSON).bare == query.bare
        yield name, Fit(94.0, "same name but for titles and order") if same else Fit(91.0, "same sound")
    for name in table.near(query):
        if not forms.is_han(name.text):
            yield name, Fit(*person_names.compare(query.bare, forms.of(name.text, forms.PERSON).bare))
    if several and chinese_romanisation.is_cyrillic(query.text):
        for name in table.get(CHINESE, chinese_romanisation.key(query.bare, palladius=True)):
            yield name, Fit(86.0, "same name in Palladius's Cyrillic")
    abjad = forms.is_abjad(query.text)
    if abjad or forms.is_syllabic(query.text):
        bones = forms.bones(query.words, abjad=abjad)
        for name in table.get(BONES, bones):
            yield name, Fit(84.0 if len(bones) > _BONES else _DOUBT, "same consonants")


def _shaped(table: Table, query: Forms) -> Iterator[tuple[Name, Fit]]:
    if query.folded.isascii():
        return
    asked = [word for word in query.words if word in query.bare]
    for name, found in table.shaped(asked, abjad=forms.is_abjad(query.text)):
        yield (
            name,
            Fit(_LONG_SHAPE if found.certain else _SHAPE * found.value, "consonants of the same kinds"),
        )


def _characters(folded: str, name: str) -> Fit:
    """Compare a name in Chinese characters with one that sounds the same: a variant, or another name."""
    shared = sum(character in name for character in folded) / len(folded)
    if shared > 0.5:  # noqa: PLR2004  # most of them
        return Fit(90.0, "same sound, most characters alike")
    return Fit(_DOUBT, "same sound, as that of many names in Chinese characters")


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
