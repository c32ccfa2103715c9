"""Values as people read them, on pages and on paper: 1,234.5 · 2026-11-22 · 已发运; times in the zone that is active."""

import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from django.utils import timezone
from django.utils.translation import gettext as _

from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.exact import quantize

FIGURES: Final = frozenset({"quantity", "price", "amount", "number"})
CALLED: Final[dict[str, str]] = {}
"""Codes that people call otherwise, put in by the room whose codes they are: @CUSTOMER is the customer."""


def words(message: Any) -> str:
    """A message id (or lazy text) in the reader's language."""
    return _(message) if isinstance(message, str) and message else str(message or "")


def quantity(value: Decimal) -> str:
    """A quantity with thousands separators and no trailing zeros."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def price(value: Decimal) -> str:
    """A unit price with two to six places."""
    whole, _point, places = f"{quantize(value, 6):,f}".partition(".")
    return f"{whole}.{places.rstrip('0').ljust(2, '0')}"


def amount(value: Decimal) -> str:
    """Money with two places."""
    return f"{quantize(value, 2):,f}"


def figure(value: Any, kind: str) -> str:
    """A number of a kind as text."""
    number = Decimal(value)
    if kind == "quantity":
        return quantity(number)
    if kind == "price":
        return price(number)
    if kind == "amount":
        return amount(number)
    return quantity(number)


def moment(value: datetime) -> str:
    """A moment in the time zone of the company."""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%Y-%m-%d %H:%M}"


def plain(value: Any, kind: str = "text") -> str:
    """A value as text without markup."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or kind == "yes_no":
        return _("yes") if value else _("no")
    if isinstance(value, Enum):
        return words(enum_title(value))
    if kind in {"state", "word"}:
        return state_title(str(value))
    if isinstance(value, tuple | list | frozenset):
        return "、".join(plain(part) for part in value)
    if isinstance(value, str):
        return words(CALLED.get(value, "")) or value
    return _number_or_time(value, kind)


def _number_or_time(value: Any, kind: str) -> str:
    if kind in FIGURES and isinstance(value, Decimal | int):
        return figure(value, kind)
    if isinstance(value, Decimal):
        return quantity(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M:%S}" if kind == "second" else moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def state_title(state: str) -> str:
    """A state, event, verb or kind of paper in the reader's language: by its own name, with blanks, or with a capital."""
    if state in VERBS:
        return words(VERBS[state].title)
    if (kind := state.rpartition(".")[2]) in PAPERS:
        return words(PAPERS[kind].title)
    spaced = state.replace("_", " ")
    tries = (state, spaced, spaced.capitalize())
    return next((told for one in tries if (told := words(one)) != one), spaced)


def enum_title(member: Enum) -> str:
    """What a member is called: its label, what its room's words say of it, or its own name."""
    return str(
        getattr(member, "label", "") or _named(type(member)).get(member) or member.name.lower().replace("_", " ")
    )


@cache
def _named(kind: Any) -> Mapping[Any, str]:
    """The mapping from every member to a message id that stands beside an enumeration, if its room has one."""
    found = vars(sys.modules[kind.__module__]).values()
    return next((m for m in found if isinstance(m, Mapping) and m and set(m) <= set(kind) and _texts(m)), {})


def _texts(names: Mapping[Any, Any]) -> bool:
    return all(isinstance(name, str) for name in names.values())


def enums_of(row: Any) -> dict[str, type[Enum]]:
    """The fields of a row class that are enumerations, so that stored values can be shown by their names."""
    return _enums_of(row)


@cache
def _enums_of(row: Any) -> dict[str, type[Enum]]:
    found = {}
    for name, hint in get_type_hints(row).items():
        for kind in (hint, *get_args(hint)):
            if isinstance(kind, type) and issubclass(kind, Enum):
                found[name] = kind
    return found


def value_of(row: Any, name: str) -> Any:
    """A field of a row; a stored enumeration value becomes its member."""
    value = getattr(row, name)
    kind = enums_of(type(row)).get(name)
    if kind is None or value is None or isinstance(value, kind):
        return value
    try:
        return kind(value)
    except ValueError:
        return value
