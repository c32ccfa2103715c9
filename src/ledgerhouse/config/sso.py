"""The OpenID Connect servers of the site, from a file that only the server can read: it holds their client secrets.

    [{"id": "entra", "name": "公司账号", "server": "https://login.example.com/tenant/v2.0",
      "client_id": "…", "secret": "…", "match": "username"}]

`match` says how a person there is found here the first time: `username` by the preferred_username, `email` by a verified e-mail address.
"""

import json
from pathlib import Path
from typing import Any, Final

MATCHES: Final = ("username", "email")


def openid_servers(file: str) -> list[dict[str, Any]]:
    """What django-allauth needs to know of each server. Raises ValueError for a file that is not as described."""
    if not file:
        return []
    try:
        servers = json.loads(Path(file).read_text(encoding="utf-8"))
        return [_server(one) for one in servers]
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        message = f"LEDGERHOUSE_SSO: {file}: {error!r}"
        raise ValueError(message) from error


def _server(one: dict[str, str]) -> dict[str, Any]:
    match = one.get("match", "username")
    if match not in MATCHES:
        message = f"LEDGERHOUSE_SSO: match must be one of {', '.join(MATCHES)}"
        raise ValueError(message)
    settings = {"server_url": one["server"], "match": match}
    return {
        "provider_id": one["id"],
        "name": one["name"],
        "client_id": one["client_id"],
        "secret": one["secret"],
        "settings": settings,
    }
