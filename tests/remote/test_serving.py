"""The same product from an engine of another make: built, asked, written to, and gone."""

import csv
import io
import json
import re
import subprocess
import sys
import time
import urllib.parse
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bilateral.build import remote_build as engines
from bilateral.build.build_record import BuildSettings
from bilateral.build.question_checks import answer
from bilateral.content import locations
from bilateral.errors import StoreError
from bilateral.rdf.iris import PROVENANCE
from bilateral.remote.engine_address import locate
from bilateral.remote.engine_record import EngineRecord, read, replacement
from bilateral.remote.engine_terms import to_engine
from bilateral.remote.reads.remote_view import current
from bilateral.store.engine.graph_layout import INFERRED

ROOT = Path(__file__).parents[2]

TOKENS = "writer:write:let-me-write\n"
PREFIX = "PREFIX bil: <https://w3id.org/bilateral/ns#>\n"
FRANCE, SCO = "<https://w3id.org/bilateral/id/state/FRA>", "<https://w3id.org/bilateral/id/organisation/sco>"
MEMBERSHIP = f"""<http://e/membership> a bil:Membership ;
    bil:member {FRANCE} ; bil:organisation {SCO} ;
    bil:role <https://w3id.org/bilateral/id/role/member> ;
    bil:standing <https://w3id.org/bilateral/id/standing/confirmed> ;
    bil:start "2025-07"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> ."""
EVER = f"{PREFIX} ASK {{ {FRANCE} bil:everMemberOf {SCO} }}"


class Server:
    """`bilateral serve --store`, and a way to talk to it."""

    def __init__(self, url, folder, *options):
        tokens = folder / "tokens"
        tokens.write_text(TOKENS)
        command = [sys.executable, "-m", "bilateral", "serve", "--store", url, "--port", "0"]
        given = [
            "--token-file",
            str(tokens),
            "--data",
            str(folder / "data"),
            "--page-timeout",
            "60",
            *map(str, options),
        ]
        self.process = subprocess.Popen([*command, *given], stderr=subprocess.PIPE, text=True)
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if ready := re.match(r"bilateral: ready at http://127.0.0.1:(\d+)", line):
                self.port = int(ready.group(1))
                return
        raise AssertionError("".join(self.said))

    def request(self, method, path, body=None, **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def query(self, text, accept="text/csv", **parameters):
        body = urllib.parse.urlencode({"query": text, **parameters})
        return self.request(
            "POST", "/sparql", body, Accept=accept, Content_Type="application/x-www-form-urlencoded"
        )

    def ask(self, text, **parameters):
        return json.loads(self.query(text, "application/sparql-results+json", **parameters)[1])["boolean"]

    def update(self, text):
        sent = {"Authorization": "Bearer let-me-write", "Content_Type": "application/sparql-update"}
        status, answer = self.request("POST", "/update", (PREFIX + text).encode(), **sent)
        return status, json.loads(answer)

    def health(self):
        return json.loads(self.request("GET", "/health")[1])

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()


@pytest.fixture(scope="module")
def serving(lasting, small_content, tmp_path_factory):
    content = ("--content", str(small_content.root))
    server = Server(lasting.url, tmp_path_factory.mktemp("serving"), *content)
    yield server
    server.stop()


def inferred_at(client):
    return set(current(client).triples(None, None, None, INFERRED))


@pytest.mark.usefixtures("serving")
def test_what_is_there_is_what_a_build_of_our_own_has(lasting, world):
    view = current(lasting.client)
    for graph in ("", INFERRED):
        assert set(view.triples(None, None, None, graph)) == set(
            world.snapshot.triples(None, None, None, graph)
        )
    assert (view.counts, view.graphs()) == (world.snapshot.counts, world.snapshot.graphs())


@pytest.mark.parametrize("path", locations.locate(ROOT).competency, ids=lambda path: path.stem)
def test_competency_questions_are_answered_as_by_a_store_of_our_own(serving, world, path):
    for inferred in (True, False):
        status, told = serving.query(path.read_text("utf-8"), reasoning="owl2rl" if inferred else "none")
        rows = list(csv.reader(io.StringIO(told)))
        assert (status, rows) == (200, answer(path, world.snapshot, inferred=inferred))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "bilateral"),
        ("/page/state/CHN", "China"),
        ("/page/organisation/sco", "Shanghai Cooperation Organisation"),
        ("/relation/CHN-RUS", "Russia"),
        ("/search?q=Macron", "Macron"),
        ("/data/state/CHN.ttl", "bil:State"),
        ("/ontology", "Membership"),
        ("/.well-known/void", "void:Dataset"),
    ],
)
def test_pages_are_there(serving, path, said):
    status, text = serving.request("GET", path)
    assert (status, said in text) == (200, True)


