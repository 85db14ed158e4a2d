"""The steps of `bilateral ingest`: each returns the exit status."""

from __future__ import annotations

import contextlib
import getpass
from dataclasses import fields
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bilateral.analysis.extractors.extractor_registry import load
from bilateral.analysis.extractors.extractor_settings import ExtractorSettings
from bilateral.cli.direct_writes import open_writer
from bilateral.cli.progress_bar import ItemProgress
from bilateral.errors import InputError, Refused
from bilateral.explore.graph.graph import Graph
from bilateral.ingest.batch.batch_run import BatchRun
from bilateral.ingest.batch.text_worker import BatchSettings
from bilateral.ingest.drafts import review_decisions
from bilateral.ingest.drafts.acceptance import DraftReview
from bilateral.ingest.drafts.draft import ReviewError
from bilateral.ingest.drafts.draft_files import write_accepted, write_front_matter
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.drafts.renewal import renewed
from bilateral.ingest.drafts.value_choices import ValueChoices
from bilateral.ingest.identity.event_index import EventIndex, read_index
from bilateral.ingest.reading.document_reader import DocumentReader, open_document
from bilateral.ingest.reading.front_matter import FrontMatter
from bilateral.ingest.reading.page_download import download, is_address
from bilateral.ingest.suggestions.draft_maker import DraftMaker, read_context
from bilateral.ingest.suggestions.identity_refresh import compared
from bilateral.rdf.dates import utc_time
from bilateral.rdf.iris import ONTOLOGY, read_term
from bilateral.store.snapshots.change_log import ChangeLog, ChangeNote
from bilateral.store.snapshots.snapshot import Snapshot
from bilateral.validation.declared_terms import declared_terms, unknown_term

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bilateral.ingest.drafts.draft import Draft, DraftSuggestion, PartCandidate
    from bilateral.ingest.reading.read_text import ReadDocument

_READABLE: Final = frozenset({".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf"})
_SHOWN: Final = 160  # characters of a quotation


def read(options: Namespace) -> int:
    """Read texts to drafts; return 2 if one could not be read."""
    given = _given(options)
    folders = [text for text in options.texts if _is_folder(text)]
    if folders or options.jobs > 1 or options.accept_above is not None:
        return _batch(options, given)
    extractor = load(settings=_extractor(options))
    with Snapshot(options.data) as snapshot:
        maker = DraftMaker(extractor, read_context(snapshot))
    problems = []
    with DocumentReader() as reader:
        for text in options.texts:
            try:
                raw = download(text) if is_address(text) else open_document(text)
                print(_read_one(options, reader.read(raw, given), maker, text))
            except InputError as error:
                problems.append(error)
    if problems:
        raise Refused(problems)
    return 0


def _read_one(options: Namespace, found: ReadDocument, maker: DraftMaker, name: str) -> str:
    """Make the draft of a text, or renew it; return what to tell."""
    folder = DraftFolder(options.data)
    known = folder.of_text(found.text_hash)
    if known and not options.again:
        earlier = folder.load(known)
        return f"{known}: read on {earlier.source.recorded} already; {_left(earlier)}"
    if found.front.published is None and not options.undated:
        raise InputError(name, None, _UNDATED + _perhaps(found.proposed))
    made = maker.make(found, keep_text=options.keep_text)
    if not known:
        slug = folder.create(made).slug
        return f"{slug}: {len(made.suggestions)} suggestions; bilateral ingest show {slug}"
    folder.restore_text(known, found.text)
    with folder.changing(known) as before:
        after = renewed(before, made)
        folder.put(after)
    return f"{known}: read again; {_left(after)}"


_UNDATED: Final = (
    "the text does not say when it was published, from which “on Sunday” is reckoned; "
    "say it with --published, or leave it open with --undated"
)


def _perhaps(proposed: FrontMatter) -> str:
    day = proposed.published
    return f"; perhaps it is {day.isoformat()}: --published {day.isoformat()}" if day else ""


def _batch(options: Namespace, given: FrontMatter) -> int:
    paths = list(_files(options.texts))
    settings = BatchSettings(
        options.data, _extractor(options), given, keep_text=options.keep_text, undated=True
    )
    events = EventIndex()
    if options.accept_above is not None:
        with Snapshot(options.data) as snapshot:
            events = read_index(snapshot)
    with _review(options) as (folder, review):
        run = BatchRun(settings, folder, review, events)
        report = run.run(paths, options.jobs, options.accept_above, ItemProgress(len(paths), "texts"))
    for line in report.lines():
        print(line)
    return 2 if report.problems else 0


