"""HTML of what `explore` says: templates, conditional requests, and errors for browsers."""

from __future__ import annotations

import hashlib
import json
import re
import traceback
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Response, g, render_template, request
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import PathConverter

from bilateral import __version__
from bilateral.errors import BilateralError
from bilateral.explore.graph import display_dates
from bilateral.explore.graph.reading import DATE, FORMER, LINK, PageNode, PageValue, Reading
from bilateral.protocol import negotiation
from bilateral.protocol.refusals import NotAcceptable
from bilateral.rdf.terms import Term, iri_value, is_iri
from bilateral.store.engine.deadline import OutOfTime, deadline
from bilateral.web.http import problems
from bilateral.web.pages import page_context, site_links
from bilateral.web.service import current_service
from bilateral.workers.failures import Busy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from flask import Blueprint

_PROBLEM, _HTML = "application/problem+json", "text/html"
_UTF8: Final = f"{_HTML}; charset=utf-8"
_CARRIED: Final = ("lang", "date")
_LOST: Final = frozenset({404, 410})
_GAPS: Final = re.compile(r"[\W_]+")
_LONGEST, _FEW = 100, 6
_WAITS: Final = 6  # times as long as it may take, for its turn
MENU: Final = (
    ("Relations", "/relation"),
    ("Questions", "/queries"),
    ("Query", "/sparql"),
    ("Ingest", "/ingest"),
    ("Changes", "/changes"),
    ("Ontology", "/ontology"),
    ("Help", "/help"),
)
"""The menu of every page."""
LANGUAGES: Final = {
    "en": "English",
    "ar": "العربية",
    "zh": "中文",
    "fr": "français",
    "ru": "русский",
    "es": "español",
    "de": "Deutsch",
    "hi": "हिन्दी",
    "pt": "português",
}
"""Languages that the pages offer for names; any other can be asked for by its tag."""


class NameConverter(PathConverter):
    """The name of a thing in a path: anything, an empty segment at its start too."""

    regex, part_isolating = ".+", False


def register(blueprint: Blueprint) -> None:
    """Answer errors as pages to those who read pages, and give no page more time than it may have."""
    blueprint.record_once(lambda setup: setup.app.url_map.converters.update(name=NameConverter))
    blueprint.before_request(_begin)
    blueprint.teardown_request(_end)
    blueprint.register_error_handler(BilateralError, error)
    blueprint.register_error_handler(HTTPException, error)


def share_functions(blueprint: Blueprint) -> None:
    """Give the templates of the whole site their functions."""
    blueprint.app_context_processor(_functions)
    blueprint.app_errorhandler(NotFound)(error)
    blueprint.add_app_template_filter(bare)


def page(
    template: str,
    content: Callable[[], Mapping[str, Any]],
    alternates: Sequence[str] = (),
    *,
    lasting: bool = True,
    light: bool = False,
) -> Response:
    """Return a page, or 304 where the reader has it already; see `conditional`.

    The template is one of `templates/pages`, or of another room by its folder and name.
    """
    path = template if "/" in template else f"pages/{template}"
    response = conditional(
        lambda: Response(render_template(path, **content()), content_type=_UTF8),
        lasting=lasting,
        light=light,
    )
    response.headers["Vary"] = "Accept, Accept-Language"
    for link in alternates:
        response.headers.add("Link", link)
    return response


def conditional(make: Callable[[], Response], *, lasting: bool = True, light: bool = False) -> Response:
    """Return a response with the snapshot's tag, made only where neither the client nor the cache has it.

    Args:
        make: makes it.
        lasting: whether it is the same as long as the snapshot and the day are; otherwise it is not cached.
        light: whether it is made at once, before heavier ones; for what is typed.
    """

    def made() -> Response:
        return _timed(make) if light else _in_turn(make)

    if not lasting:
        response = made()
        response.headers["Cache-Control"] = "no-store"
        return response
    tag = _tag()
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else _kept(tag, made)
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _kept(tag: str, make: Callable[[], Response]) -> Response:
    """Return what was made before, or is being made for another, or make it."""
    cache = current_service().cache
    key = (tag, request.host_url, request.headers.get("Accept", ""))

    def written() -> bytes:
        response = make()
        text = json.dumps([response.status_code, *response.headers]).encode() + b"\n" + response.get_data()
        if response.status_code == HTTPStatus.OK:
            cache.put(key, text)
        return text

    found = cache.get(key)
    head, _, body = (page_context.single_flight().shared(key, written) if found is None else found).partition(
        b"\n"
    )
    status, *headers = json.loads(head)
    return Response(body, status, headers)


def _in_turn(make: Callable[[], Response]) -> Response:
    with page_context.semaphore().acquired(_WAITS * current_service().settings.page_timeout):
        return _timed(make)


def _timed(make: Callable[[], Response]) -> Response:
    """Make a page in the time it may take, whatever was waited for before."""
    with deadline(current_service().settings.page_timeout):
        try:
            return make()
        except OutOfTime as error:
            # What the engine was reading may be let go of by this thread alone.
            traceback.clear_frames(error.__traceback__)
            raise


