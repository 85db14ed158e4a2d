"""What is said about running it for others is what the command line takes and what the checkout holds."""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bilateral.cli.option_parser import parser

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "bilateral.service"
DROP_INS = sorted((DEPLOY / "bilateral.service.d").glob("*.conf"))
DATA = "/var/lib/bilateral"
HARDENED = {
    "DynamicUser": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "SystemCallErrorNumber": "EPERM",
    "StateDirectory": "bilateral",
    "LimitCORE": "0",
    "OOMPolicy": "continue",
    "UMask": "0077",
}


def settings(*paths):
    """Return the values of each setting of a unit and what is dropped in after it."""
    found = {}
    for path in paths:
        for line in path.read_text().splitlines():
            name, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                found[name] = [*found.get(name, []), value] if value else [""]
    return found


def command(found):
    """Return the arguments of what a unit starts, its variables replaced as systemd does."""
    given = [part for text in found.get("Environment", []) for part in shlex.split(text)]
    values = dict(each.split("=", 1) for each in given)
    (line,) = [each for each in found["ExecStart"] if each]
    line = re.sub(r"\$([A-Z]+)", lambda match: values.get(match[1], ""), line)
    return line.replace("%d", "/run/credentials/bilateral.service").split()


def served(arguments):
    options = parser().parse_args(arguments)
    assert (options.command, str(options.data), options.port) == ("serve", DATA, 8000)
    return options


@pytest.mark.parametrize("dropped", [(), *((each,) for each in DROP_INS), DROP_INS])
def test_the_unit_starts_what_the_command_line_takes(dropped):
    program, *arguments = command(settings(UNIT, *dropped))
    options = served(arguments)
    assert (program, options.host) == ("/opt/bilateral/bin/bilateral", "127.0.0.1")
    names = {each.stem for each in dropped}
    assert (options.token_file is not None, bool(options.services)) == (
        "writing" in names,
        "federation" in names,
    )


def test_the_unit_confines_what_it_starts():
    found = settings(UNIT)
    assert {name: found[name][-1] for name in HARDENED} == HARDENED
    assert "User" not in found
    assert re.fullmatch(r"\d+G", found["MemoryMax"][0])


def instructions():
    """Return the instructions of the Dockerfile: names and what follows them."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def test_the_container_is_built_from_what_is_there():
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    sources = [
        source
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    assert set(sources) == {line[1:] for line in ignored if line.startswith("!")}
    assert all((ROOT / source).exists() for source in sources)
    included = re.findall(
        r'^"(\w+)" = "bilateral/_content', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
    )
    assert {*included, "service", "pyproject.toml"} <= set(sources)


def test_the_container_starts_what_the_command_line_takes():
    last = dict(instructions())
    program = json.loads(last["ENTRYPOINT"])
    options = served(json.loads(last["CMD"]))
    assert (program, options.host) == (["/opt/bilateral/bin/bilateral"], "0.0.0.0")
    assert (last["VOLUME"], last["EXPOSE"]) == (DATA, str(options.port))


def test_the_container_has_no_root_and_no_moving_base():
    found = instructions()
    users = [rest for name, rest in found if name == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    images = [rest.split()[0] for name, rest in found if name == "FROM"]
    assert all(re.fullmatch(r"python:\d+\.\d+-slim-\w+", image) for image in images)
    assert not [name for name, _ in found if name in {"ADD", "MAINTAINER"}]
    assert "/ready" in dict(found)["HEALTHCHECK"]


def test_the_configuration_of_nginx_is_one(tmp_path):
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not nginx or not shutil.which("openssl"):
        pytest.skip("needs nginx and openssl, as Debian's packages nginx-light and openssl")
    key = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=graph.example.org"]
    files = ["-keyout", tmp_path / "graph.key", "-out", tmp_path / "graph.pem"]
    subprocess.run([*key, *files], check=True, capture_output=True)
    block = (DEPLOY / "README.md").read_text("utf-8").partition("```nginx\n")[2].partition("```")[0]
    server = block.replace("/etc/ssl/", f"{tmp_path}/").replace("listen 443", "listen 127.0.0.1:8443")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {server} }}"
    )
    told = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