def list_(options: Namespace) -> int:
    """List the drafts, and after them what is wrong with those that were edited and cannot be read."""
    folder = DraftFolder(options.data)
    problems = []
    for slug in folder.slugs():
        try:
            draft = folder.load(slug)
        except InputError as error:
            problems.append(error)
            continue
        if draft.waiting or not options.waiting:
            print(f"{slug}  {draft.source.published or 'no day'}  {_left(draft)}  {draft.source.title}")
    if problems:
        raise Refused(problems)
    return 0


def show(options: Namespace) -> int:
    """Show the suggestions of a draft."""
    draft = _compared(DraftFolder(options.data).load(options.draft), options)
    source = draft.source
    known = [source.published, source.publisher, source.language, source.licence]
    print(f"{source.title}\n{' · '.join(filter(None, known))}\n{_left(draft)}\n")
    shown = draft.suggestions if options.all else draft.waiting
    for each in shown:
        for line in _lines(each, draft):
            print(line)
    return 0


def accept(options: Namespace) -> int:
    """Accept suggestions of a draft, each or those that are sure enough."""
    given = dict(_choice(text) for text in options.choices)

    def change(draft: Draft) -> Draft:
        draft = _compared(draft, options)
        names = _named(options, draft, options.above)
        if given and len(names) != 1:
            raise ReviewError("--set is for one suggestion: name it")
        with Snapshot(options.data) as state:
            choices = _chosen(state, draft, names, given)
            made = reduce(
                lambda made, name: review_decisions.accept(made, name, _author(options), _now(), choices),
                names,
                draft,
            )
            _check(state, made, names)
        return made

    return _decide(options, change)


def reject(options: Namespace) -> int:
    """Reject suggestions of a draft."""

    def change(draft: Draft) -> Draft:
        for name in _named(options, draft):
            draft = review_decisions.reject(draft, name, _author(options), _now(), options.reason)
        return draft

    return _decide(options, change)


def later(options: Namespace) -> int:
    """Put suggestions of a draft off."""
    return _decide(options, _each(options, review_decisions.postpone))


def undo(options: Namespace) -> int:
    """Take decisions on suggestions of a draft back."""
    return _decide(options, _each(options, review_decisions.undo))


def finish(options: Namespace) -> int:
    """End the review of a draft."""
    removed = DraftFolder(options.data).finish(options.draft)
    print(f"{options.draft}: finished{'; its text, which may not be kept, was removed' if removed else ''}")
    return 0


def export(options: Namespace) -> int:
    """Write what was accepted as files of the seeds."""
    folder = DraftFolder(options.data)
    options.output.mkdir(parents=True, exist_ok=True)
    number = 0
    for slug in options.drafts or folder.slugs():
        draft = folder.load(slug)
        if draft.accepted:
            keeps = draft.source.keep_text
            front = write_front_matter(draft, with_text=keeps)
            (options.output / f"{slug}.md").write_text(front, "utf-8")
            (options.output / f"{slug}.statements.yaml").write_text(write_accepted(draft), "utf-8")
            number += 1
    print(f"{number} documents: {options.output}")
    return 0


INGEST_STEPS: Final[dict[str, Callable[[Namespace], int]]] = {
    "list": list_,
    **{each.__name__: each for each in (read, show, accept, reject, later, undo, finish, export)},
}


WITHOUT_GRAPH: Final = frozenset({"list", "finish", "export"})
"""The steps that look at drafts alone."""


@contextlib.contextmanager
def _review(options: Namespace) -> Iterator[tuple[DraftFolder, DraftReview]]:
    """Return what makes decisions, writing by the server if one writes to the data directory."""
    folder = DraftFolder(options.data)
    with open_writer(options.data) as writer, contextlib.ExitStack() as opened:

        def state() -> Snapshot:
            opened.close()
            return opened.enter_context(Snapshot(options.data))

        yield folder, DraftReview(folder, writer, state, ChangeLog(options.data))


