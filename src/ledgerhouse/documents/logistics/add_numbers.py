"""Add waybill numbers that a carrier gave: a range, or single numbers (号段)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.logistics.check_digits import CHECK_DIGITS
from ledgerhouse.documents.logistics.models import Carrier, NumberRange
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class NewRange:
    """Numbers from first to last with so many digits, what stands before and after them, and how the check digit is made."""

    __pydantic_config__ = STRICT

    first: Annotated[int, Field(ge=0, lt=10**18)] = field(metadata={"title": gettext_noop("First")})
    last: Annotated[int, Field(ge=0, lt=10**18)] = field(metadata={"title": gettext_noop("Last")})
    digits: Annotated[int, Field(ge=1, le=18)] = field(metadata={"title": gettext_noop("Digits")})
    prefix: Annotated[str, Field(max_length=40)] = field(default="", metadata={"title": gettext_noop("Prefix")})
    suffix: Annotated[str, Field(max_length=10)] = field(default="", metadata={"title": gettext_noop("Suffix")})
    check: str = field(default="none", metadata={"title": gettext_noop("Check digit")})


@dataclass(frozen=True, kw_only=True)
class AddNumbers:
    """A carrier, and ranges or single numbers it gave."""

    __pydantic_config__ = STRICT

    carrier: Code = field(metadata={"title": gettext_noop("Carrier")})
    ranges: tuple[NewRange, ...] = field(default=(), metadata={"title": gettext_noop("Ranges")})
    numbers: Annotated[tuple[Annotated[Code, Field(max_length=40)], ...], Field(max_length=10_000)] = field(
        default=(), metadata={"title": gettext_noop("Single numbers")}
    )


@dataclass(frozen=True, kw_only=True)
class NumbersAdded:
    """How many waybill numbers there are more."""

    added: int


@verb("logistics.add_numbers", may="keep carriers", title=gettext_noop("Add waybill numbers"))
def add_numbers(command: AddNumbers, ctx: Context) -> NumbersAdded:
    """Add numbers to those a carrier's waybills are taken from. A number that is there already is refused: each is given once."""
    carrier = scoped(ctx, Carrier).filter(code=command.carrier).first()
    if carrier is None:
        raise NotFound(kind=gettext_noop("carrier"), name=command.carrier)
    known = list(scoped(ctx, NumberRange).filter(carrier=carrier).select_for_update())
    problems = _wrong(command, known)
    if problems:
        raise Unreadable(problems)
    rows = [_range(ctx, carrier, r) for r in command.ranges]
    rows += [_single(ctx, carrier, number) for number in command.numbers]
    NumberRange.objects.bulk_create(rows)
    return NumbersAdded(added=sum(row.last - row.first + 1 for row in rows))


def _range(ctx: Context, carrier: Carrier, r: NewRange) -> NumberRange:
    return NumberRange(
        company_id=ctx.company,
        carrier=carrier,
        prefix=r.prefix,
        suffix=r.suffix,
        digits=r.digits,
        check_method=r.check,
        first=r.first,
        next=r.first,
        last=r.last,
        added_at=ctx.now,
    )


def _single(ctx: Context, carrier: Carrier, number: str) -> NumberRange:
    return NumberRange(
        company_id=ctx.company, carrier=carrier, prefix=number, digits=0, first=1, next=1, last=1, added_at=ctx.now
    )


def _wrong(command: AddNumbers, known: Sequence[NumberRange]) -> list[Problem]:
    problems = []
    if not command.ranges and not command.numbers:
        problems.append(problem("ranges", gettext_noop("is missing")))
    single = {row.prefix for row in known if not row.digits}
    taken = [(row.prefix, row.suffix, row.digits, row.first, row.last) for row in known if row.digits]
    for i, r in enumerate(command.ranges):
        if r.check not in CHECK_DIGITS:
            expected = ", ".join(CHECK_DIGITS)
            problems.append(problem(f"ranges.{i}.check", gettext_noop("must be one of {expected}"), expected=expected))
        if r.last < r.first:
            problems.append(problem(f"ranges.{i}.last", gettext_noop("is below the first")))
        if len(str(r.last)) > r.digits:
            problems.append(problem(f"ranges.{i}.digits", gettext_noop("are fewer than the last number has")))
        for *alike, first, last in taken:
            if alike == [r.prefix, r.suffix, r.digits] and r.first <= last and first <= r.last:
                template = gettext_noop("overlaps the range {first} to {last}")
                problems.append(problem(f"ranges.{i}.first", template, first=first, last=last))
        taken.append((r.prefix, r.suffix, r.digits, r.first, r.last))
    for i, number in enumerate(command.numbers):
        if number in single:
            problems.append(problem(f"numbers.{i}", gettext_noop("is there twice")))
        single.add(number)
    return problems
