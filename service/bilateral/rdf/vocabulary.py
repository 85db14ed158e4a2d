"""The namespaces, and the terms that code must produce or recognise; all others are read from `ontology/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilateral.rdf.terms import XSD, Term, iri

PREFIXES = {
    "bil": "https://w3id.org/bilateral/ns#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}
"""The prefixes that seed documents, the command line and the pages share."""


class Namespace:
    """A namespace: str() is its IRI, `OWL.sameAs` a listed term, `WD["Q148"]` any other."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Term: ...

    def __init__(self, base: str, terms: str = "") -> None:
        self._base = base
        for name in terms.split():
            setattr(self, name, self[name])

    def __getitem__(self, name: str) -> Term:
        return iri(self._base + name)

    def __str__(self) -> str:
        return self._base


RDF = Namespace(
    PREFIXES["rdf"], "PlainLiteral Property XMLLiteral first nil object predicate rest subject type"
)
RDFS = Namespace(
    PREFIXES["rdfs"],
    "Class Datatype Literal comment domain isDefinedBy label range seeAlso subClassOf subPropertyOf",
)
OWL = Namespace(
    PREFIXES["owl"],
    "AllDifferent AllDisjointClasses AllDisjointProperties AnnotationProperty Class DatatypeProperty "
    "Nothing ObjectProperty ReflexiveProperty SymmetricProperty Thing TransitiveProperty "
    "backwardCompatibleWith deprecated differentFrom distinctMembers hasKey incompatibleWith "
    "intersectionOf inverseOf maxCardinality maxQualifiedCardinality members oneOf priorVersion "
    "propertyChainAxiom sameAs unionOf versionInfo",
)
SKOS = Namespace(PREFIXES["skos"], "altLabel closeMatch definition exactMatch example")
DCT = Namespace(PREFIXES["dct"], "isReplacedBy issued language license publisher source title")
FOAF = Namespace(PREFIXES["foaf"], "homepage")
PROV = Namespace(
    PREFIXES["prov"],
    "Activity Entity endedAtTime generatedAtTime hadPrimarySource invalidatedAtTime used wasAssociatedWith "
    "wasDerivedFrom wasGeneratedBy wasRevisionOf",
)
OA = Namespace(
    PREFIXES["oa"],
    "TextPositionSelector TextQuoteSelector end exact hasSelector hasSource prefix start suffix",
)
SSSOM = Namespace(PREFIXES["sssom"], "Mapping subject_id")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
VOID = Namespace(
    "http://rdfs.org/ns/void#",
    "Dataset Linkset classPartition entities exampleResource linkPredicate objectsTarget sparqlEndpoint "
    "subjectsTarget subset triples uriSpace vocabulary",
)
WD = Namespace(PREFIXES["wd"])
BIL = Namespace(
    PREFIXES["bil"],
    "Characterisation City Claim Contradiction Coverage Digest Distinction Event Evidence Extractor "
    "FormerState FullMemberRole Label Meeting Membership MembershipRole Merge Office OngoingSpell "
    "Organisation PageSection Person Place Plan Polity Relation Report Review Reviewer Section "
    "SourceDocument Spell Statement Tenure Topic UnreviewedStatement Visit VotingAgreement abbreviation "
    "about adjective area attestedOn basis birthDate breadcrumb brings callsTopic capital cldrTerritory "
    "code codeOf codeScheme complete confidence confirmedBy conflictsWith contradicts coveredBy "
    "coversClass coversFrom coversParty coversUntil cow date dateBound demonym digestOf dissolved end "
    "endLatest everActedFor everHadMember evidence extractionRule familyName fips frequency gw hasSection "
    "headOf holder inputFrom inverseLabel iso2 iso3 isoNumeric keeps kind leftOut locatedIn m49 mappedBy "
    "member notBefore note ofState office officeOf officialName organisation pageLabel partOf participant "
    "party photoFrom photoVia place possiblyRepresented possiblySameAs premise quadAdded quadRemoved rank "
    "record recorded replaces reporter role rule saidOf seatOfGovernment shownUnder sourcing speaker "
    "standing start startEarliest stateRepresented status supersededBy takesPlaceIn tellsApart text "
    "textHash topic weak wording "
    "accreditedTo entryIntoForce sendingState signed terminated treatyParty",
)

XSD_DATE = XSD + "date"
XSD_DATETIME = XSD + "dateTime"
XSD_GYEAR = XSD + "gYear"
XSD_GYEARMONTH = XSD + "gYearMonth"
