"""What the description promises to programs, the server keeps."""

import json

import pytest
import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.specs.openapi import checks as promises

from bilateral.rdf import media_types
from bilateral.store.snapshots.backup import backup
from bilateral.store.snapshots.named_snapshots import keep

from .conftest import WRITER
from .test_fuzz import SECONDS, fuzz, processes

schemathesis.serializer.alias(
    ["application/sparql-query", "application/sparql-update", *media_types.RDF], "text/plain"
)


@schemathesis.check
def no_fault(_context, response, _case):
    if response.status_code >= 500 and response.status_code not in {503, 504}:
        raise Failure(operation="", title="a fault of the server", message=str(response.status_code))


CHECKS = [
    no_fault,
    promises.status_code_conformance,
    promises.content_type_conformance,
    promises.response_schema_conformance,
    promises.response_headers_conformance,
    promises.unsupported_method,
    promises.ignored_auth,
]


@pytest.fixture(scope="module")
def target(start, token_file, world, tmp_path_factory):
    data = tmp_path_factory.mktemp("described") / "data"
    backup(world.data, data)
    keep(data, "2026.1")
    server = start(data=data, token_file=token_file, query_timeout=10.0)
    # The processes that read and analyse texts are started by the first, and stay.
    text = json.dumps({"text": "The ministers met.", "undated": True}).encode()
    kind = {"Content-Type": "application/json"}
    assert server.request("POST", "/ingest", text, {**WRITER, **kind}, timeout=120).status == 201
    return server


def test_every_operation_answers_as_described(target):
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{target.port}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    before = processes(target)

    def check(case):
        if (case.method, case.path) == ("PUT", "/graphs"):
            # Without a name it may replace all there is, and the other operations would have nothing to say.
            case.query = {"graph": "http://example.org/graph", **(case.query or {})}
        case.call_and_validate(checks=CHECKS, headers=WRITER, timeout=30)

    for operation in operations:
        fuzz(operation.as_strategy(), check, 8, SECONDS / len(operations))
    assert len(operations) > 40
    assert processes(target) == before
