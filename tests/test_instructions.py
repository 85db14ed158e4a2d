"""What the documents tell a reader to do can be done: every command, path and address that they name."""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import pytest

from bilateral.cli.commands import COMMANDS
from bilateral.cli.option_parser import parser

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    # Copies try what extending.md adds, and tests of mappings what datasets.md says.
    *sorted(
        set(ROOT.glob("docs/**/*.md")) - {ROOT / "docs" / f"{name}.md" for name in ("extending", "datasets")}
    ),
    *sorted(ROOT.glob("deploy/*.md")),
    *sorted(ROOT.glob("queries/**/*.md")),
]
TOLD = "http://127.0.0.1:8000"
"""Where the documents say that the server is."""
TOKEN = "let-me-write"

INSTALLS = {
    "python3 -m venv .venv": "python3 -m venv .venv",
    ".venv/bin/pip install -e '.[test]'": "-e '.[test]'",
    ".venv/bin/pip install .": "install_command",
    ".venv/bin/pytest": "test_command",
    "apt-get install chromium": "chromium",
    **{
        f".venv/bin/{each}": each
        for each in ("ruff check .", "ruff format --check .", "mypy", "lint-imports")
    },
}
"""What installs, checks and tests is what .ci/run runs; the text by which it does."""
ELSEWHERE = {
    "bilateral link propose": "tests/linking/test_commands.py",
    "bilateral link accept": "tests/linking/test_commands.py",
    "bilateral link reject": "tests/linking/test_commands.py",
    "bilateral enrich": "tests/linking/test_commands.py",
    **{
        f"bilateral merge {step}": "tests/ingest/test_merge_commands.py"
        for step in ("accept", "reject", "undo", "export")
    },
    **{
        f"bilateral ingest {step}": "tests/cli/test_ingest_commands.py"
        for step in ("show", "accept", "reject", "later", "undo", "finish", "export")
    },
    "bilateral ingest read ADDRESS": "tests/ingest/reading/test_page_download.py",
    "curl -s http://127.0.0.1:8000/sparql -H 'Accept: text/csv' "
    "--data-urlencode query@queries/federation/01-our-officials-with-their-birthplaces.rq": (
        "tests/linking/test_federation.py"
    ),
    "python3 -m venv /opt/bilateral": "tests/deploy/test_deploy.py",
    "/opt/bilateral/bin/pip install .": "tests/deploy/test_deploy.py",
    "cp deploy/bilateral.service /etc/systemd/system/": "tests/deploy/test_deploy.py",
    "systemctl daemon-reload": "tests/deploy/test_deploy.py",
    "systemctl enable --now bilateral": "tests/deploy/test_deploy.py",
    "docker build -f deploy/Dockerfile -t bilateral .": "tests/deploy/test_deploy.py",
    "docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 12g "
    "--pids-limit 512 -v bilateral:/var/lib/bilateral -p 127.0.0.1:8000:8000 bilateral": (
        "tests/deploy/test_deploy.py"
    ),
}
"""What needs Wikidata, systemd, a container or a draft, and the tests that go as far with it as can be."""
VALUES = {
    "TEXT": "report.txt --undated",
    "FILE …": "xi-lavrov-2025-07-15.ttl",
    "S P O": "state/CHN rdf:type bil:State",
    "NAME|MAPPING.json FILE": "us-visits 1900.xml",
    "us-visits FILE": "us-visits 1900.xml",
    "--guess FILE": "--guess my-treaties.csv --kind treaty -o guessed.json",
    "FILE": "xi-lavrov-2025-07-15.ttl",
    "OUT.nt": "out.nt",
    "/var/lib/bilateral": "data",
    "ONE OTHER": "current current",
    "snapshot NAME": "snapshot kept",
}
"""What stands for a placeholder, in this order; a file of facts is named after the document they are from."""
_TWO = "meeting/one meeting/other"
MORE = {
    "link accept": "place/tashkent Q269 --author somebody",
    "link reject": "place/tashkent Q1 --author somebody",
    "merge accept": f"{_TWO} --author somebody",
    "merge reject": f"{_TWO} --author somebody",
    "merge undo": _TWO,
    "merge export": "-o replaced.csv",
    "ingest export": "-o exported",
    "ingest finish": "a-draft",
    "ingest show": "a-draft",
    **{f"ingest {step}": "a-draft s1" for step in ("accept", "reject", "later", "undo")},
}
"""What a step of a command needs besides."""
STEPS = {"ingest": ("read", "accept", "export")}
"""Steps of a command whose options documents name."""
ADDRESSES = {
    "/page/document/SLUG/feed.atom": "/page/document/xi-lavrov-2025-07-15/feed.atom",
    "/id/…": "/id/state/CHN",
    "&format=csv": "/sparql?query=SELECT%20*%20%7B%7D&format=csv",
    **{
        f"…/graph/{name}": "/graphs?graph=" + quote(f"https://w3id.org/bilateral/graph/{name}", safe="")
        for name in ("inferred", "provenance", "links", "ontology")
    },
    **{
        f"/snapshots/NAME{rest}": f"/snapshots/kept{rest}"
        for rest in (
            "",
            "/dataset.nq.gz",
            "/dcat.jsonld",
            "/datacite.json",
            "/croissant.json",
            "/CITATION.cff",
            "/sparql",
        )
    },
    "DELETE /documents/SLUG": "DELETE /documents/xi-lavrov-2025-07-15",
}
"""What stands for an address with a gap in it."""
OF_THE_MACHINE = {
    "/etc/bilateral/tokens": "deploy/bilateral.service.d/writing.conf",
    "/var/lib/bilateral/replaced": "deploy/Dockerfile",
    "/etc/systemd/system/bilateral.service.d/": "deploy/README.md",
}
"""Paths of a machine that serves, and the file that agrees; the last is systemd's own."""
ABSENT = frozenset({"../shared"})
"""Paths that need not be there."""
WORDS = frozenset(
    {
        "Accept: application/json",
        "Authorization: Bearer",
        "Authorization: Bearer TOKEN",
        '{"do": "accept", "suggestion": "s1"}',
        "path:line: reason",
        "https://w3id.org/bilateral/id/{type}/{slug}",
        "https://bilateral.example/sparql",
        "http://www.wikidata.org/entity/Q…",
    }
)
"""What has a space or a slash in it and is neither command, path nor address."""
PROGRAMS = frozenset(
    {"bilateral", "oxigraph", "apt-get", "python", "python3", "pip", "curl", "docker", "git"}
)
PICTURES = ""  # the language of a fence that is none

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_SUFFIX = re.compile(r"\.(?:md|rq|csv|toml|ttl|py|conf|service|sh|yaml|yml|json|tsv)$")


