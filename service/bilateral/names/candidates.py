"""Candidates: the entities that a name may mean, ranked, for search, completion and reconciliation."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import fuzz

from bilateral.names import (
    blocking_keys,
    forms,
    name_comparison,
    person_comparison,
    person_names,
    prefix_search,
)
from bilateral.names.blocking_keys import LATIN, SKELETON, SOUND
from bilateral.names.name_comparison import UNSURE, Fit
from bilateral.names.name_index import ALIAS, DERIVED, LABEL, PART

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bilateral.names.forms import NameForms
    from bilateral.names.name_index import Name, NameIndex, NameTable
    from bilateral.names.person_names import PersonName
    from bilateral.rdf.terms import Term

CERTAIN: Final = 88.0
"""The least score of a match, unless no other candidate comes near."""

_ALONE: Final = {True: 80.2, False: 79.9}  # the least score of such a match, of persons and others
_MARGIN, _FAR = 5.0, 12.0  # points between a match and the next candidate
_WHOLE: Final = 80.0  # the least score of a whole name that counts more than an equal part
_FLOOR: Final = 50.0  # the least score of a candidate
_CODE: Final = 96.0
_LATIN: Final = 97.0  # the same name in Latin letters
_CASE: Final = 89.0  # the same name in another case of its language
_SETTLED: Final = 89.0  # the least score of a name beside which no other by similar letters can be meant
_WORDS: Final = 97.0  # the same words
_NO_FORM: Final = 93.0  # one name without form of state
_MORE_FORM: Final = 80.0  # a query with more words of the form than the name
_LESS_FORMAL: Final = 8.0  # subtracted from a declined name where the query has more words of the form
_OTHER_FORM: Final = 87.0  # the least for two forms of state
_UNRECORDED: Final = 84.0  # the highest score of a form of state where none is recorded
_PART_OF_FORM: Final = 88.0  # the highest for Democratic Korea, where it is a Democratic People's Republic
_OTHER_KIND: Final = 70.0  # the highest where another form of state is
_COMMON_KINDS: Final = frozenset({"republic", "kingdom"})
_REPUBLIC: Final = frozenset({"republic"})
_PEOPLE: Final = frozenset({"people"})  # no form of state, and the people of one
_PARTISAN: Final = frozenset({"people", "socialist", "democratic"})
_OF_ANOTHER: Final = _PARTISAN | {"kingdom", "principality", "sultanate"}  # where none is recorded
_BY_ROLE: Final = {DERIVED: 3.0, PART: 26.0}  # subtracted
_WEIGHTS: Final = {LABEL: 2, ALIAS: 1}
_EXCEPTION: Final = 0.4  # labels of another entity, as a share of one's own, that are an exception
_LONG_SKELETON: Final = 6  # letters
_SHAPE: Final = 59.0  # similar shapes, below similar letters
_LONG_SHAPE: Final = 84.0  # equal shapes of long names
_MOST_SIMILAR: Final = 20  # names of persons that share no word with a query
_SAME_LETTERS: Final = 86.0  # the least score of the same sound in nearly the same letters
_SHORT: Final = 4  # letters of a sound that languages share by chance


class Candidate(NamedTuple):
    """An entity that a query may mean, the name of it that fits best, and why.

    Attributes:
        score: from 0 to 100.
        match: whether the query is unambiguous.
        partial: whether the query is only a part of the name: no match, and no rival of one.
    """

    entity: Term
    score: float
    name: str
    reason: str
    match: bool = False
    partial: bool = False


def find(index: NameIndex, text: str, accept: Callable[[Term], bool] | None = None) -> list[Candidate]:
    """Return the entities that a name, its beginning, some of its words or a code may mean, best first.

    At most one is a match. Only entities that are accepted make a name ambiguous.
    """
    best = _best(_fits(index, text), accept)
    shorter, inside = forms.without_parenthesis(text), forms.parenthesis(text)
    if shorter not in {"", text} and not any(found.score >= CERTAIN for found in best.values()):
        others = _best(_fits(index, inside), accept) if inside else {}
        for found in _best(_fits(index, shorter), accept).values():
            other = others.get(found.entity)
            # Belize (British Honduras): both name it.
            is_same = other is not None and other.score >= CERTAIN and not other.partial
            score = min(found.score, CERTAIN if is_same else UNSURE)
            if found.entity not in best or best[found.entity].score < score:
                reason = f"{found.reason}, and the parenthesis" + ("" if is_same else " is left out")
                best[found.entity] = found._replace(score=score, reason=reason)
    return decide(index, text, ranked(index, best.values()))


def ranked(index: NameIndex, found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates best first; of equals, polities, then those with more names, documents last."""
    return sorted(found, key=lambda each: (-each.score, *_standing(index, each.entity)))


