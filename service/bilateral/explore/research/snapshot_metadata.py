"""How catalogues and papers name a snapshot: DCAT, DataCite, Croissant and a citation file.

Source: DCAT 3; DataCite Metadata Schema 4.5 (its JSON form); Croissant 1.0; Citation File Format 1.2.0.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from bilateral.explore.exports import WHOLE
from bilateral.store.snapshots.named_snapshots import DATASET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilateral.store.snapshots.named_snapshots import NamedSnapshot

LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
"""Of the facts."""
_AUTHOR: Final = "The contributors of bilateral"
_GZIP: Final = "application/gzip"
_N_QUADS: Final = "application/n-quads"
_DCAT_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CROISSANT_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
}


def title(snapshot: NamedSnapshot) -> str:
    """Return the title under which a snapshot is cited."""
    return f"{WHOLE}, snapshot {snapshot.name}"


def description(snapshot: NamedSnapshot) -> str:
    """Return what a snapshot is, in a sentence or two."""
    counts = snapshot.counts
    held = (
        f"{counts.asserted:,} asserted and {counts.inferred:,} inferred triples in {counts.graphs:,} graphs"
    )
    return f"{held}, as of {snapshot.day}.{' ' + snapshot.note if snapshot.note else ''}"


def citation(snapshot: NamedSnapshot, address: str) -> str:
    """Return a line for a list of references."""
    digest = f"SHA-256 {snapshot.sha256}"
    return f"{_AUTHOR} ({snapshot.day[:4]}). {title(snapshot)}. {snapshot.day}. {address}. {digest}."


def as_dcat(snapshot: NamedSnapshot, address: str) -> str:
    """Return a snapshot as a DCAT dataset in JSON-LD; the address is that of its page."""
    file = {
        "@type": "dcat:Distribution",
        "dct:title": "All quads as canonical N-Quads, packed with gzip",
        "dcat:downloadURL": {"@id": f"{address}/{DATASET}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{_N_QUADS}"},
        "dcat:compressFormat": {"@id": f"https://www.iana.org/assignments/media-types/{_GZIP}"},
        "dcat:byteSize": {"@value": str(snapshot.archive_size), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": snapshot.archive_sha256, "@type": "xsd:hexBinary"},
        },
    }
    endpoint = {
        "@type": "dcat:Distribution",
        "dct:title": "SPARQL 1.1 endpoint",
        "dcat:accessURL": {"@id": f"{address}/sparql"},
        "dcat:accessService": {
            "@type": "dcat:DataService",
            "dct:title": f"SPARQL endpoint of snapshot {snapshot.name}",
            "dcat:endpointURL": {"@id": f"{address}/sparql"},
            "dct:conformsTo": {"@id": "https://www.w3.org/TR/sparql11-protocol/"},
        },
    }
    return _text(
        {
            "@context": _DCAT_CONTEXT,
            "@id": address,
            "@type": "dcat:Dataset",
            "dct:title": {"@value": title(snapshot), "@language": "en"},
            "dct:description": {"@value": description(snapshot), "@language": "en"},
            "dct:identifier": f"sha256:{snapshot.sha256}",
            "dct:issued": {"@value": snapshot.made, "@type": "xsd:dateTime"},
            "dct:license": {"@id": LICENCE},
            "dct:creator": _AUTHOR,
            "dcat:version": snapshot.name,
            "dcat:landingPage": {"@id": address},
            "dcat:distribution": [file, endpoint],
        }
    )


def as_datacite(snapshot: NamedSnapshot, address: str) -> str:
    """Return a snapshot as DataCite JSON, complete but for the DOI that whoever deposits it gets."""
    rights = {
        "rights": "CC0 1.0 Universal",
        "rightsUri": LICENCE,
        "rightsIdentifier": "CC0-1.0",
        "rightsIdentifierScheme": "SPDX",
    }
    return _text(
        {
            "titles": [{"title": title(snapshot), "lang": "en"}],
            "creators": [{"name": _AUTHOR, "nameType": "Organizational"}],
            "publisher": {"name": "bilateral"},
            "publicationYear": snapshot.day[:4],
            "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Knowledge graph"},
            "alternateIdentifiers": [
                {"alternateIdentifier": snapshot.sha256, "alternateIdentifierType": "SHA-256"}
            ],
            "dates": [{"date": snapshot.day, "dateType": "Issued"}],
            "version": snapshot.name,
            "language": "en",
            "url": address,
            "formats": [_N_QUADS, _GZIP],
            "sizes": [f"{snapshot.archive_size} bytes", f"{snapshot.quads} quads"],
            "rightsList": [rights],
            "descriptions": [{"description": description(snapshot), "descriptionType": "Abstract"}],
            "schemaVersion": "http://datacite.org/schema/kernel-4",
        }
    )


def as_croissant(snapshot: NamedSnapshot, address: str) -> str:
    """Return a snapshot as a Croissant dataset with its one file."""
    file = {
        "@type": "cr:FileObject",
        "@id": DATASET,
        "name": DATASET,
        "description": "All quads as canonical N-Quads, packed with gzip.",
        "contentUrl": f"{address}/{DATASET}",
        "contentSize": f"{snapshot.archive_size} B",
        "encodingFormat": _GZIP,
        "sha256": snapshot.archive_sha256,
    }
    return _text(
        {
            "@context": _CROISSANT_CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": f"bilateral-{snapshot.name}",
            "description": description(snapshot),
            "license": LICENCE,
            "url": address,
            "version": snapshot.name,
            "datePublished": snapshot.day,
            "creator": {"@type": "sc:Organization", "name": _AUTHOR},
            "citeAs": citation(snapshot, address),
            "distribution": [file],
        }
    )


def as_cff(snapshot: NamedSnapshot, address: str) -> str:
    """Return the citation file of a snapshot; every value is written as a JSON string, which YAML reads."""
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": title(snapshot),
        "version": snapshot.name,
        "date-released": snapshot.day,
        "url": address,
        "license": "CC0-1.0",
        "abstract": description(snapshot),
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    lines += ["authors:", f"  - name: {json.dumps(_AUTHOR)}", "identifiers:", "  - type: other"]
    lines += [f'    value: "sha256:{snapshot.sha256}"', "    description: SHA-256 of the canonical N-Quads"]
    return "\n".join(lines) + "\n"


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


FORMS: Final[Mapping[str, tuple[str, Callable[[NamedSnapshot, str], str]]]] = {
    "dcat.jsonld": ("application/ld+json", as_dcat),
    "datacite.json": ("application/vnd.datacite.datacite+json", as_datacite),
    "croissant.json": ("application/ld+json", as_croissant),
    "CITATION.cff": ("text/yaml; charset=utf-8", as_cff),
}
"""Media type and writer of each file that describes a snapshot, by its name."""
