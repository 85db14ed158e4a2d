"""The graph on disk and its engine, pyoxigraph, which no other room knows.

    build(data, asserted, inferred) → number        a whole new state, beside the one that serves
    Snapshot(data) → .query(…), .quads(…), .counts  one state, read-only
    dump(snapshot, which) → sorted quads            write_n_quads(…), write_trig(…) → text
    parse(path or bytes, …) → quads                 RDF of any syntax
    serialise(quads, media type) → bytes            RDF of any syntax
    canonical(quads) → quads                        RDFC-1.0 labels, sorted, without repetition
    Pool(…).ask(…), .run(…) → Answer                untrusted queries, in processes that can be killed
    Writer(data, …)                                 untrusted writes, one after another
    backup(data, folder); restore(folder, data)     a state saved and brought back, while it is served

Terms are N-Triples tokens (`bilateral.terms`), "" is the default graph. See `layout` for what
stands where and `directory` for the files.
"""

from bilateral.store.answer import Answer
from bilateral.store.backup import REPLACED, backup, restore
from bilateral.store.build import build, build_from
from bilateral.store.canonical import canonical
from bilateral.store.committer import Reasoner
from bilateral.store.deadline import OutOfTime, deadline
from bilateral.store.deltas import Delta
from bilateral.store.deltas import apply as apply_delta
from bilateral.store.directory import RECORD, Counts, Facts, claim, current, current_facts
from bilateral.store.dump import dump, write_n_quads, write_trig
from bilateral.store.expressible import NotExpressible
from bilateral.store.facts import StoreFacts
from bilateral.store.failures import (
    Abandoned,
    Busy,
    DeadlineExceeded,
    NoRoom,
    NotConforming,
    NotWritten,
    Outdated,
    Rejected,
    Unreachable,
    WorkerFailed,
    WorkerLost,
    know,
)
from bilateral.store.graphstore import DROP, EXTEND, REPLACE, RETRACT
from bilateral.store.graphstore import Request as GraphRequest
from bilateral.store.layout import CLASHES, INFERRED, Dataset, is_beside
from bilateral.store.parsing import RdfSyntaxError, parse
from bilateral.store.pool import Limits, Pool
from bilateral.store.provenance import DIRECT
from bilateral.store.readers import directory_readers
from bilateral.store.results import BINDINGS, BOOLEAN, TRIPLES, QueryFailed, Result, formats_of
from bilateral.store.serialising import serialise
from bilateral.store.snapshot import Snapshot
from bilateral.store.sources import Directory, Source
from bilateral.store.state import State
from bilateral.store.updates import Refusal
from bilateral.store.updates import Request as UpdateRequest
from bilateral.store.view import View
from bilateral.store.writer import Receipt, Unacknowledged, Writer

__all__ = [
    "BINDINGS",
    "BOOLEAN",
    "CLASHES",
    "DIRECT",
    "DROP",
    "EXTEND",
    "INFERRED",
    "RECORD",
    "REPLACE",
    "REPLACED",
    "RETRACT",
    "TRIPLES",
    "Abandoned",
    "Answer",
    "Busy",
    "Counts",
    "Dataset",
    "DeadlineExceeded",
    "Delta",
    "Directory",
    "Facts",
    "GraphRequest",
    "Limits",
    "NoRoom",
    "NotConforming",
    "NotExpressible",
    "NotWritten",
    "OutOfTime",
    "Outdated",
    "Pool",
    "QueryFailed",
    "RdfSyntaxError",
    "Reasoner",
    "Receipt",
    "Refusal",
    "Rejected",
    "Result",
    "Snapshot",
    "Source",
    "State",
    "StoreFacts",
    "Unacknowledged",
    "Unreachable",
    "UpdateRequest",
    "View",
    "WorkerFailed",
    "WorkerLost",
    "Writer",
    "apply_delta",
    "backup",
    "build",
    "build_from",
    "canonical",
    "claim",
    "current",
    "current_facts",
    "deadline",
    "directory_readers",
    "dump",
    "formats_of",
    "is_beside",
    "know",
    "parse",
    "restore",
    "serialise",
    "write_n_quads",
    "write_trig",
]
