"""What all tests share: the content of this checkout, and a world built from it once."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
_WITHOUT_SHARED = "needs ../shared, which is absent"
_skipped: list[str] = []


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of conformance suites beside the checkout; skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip(_WITHOUT_SHARED)
    return SHARED


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and "../shared" in str(report.longrepr):
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped for want of what is there."""
    if _skipped and SHARED.is_dir():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nskipped although ../shared is present:", *_skipped, sep="\n  ")  # noqa: T201
