"""A proposed link as the page of reviewers shows it: our entity beside the item, and the evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.candidate_scoring import Evidence, read_evidence
from bilateral.linking.linked_subjects import read_subject
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri
from bilateral.rdf.vocabulary import SKOS, WD

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.linking.mapping_files import Mapping

_ITEM: Final = re.compile(r"\b(Q[1-9]\d*)\b")
_NAMES: Final = 8


class Piece(NamedTuple):
    """A part of a sentence, and what it names if anything."""

    text: str
    node: PageNode | None = None


class Said(NamedTuple):
    """A piece of evidence.

    Attributes:
        points: what it adds to the score, with its sign.
    """

    points: str
    pieces: list[Piece]


class Proposal(NamedTuple):
    """A proposed link.

    Attributes:
        field: the name of its decision in the form.
        item: `Q…`.
        names: what our entity is called, its label apart, each with its language.
        facts: what else tells it apart, each with its title.
        confidence: in percent.
    """

    row: Mapping
    field: str
    entity: PageNode
    classes: list[PageNode]
    item: str
    names: list[tuple[str, str]]
    facts: list[tuple[str, list[Piece]]]
    pro: list[Said]
    contra: list[Said]
    confidence: str


def read(about: Reading, row: Mapping) -> Proposal:
    """Return what there is to see of a proposal."""
    entity = iri(row.subject_id.replace("bil:", ID, 1))
    graph = about.graph
    said = read_evidence(row.comment)
    return Proposal(
        row,
        " ".join(row.pair),
        about.node(entity),
        [about.node(each) for each in graph.ontology.specific(graph.types(entity))],
        row.object_id.removeprefix("wd:"),
        *_ours(about, entity),
        [_said(about, each) for each in said if each.points > 0],
        [_said(about, each) for each in said if each.points < 0],
        f"{round(100 * float(row.confidence))} %" if row.confidence else "",
    )


def _ours(about: Reading, entity: Term) -> tuple[list[tuple[str, str]], list[tuple[str, list[Piece]]]]:
    """Return the names of an entity, and what else tells it from its namesakes."""
    subject = read_subject(about.graph.snapshot, entity)
    if subject is None:
        return [], []
    shown = about.node(entity).text
    names = sorted(subject.names, key=lambda name: (name.language not in about.languages, name.role))
    others = dict.fromkeys((name.text, name.language) for name in names if name.text != shown)
    offices = [
        part
        for item, years in sorted(subject.offices.items())
        for part in (_piece(about, item), Piece(f" {', '.join(sorted(years))}; "))
    ]
    facts = [
        ("born", [Piece(subject.birth)] if subject.birth else []),
        ("codes", [Piece(", ".join(f"{scheme} {code}" for scheme, code in subject.codes.items()))]),
        ("of", [_piece(about, item) for item in sorted(subject.states)]),
        ("held", offices),
    ]
    return list(others)[:_NAMES], [(title, parts) for title, parts in facts if any(p.text for p in parts)]


def _said(about: Reading, evidence: Evidence) -> Said:
    parts = _ITEM.split(evidence.text)
    pieces = [_named(about, part) if number % 2 else Piece(part) for number, part in enumerate(parts)]
    return Said(f"{evidence.points:+.0f}", [piece for piece in pieces if piece.text])


def _named(about: Reading, name: str) -> Piece:
    return _piece(about, WD[name])


def _piece(about: Reading, item: Term) -> Piece:
    """Return an item as the entity of ours that is linked to it, if there is one."""
    owner = next((quad.subject for quad in about.graph.snapshot.match(None, SKOS.exactMatch, item)), None)
    node = about.node(owner or item)
    return Piece(node.text if owner else item[1:-1].removeprefix(str(WD)), node)
