"""TLS without a proxy: HTTP/1.1 and HTTP/2 over it, addresses that say so, and handshakes that never end."""

import contextlib
import json
import shutil
import socket
import subprocess
import time

import pytest

from .commands import Client, Served
from .strangers import PATIENCE
from .test_proxy import SAYING

ASK = "/sparql?query=ASK%7B%7D"


@pytest.fixture(scope="module")
def secure(certificate, token_file, tmp_path_factory):
    """A plain store that speaks TLS, and one who asks it."""
    data = tmp_path_factory.mktemp("secure") / "data"
    given = ["--tls-certificate", certificate, "--tls-key", certificate.parent / "key.pem"]
    plain = ["--empty", "--reasoning", "none", "--token-file", token_file]
    server = Served("--data", data, *given, *plain)
    assert server.scheme == "https"
    yield Client(f"https://127.0.0.1:{server.port}", certificate)
    server.stop()


def curl(client, certificate, *options, path=ASK):
    if shutil.which("curl") is None:
        pytest.skip("needs curl, as Debian's package curl")
    command = ["curl", "--silent", "--show-error", "--max-time", "30", "--cacert", str(certificate)]
    told = ["--write-out", "\n%{http_version} %{http_code}"]
    ran = subprocess.run(
        [*command, *told, *options, client.address + path], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    body, _, last = ran.stdout.rpartition("\n")
    return body, last.split()


@pytest.mark.parametrize(
    ("option", "version"),
    [("--http2", "2"), ("--http1.1", "1.1"), ("--no-alpn", "1.1")],
)
def test_each_version_of_the_protocol_is_spoken(secure, certificate, option, version):
    body, (spoken, status) = curl(secure, certificate, option)
    assert (json.loads(body)["boolean"], status) == (True, "200")
    assert spoken == version


@pytest.mark.parametrize("option", ["--http2", "--http1.1"])
def test_what_is_written_is_there(secure, certificate, option):
    graph = f"/graphs?graph=http://e/{option}"
    fields = ["--header", "Authorization: Bearer let-me-write", "--header", "Content-Type: text/turtle"]
    put = [*fields, "--request", "PUT", "--data", "<a:s> <a:p> 1 ."]
    assert curl(secure, certificate, option, *put, path=graph)[1][1] == "201"
    assert "<a:p>" in curl(secure, certificate, option, "--header", "Accept: text/turtle", path=graph)[0]


def test_every_address_says_that_it_is_secure(secure):
    for path in SAYING:
        text = secure.get(path, Accept="*/*").body.decode().replace("\\/", "/")
        assert secure.address in text, path
        assert "http://127.0.0.1" not in text, path


def test_who_speaks_without_tls_is_not_left_waiting(secure):
    port = int(secure.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(f"GET {ASK} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        with contextlib.suppress(ConnectionError):
            assert b"boolean" not in client.recv(1000)


def test_handshakes_that_never_end_hold_nobody_up(secure):
    port = int(secure.address.rpartition(":")[2])
    opened = [socket.create_connection(("127.0.0.1", port)) for _ in range(300)]
    try:
        for number, client in enumerate(opened):
            client.sendall(b"\x16\x03\x01\x02" * (number % 2))
        started = time.monotonic()
        assert secure.get(ASK, Accept="*/*").json()["boolean"]
        assert time.monotonic() - started < PATIENCE
    finally:
        for client in opened:
            client.close()


@pytest.mark.parametrize(
    "files", [("none.pem", "key.pem"), ("certificate.pem", "none.pem"), ("key.pem", "certificate.pem")]
)
def test_files_that_are_no_certificate_and_key_are_told(certificate, tmp_path, files):
    one, other = (certificate.parent / name for name in files)
    with pytest.raises(AssertionError) as refused:
        Served("--data", tmp_path / "data", "--empty", "--tls-certificate", one, "--tls-key", other)
    said = str(refused.value)
    assert ".pem" in said
    assert "Traceback" not in said
    assert "usage:" not in said


def test_a_certificate_without_its_key_is_refused(certificate, tmp_path):
    with pytest.raises(AssertionError) as refused:
        Served("--data", tmp_path / "data", "--empty", "--tls-certificate", certificate)
    assert "--tls-key" in str(refused.value)
    assert "unrecognized" not in str(refused.value)
