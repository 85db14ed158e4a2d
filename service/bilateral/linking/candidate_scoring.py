"""How likely an item is an entity of ours, and what speaks for and against it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.linked_subjects import identifier
from bilateral.names.candidates import find
from bilateral.names.name_index import Entity, Index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bilateral.linking.linked_subjects import Subject
    from bilateral.linking.wikidata_items import Item
    from bilateral.rdf.terms import Term

PROPOSED: Final = 60.0
"""The score from which on a candidate that stands alone is proposed."""

_AHEAD: Final = 12.0
_NAME: Final = 50.0  # what the same name is worth
_LEAST_NAME: Final = 85.0  # similarity below which two names are not one
_CODE, _OTHER_CODE = 45.0, -100.0
_CLASS, _OTHER_CLASS = 15.0, -60.0
_BIRTH, _SAME_YEAR, _OTHER_BIRTH = 30.0, 15.0, -70.0
_STATE, _OTHER_STATE = 10.0, -15.0
_OFFICE, _OFFICE_DATE, _NO_OFFICE = 25.0, 10.0, -10.0
_OTHER_LABEL: Final = -20.0  # what it takes that only an alias fits
_SCRIPTS: Final = 5.0  # what names in several languages add
_ALONE, _OTHERS = 10.0, -100.0
_YEAR: Final = 4
_EVIDENCE: Final = re.compile(r"([+-]\d+) (.+?)(?=; [+-]\d+ |\Z)")
_NOTHING: Final[Mapping[Term, Term]] = MappingProxyType({})


class Evidence(NamedTuple):
    """Something that speaks for an item, or against it.

    Attributes:
        points: what it adds to the score, or takes.
    """

    points: float
    text: str

    def __str__(self) -> str:
        return f"{self.points:+.0f} {self.text}"


def read_evidence(text: str) -> list[Evidence]:
    """Return what the comment of a proposal says: evidence, as it writes itself, joined by semicolons."""
    return [Evidence(float(points), said) for points, said in _EVIDENCE.findall(text)]


class Scored(NamedTuple):
    """An item with what speaks for it and against it."""

    item: Item
    score: float
    evidence: tuple[Evidence, ...]


class Verdict(NamedTuple):
    """The candidates for an entity.

    Attributes:
        ranked: best first.
        proposed: the one that is proposed, or None.
        reason: why it is proposed, or why none is.
    """

    ranked: list[Scored]
    proposed: Scored | None
    reason: str


def judge(
    subject: Subject,
    items: Iterable[Item],
    usual: Mapping[Term, int],
    rejected: Iterable[Term] = (),
    taken: Mapping[Term, Term] = _NOTHING,
) -> Verdict:
    """Rank items, and propose one only if nothing else can be meant.

    Args:
        subject: our entity.
        items: those that it may be.
        usual: how many linked entities of its kind are of each class of Wikidata.
        rejected: items that a reviewer has said it is not.
        taken: items that entities of ours are linked to.
    """
    barred = set(rejected)
    index = Index(subject.names, {subject.entity: Entity(subject.nature)})
    left = [each for each in items if each.item not in barred]
    scored = [score(subject, each, index, usual, taken) for each in left]
    if len(scored) == 1:
        scored = [_alone(each) for each in scored]
    ranked = sorted(scored, key=lambda each: (-each.score, -len(each.item.names), each.item.item))
    return Verdict(ranked, *_propose(ranked))


def score(
    subject: Subject,
    item: Item,
    index: Index,
    usual: Mapping[Term, int],
    taken: Mapping[Term, Term] = _NOTHING,
) -> Scored:
    """Return an item with its score, from 0 to 100, and what makes it."""
    evidence = [
        each
        for each in (
            *_names(subject, item, index),
            *_codes(subject, item),
            _classes(item, usual),
            _birth(subject, item),
            _states(subject, item),
            *_offices(subject, item),
            _taken(subject, item, taken),
        )
        if each is not None
    ]
    return _total(item, evidence)


def _total(item: Item, evidence: Sequence[Evidence]) -> Scored:
    total = sum(each.points for each in evidence)
    return Scored(item, round(min(max(total, 0.0), 100.0), 1), tuple(evidence))


def _alone(scored: Scored) -> Scored:
    return _total(scored.item, [*scored.evidence, Evidence(_ALONE, "the only item called so")])


def _taken(subject: Subject, item: Item, taken: Mapping[Term, Term]) -> Evidence | None:
    owner = taken.get(item.item, subject.entity)
    return None if owner == subject.entity else Evidence(_OTHERS, f"linked to {identifier(owner)} already")


def _propose(ranked: Sequence[Scored]) -> tuple[Scored | None, str]:
    if not ranked:
        return None, "no item is called so"
    first = ranked[0]
    if first.score < PROPOSED:
        return None, f"too little speaks for {identifier(first.item.item)}"
    for rival in ranked[1:]:
        if first.score - rival.score < _AHEAD and not _duplicates(first.item, rival.item):
            rivals = f"{identifier(first.item.item)} and {identifier(rival.item.item)}"
            return None, f"{rivals} are as likely"
    return first, "; ".join(map(str, first.evidence))


def _duplicates(first: Item, other: Item) -> bool:
    """Tell whether Wikidata says that both are one; the one with more names is the one to link."""
    return other.item in first.duplicates or first.item in other.duplicates


def _names(subject: Subject, item: Item, index: Index) -> list[Evidence]:
    found = [
        (each.score, name, each.name) for name in dict.fromkeys(item.names) for each in find(index, name)[:1]
    ]
    best = max(found, default=(0.0, "", ""))
    if best[0] < _LEAST_NAME:
        return [Evidence(-_NAME, f"no name like {subject.label}")]
    evidence = [Evidence(round(_NAME * best[0] / 100), f"called {best[1]}, ours {best[2]}")]
    languages = sum(1 for value, name, _ in found if value >= _LEAST_NAME and name in item.labels.values())
    if languages > 1:
        evidence.append(Evidence(_SCRIPTS, f"{languages} labels fit"))
    if not languages and item.labels:
        evidence.append(Evidence(_OTHER_LABEL, f"labelled {item.label}"))
    return evidence


def _codes(subject: Subject, item: Item) -> list[Evidence]:
    evidence = []
    for scheme, code in subject.codes.items():
        theirs = item.codes.get(scheme)
        if theirs:
            fits = code in theirs
            evidence.append(Evidence(_CODE if fits else _OTHER_CODE, f"{scheme} {', '.join(sorted(theirs))}"))
    return evidence


def _classes(item: Item, usual: Mapping[Term, int]) -> Evidence | None:
    if not usual or not item.classes:
        return None
    shared = item.classes & usual.keys()
    names = ", ".join(sorted(map(identifier, shared or item.classes)))
    if shared:
        return Evidence(_CLASS, f"of class {names}, as others of its kind")
    return Evidence(_OTHER_CLASS, f"of class {names}, as none of its kind")


def _birth(subject: Subject, item: Item) -> Evidence | None:
    if not subject.birth or not item.births:
        return None
    theirs = ", ".join(sorted(item.births))
    if subject.birth in item.births:
        return Evidence(_BIRTH if len(subject.birth) > _YEAR else _SAME_YEAR, f"born {theirs}")
    if any(each[:_YEAR] == subject.birth[:_YEAR] for each in item.births):
        # The source of either may know the year alone, which Wikidata writes as its first day.
        rough = any(each.endswith("-01-01") for each in item.births) or len(subject.birth) == _YEAR
        return (
            Evidence(_SAME_YEAR, f"born in {subject.birth[:_YEAR]}")
            if rough
            else _other_birth(subject, theirs)
        )
    return _other_birth(subject, theirs)


def _other_birth(subject: Subject, theirs: str) -> Evidence:
    return Evidence(_OTHER_BIRTH, f"born {theirs}, ours {subject.birth}")


def _states(subject: Subject, item: Item) -> Evidence | None:
    if not subject.states or not item.states:
        return None
    shared = subject.states & item.states
    names = ", ".join(sorted(map(identifier, shared or item.states)))
    return Evidence(
        _STATE if shared else _OTHER_STATE, f"of {'the same' if shared else 'another'} state, {names}"
    )


def _offices(subject: Subject, item: Item) -> list[Evidence]:
    shared = subject.offices.keys() & item.offices.keys()
    if not shared:
        return [Evidence(_NO_OFFICE, "held no office that we know of")] if subject.offices else []
    evidence = [Evidence(_OFFICE, f"held {', '.join(sorted(map(identifier, shared)))}")]
    if any(subject.offices[each] & item.offices[each] for each in shared):
        evidence.append(Evidence(_OFFICE_DATE, "from the same year"))
    return evidence