class Said(NamedTuple):
    """Something that a document says.

    Attributes:
        document: its path in the checkout.
        text: what stands there.
        around: the paragraph or row that it stands in.
    """

    document: str
    text: str
    around: str = ""


def fences(*languages):
    """Return what stands in fences of some languages."""
    return [
        Said(str(path.relative_to(ROOT)), text)
        for path in DOCUMENTS
        for language, text in _FENCE.findall(path.read_text("utf-8"))
        if language in languages
    ]


def spans():
    """Return what is set as code in running text, alternatives in a table cell as they are."""
    return [
        Said(str(path.relative_to(ROOT)), text.replace("\\|", "|"), around)
        for path in DOCUMENTS
        for around in re.split(r"\n(?=\n|\||- |#)", _FENCE.sub("", path.read_text("utf-8")))
        for text in _SPAN.findall(around)
    ]


def lines(text):
    """Return the commands of a script: a quotation or a backslash takes a command to the next line."""
    found, begun = [], ""
    for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines():
        begun += line
        try:
            shlex.split(begun)
        except ValueError:
            begun += "\n"
            continue
        found.append(begun)
        begun = ""
    assert not begun, f"a quotation does not end: {begun}"
    return [part for line in found if line and not line.startswith("#") for part in line.split(" && ")]


