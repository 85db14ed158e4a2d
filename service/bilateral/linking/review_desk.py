"""Proposals made, reviewed, and decided; a rejected one is kept and not made again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral import __version__
from bilateral.linking import mapping_files
from bilateral.linking.candidate_scoring import judge
from bilateral.linking.link_records import recorded_of
from bilateral.linking.linked_subjects import identifier, items, kind_of, read_subject, without_link
from bilateral.linking.linking_errors import MappingError
from bilateral.linking.mapping_files import EXACT as EXACT_MATCH
from bilateral.linking.mapping_files import NOT, REVIEWED, TOOL, Mapping
from bilateral.linking.wikidata_items import find
from bilateral.rdf.terms import iri
from bilateral.rdf.vocabulary import RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from bilateral.linking.candidate_scoring import Scored, Verdict
    from bilateral.linking.linked_subjects import Subject
    from bilateral.linking.query_library import Library
    from bilateral.linking.wikidata_client import Client
    from bilateral.rdf.terms import Term
    from bilateral.store.snapshots.snapshot import GraphState

PROPOSALS: Final = "proposals.sssom.tsv"
"""The file of a data directory with the rows that wait."""

_TITLES: Final = {True: "Reviewed links to Wikidata", False: "Links to Wikidata that wait for a reviewer"}
_SAMPLE: Final = 40  # linked entities of a kind whose classes are looked at


class Judged(NamedTuple):
    """An entity of ours, and what was found for it."""

    subject: Subject
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reviewer's rows are.

    Attributes:
        proposals: rows that wait.
        decisions: rows accepted or rejected; a file of `seeds/mappings`, so that the next build has them.
        recorded: those that the store has, where reviewers decide on its pages.
    """

    proposals: Path
    decisions: Path | None = None
    recorded: Sequence[Mapping] = ()

    def decided(self) -> list[Mapping]:
        """Return the rows that are decided on: those of the file, then those of the store."""
        return [*self._own(), *self.recorded]

    def waiting(self) -> list[Mapping]:
        """Return the proposals that nobody has decided on."""
        decided = {row.pair for row in self.decided()}
        return [row for row in mapping_files.read(self.proposals) if row.pair not in decided]

    def rejected(self, subject: str) -> set[Term]:
        """Return the items that a reviewer has said an entity is not."""
        return {
            mapping_files.term(row.object_id)
            for row in self.decided()
            if row.rejected and row.subject_id == subject
        }

    def propose(self, found: Iterable[Judged], today: date) -> list[Mapping]:
        """Add what is proposed to the rows that wait, and return it."""
        new = [
            _proposal(each.subject, each.verdict.proposed, today) for each in found if each.verdict.proposed
        ]
        kept = {row.pair: row for row in self.waiting()} | {row.pair: row for row in new}
        mapping_files.write(self.proposals, kept.values(), _TITLES[False])
        return new

    def settle(self, pair: tuple[str, str], author: str, today: date, *, accept: bool) -> Mapping:
        """Return the row that a decision on a proposal makes; it is for the caller to keep.

        Raises:
            MappingError: it was not proposed, was decided already, or the entity has another link.
        """
        subject, item = (part.partition(":")[2] for part in pair)
        for row in self.decided():
            if row.pair == pair:
                raise MappingError(f"{subject} and {item} were decided on {row.mapping_date} already")
            if accept and row.subject_id == pair[0] and _is_link(row):
                raise MappingError(f"{subject} is linked to {row.object_id} already")
        proposal = next((row for row in self.waiting() if row.pair == pair), None)
        if proposal is None:
            raise MappingError(f"{item} was not proposed for {subject}")
        return replace(
            proposal,
            mapping_justification=REVIEWED,
            mapping_date=today.isoformat(),
            author_label=author,
            predicate_modifier="" if accept else NOT,
        )

    def accept(self, subject: str, item: str, author: str, today: date) -> Mapping:
        """Make a proposal a link, in the file of decisions.

        Raises:
            MappingError: see `settle`.
        """
        return self._decide(subject, item, author, today, accept=True)

    def reject(self, subject: str, item: str, author: str, today: date) -> Mapping:
        """Keep that an entity is not an item, in the file of decisions.

        Raises:
            MappingError: see `settle`.
        """
        return self._decide(subject, item, author, today, accept=False)

    def _decide(self, subject: str, item: str, author: str, today: date, *, accept: bool) -> Mapping:
        if self.decisions is None:
            raise MappingError("no file for decisions is named")
        pair = (f"bil:{subject.removeprefix('bil:')}", f"wd:{item.removeprefix('wd:')}")
        row = self.settle(pair, author, today, accept=accept)
        mapping_files.write(self.decisions, [*self._own(), row], _TITLES[True])
        mapping_files.write(
            self.proposals, [each for each in self.waiting() if each.pair != pair], _TITLES[False]
        )
        return row

    def _own(self) -> list[Mapping]:
        return mapping_files.read(self.decisions) if self.decisions else []


