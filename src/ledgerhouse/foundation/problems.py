"""A refusal as problem details (RFC 9457), for every interface that answers programs."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ledgerhouse.kernel.errors import Refused, Unreadable, gettext_noop

TITLES: Final[Mapping[int, str]] = {
    400: gettext_noop("Bad request"),
    401: gettext_noop("Not signed in"),
    403: gettext_noop("Not allowed"),
    404: gettext_noop("Not found"),
    405: gettext_noop("Not asked like this"),
    409: gettext_noop("Not possible"),
    413: gettext_noop("Too large"),
    422: gettext_noop("Not valid"),
    429: gettext_noop("Too many requests"),
    500: gettext_noop("Internal error"),
    503: gettext_noop("Not available"),
}
"""The title of each status; the detail says more."""


def details(refused: Refused, translate: Callable[[str], str] = str) -> dict[str, Any]:
    """Plain JSON values: type, title, status, detail, code, facts, and every problem of the input."""
    answer: dict[str, Any] = {
        "type": f"urn:ledgerhouse:problem:{refused.code}",
        "title": translate(TITLES.get(refused.status, Refused.template)),
        "status": refused.status,
        "detail": refused.sentence(translate),
        "code": refused.code,
        "facts": {name: plain(value) for name, value in refused.facts.items()},
    }
    if isinstance(refused, Unreadable):
        answer["problems"] = [
            {
                "where": p.where,
                "detail": p.sentence(translate),
                "facts": {name: plain(value) for name, value in p.facts.items()},
            }
            for p in refused.problems
        ]
    return answer


def plain(value: object) -> Any:
    """A fact as a JSON value: decimals and dates as text, whole numbers beyond 2**53 too."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return str(value)
