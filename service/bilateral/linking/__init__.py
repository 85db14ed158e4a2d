"""Linking: which items of Wikidata our entities are, and what Wikidata says of them.

    Client(settings).select(query) → Answer             polite, cached, never a half answer
    look_for_links(snapshot, client, library, …)        candidates with what speaks for and against each
    Desk(proposals, decisions)                          propose, accept, reject, as SSSOM rows
    record(mapping), recorded(snapshot)                 decisions in the graph of links
    enrich(snapshot, client, library, entities)         statements in graphs of their own, and conflicts
    sayings(snapshot, entity)                           what is kept of them, for pages
    linksets, mapping_set, same_as                      links for others
    add_link_arguments, LINK_STEPS, add_enrich_arguments, enrich_entities   for the command line

The queries are files of `queries/wikidata/`.
"""

from typing import TYPE_CHECKING, Final

from bilateral.loading import lazily

if TYPE_CHECKING:
    from bilateral.linking.cache import Answer
    from bilateral.linking.client import Client
    from bilateral.linking.commands import (
        LINK_STEPS,
        add_enrich_arguments,
        add_link_arguments,
        enrich_entities,
    )
    from bilateral.linking.enrichment import Conflict, Enrichment, Statement, enrich
    from bilateral.linking.errors import (
        LinkingError,
        MappingError,
        NoContact,
        Offline,
        QueryRefused,
        Unavailable,
        Unsound,
    )
    from bilateral.linking.kept import Saying, sayings, says
    from bilateral.linking.library import Library
    from bilateral.linking.mappings import CURIES, Mapping
    from bilateral.linking.publication import linksets, mapping_set, same_as
    from bilateral.linking.records import record, recorded, recorded_of
    from bilateral.linking.review import PROPOSALS, Desk, Judged, look_for_links, served_desk
    from bilateral.linking.scoring import Evidence, read_evidence
    from bilateral.linking.settings import Settings
    from bilateral.linking.subjects import identifier, read_subject

__all__ = [
    "CURIES",
    "LINK_STEPS",
    "PROPOSALS",
    "Answer",
    "Client",
    "Conflict",
    "Desk",
    "Enrichment",
    "Evidence",
    "Judged",
    "Library",
    "LinkingError",
    "Mapping",
    "MappingError",
    "NoContact",
    "Offline",
    "QueryRefused",
    "Saying",
    "Settings",
    "Statement",
    "Unavailable",
    "Unsound",
    "add_enrich_arguments",
    "add_link_arguments",
    "enrich",
    "enrich_entities",
    "identifier",
    "linksets",
    "look_for_links",
    "mapping_set",
    "read_evidence",
    "read_subject",
    "record",
    "recorded",
    "recorded_of",
    "same_as",
    "sayings",
    "says",
    "served_desk",
]

_MODULES: Final = {
    "cache": ("Answer",),
    "client": ("Client",),
    "commands": ("LINK_STEPS", "add_enrich_arguments", "add_link_arguments", "enrich_entities"),
    "enrichment": ("Conflict", "Enrichment", "Statement", "enrich"),
    "errors": (
        "LinkingError",
        "MappingError",
        "NoContact",
        "Offline",
        "QueryRefused",
        "Unavailable",
        "Unsound",
    ),
    "kept": ("Saying", "sayings", "says"),
    "library": ("Library",),
    "mappings": ("CURIES", "Mapping"),
    "publication": ("linksets", "mapping_set", "same_as"),
    "records": ("record", "recorded", "recorded_of"),
    "review": ("PROPOSALS", "Desk", "Judged", "look_for_links", "served_desk"),
    "scoring": ("Evidence", "read_evidence"),
    "settings": ("Settings",),
    "subjects": ("identifier", "read_subject"),
}

if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, _MODULES)
