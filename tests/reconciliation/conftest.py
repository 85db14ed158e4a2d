from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bilateral.names.graph_names import GraphNames
from bilateral.reconciliation.catalogue import Catalogue

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def catalogue(world):
    """What there is to reconcile with in the graph of this checkout."""
    return Catalogue(GraphNames(world.snapshot))


@pytest.fixture(scope="session")
def address(world, small_content):
    """The address of the real service over the graph of this checkout."""
    content, data = ("--content", str(small_content.root)), ("--data", str(world.data))
    command = [sys.executable, "-m", "bilateral", "serve", *content, *data]
    with subprocess.Popen([*command, "--port", "0"], stderr=subprocess.PIPE, text=True) as process:
        try:
            lines = iter(process.stderr.readline, "")
            ready = next(filter(None, (re.search(r"ready at (http://\S+)", line) for line in lines)))
            # What a busy machine takes to start is not what is tested.
            urllib.request.urlopen(f"{ready[1]}/reconcile", timeout=200).close()
            yield f"{ready[1]}/reconcile"
        finally:
            process.terminate()
