import signal

import pytest

from bilateral.web import server


@pytest.fixture
def signals():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("status", [1, 3])
def test_what_cannot_serve_is_not_started_for_ever(monkeypatch, status):
    monkeypatch.setattr(server, "_serve", lambda *_: status)
    monkeypatch.setattr(server, "_RETRY_SECONDS", 0)
    assert server._Supervisor(None, None).run() == status  # noqa: SLF001
