"""Prepared files are loaded by the server that writes, and what it knows is right afterwards."""

import threading
import time

import pytest

from bilateral.build.commit_processes import infer
from bilateral.rdf.iris import GRAPH, ID
from bilateral.store.snapshots.change_log import ChangeNote
from bilateral.store.snapshots.data_directory import IMPORTS
from bilateral.store.snapshots.snapshot_builder import build_store
from bilateral.store.writes.command_writer import command_writer
from bilateral.workers.pool import Limits

NOTE = ChangeNote("command line", sentence="A list was imported.", states=("state/CHN",))
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
SUB_PROPERTY = "<http://www.w3.org/2000/01/rdf-schema#subPropertyOf>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture(scope="module")
def served(start, token_file, tmp_path_factory):
    data = tmp_path_factory.mktemp("imports") / "data"
    build_store(data, [])
    return start(data=data, token_file=token_file, committer=f"{infer.__module__}:{infer.__name__}"), data


def load(data, name, lines, inferred=""):
    folder = data / IMPORTS / name
    folder.mkdir(parents=True)
    quads = "".join(f"{line} <{GRAPH}{name}> .\n" for line in lines)
    (folder / "asserted-0001.nq").write_text(quads, "utf-8")
    (folder / "inferred-0001.nt").write_text(inferred, "utf-8")
    with command_writer(data, Limits(seconds=30.0, bytes=0), infer) as writer:
        return writer.load_parts(name, note=NOTE)


def test_the_reasoner_goes_on_with_what_was_loaded(served):
    server, data = served
    assert server.update("INSERT DATA { <a:s> <a:p> <a:o> }").status == 200
    follows = "<a:s> <a:q> <a:o> .\n<a:t> <a:q> <a:o> .\n"
    load(data, "schema", [f"<a:p> {SUB_PROPERTY} <a:q>", "<a:t> <a:p> <a:o>"], follows)
    assert (
        server.update("INSERT DATA { <a:u> <a:p> <a:o> } ; DELETE DATA { <a:s> <a:p> <a:o> }").status == 200
    )
    assert server.ask("ASK { <a:u> <a:q> <a:o> . <a:t> <a:q> <a:o> FILTER NOT EXISTS { <a:s> <a:q> ?o } }")


def test_everybody_is_told_of_the_state_that_has_it(served):
    server, data = served
    before = server.get("/health").json()
    receipt = load(data, "list", [f"<a:x{number}> <a:p> <a:y>" for number in range(1000)])
    health = server.get("/health").json()
    assert (receipt.snapshot, receipt.added) == (health["snapshot"], 1000)
    assert health["asserted"] == before["asserted"] + 1000
    entry = server.get("/changes?format=json").json()["changes"][0]
    assert (entry["kind"], entry["sentence"], entry["snapshot"]) == (
        "import",
        NOTE.sentence,
        receipt.snapshot,
    )


def test_search_finds_what_was_loaded(served):
    server, data = served
    state = f"<{ID}state/XYZ>"
    load(
        data,
        "names",
        [f"{state} {TYPE} <https://w3id.org/bilateral/ns#State>", f'{state} {LABEL} "Ruritania"@en'],
    )
    end = time.monotonic() + 60
    while b"XYZ" not in server.get("/search?q=ruritania", Accept="application/json").body:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_queries_are_answered_and_writes_are_made_meanwhile(served):
    server, data = served
    lines = [f"<a:many{number}> <a:p> <a:y>" for number in range(100_000)]
    loading = threading.Thread(target=load, args=(data, "many", lines))
    loading.start()
    answered = 0
    while loading.is_alive():
        assert server.query("ASK { ?s ?p ?o }").status == 200
        answered += 1
    loading.join()
    assert answered > 1
    assert server.update("INSERT DATA { <a:last> <a:p> <a:y> }").status == 200
    assert server.ask("ASK { <a:many99999> <a:p> <a:y> . <a:last> <a:q> <a:y> }")
