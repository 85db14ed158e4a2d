"""The namespaces and the terms of other vocabularies that code refers to.

What can be read from `ontology/` is read from there; a term stands here only where code has
to produce or recognise it.
"""

from __future__ import annotations

from bilateral.rdf.terms import XSD, Term, iri

BIL = "https://w3id.org/bilateral/ns#"
DCT = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
OA = "http://www.w3.org/ns/oa#"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SSSOM = "https://w3id.org/sssom/"
VANN = "http://purl.org/vocab/vann/"
WD = "http://www.wikidata.org/entity/"

PREFIXES = {
    "bil": BIL,
    "dct": DCT,
    "foaf": FOAF,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sem": SEM,
    "sh": SH,
    "skos": SKOS,
    "sssom": SSSOM,
    "vann": VANN,
    "wd": WD,
    "xsd": XSD,
}
"""The prefixes that seed documents, the command line and the pages share."""


def bil(name: str) -> Term:
    """Return a term of the project's own vocabulary."""
    return iri(BIL + name)


RDF_TYPE = iri(RDF + "type")
RDF_SUBJECT = iri(RDF + "subject")
RDF_PREDICATE = iri(RDF + "predicate")
RDF_OBJECT = iri(RDF + "object")
RDFS_LABEL = iri(RDFS + "label")
SKOS_ALT_LABEL = iri(SKOS + "altLabel")
XSD_DATE = XSD + "date"
XSD_DATETIME = XSD + "dateTime"
XSD_GYEAR = XSD + "gYear"
XSD_GYEARMONTH = XSD + "gYearMonth"
