"""Raw input of a request: exact numbers, no characters that a database would refuse, and unknown fields named."""

import json
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final, get_origin, get_type_hints

from django.http import HttpRequest

from ledgerhouse.kernel.errors import Problem, Refused, Unreadable, gettext_noop, problem

YES: Final = frozenset({"1", "true", "yes", "on"})
NO: Final = frozenset({"", "0", "false", "no", "off"})


class NotJson(Refused):
    """The body is not a JSON object."""

    code = "not-json"
    template = gettext_noop("The body must be one JSON object in UTF-8: {error}")
    status = 400


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The body as an object; an empty one is an empty object."""
    text = request.body or b"{}"
    try:
        body = json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotJson(error=error) from error
    if not isinstance(body, dict):
        raise NotJson(error=type(body).__name__)
    if b"\\u0000" in text:
        raise NotJson(error="\\u0000")
    return body


def query(request: HttpRequest, kind: type, reserved: frozenset[str]) -> dict[str, Any]:
    """The parameters of an address as raw fields of a filter class; repeated ones where the class wants several."""
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}
    given: dict[str, Any] = {}
    strange: list[Problem] = []
    for name, values in request.GET.lists():
        if any("\x00" in value for value in values):
            strange.append(problem(name, gettext_noop("has characters that are not allowed here")))
        elif name in known:
            given[name] = values if _several(hints[name]) else values[-1]
        elif name not in reserved:
            strange.append(problem(name, gettext_noop("is not a known field")))
    if strange:
        raise Unreadable(strange)
    return given


def flag(given: Mapping[str, str], name: str, wrong: list[Problem]) -> bool:
    """Whether a yes/no parameter says yes. What is neither is added to what is wrong."""
    said = given.get(name, "").lower()
    if said not in YES and said not in NO:
        wrong.append(problem(name, gettext_noop("must be yes or no")))
    return said in YES


def whole(given: Mapping[str, str], name: str, default: int, largest: int, wrong: list[Problem]) -> int:
    """A parameter between 1 and a limit. Anything else is added to what is wrong."""
    text = given.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and 1 <= int(text) <= largest):
        wrong.append(problem(name, gettext_noop("must be a whole number from 1 to {largest}"), largest=largest))
        return default
    return int(text)


def _several(hint: Any) -> bool:
    return get_origin(hint) in {tuple, list, set, frozenset}


def _no_constant(name: str) -> Any:
    raise ValueError(name)
