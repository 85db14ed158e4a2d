"""Items of Wikidata that a new thing may be: asked for only where a contact for Wikidata is configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bilateral.linking.subjects import KINDS, Subject, identifier
from bilateral.linking.wikidata_client import WikidataClient, WikidataSettings, read_queries
from bilateral.linking.wikidata_items import find_items
from bilateral.names.forms import OTHER
from bilateral.names.graph_names import NATURES
from bilateral.names.name_index import LABEL, Name
from bilateral.rdf.iris import entity

if TYPE_CHECKING:
    from collections.abc import Collection

    from bilateral.content.locations import Content
    from bilateral.linking.wikidata_items import WikidataItem
    from bilateral.rdf.terms import Term
    from bilateral.web.server_settings import ServerSettings

_SECONDS: Final = 8.0  # for an answer, as somebody waits for the page
_MOST: Final = 8
_NAMES: Final = 6


class ItemCandidate(NamedTuple):
    """An item that bears the name.

    Attributes:
        item: `Q123`.
        about: what tells it from its namesakes, in words.
    """

    item: str
    label: str
    about: str


class WikidataLookup:
    """Asks Wikidata, as a server was told to."""

    def __init__(self, settings: ServerSettings, content: Content) -> None:
        endpoints = settings.wikidata_endpoints or WikidataSettings().endpoints
        given = WikidataSettings(
            contact=settings.wikidata_contact,
            endpoints=endpoints,
            cache=settings.data / "wikidata",
            timeout=_SECONDS,
            patience=_SECONDS,
            tries=1,
        )
        self._client = WikidataClient(given, read_queries(content))

    def find(self, label: str, classes: Collection[Term]) -> list[ItemCandidate]:
        """Return the items of a name, for a thing of some classes.

        Raises:
            Unavailable: Wikidata does not answer in time.
        """
        kind = next((each for each in KINDS if each in classes), None)
        if kind is None or not label.strip():
            return []
        thing = entity("thing/new")
        nature = NATURES.get(kind, OTHER)
        subject = Subject(thing, kind, nature, [Name(thing, label.strip(), "en", LABEL)])
        return [_candidate(each) for each in find_items(self._client, subject)[:_MOST]]


def _candidate(item: WikidataItem) -> ItemCandidate:
    names = [name for name in dict.fromkeys(item.names) if name != item.label][:_NAMES]
    about = [
        f"born {', '.join(sorted(item.births))}" if item.births else "",
        f"held {len(item.offices)} offices" if item.offices else "",
        f"also {', '.join(names)}" if names else "",
    ]
    return ItemCandidate(identifier(item.item), item.label, "; ".join(filter(None, about)))
