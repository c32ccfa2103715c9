"""From where a request comes, as far as it can be believed."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings


def client_address(meta: Mapping[str, Any]) -> str:
    """The asker's address. Behind PROXIES of our own, the entry that the outermost of them wrote; never a claimed one."""
    address = str(meta.get("REMOTE_ADDR", ""))
    proxies: int = settings.PROXIES
    if proxies:
        chain = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
        address = chain[-proxies] if len(chain) >= proxies else address
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""