def _begin() -> None:
    g.time = deadline(current_service().settings.page_timeout)
    g.time.__enter__()


def _end(_: BaseException | None) -> None:
    if "time" in g:
        g.pop("time").__exit__(None, None, None)


def error(reason: Exception) -> Response:
    """Return an error as a page to those who prefer HTML, as problem+json to others."""
    _end(None)
    response = problems.answer(reason)
    try:
        chosen = negotiation.choose(request.headers.get("Accept", ""), (_PROBLEM, _HTML))
    except NotAcceptable:
        return response
    if chosen != _HTML:
        return response
    content = response.get_json(force=True)
    like = _like(request.path) if response.status_code in _LOST else []
    response.set_data(render_template("pages/problem.html", problem=content, like=like))
    response.content_type = _UTF8
    return response


def _like(path: str) -> list[PageNode]:
    """Return what bears a name like the last part of an address; nothing while no names are read yet."""
    text = _GAPS.sub(" ", path.rpartition("/")[2][:_LONGEST])
    about = Reading(page_context.graph(), page_context.reader_languages(), page_context.today())
    try:
        found = page_context.names().find(text, _FEW)
    except Busy:
        return []
    return [about.node(hit.entity) for hit in found]


def _tag() -> str:
    snapshot = page_context.graph().snapshot
    # What a page shows depends on the day, as of which spells hold, and on the reader's languages.
    day, languages = page_context.today().isoformat(), page_context.reader_languages()
    facts = (snapshot.stamp, __version__, day, *languages, request.full_path)
    return f"{snapshot.number}-{hashlib.sha256(' '.join(facts).encode()).hexdigest()[:16]}"


def _functions() -> dict[str, Any]:
    return {
        "href": href,
        "here": here,
        "shown": shown,
        "languages": LANGUAGES,
        "lang": _offered(page_context.reader_languages()[0]),
        "day": request.args.get("date", ""),
        "version": __version__,
        "host": request.host_url.rstrip("/"),
        "today": display_dates.spoken(page_context.today().isoformat()),
        "why": why,
        "safe": site_links.external,
        "plain_link": lambda path: site_links.with_query(path, **carried()),
        "carry": carried(),
        "kept": [(name, value) for name, value in request.args.items() if name not in (*_CARRIED, "page")],
        "request_path": site_links.requested(request.path),
        "query_string": site_links.requested("", request.query_string).removeprefix("/"),
        "within": site_links.within,
        "uri": site_links.uri,
        "menu": MENU,
        "snapshot": page_context.graph().snapshot.number,
        "counts": page_context.graph().snapshot.counts,
        "page_state": g.get("page_state"),
    }


def href(node: PageNode | Term) -> str:
    """Return where a node leads; empty where nowhere."""
    if isinstance(node, PageNode) and node.kind == FORMER:
        # Its page is that of the thing, where the name stands.
        return ""
    term = node.term if isinstance(node, PageNode) else node
    address = site_links.address(term)
    if address.startswith("/page/") and "page_state" in g:
        address = f"/snapshots/{g.page_state.name}{address}"
    return address if not address.startswith("/") else site_links.with_query(address, **carried())


def carried() -> dict[str, str]:
    """Return the reader's explicit choices, which every link of a page keeps."""
    if "carried" not in g:
        g.carried = {name: value for name in _CARRIED if (value := request.args.get(name))}
    found: dict[str, str] = g.carried
    return found


def here(**changes: object) -> str:
    """Return the address of this page with some parameters changed."""
    return site_links.with_query(site_links.requested(request.path), **{**request.args.to_dict(), **changes})


def why(fact: tuple[Term, ...]) -> str:
    """Return where a fact is explained."""
    return site_links.with_query("/why", s=fact[0], p=fact[1], o=fact[2], **carried())


def shown(node: PageNode) -> Markup:
    """Return a node as HTML: its label, the IRI on hover, the language where it is not the reader's."""
    text = escape(node.text)
    if node.kind == DATE:
        return _markup(f'<time datetime="{escape(node.machine[:10])}">{text}</time>')
    inner = f"<bdi>{text}</bdi>"
    if node.language:
        tag = escape(node.language)
        inner = f'<bdi lang="{tag}">{text}</bdi> <small class="tongue">{tag}</small>'
    if not is_iri(node.term):
        return _markup(inner)
    title, target = escape(iri_value(node.term)), href(node)
    if not target:
        return _markup(f'<span title="{title}">{inner}</span>')
    far = ' rel="external noopener nofollow"' if node.kind == LINK else ""
    return _markup(f'<a href="{escape(target)}" title="{title}"{far}>{inner}</a>')


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # every part was escaped


def _offered(tag: str) -> str:
    """Return the language as the list of languages has it: the variant itself, or what it is a variant of."""
    broad = tag.partition("-")[0]
    return broad if tag not in LANGUAGES and broad in LANGUAGES else tag


def bare(value: PageValue) -> PageValue:
    """Return a value for a cell: the row says what it rests on, unless it is less sure than the row."""
    return value._replace(sources=(), fact=())
