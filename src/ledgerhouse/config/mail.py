"""Where mail is sent, from one address: `smtp://user:password@host:587?from=address`."""

from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class MailServer(NamedTuple):
    """Who sends, and through which server. `implicit` TLS speaks it from the beginning, `starttls` after a word in the clear."""

    sender: str = ""
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    implicit: bool = False
    starttls: bool = False


def mail_server(url: str) -> MailServer:
    """The server that a URL names; one without a sender when there is no URL, by which nothing is sent.

    `smtp` begins in the clear and goes on with STARTTLS, unless `?tls=no`; `smtps` speaks TLS from the beginning. Raises ValueError.
    """
    if not url:
        return MailServer()
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    user = unquote(parts.username or "")
    sender = asked.get("from", [user])[0]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or "@" not in sender:
        message = "LEDGERHOUSE_MAIL must be like smtp://user:password@host:587?from=address"
        raise ValueError(message)
    implicit = parts.scheme == "smtps"
    port = parts.port or (465 if implicit else 587)
    starttls = not implicit and asked.get("tls", ["yes"])[0] != "no"
    return MailServer(sender, parts.hostname, port, user, unquote(parts.password or ""), implicit, starttls)
