"""How likely an item is an entity of the graph, with the evidence for and against."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.subjects import identifier
from bilateral.names.candidates import find
from bilateral.names.name_index import NamedEntity, NameIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bilateral.linking.subjects import Subject
    from bilateral.linking.wikidata_items import WikidataItem
    from bilateral.rdf.terms import Term

PROPOSED: Final = 60.0
"""The least score of a proposal."""

_AHEAD: Final = 12.0  # points between a proposal and the next candidate
_NAME: Final = 50.0
_LEAST_NAME: Final = 85.0  # similarity below which two names differ
_CODE, _OTHER_CODE = 45.0, -100.0
_CLASS, _OTHER_CLASS = 15.0, -60.0
_BIRTH, _SAME_YEAR, _OTHER_BIRTH = 30.0, 15.0, -70.0
_STATE, _OTHER_STATE = 10.0, -15.0
_OFFICE, _OFFICE_DATE, _NO_OFFICE = 25.0, 10.0, -10.0
_OTHER_LABEL: Final = -20.0  # where only an alias fits
_SCRIPTS: Final = 5.0  # where labels fit in several languages
_ALONE, _OTHERS = 10.0, -100.0
_YEAR: Final = 4
_EVIDENCE: Final = re.compile(r"([+-]\d+) (.+?)(?=; [+-]\d+ |\Z)")
_NOTHING: Final[Mapping[Term, Term]] = MappingProxyType({})


class LinkEvidence(NamedTuple):
    """A reason for an item, or with negative points, against it."""

    points: float
    text: str

    def __str__(self) -> str:
        return f"{self.points:+.0f} {self.text}"


def read_evidence(comment: str) -> list[LinkEvidence]:
    """Return the evidence in the comment of a proposal, where it is joined by semicolons."""
    return [LinkEvidence(float(points), text) for points, text in _EVIDENCE.findall(comment)]


class ScoredItem(NamedTuple):
    """An item with its score, from 0 to 100, and the evidence it is the sum of."""

    item: WikidataItem
    score: float
    evidence: tuple[LinkEvidence, ...]


class LinkSearch(NamedTuple):
    """The items found for an entity, best first, and the reason why one of them is proposed or none."""

    subject: Subject
    ranked: list[ScoredItem]
    proposed: ScoredItem | None
    reason: str


def rank_items(
    subject: Subject,
    items: Iterable[WikidataItem],
    usual: Collection[Term],
    rejected: Collection[Term] = (),
    taken: Mapping[Term, Term] = _NOTHING,
) -> LinkSearch:
    """Rank the items found for an entity, and propose one only if it is unambiguous.

    The usual classes are those of linked entities of its kind; taken items are linked to these entities.
    """
    index = NameIndex(subject.names, {subject.entity: NamedEntity(subject.nature)})
    found = [
        (item, _evidence(subject, item, index, usual, taken)) for item in items if item.item not in rejected
    ]
    if len(found) == 1:
        found[0][1].append(LinkEvidence(_ALONE, "the only item called so"))
    scored = [_scored(*each) for each in found]
    ranked = sorted(scored, key=lambda each: (-each.score, -len(each.item.names), each.item.item))
    return LinkSearch(subject, ranked, *_propose(ranked))


def _evidence(
    subject: Subject,
    item: WikidataItem,
    index: NameIndex,
    usual: Collection[Term],
    taken: Mapping[Term, Term],
) -> list[LinkEvidence]:
    found = (
        *_names(subject, item, index),
        *_codes(subject, item),
        _classes(item, usual),
        _birth(subject, item),
        _states(subject, item),
        *_offices(subject, item),
        _taken(subject, item, taken),
    )
    return [each for each in found if each is not None]


def _scored(item: WikidataItem, evidence: Sequence[LinkEvidence]) -> ScoredItem:
    total = sum(each.points for each in evidence)
    return ScoredItem(item, round(min(max(total, 0.0), 100.0), 1), tuple(evidence))


def _taken(subject: Subject, item: WikidataItem, taken: Mapping[Term, Term]) -> LinkEvidence | None:
    owner = taken.get(item.item, subject.entity)
    if owner == subject.entity:
        return None
    return LinkEvidence(_OTHERS, f"linked to {identifier(owner)} already")


def _propose(ranked: Sequence[ScoredItem]) -> tuple[ScoredItem | None, str]:
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


def _duplicates(first: WikidataItem, other: WikidataItem) -> bool:
    """Return whether Wikidata marks one as a duplicate; the one with more names is to be linked."""
    return other.item in first.duplicates or first.item in other.duplicates


def _names(subject: Subject, item: WikidataItem, index: NameIndex) -> list[LinkEvidence]:
    found = [
        (each.score, name, each.name) for name in dict.fromkeys(item.names) for each in find(index, name)[:1]
    ]
    best = max(found, default=(0.0, "", ""))
    if best[0] < _LEAST_NAME:
        return [LinkEvidence(-_NAME, f"no name like {subject.label}")]
    evidence = [LinkEvidence(round(_NAME * best[0] / 100), f"called {best[1]}, ours {best[2]}")]
    languages = sum(1 for value, name, _ in found if value >= _LEAST_NAME and name in item.labels.values())
    if languages > 1:
        evidence.append(LinkEvidence(_SCRIPTS, f"{languages} labels fit"))
    if not languages and item.labels:
        evidence.append(LinkEvidence(_OTHER_LABEL, f"labelled {item.label}"))
    return evidence


def _codes(subject: Subject, item: WikidataItem) -> list[LinkEvidence]:
    return [
        LinkEvidence(_CODE if code in theirs else _OTHER_CODE, f"{scheme} {', '.join(sorted(theirs))}")
        for scheme, code in subject.codes.items()
        if (theirs := item.codes.get(scheme))
    ]


def _classes(item: WikidataItem, usual: Collection[Term]) -> LinkEvidence | None:
    if not usual or not item.classes:
        return None
    shared = item.classes.intersection(usual)
    names = ", ".join(sorted(map(identifier, shared or item.classes)))
    if shared:
        return LinkEvidence(_CLASS, f"of class {names}, as others of its kind")
    return LinkEvidence(_OTHER_CLASS, f"of class {names}, as none of its kind")


def _birth(subject: Subject, item: WikidataItem) -> LinkEvidence | None:
    if not subject.birth or not item.births:
        return None
    theirs = ", ".join(sorted(item.births))
    if subject.birth in item.births:
        return LinkEvidence(_BIRTH if len(subject.birth) > _YEAR else _SAME_YEAR, f"born {theirs}")
    # Either source may know the year alone, which Wikidata writes as 1 January.
    rough = len(subject.birth) == _YEAR or any(each.endswith("-01-01") for each in item.births)
    if rough and any(each[:_YEAR] == subject.birth[:_YEAR] for each in item.births):
        return LinkEvidence(_SAME_YEAR, f"born in {subject.birth[:_YEAR]}")
    return LinkEvidence(_OTHER_BIRTH, f"born {theirs}, ours {subject.birth}")


def _states(subject: Subject, item: WikidataItem) -> LinkEvidence | None:
    if not subject.states or not item.states:
        return None
    shared = subject.states & item.states
    names = ", ".join(sorted(map(identifier, shared or item.states)))
    if shared:
        return LinkEvidence(_STATE, f"of the same state, {names}")
    return LinkEvidence(_OTHER_STATE, f"of another state, {names}")


def _offices(subject: Subject, item: WikidataItem) -> list[LinkEvidence]:
    shared = subject.offices.keys() & item.offices.keys()
    if not shared:
        return [LinkEvidence(_NO_OFFICE, "held no office that we know of")] if subject.offices else []
    evidence = [LinkEvidence(_OFFICE, f"held {', '.join(sorted(map(identifier, shared)))}")]
    if any(subject.offices[each] & item.offices[each] for each in shared):
        evidence.append(LinkEvidence(_OFFICE_DATE, "from the same year"))
    return evidence
