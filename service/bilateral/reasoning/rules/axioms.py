"""What holds in every graph: the rules without premises.

Source: OWL 2 Profiles, section 4.3: prp-ap, cls-thing, cls-nothing1, dt-type1; and the order of
the datatypes, which the standard's datatype map gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.rdf.datatypes import SUPERTYPES, SUPPORTED
from bilateral.rdf.owl_terms import (
    ANNOTATION_PROPERTY,
    CLASS,
    DATATYPE,
    NOTHING,
    SUB_CLASS,
    THING,
    TYPE,
    name,
)

if TYPE_CHECKING:
    from bilateral.rdf.terms import Term

_ANNOTATION_PROPERTIES = (
    "rdfs:label",
    "rdfs:comment",
    "rdfs:seeAlso",
    "rdfs:isDefinedBy",
    "owl:deprecated",
    "owl:versionInfo",
    "owl:priorVersion",
    "owl:backwardCompatibleWith",
    "owl:incompatibleWith",
)

AXIOMS: tuple[tuple[str, Term, Term, Term], ...] = (
    ("cls-thing", THING, TYPE, CLASS),
    ("cls-nothing1", NOTHING, TYPE, CLASS),
    *(("prp-ap", name(prop), TYPE, ANNOTATION_PROPERTY) for prop in _ANNOTATION_PROPERTIES),
    *(("dt-type1", datatype, TYPE, DATATYPE) for datatype in sorted(SUPPORTED)),
    *(("dt-type2", sub, SUB_CLASS, sup) for sub, sup in sorted(SUPERTYPES.items())),
)
"""Rule name and triple."""