def kind(text):
    """Return what a span is: command, option, path, address or word; None for what nobody listed."""
    if text in WORDS:
        return "word"
    if text in ADDRESSES or (text.startswith("/") and text not in OF_THE_MACHINE) or text.startswith(TOLD):
        return "address"
    if text.startswith("-"):
        return "option"
    if text.split()[0] in PROGRAMS and " " in text:
        return "command"
    if " " not in text and ("/" in text or _SUFFIX.search(text)):
        return "path"
    return None if " " in text or "/" in text else "word"


def of_kind(wanted):
    return list(dict.fromkeys(said for said in spans() if kind(said.text) == wanted))


def commands():
    """Return every command, one for each alternative."""
    found = [Said(each.document, line) for each in fences("bash") for line in lines(each.text)]
    for said in of_kind("command"):
        head, _, last = said.text.rpartition(" ")
        found += [said._replace(text=f"{head} {each}", around="") for each in last.split("|")]
    return list(dict.fromkeys(found))


def is_ours(command):
    return Path(command.split()[0]).name == "bilateral"


def name(said):
    return f"{said.document}: {' '.join(said.text.split())[:60]}" if isinstance(said, Said) else None


def ours(where=lambda _: True):
    found = [said for said in commands() if is_ours(said.text) and said.text not in ELSEWHERE]
    return pytest.mark.parametrize("said", [said for said in found if where(said.text)], ids=name)


@pytest.fixture(scope="session")
def place(world, small_content, tmp_path_factory):
    """A folder with what a reader has: the content, an environment, a store, files of one's own."""
    folder = tmp_path_factory.mktemp("reader")
    for name in ("ontology", "seeds", "queries"):
        shutil.copytree(small_content.root / name, folder / name)
        # Of the small content the competency questions have other answers than those beside them.
        shutil.copytree(folder / name, folder / "checked" / name, ignore=shutil.ignore_patterns("competency"))
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    (folder / ".venv").symlink_to(sys.prefix)
    shutil.copytree(world.data, folder / "data", symlinks=True)
    text = "<https://w3id.org/bilateral/id/place/reader> a <https://w3id.org/bilateral/ns#Place> ;\n"
    text += '<http://www.w3.org/2000/01/rdf-schema#label> "Reader"@en .\n'
    for name in ("xi-lavrov-2025-07-15.ttl", "data.ttl"):
        (folder / name).write_text(text)
    for name in ("us-visits/example/1900.xml", "treaties/example/my-treaties.csv"):
        shutil.copy(ROOT / "datasets" / name, folder)
    (folder / "more.rq").write_text("ASK {}")
    (folder / "report.txt").write_text("Sergey Lavrov met Wang Yi in Beijing on 13 July 2025.\n")
    return folder


