"""Jena's `RDFConnection` and RDF4J's `SPARQLRepository` as they come: what they write is there.

Java's HTTP client, which Jena uses, offers HTTP/2 by `Upgrade: h2c` with its first request, body and all.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "java"
SOURCE = PROJECT / "src" / "main" / "java" / "Clients.java"
CHECKS = re.findall(r'checks\.put\("([^"]+)"', SOURCE.read_text(encoding="utf-8"))
MAVEN = ["mvn", "--batch-mode", "--quiet"]
COMPILE = ["compile", "dependency:build-classpath", "-Dmdep.outputFile=classpath"]
UNREACHED = re.compile(
    r"Could not (transfer|resolve)|Cannot access|UnknownHost|in offline mode", re.IGNORECASE
)


@pytest.fixture(scope="module")
def clients(tmp_path_factory):
    """The command that runs the clients in Java; skips where they cannot be built."""
    for program in ("mvn", "java", "javac"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}, as Debian's packages maven and default-jdk-headless")
    project = shutil.copytree(PROJECT, tmp_path_factory.mktemp("java") / "project")
    # What was fetched once is taken from ~/.m2; asking whether there is more takes longer than compiling.
    for options in (["--offline"], []):
        built = subprocess.run(
            [*MAVEN, *options, *COMPILE],
            cwd=project,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if built.returncode == 0:
            return [
                "java",
                "-cp",
                f"{project}/target/classes:{(project / 'classpath').read_text()}",
                "Clients",
            ]
    if UNREACHED.search(built.stdout + built.stderr):
        pytest.skip("needs a repository of Maven's to fetch Jena and RDF4J from")
    raise AssertionError(built.stdout + built.stderr)


@pytest.fixture(scope="module")
def seen(clients, plain):
    """What each check in Java saw, by its name."""
    ran = subprocess.run(
        [*clients, f"http://127.0.0.1:{plain.port}", "let-me-write"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return dict(line.split("\t", 1) for line in ran.stdout.splitlines())


@pytest.mark.parametrize("check", CHECKS)
def test_a_client_in_java_reads_and_writes(seen, check):
    assert seen[check] == "ok"
