"""Record what a running service answers, to be compared with what it answers after a change.

python record.py http://127.0.0.1:8000 before.jsonl.gz                       everything
python record.py http://127.0.0.1:8000 before.jsonl.gz --part problems       some parts of it
python record.py http://127.0.0.1:8000 before.jsonl.gz / /page/state/CHN     these addresses and no others
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import normalise
import plan
from client import Client
from records import Answered, Asked, Made, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CRAWL = "crawl"
OK = HTTPStatus.OK
_LINK = re.compile(r'(?:href|src|action)="([^"]*)"|<loc>([^<]*)</loc>|from "(\./[^"]*\.js)"')
_PAGES = frozenset({"text/html", "application/xml", "text/javascript", "application/javascript"})
_SHARES = (
    (re.compile(r"/why\?"), 60),
    (re.compile(r"/dossier/(?!person|state|meeting)\w+/"), 20),
    (re.compile(r"/dossier/"), 3),
    (re.compile(r"/data/.*\.(bib|csl\.json)(\?|$)"), 8),
    (re.compile(r"/(data|page)/(mapping|evidence)/"), 6),
    (re.compile(r"/data/(document|membership|place|relation|tenure)/"), 3),
    (re.compile(r"/graphs\?"), 5),
    (re.compile(r"/page/.*\?"), 5),
)
"""Of addresses that there are thousands of, every so many is asked for."""
_FORMAT = re.compile(r"\.(csl\.json|\w+)(?=\?|$)")
_WAIT = 120.0
_CODES = re.compile(r"/page/state/([A-Z]{3})$")


class Recorder:
    """Requests and their answers, the answers' bodies compressed until they are written."""

    def __init__(self, client: Client, made: Made, workers: int) -> None:
        self.client, self.made = client, made
        self._rules = normalise.rules(made)
        self._pool = ThreadPoolExecutor(workers)
        self._found: dict[str, tuple[Asked, Answered, bytes]] = {}

    def ask(self, requests: Iterable[Asked]) -> list[tuple[Asked, Answered]]:
        """Ask what was not asked yet, several requests at a time, and keep the answers."""
        new = {self.key(asked): asked for asked in requests}
        new = {key: asked for key, asked in new.items() if key not in self._found}
        answers = list(self._pool.map(self.client.ask, new.values()))
        for key, asked, answered in zip(new, new.values(), answers, strict=True):
            self._keep(key, asked, answered)
        return list(zip(new.values(), answers, strict=True))

    def ask_again(self, requests: Iterable[Asked]) -> None:
        """Ask for what the client has already, by the entity tag of the answer before."""
        first = [(asked, self.client.ask(asked).header("etag")) for asked in requests]
        for asked, tag in first:
            for given, shown in ((tag, "ETAG"), ('"other"', '"other"'), ("*", "*")):
                sent = asked._replace(headers=(*asked.headers, ("If-None-Match", given or '"none"')))
                told = asked._replace(headers=(*asked.headers, ("If-None-Match", shown)))
                self._keep(self.key(told), told, self.client.ask(sent))

    def key(self, asked: Asked) -> str:
        """Return what a request is called in every recording."""
        return normalise.apply(self._rules, asked.key)

    def _keep(self, key: str, asked: Asked, answered: Answered) -> None:
        packed = zlib.compress(answered.body.encode(), 1)
        self._found[key] = asked, answered._replace(body=""), packed

    def records(self) -> Iterator[tuple[str, Asked, Answered]]:
        """Yield what was recorded, by key."""
        for key, (asked, answered, packed) in sorted(self._found.items()):
            yield key, asked, answered._replace(body=zlib.decompress(packed).decode())


def crawl(recorder: Recorder) -> None:
    """Follow links from the first page and the sitemap to where there are no new ones."""
    todo = {"/", "/sitemap.xml", "/robots.txt", "/openapi.json"}
    seen: set[str] = set()
    codes: set[str] = set()
    while todo:
        seen |= todo
        answers = recorder.ask(plan.get(address, Accept=plan.BROWSER) for address in sorted(todo))
        found = {link for asked, answered in answers for link in links(recorder.made.base, asked, answered)}
        codes.update(match[1] for link in found if (match := _CODES.match(link)))
        todo = {link for link in found if link not in seen and is_chosen(link)}
        say(f"  crawl: {len(seen)} addresses, {len(todo)} more")
    recorder.ask(plan.get(address, Accept=plan.BROWSER) for address in pairs(codes))


