"""The graph at an engine of another make, over the SPARQL Protocol.

    locate(url, …) → Address                       where an engine answers
    build(client, asserted, inferred, …) → Record  a whole graph into it
    Engine(address, …)                             a `Source` for a server
    Stage                                          one write, beside what queries see

Every asserted triple stands in ASSERTED, a document's in its own graph too, and what reasoning adds in
INFERRED: engines differ in what their default graph is, so that each query says of which graphs it is made.
Blank nodes are IRIs there (`skolem`). Only graphs that the record lists are ours (`record`); others are never
shown, changed or removed.
"""

from bilateral.store.remote.address import Address, locate
from bilateral.store.remote.client import Client
from bilateral.store.remote.loading import build, fill, replace
from bilateral.store.remote.reading import current
from bilateral.store.remote.record import ASSERTED, Record, read, replacement
from bilateral.store.remote.skolem import spell
from bilateral.store.remote.source import Engine
from bilateral.store.remote.stage import ADDED, DELTA, FOUND, FRESH, GONE, REMOVED, Stage
from bilateral.store.remote.view import RemoteView

__all__ = [
    "ADDED",
    "ASSERTED",
    "DELTA",
    "FOUND",
    "FRESH",
    "GONE",
    "REMOVED",
    "Address",
    "Client",
    "Engine",
    "Record",
    "RemoteView",
    "Stage",
    "build",
    "current",
    "fill",
    "locate",
    "read",
    "replace",
    "replacement",
    "spell",
]
