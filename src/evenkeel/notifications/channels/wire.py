"""The wire under a call: one deadline for all of it, a note of the first byte written, and places it does not lead to.

The name is resolved once and the address that was looked at is the one that is called, so that a name cannot change its
mind between the look and the call.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Where a cloud keeps its machines' keys; some lie outside the link-local range.
_METADATA = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192")))


class ForbiddenPlace(Exception):
    """An address that a person typed leads where the desk does not go."""


class Wire(httpcore.SyncBackend):
    """Good for one call."""

    def __init__(self, within: float, *, guarded: bool) -> None:
        self.until = time.monotonic() + within
        self.guarded = guarded
        self.written = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception = httpcore.ConnectError("the name leads nowhere")
        for place in self._places(host, port):
            try:
                stream = super().connect_tcp(place, port, self.left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _Stream(stream, self)
        raise problem

    def left(self, timeout: float | None) -> float:
        rest = self.until - time.monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout("the time for this call is up")
        return rest if timeout is None else min(rest, timeout)

    def _places(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the name was not found") from error
        places = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if self.guarded:
            for place in places:
                if because := forbidden(ipaddress.ip_address(place.partition("%")[0])):
                    raise ForbiddenPlace(because)
        return places[:4]


class _Stream(httpcore.NetworkStream):
    """The deadline holds for every single read and write; a server that drips has no more time than one that is silent."""

    def __init__(self, stream: httpcore.NetworkStream, wire: Wire) -> None:
        self.stream, self.wire = stream, wire

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.wire.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self.wire.left(timeout)
        self.wire.written = self.wire.written or bool(buffer)
        self.stream.write(buffer, left)

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self.stream.start_tls(ssl_context, server_hostname, self.wire.left(timeout)), self.wire)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def forbidden(address: Address) -> str:
    """Why an address that a person typed is not called; empty if it may be."""
    inner = _inside(address)
    if inner in _METADATA or inner.is_link_local:
        return "addresses of the link itself, where clouds keep their keys, are never called"
    if inner.is_unspecified or inner.is_multicast or (inner.is_reserved and inner.version == 4):
        return "this is no address of a server"
    if not settings.PRIVATE_NETWORKS and not inner.is_global:
        return "addresses inside this network are not called while EVENKEEL_PRIVATE_NETWORKS is 0"
    return ""


def _inside(address: Address) -> Address:
    """The IPv4 address that an IPv6 one may carry: mapped, 6to4, or through a translator."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
