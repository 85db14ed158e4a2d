"""Atom feeds of the change log.

Source: RFC 4287.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID
from xml.etree import ElementTree as ET

from bilateral import __version__
from bilateral.web.pages import site_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilateral.store.snapshots.change_log import ChangeEntry

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_NEVER: Final = "1970-01-01T00:00:00Z"
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot have in a text; XML 1.0, section 2.2."""
_UNNAMED: Final = "a token without a name"


class FeedPlace(NamedTuple):
    """A feed and its addresses, all of them whole."""

    title: str
    feed: str
    page: str
    root: str  # of the site, without a slash


def write_feed(place: FeedPlace, entries: Sequence[ChangeEntry]) -> bytes:
    """Return a feed of entries, the latest first."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", place.feed)
    _add(feed, "title", place.title)
    _add(feed, "updated", entries[0].time if entries else _NEVER)
    _add(feed, "link", rel="self", type=MEDIA_TYPE, href=place.feed)
    _add(feed, "link", rel="alternate", type="text/html", href=place.page)
    _add(feed, "generator", "bilateral", version=__version__)
    _add(_add(feed, "author"), "name", "bilateral")
    for entry in entries:
        _entry(_add(feed, "entry"), place, entry)
    found: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return found + b"\n"


def _entry(element: ET.Element, place: FeedPlace, entry: ChangeEntry) -> None:
    _add(element, "id", UUID(entry.id).urn)
    _add(element, "title", entry.sentence)
    _add(element, "updated", entry.time)
    _add(element, "published", entry.time)
    _add(_add(element, "author"), "name", entry.actor or _UNNAMED)
    _add(element, "category", term=entry.kind)
    _add(element, "link", rel="alternate", type="text/html", href=f"{place.root}/changes?entry={entry.id}")
    for slug in entry.documents:
        path = site_links.within("page", f"document/{slug}")
        _add(element, "link", rel="related", type="text/html", href=place.root + path)
    _add(element, "summary", summary(entry))


def summary(entry: ChangeEntry) -> str:
    """Return in words how much was changed, and where, if not in the graphs of its documents."""
    parts = [
        f"{number:,} {'triple' if number == 1 else 'triples'} {verb}"
        for number, verb in ((entry.added, "added"), (entry.removed, "removed"))
        if number
    ]
    named = {f"graph/{slug}" for slug in (*entry.documents, "provenance")}
    if others := [graph for graph in entry.graphs if graph not in named]:
        parts.append(f"in {', '.join(others)}")
    if entry.snapshot is not None:
        parts.append(f"snapshot {entry.snapshot}")
    return "; ".join(parts) or "The graph is the same."


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    cleaned = {key: _clean(value) for key, value in attributes.items()}
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", cleaned)
    element.text = _clean(text) or None
    return element


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
