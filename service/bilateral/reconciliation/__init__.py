"""Reconciliation: the names in somebody's table, found in the graph.

    Catalogue(names)                      one state of the graph; made once
    manifest(catalogue, root)             what the service is
    read_batch(text) → queries            answer(catalogue, query) → candidates
    suggest_entities, suggest_words       completion; card(…) for flyouts and previews
    read_request(body), extend, propose   columns from the graph
    draft_manifest, match, extend_draft   the same in the shape of 1.0-draft

Plain values in and out; `web.reconcile` speaks HTTP.

Source: Reconciliation Service API 0.2 and 1.0-draft, W3C Entity Reconciliation Community Group.
"""

from bilateral.reconciliation.answers import answer
from bilateral.reconciliation.catalogue import Catalogue
from bilateral.reconciliation.draft import extend_draft, match
from bilateral.reconciliation.errors import RequestError, TooMany
from bilateral.reconciliation.extension import extend, propose, read_request
from bilateral.reconciliation.manifest import draft_manifest, manifest
from bilateral.reconciliation.queries import Query, read_batch, read_draft_batch, read_json
from bilateral.reconciliation.suggestions import card, suggest_entities, suggest_words

__all__ = [
    "Catalogue",
    "Query",
    "RequestError",
    "TooMany",
    "answer",
    "card",
    "draft_manifest",
    "extend",
    "extend_draft",
    "manifest",
    "match",
    "propose",
    "read_batch",
    "read_draft_batch",
    "read_json",
    "read_request",
    "suggest_entities",
    "suggest_words",
]
