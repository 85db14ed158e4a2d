"""Pages that many ask for at a time are made once each, in order, and none too late for want of a turn."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from bilateral.web.pages.page_queue import FairSemaphore, SingleFlight
from bilateral.workers.failures import Busy

CLIENTS = 40


def until(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


class Clerk(threading.Thread):
    """Takes its turn, writes its name down, and keeps the turn until it is told."""

    def __init__(self, turns, name, book):
        super().__init__(name=name, daemon=True)
        self.turns, self.book, self.told = turns, book, threading.Event()
        self.start()

    def run(self):
        with self.turns.acquired(10):
            self.book.append(self.name)
            self.told.wait(10)


def test_who_came_first_works_first():
    turns, book = FairSemaphore(1), []
    clerks = []
    for name in "abcde":
        clerks.append(Clerk(turns, name, book))
        until(lambda: book or turns.queued)
        until(lambda: len(book) + turns.queued == len(clerks))
    for clerk in clerks:
        clerk.told.set()
        clerk.join(10)
    assert book == list("abcde")


def test_no_more_work_at_a_time_than_may():
    turns, now, most = FairSemaphore(2), [], []

    def work(_):
        with turns.acquired(10):
            now.append(1)
            most.append(len(now))
            time.sleep(0.005)
            now.pop()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(36)))
    assert len(most) == 36
    assert max(most) <= 2


def test_who_waits_too_long_is_told_and_holds_up_nobody():
    turns, book = FairSemaphore(1), []
    first = Clerk(turns, "first", book)
    until(lambda: book)
    with pytest.raises(Busy), turns.acquired(0.01):
        pass
    first.told.set()
    first.join(10)
    with turns.acquired(0.01):
        pass


@pytest.mark.parametrize("fails", [False, True])
def test_what_several_ask_for_is_made_once_and_its_error_too(fails):
    flights, made, going = SingleFlight(), [], threading.Event()

    def make():
        made.append(1)
        going.wait(10)
        if fails:
            raise Busy("no")
        return b"page"

    def ask(_):
        with suppress(Busy):
            return flights.shared("key", make)

    with ThreadPoolExecutor(8) as pool:
        found = pool.map(ask, range(8))
        until(lambda: made and flights.joined("key") == 8)
        going.set()
        assert list(found) == [None if fails else b"page"] * 8
    assert len(made) == 1
    assert flights.joined("key") == 0


PATHS = (
    "/relation/CHN-RUS",
    "/page/state/CHN",
    "/dossier/CHN-RUS",
    "/dossier/CHN-RUS.csv",
    "/page/state/USA",
)


def asked(site, path):
    return site.client.application.test_client().get(path, headers={"Accept": "text/html"})


def together(site, paths):
    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(lambda path: asked(site, path), paths))


def test_forty_clients_on_forty_dates_are_all_answered(open_site, world):
    site = open_site(data=world.data)
    for path in PATHS:
        site.get(path)
    paths = [f"{PATHS[n % 5]}?date={1990 + n // 2}" for n in range(CLIENTS)]
    answers = together(site, paths)
    assert [answer.status_code for answer in answers] == [200] * CLIENTS
    alone = site.get(paths[7])
    assert alone.data == answers[7].data


def test_forty_clients_on_one_page_have_it_made_once(open_site, world):
    site = open_site(data=world.data, cache=0)
    answers = together(site, ["/relation/CHN-RUS?date=2021-03-04"] * CLIENTS)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
