"""One process that reads documents, for all tests of this folder."""

from pathlib import Path

import pytest

from bilateral.ingest.reading.document_reader import DocumentReader

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def reader():
    with DocumentReader() as reading:
        yield reading


@pytest.fixture(scope="session")
def documents():
    return sorted((ROOT / "seeds" / "documents").glob("*.md"))
