"""Processes are killed while others write and read: nothing acknowledged is lost, no half of it is seen."""

import http.client
import itertools
import os
import random
import secrets
import signal
import threading
import time
from pathlib import Path

import pytest

from bilateral.store.snapshots.snapshot_builder import build_store

KILLS = int(os.environ.get("TESTS_KILLS", "50"))
VICTIMS = ("parent", "web", "writer", "evaluator", "reader")
PATIENCE = 30


def family(pid):
    """Return the processes that a server started, by what they do."""
    parents, commands = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            stat = (path / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
            commands[int(path.name)] = (path / "cmdline").read_text(encoding="latin-1")
        except OSError:
            continue
        if stat[0] != "Z":
            parents[int(path.name)] = int(stat[1])

    def below(ancestor):
        found = [child for child, parent in parents.items() if parent == ancestor]
        return found + [each for child in found for each in below(child)]

    members = {role: [] for role in VICTIMS}
    committers = ("bilateral.store.writes.committer", "bilateral.build.commit_processes", "from echo")
    writers = {each for each in below(pid) if any(name in commands[each] for name in committers)}
    for each in below(pid):
        if each in writers:
            members["writer"].append(each)
        elif any(
            name in commands[each]
            for name in ("bilateral.store.store_worker", "bilateral.protocol.query_worker")
        ):
            members["evaluator" if parents[each] in writers else "reader"].append(each)
        elif "multiprocessing" not in commands[each]:
            members["web"].append(each)
    return members | {"parent": [pid]}


class Load:
    """Clients that write and read until told to stop, whatever happens to the server."""

    def __init__(self, start, token="let-me-write"):
        """Begin.

        Args:
            start: starts a server on the same data.
            token: to write with; one of its own where servers come and go, as another might come to listen
                where this one did.
        """
        self.start, self.server = start, start()
        self._authority = {"Authorization": f"Bearer {token}"}
        self.acknowledged, self.wrong = [], []
        self._numbers, self._over, self._reading = itertools.count(), threading.Event(), threading.Event()
        self._clients = [threading.Thread(target=job) for job in (self._write, self._write, self._read)]
        for client in self._clients:
            client.start()

    def stop(self):
        self._over.set()
        for client in self._clients:
            client.join()

    def wait_for_more(self):
        wanted, end = len(self.acknowledged) + 3, time.monotonic() + PATIENCE
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < end, "no write is acknowledged any more"
            if self.server.process.poll() is not None:
                self.server = self.start()
            time.sleep(0.01)

    def pause_reading(self):
        """Check no more that what was acknowledged is there."""
        self._reading.set()
        self._clients[-1].join()

    def _write(self):
        while not self._over.is_set():
            number = next(self._numbers)
            text = f"INSERT DATA {{ <a:s> <a:p> {number} GRAPH <a:g> {{ <a:s> <a:q> {number} }} }}"
            try:
                answer = self.server.update(text, **self._authority)
                if answer.status == 200 and answer.json()["added"] == 2:
                    self.acknowledged.append(number)
                elif answer.status == 200:
                    self.wrong.append((number, answer.headers, answer.body))
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def _read(self):
        while not (self._over.wait(0.02) or self._reading.is_set()):
            known = set(self.acknowledged)
            try:
                whole, half = kept(self.server)
            except (OSError, http.client.HTTPException):
                continue
            if half or not known <= whole:
                self.wrong.append((half, known - whole))


def kept(server):
    """Return the writes that are there, and those that are there in part."""
    answer = server.query("SELECT ?p ?o { { ?s ?p ?o } UNION { GRAPH <a:g> { ?s ?p ?o } } }", "text/csv")
    if answer.status != 200:
        raise http.client.HTTPException(answer.status)
    rows = [row.split(",") for row in answer.body.decode().split()[1:]]
    one, other = ({int(number) for kind, number in rows if kind == each} for each in ("a:p", "a:q"))
    return one & other, one ^ other


@pytest.mark.parametrize("victim", VICTIMS)
def test_nothing_acknowledged_is_lost_when_a_process_is_killed(start, tmp_path, victim):
    build_store(tmp_path / "data", [])
    token, tokens = secrets.token_hex(8), tmp_path / "tokens"
    tokens.write_text(token)
    settings = {"data": tmp_path / "data", "token_file": tokens, "plain": True, "reasoning": False}
    load = Load(lambda: start(**settings), token)
    try:
        for _ in range(max(1, KILLS // len(VICTIMS))):
            load.wait_for_more()
            time.sleep(random.uniform(0, 0.1))
            if members := family(load.server.process.pid)[victim]:
                os.kill(random.choice(members), signal.SIGKILL)
        load.wait_for_more()
    finally:
        load.stop()
    load.server.stop()
    whole, half = kept(start(**settings))
    assert (load.wrong, half, set(load.acknowledged) - whole) == ([], set(), set())
