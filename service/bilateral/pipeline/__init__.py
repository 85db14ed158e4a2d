"""From content to a store: gather, normalise, check, reason, validate, write."""

from bilateral.pipeline.build import Report, build, is_current
from bilateral.pipeline.check import check_shapes, check_terms
from bilateral.pipeline.gather import gather, read_rdf
from bilateral.pipeline.normalise import normalise
from bilateral.pipeline.questions import answer, ask

__all__ = [
    "Report",
    "answer",
    "ask",
    "build",
    "check_shapes",
    "check_terms",
    "gather",
    "is_current",
    "normalise",
    "read_rdf",
]
