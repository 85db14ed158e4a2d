"""From content to a store: gather, normalise, check, reason, validate, write."""

from bilateral.pipeline.build import Report, build, build_empty, is_current
from bilateral.pipeline.check import check_shapes, check_terms
from bilateral.pipeline.contradictions import Contradiction, kept
from bilateral.pipeline.explain import Explanation, Step, explain
from bilateral.pipeline.gather import gather, read_rdf
from bilateral.pipeline.holding import describe, left_out, renewed
from bilateral.pipeline.normalise import normalise
from bilateral.pipeline.questions import answer, ask
from bilateral.pipeline.record import Record, content_of
from bilateral.pipeline.shaping import SHAPED_REASONER, SHAPES_ONLY, reasoner
from bilateral.pipeline.upkeep import REASONER

__all__ = [
    "REASONER",
    "SHAPED_REASONER",
    "SHAPES_ONLY",
    "Contradiction",
    "Explanation",
    "Record",
    "Report",
    "Step",
    "answer",
    "ask",
    "build",
    "build_empty",
    "check_shapes",
    "check_terms",
    "content_of",
    "describe",
    "explain",
    "gather",
    "is_current",
    "kept",
    "left_out",
    "normalise",
    "read_rdf",
    "reasoner",
    "renewed",
]