def _decide(options: Namespace, change: Callable[[Draft], Draft]) -> int:
    with _review(options) as (_, review):
        draft = review.decide(options.draft, change, note=ChangeNote(_author(options)))
    print(f"{draft.slug}: {_left(draft)}")
    return 0


def _compared(draft: Draft, options: Namespace) -> Draft:
    """Return a draft whose events are compared with those that the graph has by now."""
    with Snapshot(options.data) as state:
        return compared(draft, read_index(state))


def _chosen(
    state: Snapshot, draft: Draft, names: Sequence[str], given: Mapping[str, str]
) -> dict[str, str | PartCandidate]:
    """Return the values that were given for parts of one suggestion.

    Raises:
        ReviewError: one is not what its part needs.
    """
    if not given:
        return {}
    values, suggestion = ValueChoices(Graph(state), draft), draft.suggestion(names[0])
    return {name: values.chosen(suggestion.part(name), value) for name, value in given.items()}


def _check(state: Snapshot, draft: Draft, names: Iterable[str]) -> None:
    """Check the terms in the file of a draft, which a hand may have written.

    Raises:
        ReviewError: one is not of the ontology.
    """
    declared = declared_terms(quad[:3] for quad in state.match(None, None, None, ONTOLOGY))
    for name in names:
        for s, p, o in draft.suggestion(name).triples():
            if reason := unknown_term((read_term(s), read_term(p), read_term(o)), declared):
                raise ReviewError(f"{name}: {reason}")


def _each(options: Namespace, decide: Callable[[Draft, str], Draft]) -> Callable[[Draft], Draft]:
    return lambda draft: reduce(decide, _named(options, draft), draft)


def _named(options: Namespace, draft: Draft, above: float | None = None) -> list[str]:
    sure = [each.id for each in draft.waiting if above is not None and each.confidence >= above]
    if not options.suggestions and above is None:
        raise ReviewError("say which suggestions; bilateral ingest show lists them")
    return list(dict.fromkeys([*options.suggestions, *sure]))


def _choice(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise ReviewError(f"{text!r} is no choice; write PART=VALUE")
    return name, value


def _author(options: Namespace) -> str:
    return str(options.author or getpass.getuser())


def _now() -> str:
    return utc_time(datetime.now(UTC))


def _left(draft: Draft) -> str:
    waiting, accepted = len(draft.waiting), len(draft.accepted)
    return f"{waiting} of {len(draft.suggestions)} suggestions wait, {accepted} accepted"


def _lines(suggestion: DraftSuggestion, draft: Draft) -> Iterator[str]:
    state = "" if suggestion.is_open else f" ({suggestion.state})"
    yield f"{suggestion.id}  {suggestion.confidence:.2f}  {suggestion.sentence}{state}"
    for start, end in suggestion.spans[:1]:
        words = " ".join((draft.text or "")[start:end].split())
        yield f"    “{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”" if words else "    (text removed)"
    for part in suggestion.in_doubt:
        others = [f"{each.value} {each.score:.2f}" for each in part.candidates if each.value != part.value]
        yield f"    {part.name}: {part.shown or 'nothing'} ({part.doubt}) {', '.join(others)}".rstrip()
    if suggestion.missing:
        yield f"    needed: {', '.join(suggestion.missing)}"
    if suggestion.hangs_on and suggestion.is_open:
        yield f"    offered with {', '.join(suggestion.hangs_on)}"


def _given(options: Namespace) -> FrontMatter:
    names = ("title", "published", "publisher", "language", "licence", "url", "kind")
    try:
        return FrontMatter.of({name: getattr(options, name) for name in names})
    except ValueError as error:
        raise InputError("options", None, str(error)) from error


def _extractor(options: Namespace) -> ExtractorSettings:
    return ExtractorSettings(**{each.name: getattr(options, each.name) for each in fields(ExtractorSettings)})


def _is_folder(text: str) -> bool:
    return not is_address(text) and text != "-" and Path(text).is_dir()


def _files(texts: list[str]) -> Iterator[Path]:
    """Yield the files that are named, and those of folders that can be read, in the order of their names."""
    for text in texts:
        path = Path(text)
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in _READABLE)
        elif path.is_file():
            yield path
        else:
            raise InputError(text, None, "no file and no folder; a batch reads nothing else")
