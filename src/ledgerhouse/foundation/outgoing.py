"""Where the house may call: every call to an address somebody has typed goes through `outgoing_session.session()`, which asks here.

It reaches only public addresses (and those the operator allows with LEDGERHOUSE_OUTGOING), never the machine itself, its neighbours or a
cloud's metadata service. The address is resolved, checked and connected to in one step, so a name that answers differently the second time
(DNS rebinding) gains nothing; a redirect is a new connection and is checked like the first.
"""

import ipaddress
import socket
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from ledgerhouse.kernel.errors import Refused, gettext_noop

TIMEOUT: Final = (5, 20)
REDIRECTS: Final = 3


class NotOutThere(Refused):
    """An address that the house does not call."""

    code = "address-refused"
    template = gettext_noop("The house does not call {url}: {why}.")
    status = 422


NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
WHY_SCHEME: Final = gettext_noop("only https addresses are called")
WHY_NAME: Final = gettext_noop("the address has no host, or holds a user name")
WHY_UNKNOWN: Final = gettext_noop("nobody knows this host")
WHY_INSIDE: Final = gettext_noop("it lies inside the own network")


class Inside(OSError):
    """A connection to an address inside was about to be made."""


def check_url(url: str) -> str:
    """The address, when the house may call it. Refuses with `NotOutThere`. For telling people early; `session` checks for itself."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise NotOutThere(url=url, why=WHY_NAME) from None
    if parts.scheme != "https" and not (parts.scheme == "http" and _named(host)):
        raise NotOutThere(url=url, why=WHY_SCHEME)
    if not host or parts.username is not None or parts.password is not None:
        raise NotOutThere(url=url, why=WHY_NAME)
    try:
        reachable(host, port)
    except Inside:
        raise NotOutThere(url=url, why=WHY_INSIDE) from None
    except OSError:
        raise NotOutThere(url=url, why=WHY_UNKNOWN) from None
    return url


def reachable(host: str, port: int) -> list[Any]:
    """The socket addresses of a host. Raises `Inside` when even one of them lies inside and is not allowed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not _named(host):
        for _family, _type, _protocol, _name, place in found:
            if not _outside(str(place[0])):
                message = f"{host} leads to {place[0]}"
                raise Inside(message)
    return found


def host_of(url: str) -> str:
    """The host of an address."""
    return urlsplit(url).hostname or ""


def _named(host: str) -> bool:
    """Whether the operator allows this host by name."""
    return host.lower() in {one.lower() for one in settings.OUTGOING}


def _outside(address: str) -> bool:
    place = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(place, "ipv4_mapped", None) or getattr(place, "sixtofour", None)
    if place in NAT64:
        inner = ipaddress.IPv4Address(int(place) & 0xFFFFFFFF)
    if inner is not None:
        place = inner
    if place.is_global and not place.is_multicast:
        return True
    return any(place in network for network in _networks())


def _networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for one in settings.OUTGOING:
        try:
            found.append(ipaddress.ip_network(one, strict=False))
        except ValueError:
            continue  # a host's name
    return found
