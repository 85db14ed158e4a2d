"""Requests that several workers take from one place."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.workers.job_queue import JobQueue, QueueClosed, QueuedJob


@pytest.fixture
def both():
    """Who gives, and a worker who takes."""
    giver = JobQueue.open(2)
    worker = JobQueue.join(*map(os.dup, giver.descriptors()))
    yield giver, worker
    giver.close()
    worker.close()


SIZES = st.sampled_from([0, 1, 50, 65_523, 65_524, 70_000, 300_000])


@given(st.lists(st.tuples(SIZES, SIZES), max_size=4))
def test_requests_are_taken_as_they_were_given(requests):
    jobs = JobQueue.open(1)
    sent = [QueuedJob(n, b"o" * options, b"x" * text) for n, (options, text) in enumerate(requests, 1)]
    assert all(map(jobs.put, sent))
    assert [jobs.take(0) for _ in sent] == sent
    jobs.close()


def test_the_board_tells_who_is_at_what(both):
    giver, worker = both
    giver.put(QueuedJob(7, b"{}", b""))
    worker.take(1)
    assert (giver.ticket_at(0), giver.ticket_at(1)) == (0, 7)
    worker.done(1)
    assert giver.ticket_at(1) == 0


def test_what_is_withdrawn_is_not_taken(both):
    giver, worker = both
    for ticket in (1, 2, 3):
        giver.put(QueuedJob(ticket, b"{}", b"x" * 100_000 * (ticket - 1)))
    assert worker.take(0).ticket == 1
    assert giver.withdraw() == [2, 3]
    giver.put(QueuedJob(4, b"{}", b""))
    assert worker.take(0).ticket == 4


def test_a_queue_that_is_full_takes_no_more_and_loses_nothing(both):
    giver, worker = both
    sent = 0
    while giver.put(QueuedJob(sent + 1, b"{}", b"x" * 60_000)):
        sent += 1
    assert [worker.take(0).ticket for _ in range(sent)] == list(range(1, sent + 1))


def test_a_worker_hears_that_there_will_be_no_more():
    giver = JobQueue.open(1)
    worker = JobQueue.join(*map(os.dup, giver.descriptors()))
    giver.close()
    with pytest.raises(QueueClosed):
        worker.take(0)
    worker.close()