@pytest.fixture(scope="session")
def start(place):
    """Return what starts a server and gives its address; all are stopped at the end."""
    started = []

    def start_(command):
        process = subprocess.Popen(
            ["bash", "-c", f"exec {command} --port 0"],
            cwd=place,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        told = []
        for line in process.stderr:
            told.append(line)
            if ready := re.search(r"ready at (http://\S+)", line):
                return ready[1]
        pytest.fail(f"{command}: {''.join(told)}")

    yield start_
    for process in started:
        process.send_signal(signal.SIGTERM)
    for process in started:
        process.wait(30)
        process.stderr.close()


@pytest.fixture(scope="session")
def base(world, place, start):
    """The address of a server of the content that takes writes.

    Its store is the built one, and not what other commands have made of `data` by now.
    """
    shutil.copytree(world.data, place / "served", symlinks=True)
    run(place, "bilateral snapshot kept --data served")
    (place / "tokens").write_text(f"reader:write:{TOKEN}\n")
    return start("bilateral serve --data served --token-file tokens")


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    """The address of an engine of another make."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("engine")
    command = [
        Path(sys.prefix) / "bin/oxigraph",
        "serve",
        "--location",
        folder,
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def environment():
    return {**os.environ, "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}"}


def run(place, command):
    """Run a command as a reader would, and return what it printed."""
    ended = subprocess.run(
        ["bash", "-c", command],
        cwd=place,
        env=environment(),
        input="ASK {}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def filled(command, tmp_path):
    """Return a command with values for what stands for them."""
    if re.search(r"bilateral query FILE", command):
        command = command.replace("FILE", "more.rq")
    command = re.sub(r"\bDIR\b", str(tmp_path / "saved"), command.replace("[", "").replace("]", ""))
    for placeholder, value in VALUES.items():
        command = command.replace(placeholder, value)
    step = " ".join(command.split()[1:3])
    return f"{command} {MORE[step]}" if step in MORE else command


def with_own_store(command, tmp_path):
    """Return a command that builds with a store that no other test reads, from the content of the folder."""
    if re.search(r"\bbilateral build\b|--empty|--store", command):
        return f"{command} --data {tmp_path / 'built'} --content ."
    return f"{command} --content checked" if re.search(r"\bbilateral check\b", command) else command


@ours(lambda text: " serve" not in text or "--help" in text)
def test_a_command_does_what_it_is_named_for(place, tmp_path, said):
    if " restore " in said.text:
        run(place, f"bilateral backup {tmp_path / 'saved'}")
    run(place, with_own_store(filled(said.text, tmp_path), tmp_path))


@ours(lambda text: " serve" in text and "--help" not in text)
def test_a_server_starts_as_is_said(start, engine, tmp_path, said):
    command = with_own_store(filled(said.text, tmp_path), tmp_path).replace("http://host:7878", engine)
    address = urlsplit(start(command))
    assert ask(address.netloc, "GET", "/ready")[0] == 200


@pytest.mark.parametrize(
    "said",
    [said for said in commands() if said.text.startswith("curl") and said.text not in ELSEWHERE],
    ids=name,
)
def test_what_is_asked_with_curl_is_answered(place, base, said):
    if not shutil.which("curl"):
        pytest.skip("needs curl")
    assert TOLD in said.text
    assert len(run(place, f"{said.text.replace(TOLD, base)} --fail").splitlines()) > 1


@pytest.mark.parametrize("said", fences("python"), ids=name)
def test_a_program_runs(place, base, said):
    (place / "program.py").write_text(said.text.replace(TOLD, base))
    run(place, ".venv/bin/python program.py")


def test_every_command_is_one_that_is_run():
    known = {said.text for said in commands() if is_ours(said.text) or said.text.startswith("curl")}
    known |= {*INSTALLS, *ELSEWHERE, "oxigraph serve"}
    assert [said for said in commands() if said.text not in known] == []


def test_what_installs_and_tests_is_what_ci_runs():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    told = {said.text for said in commands()}
    assert {
        command: text for command, text in INSTALLS.items() if command not in told or text not in script
    } == {}


@pytest.mark.parametrize("variable", ["install_command", "test_command"])
def test_ci_runs_what_the_readme_says(variable):
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    taken = re.search(rf"^{variable}=.*$", script, re.MULTILINE)
    ended = subprocess.run(
        ["bash", "-c", f'{taken[0]}\necho "${variable}"'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = [said.text for said in fences("bash") if said.document == "README.md"]
    assert ended.stdout.strip()
    assert any(text.startswith(ended.stdout.strip()) for text in told)


@pytest.mark.parametrize(("command", "test"), ELSEWHERE.items(), ids=lambda text: text[:40])
def test_what_is_run_elsewhere_is_still_told_and_takes_what_is_there(command, test):
    assert command in {said.text for said in commands()}
    assert (ROOT / test).is_file()
    if is_ours(command):
        parser().parse_args(shlex.split(filled(command, Path()))[1:])
    named = re.findall(r"(?:^|[ @])((?:deploy|queries|seeds|ontology)/\S+)", command)
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("said", of_kind("option"), ids=name)
def test_an_option_is_one_of_the_commands_that_are_named_beside_it(said):
    named = re.findall(r"\bbilateral (\w+)", said.around)
    candidates = [command for command in COMMANDS if command in named] or list(COMMANDS)
    taken = {command: options(command) for command in candidates}
    flag = said.text.split()[0]
    assert any(flag in found for found in taken.values()), taken


@functools.cache
def options(command):
    """Return the options that a command says it takes, those of its steps too."""
    found = set()
    for step in ((), *((step,) for step in STEPS.get(command, ()))):
        with contextlib.redirect_stdout(io.StringIO()) as told, pytest.raises(SystemExit):
            parser().parse_args([command, *step, "--help"])
        found |= set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", told.getvalue()))
    return found


@pytest.mark.parametrize("said", of_kind("path"), ids=name)
def test_a_path_is_there(said):
    if said.text in OF_THE_MACHINE:
        assert Path(said.text).parts[1:3]
        return
    folder = (
        _SPAN.search(said.around)[1] if said.around.startswith("\n|") or said.around.startswith("|") else ""
    )
    bases = (ROOT, (ROOT / said.document).parent, ROOT / "service" / "bilateral", ROOT / folder)
    found = [each / said.text for each in bases if (each / said.text).exists()]
    assert found or said.text in ABSENT
    assert not said.text.endswith("/") or found[0].is_dir()


@pytest.mark.parametrize(("path", "document"), OF_THE_MACHINE.items())
def test_a_path_of_the_machine_is_that_of_the_files_for_it(path, document):
    assert path in {said.text for said in spans()}
    assert path.removesuffix("/replaced") in (ROOT / document).read_text("utf-8")


def addresses():
    """Return the local addresses that are named: in running text, in angle brackets and in scripts."""
    found = of_kind("address")
    for path in DOCUMENTS:
        named = re.findall(rf"{re.escape(TOLD)}[^\s\"'`>);]*", path.read_text("utf-8"))
        found += [Said(str(path.relative_to(ROOT)), address) for address in named]
    return list({said[:2]: said for said in found}.values())


@pytest.mark.parametrize("said", addresses(), ids=name)
def test_an_address_is_answered(base, said):
    method, _, path = ADDRESSES.get(said.text, said.text).removeprefix(TOLD).rpartition(" ")
    status, headers = ask(urlsplit(base).netloc, method or "GET", path or "/")
    assert (
        status in {200, 303}
        or (status, path) == (400, "/graphs")
        or (status == 405 and "POST" in headers["allow"])
    )
    if "format=csv" in path:
        assert headers["content-type"].startswith("text/csv")


def ask(host, method, path):
    """Return status and headers of an answer."""
    connection = http.client.HTTPConnection(host, timeout=60)
    try:
        connection.request(method, path, headers={"Authorization": f"Bearer {TOKEN}"})
        response = connection.getresponse()
        response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


def test_nothing_is_set_as_code_that_is_not_known_for_what_it_is():
    assert [said for said in spans() if kind(said.text) is None] == []
    languages = {each for path in DOCUMENTS for each, _ in _FENCE.findall(path.read_text("utf-8"))}
    assert languages <= {"bash", "python", "nginx", PICTURES}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a 'b\nc' \\\n  d", ["a 'b\nc' d"]),
        ("a && b\nc", ["a", "b", "c"]),
        ("# comment\n\na \\\n  b", ["a b"]),
    ],
)
def test_a_command_may_take_several_lines(text, found):
    assert lines(text) == found
