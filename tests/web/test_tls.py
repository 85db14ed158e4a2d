"""HTTPS and HTTP/2 without a proxy."""

import json
import shutil
import ssl
import subprocess
import urllib.request

import pytest

from bilateral import store
from bilateral.errors import InputError
from bilateral.web import Settings, serve


@pytest.fixture(scope="module", params=["rsa:2048", "ec"])
def certificate(request, tmp_path_factory):
    """A certificate for this machine and its key, made for the test."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl, which is absent")
    folder = tmp_path_factory.mktemp("tls")
    kind = ["-pkeyopt", "ec_paramgen_curve:prime256v1"] if request.param == "ec" else []
    command = ["openssl", "req", "-x509", "-newkey", request.param, *kind, "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture(scope="module")
def secure(start, certificate, tmp_path_factory):
    data = tmp_path_factory.mktemp("secure") / "data"
    store.build(data, [])
    return start(data=data, tls_certificate=certificate[0], tls_key=certificate[1])


def test_every_address_of_a_server_with_a_certificate_is_https(secure, certificate):
    trusting = ssl.create_default_context(cafile=certificate[0])
    base = f"https://127.0.0.1:{secure.port}"
    with urllib.request.urlopen(f"{base}/reconcile", context=trusting) as answer:
        assert json.load(answer)["view"]["url"].startswith(base)
    wanted = urllib.request.Request(f"{base}/sparql", headers={"Accept": "application/n-triples"})
    with urllib.request.urlopen(wanted, context=trusting) as answer:
        assert f"<{base}/sparql>".encode() in answer.read()


def test_it_speaks_http_2(secure, certificate):
    if not shutil.which("curl"):
        pytest.skip("needs curl, which is absent")
    command = ["curl", "-s", "--http2", "--cacert", certificate[0], "-w", "%{http_version}"]
    asked = subprocess.run(
        [*command, f"https://127.0.0.1:{secure.port}/sparql?query=ASK%7B%7D&format=json"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert asked.stdout.endswith('"boolean":true}2')


def test_what_is_no_certificate_is_refused_by_name(tmp_path):
    (tmp_path / "no.pem").write_text("no certificate")
    with pytest.raises(InputError, match=r"no\.pem: no certificate with the key"):
        serve(Settings(tmp_path, tls_certificate=tmp_path / "no.pem", tls_key=tmp_path / "no.pem"))
    with pytest.raises(InputError, match="give both or none"):
        serve(Settings(tmp_path, tls_certificate=tmp_path / "no.pem"))
