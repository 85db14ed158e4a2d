"""Servers as the command line starts them, and nginx in front."""

import re
import ssl
import subprocess
import sys
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from .conftest import Answer, Server

READY = re.compile(r"bilateral: ready at (https?)://127.0.0.1:(\d+)")


class Served(Server):
    """`bilateral serve` with options."""

    def __init__(self, *options):
        command = [sys.executable, "-m", "bilateral", "serve", "--port", "0", *map(str, options)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        said = []
        for line in self.process.stderr:
            said.append(line)
            if ready := READY.match(line):
                self.scheme, self.port = ready[1], int(ready[2])
                return
        self.stop()
        raise AssertionError("".join(said))


class Client:
    """One who asks at an address from an address of his own."""

    def __init__(self, address, certificate=None, source="127.0.0.1"):
        """Know where to ask.

        Args:
            address: that names and paths begin with; it is looked for on this machine.
            certificate: that is trusted; None for HTTP without TLS.
            source: an address of this machine.
        """
        self.address, self._source = address, source
        self._host, self._port = urlsplit(address).netloc, urlsplit(address).port
        self._prefix = urlsplit(address).path
        self._trust = ssl.create_default_context(cafile=certificate) if certificate else None

    def request(self, method, path, body=None, **headers):
        """Return what is answered.

        Args:
            method: of the request.
            path: below the prefix of the address; or an address that begins as this one does.
            body: bytes.
            headers: with underscores for hyphens.
        """
        kind, options = (HTTPSConnection, {"context": self._trust}) if self._trust else (HTTPConnection, {})
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        path = path.removeprefix(self.address) if path.startswith("http") else path
        connection = kind("127.0.0.1", self._port, timeout=60, source_address=(self._source, 0), **options)
        try:
            connection.request(method, self._prefix + path, body, {"Host": self._host, **given})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **headers):
        return self.request("GET", path, **headers)
