"""What holds in every graph: the rules without premises.

Source: OWL 2 Profiles, section 4.3: prp-ap, cls-thing, cls-nothing1, dt-type1; and the order of
the datatypes, which the standard's datatype map gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.rdf.datatypes import SUPERTYPES, SUPPORTED
from bilateral.rdf.iris import read_term
from bilateral.rdf.vocabulary import OWL, RDF, RDFS

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
    ("cls-thing", OWL.Thing, RDF.type, OWL.Class),
    ("cls-nothing1", OWL.Nothing, RDF.type, OWL.Class),
    *(("prp-ap", read_term(prop), RDF.type, OWL.AnnotationProperty) for prop in _ANNOTATION_PROPERTIES),
    *(("dt-type1", datatype, RDF.type, RDFS.Datatype) for datatype in sorted(SUPPORTED)),
    *(("dt-type2", sub, RDFS.subClassOf, sup) for sub, sup in sorted(SUPERTYPES.items())),
)
"""Rule name and triple."""
