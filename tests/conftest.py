"""What all tests share: the content of this checkout, and a world built from it once."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from bilateral.build.build_record import BuildSettings
from bilateral.build.builder import build
from bilateral.content import locations
from bilateral.rdf.iris import short
from bilateral.rdf.terms import is_literal, literal_parts
from bilateral.store.engine.graph_layout import Dataset
from bilateral.store.snapshots.snapshot import Snapshot

# What lands is judged by the same examples each time; elsewhere new ones are tried.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
_WITHOUT_SHARED = "needs ../shared, which is absent"
_OFFLINE = "needs a repository of Maven's"
LONG = frozenset(
    {"test_w3c", "test_retraction", "test_java", "test_owl_exam", "test_kills", "test_instructions"}
)
"""Files that take minutes: the processes that run the tests begin with them."""
SAMPLED = (
    "test_a_question_has_an_answer_a_form_and_a_query",
    "test_an_answer_is_shown_in_every_view_that_fits",
    "test_axe_finds_no_violation",
    "test_nothing_acknowledged_is_lost_when_a_process_is_killed",
)
"""Tests with many long cases: with CI set every other case is tried; with TESTS_EXAM=all each."""
_skipped: list[str] = []


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of conformance suites beside the checkout; skips where there is none."""
    if not SHARED.is_dir():
        pytest.skip(_WITHOUT_SHARED)
    return SHARED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONG)
    if os.environ.get("CI") and os.environ.get("TESTS_EXAM") != "all":
        left_out = {
            item
            for name in SAMPLED
            for item in [each for each in items if getattr(each, "originalname", "") == name][1::2]
        }
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=list(left_out))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    reason = str(report.longrepr) if report.skipped and not hasattr(report, "wasxfail") else ""
    lacks_program = "needs " in reason and _WITHOUT_SHARED not in reason and _OFFLINE not in reason
    # What lands has been tested with the programs of others, which .ci/run installs.
    if (_WITHOUT_SHARED in reason and SHARED.is_dir()) or (lacks_program and os.environ.get("CI")):
        _skipped.append(f"{report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped for want of what is, or should be, there."""
    if _skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nskipped although it could be tried:", *_skipped, sep="\n  ")  # noqa: T201


class World:
    """A built graph."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.snapshot = Snapshot(data)

    def rows(self, query: str, *, reasoning: bool = True) -> list[dict[str, str]]:
        """Return the solutions, terms as people write them; unbound variables are left out."""
        result = self.snapshot.query(query, Dataset(inferred=reasoning))
        return [
            {name: _plain(term) for name, term in zip(result.variables, row, strict=True) if term}
            for row in result.rows()
        ]

    def ask(self, query: str, *, reasoning: bool = True) -> bool:
        """Return the answer to an ASK."""
        return bool(self.snapshot.query(query, Dataset(inferred=reasoning)))


def _plain(term: str) -> str:
    return literal_parts(term).value if is_literal(term) else short(term)


SMALL = ("codes", "documents", "mappings", "reference")
"""The seeds without the large tables: enough for what does not depend on how much there is."""


@pytest.fixture(scope="session")
def for_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes share that run these tests."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> locations.Content:
    """This checkout's content without the large tables."""
    root = tmp_path_factory.mktemp("content")
    for name in ("ontology", "queries"):
        (root / name).symlink_to(ROOT / name)
    for name in SMALL:
        shutil.copytree(ROOT / "seeds" / name, root / "seeds" / name)
    return locations.locate(root)


@pytest.fixture(scope="session")
def world(for_all: Path, small_content: locations.Content) -> World:
    """The graph of the small content."""
    return _built_once(small_content, for_all / "world")


@pytest.fixture(scope="session")
def whole_world(for_all: Path) -> World:
    """The graph of all of this checkout's content, as it is shipped."""
    return _built_once(locations.locate(ROOT), for_all / "whole-world")


def _built_once(content: locations.Content, data: Path) -> World:
    with data.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not data.is_dir():
            build(content, BuildSettings(data=data))
    return World(data)
