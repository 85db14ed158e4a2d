"""Linking: which items of Wikidata our entities are, and what Wikidata says of them.

    Client(settings).select(query) → Answer             polite, cached, never a half answer
    look_for_links(snapshot, client, library, …)        candidates with what speaks for and against each
    Desk(proposals, decisions)                          propose, accept, reject, as SSSOM rows
    enrich(snapshot, client, library, entities)         statements in graphs of their own, and conflicts
    linksets, mapping_set, same_as                      links for others
    add_link_arguments, LINK_STEPS, add_enrich_arguments, enrich_entities   for the command line

The queries are files of `queries/wikidata/`.
"""

from bilateral.linking.cache import Answer
from bilateral.linking.client import Client
from bilateral.linking.commands import (
    LINK_STEPS,
    add_enrich_arguments,
    add_link_arguments,
    enrich_entities,
)
from bilateral.linking.enrichment import Conflict, Enrichment, Statement, enrich, says
from bilateral.linking.errors import (
    LinkingError,
    MappingError,
    NoContact,
    Offline,
    QueryRefused,
    Unavailable,
    Unsound,
)
from bilateral.linking.library import Library
from bilateral.linking.publication import linksets, mapping_set, same_as
from bilateral.linking.review import Desk, Judged, look_for_links
from bilateral.linking.settings import Settings

__all__ = [
    "LINK_STEPS",
    "Answer",
    "Client",
    "Conflict",
    "Desk",
    "Enrichment",
    "Judged",
    "Library",
    "LinkingError",
    "MappingError",
    "NoContact",
    "Offline",
    "QueryRefused",
    "Settings",
    "Statement",
    "Unavailable",
    "Unsound",
    "add_enrich_arguments",
    "add_link_arguments",
    "enrich",
    "enrich_entities",
    "linksets",
    "look_for_links",
    "mapping_set",
    "same_as",
    "says",
]
