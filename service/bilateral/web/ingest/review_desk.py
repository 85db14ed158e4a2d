"""The drafts of a server, and what its pages do with them."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from flask import current_app, request
from werkzeug.exceptions import NotFound

from bilateral.errors import BilateralError, InputError, Refusal
from bilateral.explore.graph import display_dates
from bilateral.ingest.draft_process import DraftProcess
from bilateral.ingest.drafts import review_decisions
from bilateral.ingest.drafts.acceptance import DraftReview
from bilateral.ingest.drafts.draft import Draft, ReviewError
from bilateral.ingest.drafts.draft_folder import DraftFolder
from bilateral.ingest.reading.document_reader import DocumentReader
from bilateral.ingest.reading.read_text import RawDocument
from bilateral.protocol.refusals import ProtocolError
from bilateral.rdf.iris import PROVENANCE, short
from bilateral.rdf.terms import literal
from bilateral.rdf.vocabulary import BIL
from bilateral.store.engine.deadline import deadline
from bilateral.store.snapshots.change_log import ChangeLog, ChangeNote
from bilateral.texts import natural
from bilateral.web.access_tokens import author_of, authorise_form
from bilateral.web.ingest.forms import decision_form
from bilateral.web.ingest.known_events import KnownEvents
from bilateral.web.service import current_service
from bilateral.workers.failures import Outdated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.ingest.drafts.draft import DraftSuggestion, PartCandidate
    from bilateral.ingest.reading.front_matter import FrontMatter
    from bilateral.ingest.reading.read_text import ReadDocument
    from bilateral.web.access_tokens import AccessToken
    from bilateral.web.ingest.forms.decision_form import ReviewOrder
    from bilateral.web.service import GraphService

_KEPT: Final = "bilateral.ingest"
_OPENING: Final = threading.Lock()
_ANY: Final = (
    RawDocument(b"A text\n\n3 March 2025\n\nThe ministers met on Sunday.", "any.txt", "text/plain"),
    RawDocument(
        b"<html><h1>A text</h1><p>3 March 2025</p><p>The ministers met.</p></html>", "any.html", "text/html"
    ),
)
"""Texts by which the process that reads loads what it needs."""
_REST: Final = 3.0  # seconds without a new state
_WRITING: Final = 120.0  # seconds for a decision to be written, with what waits before it
_READING: Final = 200.0  # seconds for a text to be read and analysed


class AlreadyRead(Refusal):
    """The same text is a draft, or a document of the graph, already."""

    def __init__(self, sentence: str, href: str) -> None:
        super().__init__(sentence)
        self.href = href


class Undated(ReviewError):  # noqa: N818  # what is missing
    """The day of publication of a text is not known."""

    def __init__(self, read: ReadDocument) -> None:
        proposed = "the day filled in may be that of something else: check it"
        why = proposed if read.proposed.published else "“on Sunday” is reckoned from it"
        super().__init__(f"When was it published? The text does not say it for sure; {why}")
        self.read = read


class MalformedDraft(NamedTuple):
    """A draft whose files were edited, and cannot be read: its name, and `file:line: reason`."""

    slug: str
    fault: str


class GivenText(NamedTuple):
    """A text that is brought.

    Attributes:
        front: what is said of its publication.
        keep_text: whether it stays, whatever its licence.
        undated: whether it may lack the day of publication.
    """

    raw: RawDocument
    front: FrontMatter
    keep_text: bool = False
    undated: bool = False


class ReviewDesk:
    """Reads texts to drafts, and writes what is decided on them; used by several threads."""

    def __init__(self, service: GraphService) -> None:
        self._service = service
        self._folder = DraftFolder(service.settings.data)
        self._reader = DocumentReader()
        self._drafts = DraftProcess(service.settings.data, service.settings, engine=service.settings.engine)
        self._events = KnownEvents(service.snapshot)
        if service.writable:
            # Where the graph takes no writes now, the next decision on each draft does it.
            with contextlib.suppress(BilateralError):
                self._review().complete()
            threading.Thread(target=self._keep_warm, name="ingest", daemon=True).start()

    def _keep_warm(self) -> None:
        """Have the processes that read and analyse ready for the next text, after each new state."""
        states = self._service.states
        for each in _ANY:
            with contextlib.suppress(BilateralError):
                self._reader.read(each)
        while True:
            known = states.latest
            with contextlib.suppress(BilateralError):
                self._events.read()
                self._drafts.warm()
            while states.latest == known:
                states.wait(known)
            # Who reviews writes every few seconds: what is known is read again when they pause.
            while states.latest != known:
                known = states.latest
                states.wait(known, _REST)

    def draft(self, slug: str) -> Draft:
        """Return a draft, with what the graph knows of its events by now.

        Raises:
            NotFound: there is none.
        """
        return self._events.compared(self._stored(slug))

    def _stored(self, slug: str) -> Draft:
        try:
            return self._folder.load(slug)
        except ReviewError as error:
            raise NotFound(f"no text {slug} is under review; see /ingest") from error

    def drafts(self, page: int, size: int) -> tuple[list[Draft | MalformedDraft], int]:
        """Return the drafts of a page, from 1, those changed last first; and how many there are."""
        slugs = sorted(self._folder.slugs(), key=lambda slug: (-self._folder.changed(slug), slug))
        return [self._listed(slug) for slug in slugs[(page - 1) * size : page * size]], len(slugs)

    def _listed(self, slug: str) -> Draft | MalformedDraft:
        try:
            return self._folder.load(slug)
        except InputError as error:
            return MalformedDraft(slug, str(InputError(Path(error.path).name, error.line, error.reason)))

    def bring(self, given: GivenText) -> Draft:
        """Read and analyse a text, and keep it as a draft.

        Raises:
            InputError: it cannot be read.
            AlreadyRead: the same text is there already.
            Undated: the day of publication is not known, and has to be.
        """
        with deadline(_READING):
            read = self._reader.read(given.raw, given.front)
            self._check_new(read.text_hash)
            if read.front.published is None and not given.undated:
                raise Undated(read)
            return self._folder.load(self._drafts.make(read, keep_text=given.keep_text))

    def _check_new(self, text_hash: str) -> None:
        if slug := self._folder.of_text(text_hash):
            raise AlreadyRead(_what_is_there(self._folder.load(slug)), f"/ingest/{slug}")
        state = self._service.snapshot()
        for quad in state.match(None, BIL.textHash, literal(text_hash), PROVENANCE):
            name = short(quad.subject)
            raise AlreadyRead(f"The graph has this text already, as {name}.", f"/page/{name}")

    def decide(
        self,
        slug: str,
        version: int,
        order: ReviewOrder,
        choices: Mapping[str, str | PartCandidate],
        author: str,
    ) -> Draft:
        """Decide on a suggestion and its fellows, write what that changes in the graph, and return the draft.

        Raises:
            NotFound: there is no such draft.
            Outdated: it is no longer in the version that was reviewed.
            ReviewError: the decision cannot be made.
        """
        when = _moment(datetime.now(UTC))
        note = ChangeNote(author)
        with deadline(_WRITING):
            return self._change(
                slug, version, note, lambda before: _decided(before, order, choices, author, when)
            )

    def finish(self, slug: str) -> Draft:
        """Remove the text of a draft that may not be kept, once all is decided, and return the draft.

        Raises:
            ReviewError: something waits for a decision.
        """
        self._folder.finish(slug)
        return self.draft(slug)

    def add(self, slug: str, version: int, suggestion: DraftSuggestion, author: str) -> Draft:
        """Add a suggestion that a person made, and return the draft; errors as for `decide`."""
        return self._change(
            slug, version, ChangeNote(author), lambda before: review_decisions.add(before, suggestion)
        )

    def _change(self, slug: str, version: int, note: ChangeNote, change: Callable[[Draft], Draft]) -> Draft:
        """Change a draft of the version that was reviewed, and the graph with it; errors as for `decide`."""
        before = self._stored(slug)

        def checked(now: Draft) -> Draft:
            if now.version != version:
                raise Outdated(_what_others_did(now, note.actor))
            return change(self._events.compared(now))

        after = self._review().decide(slug, checked, note=note)
        self._events.follow(before, after)
        return self._events.compared(after)

    def _review(self) -> DraftReview:
        service = self._service
        log = ChangeLog(service.settings.data)
        return DraftReview(self._folder, service.writer(), service.snapshot, log)


def _moment(time: datetime) -> str:
    """Return a time in UTC, to the microsecond: what was decided in one stroke is what has one time."""
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}".rstrip("0").rstrip(".") + "Z"


def _decided(
    draft: Draft,
    order: ReviewOrder,
    choices: Mapping[str, str | PartCandidate],
    author: str,
    when: str,
) -> Draft:
    name = order.suggestion
    if order.verb == decision_form.ACCEPT:
        draft = review_decisions.accept(draft, name, author, when, choices)
        for fellow in order.fellows:
            draft = review_decisions.accept(draft, fellow, author, when)
        return draft
    if order.verb == decision_form.REJECT:
        return review_decisions.reject(draft, name, author, when, order.rest)
    if order.verb == decision_form.LATER:
        return review_decisions.postpone(draft, name)
    if order.verb == decision_form.EDIT:
        return review_decisions.edit(draft, name, choices)
    together = draft.stroke(name)
    if not together:
        raise ReviewError(f"{name} was not decided, so that there is nothing to take back")
    for each in together:
        draft = review_decisions.undo(draft, each.id)
    return draft


def _what_others_did(draft: Draft, author: str) -> str:
    """Return what was decided last, for one who reviewed an earlier version."""
    decided = [each for each in draft.suggestions if each.decision]
    last = max(decided, key=lambda each: each.decision.time if each.decision else "", default=None)
    if last is None or last.decision is None:
        return "Somebody has changed this draft meanwhile. Look again: nothing of yours was written."
    who = last.decision.reviewer or "nobody"
    whose = "you, elsewhere," if who == author else who
    did = f"Meanwhile {whose} {last.state} “{last.sentence}”"
    return f"{did} Your decision was not written: look again, and repeat it."


def _what_is_there(draft: Draft) -> str:
    """Return by whom and when a text was read, and what is left of it."""
    reviewers = dict.fromkeys(each.decision.reviewer for each in draft.suggestions if each.decision)
    by = f" by {', '.join(filter(None, reviewers))}" if any(reviewers) else ""
    left, all_ = len(draft.waiting), len(draft.suggestions)
    standing = f"{left} of {all_} suggestions wait" if left else f"all {all_} suggestions are decided"
    day = display_dates.spoken(draft.source.recorded)
    return f"This text is there: read on {day}{by}, {standing}."


def current_desk() -> ReviewDesk:
    """Return the desk of Flask's current application."""
    with _OPENING:
        desk: ReviewDesk | None = current_app.extensions.get(_KEPT)
        if desk is None:
            desk = current_app.extensions[_KEPT] = ReviewDesk(current_service())
    return desk


def authorised() -> AccessToken:
    """Return the token of the request, from its header or its form, if it is good for writing.

    Raises:
        Unauthorized, InsufficientScope, WritesOff: as `authorise`.
    """
    return authorise_form(request.headers.get("Authorization", ""), request.form, current_service().tokens)


def reviewer() -> str:
    """Return who decides, by the token or by the name that came with it.

    Raises:
        ProtocolError: neither has a name.
    """
    return author_of(authorised(), request.form.get("author", "") or request.headers.get("From", ""))


def form_version() -> int:
    """Return the version that a decision was made on, by If-Match or by the form.

    Raises:
        ProtocolError: it names none.
    """
    given = request.if_match.as_set() or {request.form.get("version", "")}
    version = natural(given.pop() or "") if len(given) == 1 else None
    if version is None:
        raise ProtocolError("say which version of the draft was reviewed: its ETag, in If-Match")
    return version