def _is_link(row: Mapping) -> bool:
    return not row.rejected and row.predicate_id == EXACT_MATCH and row.object_id.startswith("wd:")


def served_desk(snapshot: GraphState, data: Path) -> Desk:
    """Return the desk of a served store: proposals of its data directory, decisions of its graph of links.

    Raises:
        MappingError: the file of proposals is malformed.
    """
    path = data / PROPOSALS
    subjects = {mapping_files.term(row.subject_id) for row in mapping_files.read(path)}
    return Desk(path, recorded=[row for each in sorted(subjects) for row in recorded_of(snapshot, each)])


def look_for_links(
    snapshot: GraphState,
    client: Client,
    library: Library,
    rejected: Callable[[str], set[Term]],
    entities: Iterable[Term] = (),
) -> Iterator[Judged]:
    """Yield what is found for entities, by default for all that have no link, one after another.

    Raises:
        Unavailable: Wikidata does not answer; what was yielded before stands.
    """
    usual: dict[Term, dict[Term, int]] = {}
    taken = {quad.object: quad.subject for quad in snapshot.match(None, SKOS.exactMatch)}
    for entity in entities or without_link(snapshot):
        subject = read_subject(snapshot, entity)
        if subject is None or not subject.names:
            continue
        if subject.kind not in usual:
            usual[subject.kind] = usual_classes(snapshot, client, library, subject.kind)
        found = find(client, library, subject)
        barred = rejected(f"bil:{identifier(entity)}")
        yield Judged(subject, judge(subject, found, usual[subject.kind], barred, taken))


def usual_classes(snapshot: GraphState, client: Client, library: Library, kind: Term) -> dict[Term, int]:
    """Return the classes of Wikidata that linked entities of a kind are of, and how many of them.

    What a kind is there is learnt from links that were checked, so that no class is written down here.
    """
    linked = sorted(
        item
        for quad in snapshot.match(None, RDF.type, kind)
        if kind_of(snapshot, quad.subject) == kind
        for item in items(snapshot, quad.subject)
    )
    step = max(len(linked) // _SAMPLE, 1)
    found: dict[Term, int] = {}
    for row in client.select(library.query("classes", item=linked[::step])).rows if linked else ():
        cls = iri(row["class"]["value"])
        found[cls] = found.get(cls, 0) + 1
    return found


def _proposal(subject: Subject, scored: Scored | None, today: date) -> Mapping:
    if scored is None:
        raise MappingError(f"nothing is proposed for {subject.label}")
    return Mapping(
        subject_id=f"bil:{identifier(subject.entity)}",
        subject_label=subject.label,
        object_id=f"wd:{identifier(scored.item.item)}",
        object_label=scored.item.label,
        mapping_justification=TOOL,
        confidence=f"{scored.score / 100:.2f}",
        mapping_date=today.isoformat(),
        mapping_tool=f"bilateral {__version__}",
        comment="; ".join(map(str, scored.evidence)),
    )
