"""The steps of `bilateral link`, and `bilateral enrich`; each yields lines to print."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bilateral.cli.option_parser import DECISIONS, STATEMENTS
from bilateral.linking.enrichment import enrich
from bilateral.linking.mapping_sets import stored_mappings
from bilateral.linking.review_queue import PROPOSALS, ReviewQueue, search_links
from bilateral.linking.subjects import identifier
from bilateral.linking.wikidata_client import WikidataClient, WikidataSettings, read_queries
from bilateral.rdf import iris
from bilateral.rdf.vocabulary import SKOS, WD
from bilateral.store.snapshots.dump import write_n_quads

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bilateral.content.locations import Content
    from bilateral.linking.mapping_sets import SssomMapping
    from bilateral.store.snapshots.snapshot import Snapshot


def propose(options: Namespace, snapshot: Snapshot, content: Content) -> Iterator[str]:
    """Search links, report what was found for each entity, and store the proposals."""
    queue, today = _queue(options, snapshot, content), datetime.now(UTC).date()
    client = _client(options, content)
    entities = [iris.entity(name) for name in options.entities]
    count, oldest = 0, datetime.now(UTC)
    yield from _mode(options)
    for found in search_links(snapshot, client, queue.rejected, entities):
        # Stored one by one, so that they are kept even if Wikidata stops answering.
        count += queue.propose(found, today)
        oldest = min([oldest, *(each.item.fetched for each in found.ranked if each.item.fetched)])
        proposed, name = found.proposed, identifier(found.subject.entity)
        if proposed:
            item = identifier(proposed.item.item)
            yield f"{name}  {item}  {proposed.item.label}  {proposed.score:.0f}  {found.reason}"
        else:
            yield f"{name}  none: {found.reason}"
    yield f"{count} proposed from answers {_age(oldest)}; decide with: bilateral link review"


def review(options: Namespace, snapshot: Snapshot, content: Content) -> Iterator[str]:
    """List the proposals that wait for a decision."""
    waiting = _queue(options, snapshot, content).waiting()
    for row in waiting:
        pair = f"{row.subject_id.removeprefix('bil:')} {row.object_id.removeprefix('wd:')}"
        yield f"{pair}  {row.subject_label} = {row.object_label}?  {row.confidence}  {row.comment}"
    yield f"{len(waiting)} wait; decide with: bilateral link accept|reject ENTITY ITEM --author NAME"


def accept(options: Namespace, snapshot: Snapshot, content: Content) -> Iterator[str]:
    """Make a proposal a link."""
    row, decisions = _decide(options, snapshot, content, accept=True)
    yield f"{row.subject_id} {row.predicate_id} {row.object_id}: in {decisions}, and in the next build"


def reject(options: Namespace, snapshot: Snapshot, content: Content) -> Iterator[str]:
    """Record that an entity is not an item."""
    row, decisions = _decide(options, snapshot, content, accept=False)
    yield f"{row.subject_id} is not {row.object_id}: kept in {decisions}, and not proposed again"


def enrich_entities(options: Namespace, snapshot: Snapshot, content: Content) -> Iterator[str]:
    """Fetch Wikidata's statements, write them, and list where they differ from ours."""
    client = _client(options, content)
    entities = [iris.entity(name) for name in options.entities] or _linked(snapshot)
    yield from _mode(options)
    found = enrich(snapshot, client, entities)
    output = options.output or content.root / STATEMENTS
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("".join(write_n_quads(sorted(set(found.quads)))), "utf-8")
    for each in found.conflicts:
        names = f"{identifier(each.entity)}  {identifier(each.about)}"
        yield f"{names}  ours: {each.ours}  Wikidata: {each.theirs or 'not said'}"
    said = f"{len(found.statements)} statements from answers {_age(found.fetched or datetime.now(UTC))}"
    yield f"{said}, {len(found.conflicts)} differences: {output}"


LINK_STEPS: Final[dict[str, Callable[[Namespace, Snapshot, Content], Iterator[str]]]] = {
    each.__name__: each for each in (propose, review, accept, reject)
}


def _queue(options: Namespace, snapshot: Snapshot, content: Content) -> ReviewQueue:
    proposals = options.proposals or options.data / PROPOSALS
    return ReviewQueue(proposals, options.decisions or content.root / DECISIONS, stored_mappings(snapshot))


def _decide(
    options: Namespace, snapshot: Snapshot, content: Content, *, accept: bool
) -> tuple[SssomMapping, Path | None]:
    queue = _queue(options, snapshot, content)
    today = datetime.now(UTC).date()
    return queue.decide(options.entity, options.item, options.author, today, accept=accept), queue.decisions


def _client(options: Namespace, content: Content) -> WikidataClient:
    settings = WikidataSettings(
        contact=options.contact,
        endpoints=tuple(options.endpoints or WikidataSettings().endpoints),
        cache=options.cache,
        max_age=options.max_age,
        offline=options.offline,
    )
    return WikidataClient(settings, read_queries(content))


def _mode(options: Namespace) -> Iterator[str]:
    if options.offline:
        yield f"offline: nothing is fetched, {options.cache} is all there is"


def _age(oldest: datetime) -> str:
    """Return the age of the oldest answer."""
    days = (datetime.now(UTC) - oldest).days
    return f"of today ({oldest:%Y-%m-%d})" if days == 0 else f"up to {days} days old ({oldest:%Y-%m-%d})"


def _linked(snapshot: Snapshot) -> list[str]:
    return sorted({q.subject for q in snapshot.match(None, SKOS.exactMatch) if q.object.startswith(f"<{WD}")})
