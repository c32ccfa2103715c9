"""A session of `requests` whose connections are made only after the resolved address was checked. Loaded when somebody calls out."""

import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from ledgerhouse.foundation.outgoing import REDIRECTS, TIMEOUT, reachable


def connect(connection: Any) -> socket.socket:
    """Connect to the first address of the host that answers, all of them checked: resolve once, check, connect to what was checked."""
    problem: OSError | None = None
    try:
        places = (
            socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
            if connection.host in connection.allowed
            else reachable(connection.host, connection.port)
        )
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error
    for family, kind, protocol, _name, place in places:
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(connection.timeout if isinstance(connection.timeout, int | float) else TIMEOUT[0])
            made.connect(place)
        except OSError as error:
            made.close()
            problem = error
        else:
            return made
    raise NewConnectionError(connection, str(problem)) from problem


class GuardedHTTP(HTTPConnection):
    """A plain connection."""

    allowed: frozenset[str] = frozenset()

    def _new_conn(self) -> socket.socket:
        return connect(self)


class GuardedHTTPS(HTTPSConnection):
    """A connection with TLS; its certificate is checked against the host's name as ever."""

    allowed: frozenset[str] = frozenset()

    def _new_conn(self) -> socket.socket:
        return connect(self)


class Guard(HTTPAdapter):
    """Makes pools of guarded connections."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use the guarded connections for both schemes."""
        super().init_poolmanager(*args, **kwargs)
        plain = type("Plain", (GuardedHTTP,), {"allowed": self.allowed})
        secure = type("Secure", (GuardedHTTPS,), {"allowed": self.allowed})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


def session(*, allowed: tuple[str, ...] = ()) -> requests.Session:
    """A session that only connects to where the house may go; `allowed` names hosts that the operator has configured."""
    return Guarded(allowed)


class Guarded(requests.Session):
    """Never through a proxy of the environment, few redirects, always with a time-out."""

    def __init__(self, allowed: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = REDIRECTS
        guard = Guard(frozenset(allowed))
        self.mount("https://", guard)
        self.mount("http://", guard)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """One call."""
        kwargs.setdefault("timeout", TIMEOUT)
        return super().request(*args, **kwargs)