def test_every_results_format_is_there(serving):
    for accept, begin in (
        ("application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "<?xml"),
        ("text/tab-separated-values", "?s"),
    ):
        status, text = serving.query("SELECT ?s { ?s a ?c } LIMIT 3", accept)
        assert (status, text.startswith(begin)) == (200, True)
    status, text = serving.query("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 3", "text/turtle")
    assert (status, text.count(" .")) == (200, 3)


def test_named_graphs_are_ours_alone(serving, lasting):
    lasting.client.update("INSERT DATA { GRAPH <http://e/other> { <http://e/s> <http://e/p> 1 } }")
    text = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    names = {f"<{line}>" for line in serving.query(text)[1].splitlines()[1:]}
    assert names == {*current(lasting.client).graphs(), INFERRED}
    without = serving.query(text, reasoning="none")[1]
    assert INFERRED[1:-1] not in without


def test_an_error_is_told_with_its_place(serving):
    status, text = serving.query("SELECT * {\n ?s ?p }")
    assert (status, json.loads(text)["line"]) == (400, 2)


def test_a_write_is_seen_with_what_follows_and_goes_with_it(serving, lasting):
    before, asserted = inferred_at(lasting.client), serving.health()["asserted"]
    status, receipt = serving.update(f"INSERT DATA {{ GRAPH <http://e/doc> {{ {MEMBERSHIP} }} }}")
    assert (status, receipt["added"] > 0) == (200, True)
    assert (serving.ask(EVER), serving.ask(EVER, reasoning="none")) == (True, False)
    bound = '"2025-07-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert serving.ask(f"{PREFIX} ASK {{ <http://e/membership> bil:startEarliest {bound} }}")
    assert "Membership" in serving.request("GET", "/page/state/FRA")[1]
    assert serving.update("DROP GRAPH <http://e/doc>")[0] == 200
    assert not serving.ask(EVER)
    assert (inferred_at(lasting.client), serving.health()["asserted"]) == (before, asserted)


def test_a_contradiction_is_refused_and_leaves_nothing(serving, lasting):
    before = serving.health()
    status, problem = serving.update(
        "INSERT DATA { GRAPH <http://e/doc> { <http://e/x> a bil:State, bil:Person } }"
    )
    assert (status, "cax-dw" in problem["detail"]) == (409, True)
    assert serving.health() == before
    assert not lasting.client.ask("ASK { GRAPH ?g { <http://e/x> ?p ?o } }")


def test_a_literal_that_is_none_of_its_datatype_is_refused(serving):
    before = serving.health()
    status, problem = serving.update(
        'INSERT DATA { <a:s> <a:p> "x"^^<http://www.w3.org/2001/XMLSchema#integer> }'
    )
    assert (status, "xsd:integer" in problem["detail"]) == (409, True)
    assert serving.health() == before


def test_a_change_of_the_schema_is_reasoned_over(serving, lasting):
    before = inferred_at(lasting.client)
    text = "bil:Realm a owl:Class ; rdfs:subClassOf bil:State . <http://e/realm> a bil:Realm ."
    prefixes = (
        "PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    )
    assert serving.update(f"{prefixes} INSERT DATA {{ GRAPH <http://e/doc> {{ {text} }} }}")[0] == 200
    assert serving.ask(f"{PREFIX} ASK {{ <http://e/realm> a bil:Polity }}")
    assert serving.update("DROP GRAPH <http://e/doc>")[0] == 200
    assert inferred_at(lasting.client) == before


def test_a_document_that_goes_and_comes_back_leaves_everything_as_it_was(serving, lasting):
    name = "<https://w3id.org/bilateral/graph/russia-china-talks-2025-07-13>"
    before, view = inferred_at(lasting.client), current(lasting.client)
    lines = "".join(f"{to_engine(s)} {p} {to_engine(o)} .\n" for s, p, o, _ in view.match(graph=name))
    assert serving.update(f"DROP GRAPH {name}")[0] == 200
    assert len(inferred_at(lasting.client)) < len(before)
    assert serving.update(f"INSERT DATA {{ GRAPH {name} {{ {lines} }} }}")[0] == 200
    assert inferred_at(lasting.client) == before


def test_a_merge_of_events_is_taken_back_without_a_trace(serving, lasting):
    one, other = "meeting/xi-putin-2013-03-22", "meeting/xi-putin-2013-09-05"

    def holds():
        view = current(lasting.client)
        names = [f"<https://w3id.org/bilateral/id/{each}>" for each in (one, other)]
        told = [*(view.match(name) for name in names), *(view.match(None, None, name) for name in names)]
        return {*(quad for quads in told for quad in quads), *view.match(graph=PROVENANCE)}

    def decide(verb):
        sent = {"Authorization": "Bearer let-me-write", "Accept": "application/json"}
        body = urllib.parse.urlencode({"decision": f"{verb} {one} {other}"})
        form = "application/x-www-form-urlencoded"
        return serving.request("POST", "/merges", body, Content_Type=form, **sent)[0]

    before = holds()
    assert decide("merge") == 200
    assert serving.request("GET", f"/page/{other}")[0] == 301
    assert serving.request("GET", f"/page/{one}")[0] == 200
    assert decide("undo") == 200
    assert holds() == before


TALKS = """Talks in Beijing

BEIJING. Chinese Foreign Minister Wang Yi held talks with Russian Foreign Minister Sergey Lavrov in Beijing on
9 April 2024.

On 3 March 2025, Wang Yi spoke by telephone with Foreign Minister Murat Nurtleu of Kazakhstan.
"""


def test_a_text_becomes_facts_at_the_engine_and_goes_without_a_trace(serving, lasting):
    sent = {"Authorization": "Bearer let-me-write", "Accept": "application/json"}
    kind = {"Content_Type": "application/json"}

    def send(path, content, **headers):
        status, text = serving.request("POST", path, json.dumps(content), **sent, **kind, **headers)
        return status, json.loads(text)

    before, asserted = inferred_at(lasting.client), serving.health()["asserted"]
    status, draft = send("/ingest", {"text": TALKS, "published": "2025-03-04"})
    assert status == 201
    known, fresh = (each for each in draft["suggestions"] if each["kind"] == "event")
    assert (known["subject"], known["is_new"]) == ("meeting/lavrov-wang-2024-04-09", False)
    assert fresh["is_new"]
    path = f"/ingest/{draft['slug']}"
    for order, name in (("accept", known), ("accept", fresh), ("undo", known)):
        version = f'"{draft["version"]}"'
        status, draft = send(path, {"do": order, "suggestion": name["id"]}, If_Match=version)
        assert status == 200
    call = f"<https://w3id.org/bilateral/id/{fresh['subject']}>"
    kazakhstan = "<https://w3id.org/bilateral/id/state/KAZ>"
    assert serving.ask(f"{PREFIX} ASK {{ {call} a bil:Call }}")
    assert serving.ask(f"{PREFIX} ASK {{ {call} bil:stateRepresented {kazakhstan} }}")
    assert "by telephone" in serving.request("GET", path, Accept="text/html")[1]
    verbs = [each["sentence"].partition(":")[0] for each in changes(serving)[:3]]
    assert verbs == ["took back", "accepted", "accepted"]
    assert serving.request("DELETE", f"/documents/{draft['slug']}", **sent)[0] == 200
    assert (inferred_at(lasting.client), serving.health()["asserted"]) == (before, asserted)
    again = json.loads(serving.request("GET", path, Accept="application/json")[1])
    assert {each["state"] for each in again["suggestions"]} == {"waiting"}


def test_writes_have_preconditions(serving):
    sent = {"Authorization": "Bearer let-me-write", "Content_Type": "application/sparql-update"}
    status, _ = serving.request(
        "POST", "/update", b"INSERT DATA { <a:s> <a:p> 1 }", If_Match='"1-old"', **sent
    )
    assert status == 412


def test_an_operation_on_what_the_one_before_changed_is_refused(serving):
    text = "INSERT DATA { <a:s> <a:p> 1 } ; DELETE WHERE { <a:s> <a:p> ?o }"
    status, problem = serving.update(text)
    assert (status, problem["type"].rpartition("/")[2]) == (409, "refusal")


def test_a_graph_is_put_read_and_deleted(serving):
    sent = {"Authorization": "Bearer let-me-write", "Content_Type": "text/turtle"}
    path = "/graphs?" + urllib.parse.urlencode({"graph": "http://e/put"})
    assert serving.request("PUT", path, b"<http://e/s> <http://e/p> [ <http://e/q> 'x' ] .", **sent)[0] == 201
    status, text = serving.request("GET", path, Accept="application/n-triples")
    assert (status, len(text.splitlines())) == (200, 2)
    assert serving.request("DELETE", path, **sent)[0] == 200
    assert serving.request("GET", path)[0] == 404


def changes(server):
    return json.loads(server.request("GET", "/changes?format=json")[1])["changes"]


def test_a_write_is_in_the_change_log_of_its_server_even_one_that_was_killed(engine, small_content, tmp_path):
    engines.build_empty(locate(engine.url))
    server = Server(engine.url, tmp_path, "--reasoning", "none", "--content", small_content.root)
    receipt = server.update(
        "INSERT DATA { <http://e/a> <http://e/p> <https://w3id.org/bilateral/id/state/FRA> }"
    )[1]
    latest, built = changes(server)
    assert (latest["actor"], latest["snapshot"]) == ("writer", receipt["snapshot"])
    assert latest["states"] == ["state/FRA"]
    assert built["kind"] == "build"
    server.stop()
    log = tmp_path / "data" / "changes.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    # As if it had been killed before the entry was there.
    log.write_bytes(b"".join(lines[:-1]))
    server = Server(engine.url, tmp_path, "--reasoning", "none", "--content", small_content.root)
    assert changes(server) == [latest, built]
    server.update("INSERT DATA { <http://e/b> <http://e/p> 1 }")
    assert changes(server)[1:] == [latest, built]
    server.stop()


def test_an_engine_that_is_down_is_told_and_comes_back(engine, tmp_path):
    server = Server(engine.url, tmp_path, "--empty", "--reasoning", "none")
    try:
        assert server.update("INSERT DATA { <a:s> <a:p> 1 }")[0] == 200
        engine.stop()
        assert server.query("ASK { <a:s> <a:p> ?o }", "application/sparql-results+json")[0] == 502
        until(lambda: server.request("GET", "/ready")[0] == 503)
        status, text = server.request("GET", "/")
        assert (status, "does not answer" in text) == (502, True)
        assert server.update("INSERT DATA { <a:s> <a:p> 2 }")[0] == 502
        engine.start()
        until(lambda: server.request("GET", "/ready")[0] == 200)
        assert server.query("SELECT ?o { <a:s> <a:p> ?o }")[1].split() == ["o", "1"]
    finally:
        server.stop()


def until(holds):
    for _ in range(200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to hold")


def test_a_build_that_was_broken_off_is_not_served_and_is_done_again(engine, small_content):
    settings, where = BuildSettings(), locate(engine.url)
    record = EngineRecord(revision=1, stamp="x", complete=False)
    engine.client.update(replacement(None, record))
    assert not engines.is_current(small_content, settings, where)
    with pytest.raises(StoreError, match="broken off"):
        current(engine.client)
    engines.build_empty(where)
    assert current(engine.client).counts.asserted == 0


def test_a_build_loses_no_write(engine, small_content):
    where = locate(engine.url)
    engines.build_empty(where)
    written = read(engine.client)
    engine.client.update(replacement(written, written.after(written.counts)))
    with pytest.raises(StoreError, match="was written to"):
        engines.build(small_content, BuildSettings(), where)


def test_two_writers_do_not_overwrite_each_other(engine):
    engines.build_empty(locate(engine.url))
    old = read(engine.client)
    engine.client.update(replacement(old, old.after(old.counts)))
    first = read(engine.client)
    engine.client.update(replacement(old, old.after(old.counts)))
    assert read(engine.client) == first


def test_what_was_built_with_a_file_follows_no_content(engine, tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "ontology").symlink_to(ROOT / "ontology")
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@prefix bil: <https://w3id.org/bilateral/ns#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        '<https://w3id.org/bilateral/id/document/mine> a bil:SourceDocument; dct:title "mine"; bil:kind "x".'
    )
    found, where = locations.locate(tmp_path), locate(engine.url)
    engines.build(found, BuildSettings(), where, [mine])
    assert not engines.may_follow(found, where)
    engines.build(found, BuildSettings(), where)
    assert engines.may_follow(found, where)
    assert not engines.may_follow(locations.locate(ROOT), where)
