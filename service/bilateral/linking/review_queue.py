"""Links proposed, reviewed and decided; a rejected link stays recorded and is not proposed again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bilateral import __version__
from bilateral.linking import mapping_sets
from bilateral.linking.candidate_scoring import rank_items
from bilateral.linking.mapping_sets import NOT, REVIEWED, TOOL, MappingError, SssomMapping
from bilateral.linking.subjects import identifier, kind_of, linked_items, read_subject, unlinked_entities
from bilateral.linking.wikidata_items import find_items
from bilateral.rdf.terms import iri
from bilateral.rdf.vocabulary import RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from bilateral.linking.candidate_scoring import LinkSearch, ScoredItem
    from bilateral.linking.subjects import Subject
    from bilateral.linking.wikidata_client import WikidataClient
    from bilateral.rdf.terms import Term
    from bilateral.store.snapshots.snapshot import GraphState

PROPOSALS: Final = "proposals.sssom.tsv"
"""The file of a data directory with the proposals to be reviewed."""

_PROPOSED, _REVIEWED = "Links to Wikidata that wait for a reviewer", "Reviewed links to Wikidata"
_SAMPLE: Final = 40  # linked entities of a kind whose classes are looked up


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """Proposed links, and the decisions on them.

    Attributes:
        decisions: a file of `seeds/mappings`, so that the next build reads it; None to write to the graph.
        recorded: the decisions of the graph.
    """

    proposals: Path
    decisions: Path | None = None
    recorded: Sequence[SssomMapping] = ()

    def decided(self) -> list[SssomMapping]:
        """Return all decisions, those of the file first."""
        return [*self._from_file(), *self.recorded]

    def waiting(self) -> list[SssomMapping]:
        """Return the proposals without a decision."""
        decided = {row.pair for row in self.decided()}
        return [row for row in mapping_sets.read_mapping_set(self.proposals) if row.pair not in decided]

    def rejected(self, subject: str) -> set[Term]:
        """Return the items rejected for the entity of an identifier, `bil:type/slug`."""
        return {
            mapping_sets.expand_curie(row.object_id)
            for row in self.decided()
            if row.rejected and row.subject_id == subject
        }

    def propose(self, found: LinkSearch, today: date) -> bool:
        """Add the item proposed for an entity to the file of proposals; return whether there is one."""
        rows = {row.pair: row for row in self.waiting()}
        if found.proposed:
            row = _proposal(found.subject, found.proposed, today)
            rows[row.pair] = row
        mapping_sets.write_mapping_set(self.proposals, rows.values(), _PROPOSED)
        return found.proposed is not None

    def review(self, pair: tuple[str, str], author: str, today: date, *, accept: bool) -> SssomMapping:
        """Return the mapping that a decision makes of a proposal, without writing it.

        Raises:
            MappingError: it was not proposed, was decided before, or the entity has another link.
        """
        subject, item = (part.partition(":")[2] for part in pair)
        for row in self.decided():
            if row.pair == pair:
                raise MappingError(f"{subject} and {item} were decided on {row.mapping_date} already")
            if accept and row.subject_id == pair[0] and row.is_link:
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

    def decide(self, subject: str, item: str, author: str, today: date, *, accept: bool) -> SssomMapping:
        """Move the proposal of an item, `Q…`, for an entity, `type/slug`, to the file of decisions.

        Raises:
            MappingError: there is no such file, or see `review`.
        """
        if self.decisions is None:
            raise MappingError("no file for decisions is named")
        pair = (f"bil:{subject.removeprefix('bil:')}", f"wd:{item.removeprefix('wd:')}")
        row = self.review(pair, author, today, accept=accept)
        mapping_sets.write_mapping_set(self.decisions, [*self._from_file(), row], _REVIEWED)
        mapping_sets.write_mapping_set(self.proposals, self.waiting(), _PROPOSED)
        return row

    def _from_file(self) -> list[SssomMapping]:
        return mapping_sets.read_mapping_set(self.decisions) if self.decisions else []


def review_queue(snapshot: GraphState, data: Path) -> ReviewQueue:
    """Return the queue of a served store: proposals of its data directory, decisions of its graph.

    Raises:
        MappingError: the file of proposals is malformed.
    """
    path = data / PROPOSALS
    subjects = {mapping_sets.expand_curie(row.subject_id) for row in mapping_sets.read_mapping_set(path)}
    decided = [row for each in sorted(subjects) for row in mapping_sets.stored_mappings(snapshot, each)]
    return ReviewQueue(path, recorded=decided)


def search_links(
    snapshot: GraphState,
    client: WikidataClient,
    rejected: Callable[[str], set[Term]],
    entities: Iterable[Term] = (),
) -> Iterator[LinkSearch]:
    """Yield what is found for each entity, by default for all without a link.

    The rejected items are those for an identifier, `bil:type/slug`.

    Raises:
        Unavailable: Wikidata does not respond.
    """
    usual: dict[Term, set[Term]] = {}
    taken = {quad.object: quad.subject for quad in snapshot.match(None, SKOS.exactMatch)}
    for entity in entities or unlinked_entities(snapshot):
        subject = read_subject(snapshot, entity)
        if subject is None or not subject.names:
            continue
        if subject.kind not in usual:
            usual[subject.kind] = _usual_classes(snapshot, client, subject.kind)
        items, barred = find_items(client, subject), rejected(f"bil:{identifier(entity)}")
        yield rank_items(subject, items, usual[subject.kind], barred, taken)


def _usual_classes(snapshot: GraphState, client: WikidataClient, kind: Term) -> set[Term]:
    """Return the classes that linked entities of a kind have in Wikidata, so that the code names none."""
    linked = sorted(
        item
        for quad in snapshot.match(None, RDF.type, kind)
        if kind_of(snapshot, quad.subject) == kind
        for item in linked_items(snapshot, quad.subject)
    )
    sample = linked[:: max(len(linked) // _SAMPLE, 1)]
    rows = client.ask("classes", item=sample).rows if sample else ()
    return {iri(row["class"]["value"]) for row in rows}


def _proposal(subject: Subject, scored: ScoredItem, today: date) -> SssomMapping:
    return SssomMapping(
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