def links(base: str, asked: Asked, answered: Answered) -> Iterator[str]:
    """Yield the addresses on this server that an answer names, without fragments."""
    found = [answered.header("location")]
    found += re.findall(r"<([^>]*)>", ",".join(v for name, v in answered.headers if name == "link"))
    if answered.header("content-type").partition(";")[0] in _PAGES:
        found += (unescape("".join(groups)) for groups in _LINK.findall(answered.body))
    for link in filter(None, found):
        whole = urlsplit(urljoin(base + asked.address, link))
        if f"{whole.scheme}://{whole.netloc}" == base:
            yield quote(
                whole._replace(scheme="", netloc="", fragment="").geturl() or "/", safe="/?&=%+:;,@!$'()*~-._"
            )


def is_chosen(address: str) -> bool:
    """Tell whether an address is asked for: all are, but of thousands of a kind some, always the same."""
    for pattern, share in _SHARES:
        if pattern.match(address):
            return zlib.crc32(_FORMAT.sub("", address).encode()) % share == 0
    return True


def pairs(codes: Iterable[str]) -> Iterator[str]:
    """Yield the pages of every twentieth pair of states."""
    known = sorted(codes)
    every = [f"{one}-{other}" for place, one in enumerate(known) for other in known[place + 1 :]]
    for pair in every[::20]:
        yield f"/relation/{pair}"
    yield from (f"/dossier/{pair}.{form}" for pair in every[::400] for form in ("csv", "json", "graphml"))


def texts(answers: Iterable[tuple[Asked, Answered]]) -> Iterator[str]:
    """Yield the queries that are in the answers."""
    for asked, answered in answers:
        if asked.address.endswith(".rq") and answered.status == OK:
            yield answered.body


def wait_until_warm(client: Client) -> None:
    """Wait until names are read and words counted, so that no answer is a first one."""
    deadline = time.monotonic() + _WAIT
    while time.monotonic() < deadline:
        if is_warm(client):
            return
        time.sleep(1)
    raise SystemExit(f"the service is not there, or still reads names, after {_WAIT:g} seconds")


def is_warm(client: Client) -> bool:
    """Tell whether what is made beside requests is made."""
    complete = client.ask(plan.get("/api/complete?q=bil:"))
    search = client.ask(plan.get("/search?q=a", Accept="text/html"))
    batch = client.ask(plan.get("/reconcile?queries=%7B%22q%22%3A%7B%22query%22%3A%22a%22%7D%7D"))
    if not complete.status:
        return False
    counted = complete.status != OK or json.loads(complete.body)["counted"]
    return bool(counted and search.header("etag") and batch.status)


def record(recorder: Recorder, parts: Iterable[str]) -> None:
    """Ask all that is in some parts."""
    for part in parts:
        start = time.monotonic()
        if part == CRAWL:
            crawl(recorder)
        else:
            answers = recorder.ask(plan.PARTS[part]())
            if part == "questions":
                recorder.ask(asked for text in texts(answers) for asked in plan.in_every_format(text))
            if part == "methods":
                recorder.ask_again(plan.get(address, Accept=plan.BROWSER) for address in plan.KINDS)
        say(f"{part}: {time.monotonic() - start:.0f} s")


def say(line: str) -> None:
    """Say how far this is."""
    sys.stderr.write(line + "\n")


def main() -> int:
    """Record, and say how much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("base", help="where the service is")
    parser.add_argument("out", type=Path, help="the recording: lines of JSON, compressed")
    parser.add_argument("addresses", nargs="*", help="to be asked for, and no others")
    parser.add_argument("--part", action="append", choices=(CRAWL, *plan.PARTS), help="all if absent")
    parser.add_argument("--workers", type=int, default=3, help="requests at a time, default %(default)s")
    given = parser.parse_args()
    base = given.base.rstrip("/")
    made = Made(base, datetime.now(UTC).date().isoformat())
    recorder = Recorder(Client(base), made, given.workers)
    # What a server counts has a name in /metrics once there is something to count.
    recorder.client.ask(plan.get("/health"))
    if given.addresses:
        recorder.ask(plan.get(address, Accept=plan.BROWSER) for address in given.addresses)
    else:
        wait_until_warm(recorder.client)
        record(recorder, given.part or (CRAWL, *plan.PARTS))
    say(f"{write(given.out, made, recorder.records())} requests: {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
