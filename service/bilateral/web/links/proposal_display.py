"""A proposed link as the review page shows it: the entity beside the item, and the evidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.candidate_scoring import LinkEvidence, read_evidence
from bilateral.linking.subjects import read_subject
from bilateral.rdf.iris import ID
from bilateral.rdf.terms import Term, iri
from bilateral.rdf.vocabulary import SKOS, WD

if TYPE_CHECKING:
    from bilateral.explore.graph.reading import PageNode, Reading
    from bilateral.linking.mapping_sets import SssomMapping

_ITEM: Final = re.compile(r"\b(Q[1-9]\d*)\b")
_MAX_NAMES: Final = 8


class TextPart(NamedTuple):
    """A part of a sentence, and the entity or item it names, if any."""

    text: str
    node: PageNode | None = None


class EvidenceLine(NamedTuple):
    """A reason for or against the link; points have their sign."""

    points: str
    pieces: list[TextPart]


class ProposalDisplay(NamedTuple):
    """A proposed link.

    Attributes:
        field: the name of its decision in the form.
        item: `Q…`.
        names: other names of the entity, each with its language.
        facts: what else distinguishes the entity, each with its title.
        confidence: in percent.
    """

    row: SssomMapping
    field: str
    entity: PageNode
    classes: list[PageNode]
    item: str
    names: list[tuple[str, str]]
    facts: list[tuple[str, list[TextPart]]]
    pro: list[EvidenceLine]
    contra: list[EvidenceLine]
    confidence: str


def display(about: Reading, row: SssomMapping) -> ProposalDisplay:
    """Return a proposal as the page shows it."""
    entity = iri(row.subject_id.replace("bil:", ID, 1))
    graph = about.graph
    evidence = read_evidence(row.comment)
    return ProposalDisplay(
        row,
        " ".join(row.pair),
        about.node(entity),
        [about.node(each) for each in graph.ontology.specific(graph.types(entity))],
        row.object_id.removeprefix("wd:"),
        *_described(about, entity),
        [_line(about, each) for each in evidence if each.points > 0],
        [_line(about, each) for each in evidence if each.points < 0],
        f"{round(100 * float(row.confidence))} %" if row.confidence else "",
    )


def _described(
    about: Reading, entity: Term
) -> tuple[list[tuple[str, str]], list[tuple[str, list[TextPart]]]]:
    """Return the names of an entity, and what else distinguishes it from its namesakes."""
    subject = read_subject(about.graph.snapshot, entity)
    if subject is None:
        return [], []
    shown = about.node(entity).text
    names = sorted(subject.names, key=lambda name: (name.language not in about.languages, name.role))
    others = dict.fromkeys((name.text, name.language) for name in names if name.text != shown)
    offices = [
        part
        for item, years in sorted(subject.offices.items())
        for part in (_part(about, item), TextPart(f" {', '.join(sorted(years))}; "))
    ]
    facts = [
        ("born", [TextPart(subject.birth)] if subject.birth else []),
        ("codes", [TextPart(", ".join(f"{scheme} {code}" for scheme, code in subject.codes.items()))]),
        ("of", [_part(about, item) for item in sorted(subject.states)]),
        ("held", offices),
    ]
    return list(others)[:_MAX_NAMES], [(title, parts) for title, parts in facts if any(p.text for p in parts)]


def _line(about: Reading, evidence: LinkEvidence) -> EvidenceLine:
    parts = [
        _part(about, WD[text]) if number % 2 else TextPart(text)
        for number, text in enumerate(_ITEM.split(evidence.text))
    ]
    return EvidenceLine(f"{evidence.points:+.0f}", [part for part in parts if part.text])


def _part(about: Reading, item: Term) -> TextPart:
    """Return an item, as the entity that is linked to it if there is one."""
    owner = next((quad.subject for quad in about.graph.snapshot.match(None, SKOS.exactMatch, item)), None)
    node = about.node(owner or item)
    return TextPart(node.text if owner else item[1:-1].removeprefix(str(WD)), node)
