"""Tests reach this machine and nothing else: a call to the outside is a failing test, not a slow one.

The same guard stands in the subprocesses a test starts, by the sitecustomize in `no_network/`, so this file imports only
the standard library.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_connect, _connect_ex, _sendto, _getaddrinfo = (
    socket.socket.connect,
    socket.socket.connect_ex,
    socket.socket.sendto,
    socket.getaddrinfo,
)
LOCAL_NAMES = {"localhost", "localhost.localdomain", "ip6-localhost", socket.gethostname()}


class OutsideNetworkError(AssertionError):
    """A test tried to talk to something that is not this machine."""


def close_the_outside() -> None:
    """Puts the guard in place for this process; calling it again changes nothing."""

    def connect(self: socket.socket, address: Any) -> None:
        _check(self, address)
        return _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return _connect_ex(self, address)

    def sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _check(self, rest[-1])
        return _sendto(self, data, *rest)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        _check_host(host)
        return _getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
    socket.socket.sendto = sendto  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = getaddrinfo


def open_the_outside() -> None:
    socket.socket.connect = _connect  # type: ignore[method-assign]
    socket.socket.connect_ex = _connect_ex  # type: ignore[method-assign]
    socket.socket.sendto = _sendto  # type: ignore[method-assign]
    socket.getaddrinfo = _getaddrinfo


def _check(sock: socket.socket, address: Any) -> None:
    if sock.family in {socket.AF_INET, socket.AF_INET6}:
        _check_host(address[0])


def _check_host(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name in LOCAL_NAMES:
        return
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        address = None
    if address is None or not (address.is_loopback or address.is_unspecified):
        message = f"A test tried to reach {name}; tests talk to this machine only (use smtp_sink or webhook_sink)."
        raise OutsideNetworkError(message)
