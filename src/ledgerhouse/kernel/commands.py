"""Raw input in, one frozen command out: the same reader for JSON, forms, files, scans and argv.

Commands are frozen dataclasses. `Annotated` types below carry the limits of exact fields, so that a number too fine
or too large is refused by name before anything is written.
"""

import json
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop
from ledgerhouse.kernel.exact import LARGEST

T = TypeVar("T")

Quantity = Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
"""A quantity that moves: above zero, at most six places, less than 10**12."""

QuantityOrNone = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
"""A quantity that may be zero (a count, an ordered-but-not-received rest)."""

Price = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
"""A unit price without tax, at most six places."""

Amount = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
"""An amount of money, at most four places."""

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]
"""A share in percent, at most four places: 13 for thirteen percent."""

Currency = Annotated[str, Field(pattern=r"^([A-Z]{3})?$")]
"""The three letters of a currency, or nothing for the usual one."""

Code = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")]
"""A code people type or scan: no leading or trailing blanks, at most 60 characters."""

Text = Annotated[str, Field(max_length=2000)]
"""Free text."""


def _a_month(value: int) -> int:
    if not 1 <= value % 100 <= 12:
        raise PydanticCustomError("month", "not a month")
    return value


Month = Annotated[int, Field(ge=190001, le=299912), AfterValidator(_a_month)]
"""A month as year and month, e.g. 202611."""

STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
"""Give a command class `__pydantic_config__ = STRICT`: unknown fields are a problem, blanks around words are not."""

PROBLEMS = {
    "missing": gettext_noop("is missing"),
    "unexpected_keyword_argument": gettext_noop("is not a known field"),
    "extra_forbidden": gettext_noop("is not a known field"),
    "string_type": gettext_noop("must be text"),
    "string_unicode": gettext_noop("has characters that are not allowed here"),
    "string_too_short": gettext_noop("must not be empty"),
    "string_too_long": gettext_noop("may have at most {max_length} characters"),
    "string_pattern_mismatch": gettext_noop("has characters that are not allowed here"),
    "int_type": gettext_noop("must be a whole number"),
    "int_parsing": gettext_noop("must be a whole number"),
    "int_parsing_size": gettext_noop("is too large"),
    "int_from_float": gettext_noop("must be a whole number"),
    "bool_type": gettext_noop("must be yes or no"),
    "bool_parsing": gettext_noop("must be yes or no"),
    "decimal_type": gettext_noop("must be a number"),
    "decimal_parsing": gettext_noop("must be a number"),
    "decimal_max_digits": gettext_noop("is too large: at most {max_digits} digits"),
    "decimal_max_places": gettext_noop("is too fine: at most {decimal_places} places"),
    "decimal_whole_digits": gettext_noop("is too large: at most {whole_digits} digits before the point"),
    "finite_number": gettext_noop("must be a number"),
    "greater_than": gettext_noop("must be above {gt}"),
    "greater_than_equal": gettext_noop("must be at least {ge}"),
    "less_than": gettext_noop("must be below {lt}"),
    "less_than_equal": gettext_noop("must be at most {le}"),
    "too_short": gettext_noop("needs at least {min_length} entries"),
    "too_long": gettext_noop("may have at most {max_length} entries"),
    "date_type": gettext_noop("must be a date like 2026-11-22"),
    "date_parsing": gettext_noop("must be a date like 2026-11-22"),
    "date_from_datetime_parsing": gettext_noop("must be a date like 2026-11-22"),
    "date_from_datetime_inexact": gettext_noop("must be a date like 2026-11-22"),
    "datetime_type": gettext_noop("must be a date and time like 2026-11-22T08:30:00Z"),
    "datetime_object_invalid": gettext_noop("must be a date and time like 2026-11-22T08:30:00Z"),
    "datetime_parsing": gettext_noop("must be a date and time like 2026-11-22T08:30:00Z"),
    "datetime_from_date_parsing": gettext_noop("must be a date and time like 2026-11-22T08:30:00Z"),
    "enum": gettext_noop("must be one of {expected}"),
    "literal_error": gettext_noop("must be one of {expected}"),
    "tuple_type": gettext_noop("must be a list"),
    "list_type": gettext_noop("must be a list"),
    "dict_type": gettext_noop("must be an object"),
    "dataclass_type": gettext_noop("must be an object"),
    "set_type": gettext_noop("must be a list"),
    "frozen_set_type": gettext_noop("must be a list"),
    "mapping_type": gettext_noop("must be an object"),
    "month": gettext_noop("must be a month like 202611"),
    "uuid_type": gettext_noop("must be a UUID"),
    "uuid_parsing": gettext_noop("must be a UUID"),
}
DAY = re.compile(r"\d{4}-\d")
OTHERWISE = gettext_noop("is not valid: {error}")


