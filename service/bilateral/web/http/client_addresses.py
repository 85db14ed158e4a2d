"""The address of a request and of its client, behind trusted proxies by their headers.

Source: RFC 7239 (Forwarded); RFC 9110, section 7.2 (Host); RFC 3986, section 3.2.2.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST: Final = re.compile(
    r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2}){0,252})(?::(\d{1,5}))?\Z"
)
_MOST_PORT: Final = 65535
_QUOTED: Final = r'"(?:\\.|[^"\\])*"'
_ELEMENT: Final = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PAIR: Final = re.compile(rf"\s*([A-Za-z]+)=({_QUOTED}|[^;\s]*)\s*(?:;|\Z)")
_SCHEMES: Final = frozenset({"http", "https"})


class RequestAddress(NamedTuple):
    """The address of a request as its client sees it, and the client's own."""

    scheme: str  # http or https
    host: str  # with the port unless it is the scheme's default
    client: str


class Proxies:
    """The trusted proxies, and the public origin of the service."""

    def __init__(self, trusted: Sequence[str] = (), public: str = "") -> None:
        """Trust proxies, and replace the origin of every request.

        Args:
            trusted: addresses or networks; `unix` for proxies that connect by a socket file.
            public: the origin; "" to keep that of the request.

        Raises:
            ValueError: a network or the origin is malformed.
        """
        self._unix = "unix" in trusted
        self._networks: list[Network] = [
            ipaddress.ip_network(each, strict=False) for each in trusted if each != "unix"
        ]
        scheme, _, host = public.rstrip("/").partition("://")
        if public and (scheme not in _SCHEMES or not is_host(host)):
            raise ValueError(f"{public!r} is no origin: write https://example.org, without a path")
        self._scheme, self._host = (scheme, host) if public else ("", "")

    def address(self, scheme: str, peer: str, headers: Mapping[str, str]) -> RequestAddress:
        """Return the address of a request.

        Args:
            scheme: of the connection.
            peer: the address at the other end of the connection, "" if it has none.
            headers: by name in lower case; repeated ones are joined by commas.

        Raises:
            BadRequest: the host is malformed.
        """
        host, client = headers.get("host", ""), peer
        if (self._networks or self._unix) and self._trusts(peer):
            said = _forwarded(headers)
            client = self._client(peer, said)
            scheme, host = said.scheme or scheme, said.host or host
        scheme, host = self._scheme or scheme, self._host or host
        if host and not is_host(host):
            raise BadRequest("Host is no name of a host")
        return RequestAddress(scheme, host, client)

    def _trusts(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer.removeprefix("::ffff:"))
        except ValueError:
            return self._unix and not peer
        return any(address in network for network in self._networks)

    def _client(self, peer: str, said: _Forwarded) -> str:
        """Return the last address that is not a trusted proxy's."""
        for address in reversed(said.clients):
            if not self._trusts(address):
                return address
        return said.clients[0] if said.clients else peer


class _Forwarded(NamedTuple):
    clients: list[str]  # from the client to the last proxy
    scheme: str
    host: str


@functools.lru_cache(maxsize=1024)
def is_host(text: str) -> bool:
    """Return whether a text is a host, with a port or without."""
    found = _HOST.match(text)
    if not found or int(found[1] or 0) > _MOST_PORT:
        return False
    try:
        # Other libraries decode an international name later.
        return "xn--" not in text.lower() or bool(text.partition(":")[0].encode().decode("idna"))
    except UnicodeError:
        return False


def _forwarded(headers: Mapping[str, str]) -> _Forwarded:
    """Return what a trusted proxy says, by Forwarded or by X-Forwarded-*."""
    if "forwarded" in headers:
        elements = [dict(_pairs(element)) for element in _ELEMENT.findall(headers["forwarded"])]
        last = elements[-1] if elements else {}
        clients = [_bare(element["for"]) for element in elements if "for" in element]
        return _Forwarded(clients, _scheme(last.get("proto", "")), last.get("host", ""))
    clients = [_bare(each) for each in _listed(headers.get("x-forwarded-for", ""))]
    hosts, schemes = (_listed(headers.get(f"x-forwarded-{part}", "")) for part in ("host", "proto"))
    return _Forwarded(clients, _scheme(schemes[-1] if schemes else ""), hosts[-1] if hosts else "")


def _pairs(element: str) -> Iterable[tuple[str, str]]:
    return ((name.lower(), value.strip('"')) for name, value in _PAIR.findall(element))


def _listed(field: str) -> list[str]:
    return [each.strip() for each in field.split(",") if each.strip()]


def _scheme(text: str) -> str:
    return text.lower() if text.lower() in _SCHEMES else ""


def _bare(node: str) -> str:
    """Return an address without brackets and port."""
    if node.startswith("["):
        return node[1:].partition("]")[0]
    return node.partition(":")[0] if node.count(":") == 1 else node