def _standing(index: NameIndex, entity: Term) -> tuple[bool, bool, int, Term]:
    traits = index.entity(entity)
    return traits.document, traits.nature != forms.POLITY, -index.count[entity], entity


def decide(index: NameIndex, text: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Return ranked candidates, the first marked as a match if the name is unambiguous."""
    unmarked = [each._replace(match=False) if each.match else each for each in found]
    if not unmarked or unmarked[0].partial:
        return unmarked
    first = unmarked[0]
    rivals = (
        each.score for each in unmarked[1:] if not each.partial and not _is_no_rival(index, each, first)
    )
    second = next(rivals, 0.0)
    ahead = first.score - second
    certain = first.score >= CERTAIN and ahead >= _MARGIN
    alone = first.score >= _ALONE[index.entity(first.entity).nature == forms.PERSON] and ahead >= _FAR
    if not (certain or alone) or any(doubt(index, text, first) for doubt in _DOUBTS):
        return unmarked
    return [first._replace(match=True), *unmarked[1:]]


def _is_no_rival(index: NameIndex, rival: Candidate, first: Candidate) -> bool:
    """Return whether a candidate lies in the first and has the same main name, or only it is a document."""
    if index.entity(rival.entity).document and not index.entity(first.entity).document:
        return True
    inside = first.entity in index.entity(rival.entity).within
    return inside and index.main.get(first.entity) == index.main.get(rival.entity)


def _is_common(index: NameIndex, text: str, first: Candidate) -> bool:
    """Return whether a name has nothing but forms of state, posts and common nouns: Foreign Minister.

    The United Kingdom is called so, in several words.
    """
    words, traits = forms.of(text, forms.POLITY).words, index.entity(first.entity)
    if traits.nature == forms.PERSON or not words or not all(map(_is_common_word, words)):
        return False
    names = _same_names(index.table(traits.nature), forms.of(text, traits.nature))
    called = any(name.entity == first.entity and name.role == LABEL for name in names)
    return traits.document or len(words) == 1 or not called


def _is_common_word(word: str) -> bool:
    return forms.is_common(word) or person_names.is_title(word)


def _is_elsewhere(index: NameIndex, text: str, first: Candidate) -> bool:
    """Return whether a name means things outside the graph as well: Macedonia, or SC, a state of the US."""
    if forms.of(text, index.entity(first.entity).nature).latin in forms.ELSEWHERE:
        return True
    return text.strip() in forms.CODES_ELSEWHERE and text.strip().casefold() in index.codes


def _is_unfinished(index: NameIndex, text: str, first: Candidate) -> bool:
    """Return whether a name ends in a conjunction, and not as one of a person may: a part is missing."""
    words = text.casefold().split()
    is_person = index.entity(first.entity).nature == forms.PERSON
    return len(words) > 1 and words[-1] in forms.CONJUNCTIONS and not is_person


def _is_adjective(index: NameIndex, text: str, first: Candidate) -> bool:
    """Return whether a name is an adjective or demonym: French is a language, too.

    Where it is also what a state is called, that counts in English only: Swiss is Switzerland in Malay.
    """
    table = index.table(index.entity(first.entity).nature)
    query = forms.of(text, table.nature)
    same = [
        name
        for name in table.get(LATIN, query.latin)
        if forms.of(name.text, table.nature).folded == query.folded
    ]
    exact = [name.role == DERIVED for name in same if name.text == text.strip()]
    if exact and all(exact):
        return True
    adjectives = {name.language for name in same if name.role == DERIVED}
    called = {name.language for name in same if name.role != DERIVED}
    return bool(adjectives) and ("en" in adjectives - called or not called)


def _is_head(index: NameIndex, text: str, first: Candidate) -> bool:
    """Return whether a name is a part of those of several other states: Guinea.

    Of other things it is no doubt: embassies and meetings are named after the city they are in.
    """
    table = index.table(index.entity(first.entity).nature)
    if table.nature != forms.POLITY:
        return False
    query = forms.of(text, table.nature)
    return len(query.words) == 1 and first.entity in table.heads


def _is_shared(index: NameIndex, text: str, first: Candidate) -> bool:
    """Return whether names of another entity have the same distinctive words: Congo, Korea.

    A name or two may be a mistake, or the custom of one language.
    """
    entity = index.entity(first.entity)
    query = forms.of(text, entity.nature)
    if query.formality or entity.nature == forms.PERSON:
        return False
    if forms.of(first.name, entity.nature).formality:
        # Where one is the Republic of Korea, and another a Democratic Republic, Korea is neither.
        return first.entity in index.table(entity.nature).ambiguous
    labels = Counter(
        name.entity
        for table in index.tables
        for name in table.get(SOUND, query.sound)
        for _ in range(_WEIGHTS.get(name.role, 0))
        if index.entity(name.entity).nature == entity.nature
        and forms.of(name.text, entity.nature).bare == query.bare
    )
    own = labels.pop(first.entity, 0)
    return max(labels.values(), default=0) > own * _EXCEPTION


_DOUBTS: Final = (_is_shared, _is_common, _is_elsewhere, _is_unfinished, _is_adjective, _is_head)
"""What makes a name ambiguous, however well it fits."""


def _best(fits: Iterable[tuple[Name, Fit]], accept: Callable[[Term], bool] | None) -> dict[Term, Candidate]:
    best: dict[Term, tuple[Fit, Name]] = {}
    for name, fit in fits:
        before = best.get(name.entity)
        if fit.score < _FLOOR or (before and not _is_better((fit, name), before)):
            continue
        if accept is None or before is not None or accept(name.entity):
            best[name.entity] = fit, name
    return {
        entity: Candidate(entity, round(fit.score, 1), name.text, fit.reason, partial=fit.partial)
        for entity, (fit, name) in best.items()
    }


def _is_better(one: tuple[Fit, Name], other: tuple[Fit, Name]) -> bool:
    """Return whether a fit is better, by score and then by name, whatever the order they are found in."""
    (fit, name), (other_fit, other_name) = one, other
    if fit.partial != other_fit.partial and (fit.score if other_fit.partial else other_fit.score) >= _WHOLE:
        return other_fit.partial
    if fit.score != other_fit.score:
        return fit.score > other_fit.score
    return (name.role != LABEL, len(name.text), name) < (
        other_name.role != LABEL,
        len(other_name.text),
        other_name,
    )


def _fits(index: NameIndex, text: str) -> Iterator[tuple[Name, Fit]]:
    code = text.strip()
    for name in index.codes.get(code.casefold(), ()):
        # In other letter case it may be a short word.
        yield name, Fit(_CODE if name.text == code else UNSURE, f"code {name.text}")
    queries = {nature: forms.of(text, nature) for nature in (forms.POLITY, forms.PERSON, forms.OTHER)}
    is_known = any(_same_names(table, queries[table.nature]) for table in index.tables)
    for table in index.tables:
        query = queries[table.nature]
        found = _table_fits(index, table, query, is_known=is_known) if query.folded else ()
        for name, fit in found:
            if lowered := _BY_ROLE.get(name.role, 0.0):
                if name.role == DERIVED or len(query.tokens) == 1:
                    yield name, fit._replace(score=fit.score - lowered)
            else:
                is_known = is_known or fit.score >= _SETTLED
                yield name, fit
    yield from prefix_search.fits(index, queries)


def _same_names(table: NameTable, query: NameForms) -> list[Name]:
    """Return the labels and aliases that are written as a query is."""
    return [
        name
        for name in table.get(LATIN, query.latin)
        if name.role in {LABEL, ALIAS} and forms.of(name.text, table.nature).folded == query.folded
    ]


def _table_fits(
    index: NameIndex, table: NameTable, query: NameForms, *, is_known: bool
) -> Iterator[tuple[Name, Fit]]:
    """Yield the names of a table that a query may mean; of a known name, only those that sound the same."""
    if table.nature == forms.PERSON:
        yield from _equal_fits(table, query, 0.0)
        # A form of state is in no name of a person, unless in that of a post.
        of_state = forms.of(query.text, forms.POLITY).kinds and not any(
            map(person_names.is_post, query.tokens)
        )
        if not is_known and not of_state:
            yield from _person_fits(table, query)
        return
    # A short sound is the same in many languages by chance.
    most = UNSURE if len(query.sound) < _SHORT else 100.0
    found = list(_equal_fits(table, query, min(_LATIN, most)))
    spoken = _distinct(table.get(SOUND, query.sound))
    found += [(name, _same_sound(index, table, query, name, most)) for name in spoken]
    is_known = is_known or any(fit.score >= _SETTLED and name.role in {LABEL, ALIAS} for name, fit in found)
    if not is_known and table.nature == forms.POLITY:
        cases = list(_case_fits(index, table, query))
        found += cases
        is_known = bool(cases)
    yield from found
    if not is_known:
        yield from _similar_fits(index, table, query, most)


def _case_fits(index: NameIndex, table: NameTable, query: NameForms) -> Iterator[tuple[Name, Fit]]:
    """Yield the names that a query is a case of, in their own language."""
    first = query.text.strip()[:1]
    if first != first.title():
        return  # an adjective, such as polski
    for language, nominative in name_comparison.nominatives(forms.fold(query.text), index.prefixes.has):
        names = [
            name
            for name in table.get(LATIN, forms.transliterated(nominative))
            if name.role in {LABEL, ALIAS} and forms.of(name.text, table.nature).folded == nominative
        ]
        languages = [name.language.partition("-")[0] for name in names]
        if query.folded == f"{nominative}s" and "en" in languages:
            continue  # a plural in English: two Sudans
        for name, its in zip(names, languages, strict=True):
            if its == language:
                yield name, Fit(_CASE, "same name, declined")


def _similar_fits(
    index: NameIndex, table: NameTable, query: NameForms, most: float
) -> Iterator[tuple[Name, Fit]]:
    near = table.sounds_near(query.sound)
    for sound, alike in name_comparison.similar_sounds(query.sound, near):
        for name in _distinct(table.get(SOUND, sound)):
            other = forms.of(name.text, table.nature)
            value = min(name_comparison.compare_letters(query, other, alike, _FLOOR), most)
            if value >= _FLOOR and (limit := _most_by_letters(index, table, query, name)) >= _FLOOR:
                value -= name_comparison.doubt_of_script(query.text, name.text)
                yield name, Fit(min(value, limit), "similar letters")
    same = (forms.of(name.text, table.nature).bare == query.bare for name in table.get(SOUND, query.sound))
    # A name that is the same is not declined.
    if query.formality and not any(same):
        yield from _declined_fits(index, table, query, near)


def _distinct(names: Sequence[Name]) -> Iterable[Name]:
    """Return names that differ in more than their language."""
    if len(names) == 1:
        return names
    return {(name.entity, name.text, name.role): name for name in names}.values()


def _most_by_letters(index: NameIndex, table: NameTable, query: NameForms, name: Name) -> float:
    """Return the highest score of names of similar letters."""
    other = forms.of(name.text, table.nature)
    limit = name_comparison.most_by_sound(query.text, name.text)
    if name.role == DERIVED and not query.kinds:
        return min(limit, UNSURE)
    if table.nature == forms.OTHER and forms.ranks(query.tokens) != forms.ranks(other.tokens):
        return min(limit, UNSURE)
    if query.kinds:
        limit = min(limit, _most_by_form(index, table, query, name))
    return min(limit, name_comparison.most_by_slip(query, other))


def _same_sound(index: NameIndex, table: NameTable, query: NameForms, name: Name, most: float) -> Fit:
    form, other = _form(index, table, query, name), forms.of(name.text, table.nature)
    by_sound = name_comparison.most_by_sound(query.text, name.text)
    if name.role == DERIVED and not query.kinds:
        return Fit(min(form, UNSURE), "same adjective or demonym")
    if other.bare == query.bare:
        limit = 100.0 if query.formality else most
        by_letters = name_comparison.most_by_transliteration(query, name.text)
        return Fit(min(form, limit, by_sound, by_letters), "same name but for the form of state")
    score = name_comparison.compare_sounds(query, other)
    if len(query.sound) <= _SHORT and score < _SAME_LETTERS:
        score = UNSURE
    return Fit(min(form, score, most, by_sound), "same sound")


def _equal_fits(table: NameTable, query: NameForms, latin: float) -> Iterator[tuple[Name, Fit]]:
    """Yield the names that are the same, in their script or transliterated."""
    for name in table.get(LATIN, query.latin):
        if forms.of(name.text, table.nature).folded == query.folded:
            yield name, Fit(100.0, "same name")
        elif latin:
            most = name_comparison.most_by_transliteration(query, name.text)
            yield name, Fit(min(latin, most), "same name in Latin letters")


def _declined_fits(
    index: NameIndex, table: NameTable, query: NameForms, near: Sequence[str]
) -> Iterator[tuple[Name, Fit]]:
    """Yield the names that a formal name may decline; `near` are sounds like the whole."""
    core = name_comparison.undeclined(query.bare)
    sounds = near if core == query.bare else table.sounds_near(" ".join(map(forms.sound, core)))
    for name in _distinct([name for sound in sounds for name in table.get(SOUND, sound)]):
        other = forms.of(name.text, table.nature)
        if forms.script(name.text) != forms.script(query.text):
            continue
        value = name_comparison.compare_declined(core, name_comparison.undeclined(other.bare))
        if value < _FLOOR:
            continue
        formality = index.formality.get(name.entity, 0)
        if 0 < max(other.formality, formality) < query.formality:
            value -= _LESS_FORMAL
        value = min(value, _most_by_form(index, table, query, name))
        known = index.kinds.get(name.entity)
        if known and not any(query.kinds - _COMMON_KINDS <= each for each in known):
            # Nigeria is a Federal Republic, Niger is not.
            value = min(value, UNSURE)
        if value >= _FLOOR:
            yield name, Fit(value, "same name, declined, and a form of state")


def _form(index: NameIndex, table: NameTable, query: NameForms, name: Name) -> float:
    """Score two names of polities that differ at most in their form of state."""
    other, formality = forms.of(name.text, table.nature), index.formality.get(name.entity, 0)
    if other.formality and not query.formality and name.entity not in table.ambiguous:
        # Where a state is called without its form, that name is found as well: Central Africa is a region.
        return UNSURE
    most = _most_by_form(index, table, query, name)
    if sorted(query.words) == sorted(other.words):
        return min(_WORDS, max(most, _UNRECORDED))
    if "state" in query.words and not query.kinds:
        # The states of a federation are called so, too: Niger State.
        most = min(most, UNSURE)
    if 0 < (other.formality or formality) < query.formality:
        return min(_MORE_FORM, most)
    if query.formality and other.formality:
        alike = fuzz.ratio(" ".join(sorted(query.words)), " ".join(sorted(other.words)))
        return min(_OTHER_FORM + 0.04 * alike, most)
    return min(_NO_FORM - query.formality, most)


def _most_by_form(index: NameIndex, table: NameTable, query: NameForms, name: Name) -> float:
    """Return the highest score of a state that has its name in common with another, by its form of state.

    A Republic is no People's Republic where both exist, and a state whose form is not recorded is not held
    against one of the form that is asked for.
    """
    known = index.kinds.get(name.entity, frozenset())
    if query.kinds == _PEOPLE:
        return UNSURE
    if not query.formality or name.entity not in table.ambiguous:
        return UNSURE if _is_of_other_form(query, known) else 100.0
    if not query.kinds:
        return UNSURE if query.formality < index.formality.get(name.entity, 0) else 100.0
    if not known:
        return _UNRECORDED
    if query.kinds in known:
        return 100.0
    tells = query.kinds - _COMMON_KINDS and any(query.kinds < each for each in known)
    return _PART_OF_FORM if tells else _OTHER_KIND


def _is_of_other_form(query: NameForms, known: frozenset[frozenset[str]]) -> bool:
    """Return whether a form of state is none that a state has, as that of another of the past.

    The Republic of Vietnam was another, and so were the Kingdom of Libya and the Mongolian People's Republic.
    """
    if not query.kinds:
        return False
    if not known:
        return not query.kinds.isdisjoint(_OF_ANOTHER)
    if not query.kinds <= frozenset().union(*known):
        return True
    return query.kinds == _REPUBLIC and all(each & _PARTISAN for each in known)


def _person_fits(table: NameTable, query: NameForms) -> Iterator[tuple[Name, Fit]]:
    parsed, han = person_names.parse(query.text), forms.has(forms.HAN, query.text)
    similar = islice(table.near_sound(blocking_keys.person_sound(parsed)), _MOST_SIMILAR)
    for name in table.of_person(parsed) or similar:
        # Names in Chinese characters sound like many others; which a person has is known, or it is not.
        if han and name.entity in table.in_characters and not forms.has(forms.HAN, name.text):
            continue
        yield name, person_comparison.compare_parsed(parsed, person_names.parse(name.text))
    if forms.script(query.text) != forms.ALPHABET:
        yield from _shape_fits(table, parsed)


def _shape_fits(table: NameTable, parsed: PersonName) -> Iterator[tuple[Name, Fit]]:
    """Yield the names that a script without vowels, or with syllables, may write so."""
    text = "".join(parsed.words)
    for name, found in table.by_shape(parsed.latin, abjad=forms.has(forms.ABJAD, text)):
        score = _LONG_SHAPE if found.certain else _SHAPE * found.similarity
        yield name, Fit(score, "consonants of the same kinds")
    if forms.has(forms.SYLLABIC, text):
        skeleton = forms.skeletons(parsed.latin)
        for name in table.get(SKELETON, skeleton):
            yield name, Fit(84.0 if len(skeleton) > _LONG_SKELETON else UNSURE, "same consonants")