@cache
def reader(kind: Any) -> TypeAdapter[Any]:
    """The pydantic reader of a command or answer class; made once."""
    return TypeAdapter(kind)


def read(kind: type[T], raw: Any) -> T:
    """One command from raw input. Raises `Unreadable` with every problem at once."""
    problems = list(_unkeepable(raw, ""))
    try:
        command: T = reader(cast("Hashable", kind)).validate_python(raw)
        if _has_days(cast("Hashable", kind)):
            problems += _not_days(command, raw, "")
    except ValidationError as error:
        said = {p.where for p in problems}
        problems += (p for p in map(_problem, error.errors(include_url=False)) if p.where not in said)
    if problems:
        raise Unreadable(problems) from None
    return command


def raw(thing: Any) -> Any:
    """A command or answer as plain JSON values (dates and decimals as text)."""
    return reader(cast("Hashable", type(thing))).dump_python(thing, mode="json")


def as_json(thing: Any) -> str:
    """A command, answer or event as compact JSON text."""
    return reader(cast("Hashable", type(thing))).dump_json(thing).decode()


def _unkeepable(raw: Any, where: str) -> Iterator[Problem]:
    """What no database can keep, whatever the field: text with a NUL or half a character, a whole number beyond 64 bits."""
    if isinstance(raw, str):
        if "\0" in raw or any("\ud800" <= c <= "\udfff" for c in raw):
            yield Problem(where, PROBLEMS["string_pattern_mismatch"], {})
    elif isinstance(raw, int):
        if abs(raw) > LARGEST:
            yield Problem(where, PROBLEMS["int_parsing_size"], {})
    elif isinstance(raw, Mapping):
        for name, value in raw.items():
            yield from _unkeepable(name, f"{where}.{name!r}".lstrip("."))
            yield from _unkeepable(value, f"{where}.{name}".lstrip("."))
    elif isinstance(raw, list | tuple):
        for n, value in enumerate(raw):
            yield from _unkeepable(value, f"{where}.{n}".lstrip("."))


@cache
def _has_days(kind: Any) -> bool:
    """Whether a class has dates or moments anywhere in it."""
    return '"format": "date' in json.dumps(reader(kind).json_schema())


def _not_days(value: Any, raw: Any, where: str) -> Iterator[Problem]:
    """Bare numbers that were read as days: 20261231 is no date but seconds of the year 1970 to the reader, and surely not meant."""
    if isinstance(value, date):
        if not isinstance(raw, date) and not (isinstance(raw, str) and DAY.match(raw)):
            wanted = "datetime_parsing" if isinstance(value, datetime) else "date_parsing"
            yield Problem(where, PROBLEMS[wanted], {})
    elif is_dataclass(value) and isinstance(raw, Mapping):
        for f in fields(value):
            if f.name in raw:
                yield from _not_days(getattr(value, f.name), raw[f.name], f"{where}.{f.name}".lstrip("."))
    elif isinstance(value, tuple | list) and isinstance(raw, tuple | list):
        for n, (one, given) in enumerate(zip(value, raw, strict=False)):
            yield from _not_days(one, given, f"{where}.{n}".lstrip("."))


def _problem(error: Any) -> Problem:
    where = ".".join(str(part) for part in error["loc"])
    template = PROBLEMS.get(error["type"], OTHERWISE)
    return Problem(where, template, {"error": error["msg"], **error.get("ctx", {})})
