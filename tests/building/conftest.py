from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bilateral.content import locations

ROOT = Path(__file__).parent.parent.parent
PREFIXES = """@prefix bil: <https://w3id.org/bilateral/ns#> .
@prefix id: <https://w3id.org/bilateral/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
WORLD = (
    PREFIXES
    + """
<https://w3id.org/bilateral/id/document/little> a bil:SourceDocument ; dct:title "A little world" ;
    bil:kind "dataset" ; bil:recorded "2026-01-02T00:00:00Z"^^xsd:dateTime .
<https://w3id.org/bilateral/id/organisation/club> a bil:Forum ; rdfs:label "Club"@en .
<https://w3id.org/bilateral/id/place/town> a bil:City ; rdfs:label "Town"@en ;
    bil:locatedIn <https://w3id.org/bilateral/id/place/land> .
<https://w3id.org/bilateral/id/place/land> a bil:Region ; rdfs:label "Land"@en .
<https://w3id.org/bilateral/id/membership/a-club> a bil:Membership ;
    bil:member <https://w3id.org/bilateral/id/organisation/band> ;
    bil:organisation <https://w3id.org/bilateral/id/organisation/club> ;
    bil:role <https://w3id.org/bilateral/id/role/member> ;
    bil:standing <https://w3id.org/bilateral/id/standing/confirmed> ;
    bil:start "1998-11"^^xsd:gYearMonth .
<https://w3id.org/bilateral/id/organisation/band> a bil:Forum ; rdfs:label "Band"@en .
"""
)


@pytest.fixture
def folder(tmp_path):
    """A content folder with the real ontology and a little world in its seeds."""
    root = tmp_path / "content"
    shutil.copytree(ROOT / "ontology", root / "ontology")
    (root / "seeds").mkdir()
    (root / "seeds" / "little.ttl").write_text(WORLD, "utf-8")
    return root


@pytest.fixture
def little(folder):
    return locations.locate(folder)


@pytest.fixture
def write(folder):
    """Write a further file, with the prefixes, beside the little world."""

    def write(text: str, name: str = "little.ttl", *, prefixes: bool = True) -> Path:
        path = folder / "seeds" / name
        kept = path.read_text("utf-8") if path.exists() else PREFIXES * prefixes
        path.write_text(kept + text, "utf-8")
        return path

    return write
