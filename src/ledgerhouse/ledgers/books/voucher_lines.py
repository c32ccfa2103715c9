"""What people write on vouchers, understood: accounts, dimensions, currencies. Every problem of every line at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.models import Company, Department
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.ledgers.books.models import Account
from ledgerhouse.ledgers.books.rates import rates_on, settle_residual
from ledgerhouse.ledgers.books.voucher_words import CASH_FLOWS, Line
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.partners.models import Partner

Money = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
Rate = Annotated[Decimal, Field(gt=0, max_digits=16, decimal_places=8)]
Quantity = Annotated[Decimal, Field(max_digits=18, decimal_places=6)]


@dataclass(frozen=True, kw_only=True)
class NewVoucherLine:
    """One line: an amount on one side, negative when it is red. With a currency the amount is in it; an empty rate is the day's."""

    __pydantic_config__ = STRICT

    explanation: Annotated[str, Field(max_length=200)] = field(
        default="", metadata={"title": gettext_noop("Narration")}
    )
    account: Code = field(metadata={"title": gettext_noop("Account"), "refers": "books.accounts"})
    debit: Money = field(default=Decimal(0), metadata={"title": gettext_noop("Debit")})
    credit: Money = field(default=Decimal(0), metadata={"title": gettext_noop("Credit")})
    partner: str = field(default="", metadata={"title": gettext_noop("Partner")})
    department: str = field(default="", metadata={"title": gettext_noop("Department")})
    item: str = field(default="", metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(default=Decimal(0), metadata={"title": gettext_noop("Quantity")})
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = field(
        default="", metadata={"title": gettext_noop("Currency")}
    )
    rate: Rate | None = field(default=None, metadata={"title": gettext_noop("Exchange rate")})
    cash_flow: Annotated[str, Field(max_length=8)] = field(
        default="", metadata={"title": gettext_noop("Cash-flow item")}
    )


class _Known:
    """What the codes of some lines mean. Four statements at most."""

    def __init__(self, ctx: Context, lines: Sequence[NewVoucherLine]) -> None:
        accounts = Account.objects.filter(company_id=ctx.company, code__in={line.account for line in lines})
        self.accounts = {row.code: row for row in accounts}
        self.partners = _ids(Partner, ctx, {line.partner for line in lines})
        self.departments = _ids(Department, ctx, {line.department for line in lines})
        self.items = _ids(Item, ctx, {line.item for line in lines})


def _ids(model: type[Partner | Department | Item], ctx: Context, codes: set[str]) -> dict[str, int]:
    wanted = codes - {""}
    rows = model._default_manager.filter(company_id=ctx.company, code__in=wanted)
    return dict(rows.values_list("code", "id")) if wanted else {}


def understand(ctx: Context, written: Sequence[NewVoucherLine], day: date) -> tuple[list[Line], list[Problem]]:
    """The lines in ids and steps, in balance where only rounding kept them from it; and what is wrong. Refuses with `NoRate`."""
    known, own = _Known(ctx, written), company(ctx)
    problems = [p for n, line in enumerate(written) for p in _wrong(f"lines.{n}", line, known, own)]
    if problems:
        return [], problems
    missing = {(line.currency, day) for line in written if _foreign(line, own) and line.rate is None}
    rates = rates_on(ctx, missing)
    lines = [_line(line, known, own, rates.get((line.currency, day), 0)) for line in written]
    nothing = gettext_noop("is less than the smallest unit of the company's currency")
    problems = [problem(f"lines.{n}", nothing) for n, line in enumerate(lines) if not line.debit and not line.credit]
    return settle_residual(lines, own.currency_places), problems


def _foreign(line: NewVoucherLine, own: Company) -> bool:
    return bool(line.currency) and line.currency != own.currency


def _line(line: NewVoucherLine, known: _Known, own: Company, rate: int) -> Line:
    amounts = [exact.steps(line.debit, exact.AMOUNT), exact.steps(line.credit, exact.AMOUNT)]
    foreign = _foreign(line, own)
    original = sum(amounts) if foreign else 0
    if foreign:
        rate = exact.steps(line.rate, exact.RATE) if line.rate is not None else rate
        amounts = [exact.convert(amount, rate, own.currency_places) for amount in amounts]
    return Line(
        account=known.accounts[line.account].id,
        debit=amounts[0],
        credit=amounts[1],
        explanation=line.explanation,
        partner=known.partners.get(line.partner, 0),
        department=known.departments.get(line.department, 0),
        item=known.items.get(line.item, 0),
        quantity=exact.steps(line.quantity, exact.QUANTITY),
        currency=line.currency if foreign else "",
        original=original,
        rate=rate if foreign else 0,
        cash_flow=line.cash_flow,
    )


def _wrong(where: str, line: NewVoucherLine, known: _Known, own: Company) -> list[Problem]:
    found = []
    account = known.accounts.get(line.account)
    if account is None or not account.active:
        found.append(problem(f"{where}.account", gettext_noop("there is no account {code}"), code=line.account))
    elif not account.leaf:
        template = gettext_noop("account {code} is a heading; book on one below it")
        found.append(problem(f"{where}.account", template, code=line.account))
    else:
        found += _wrong_for(where, line, account, own)
    if (line.debit == 0) == (line.credit == 0):
        found.append(problem(where, gettext_noop("needs an amount on one side, debit or credit")))
    unit = Decimal(1).scaleb(-own.currency_places)
    if not _foreign(line, own) and any(amount % unit for amount in (line.debit, line.credit)):
        found.append(problem(where, gettext_noop("has an amount finer than the currency")))
    for name, codes in (("partner", known.partners), ("department", known.departments), ("item", known.items)):
        code = getattr(line, name)
        if code and code not in codes:
            found.append(problem(f"{where}.{name}", gettext_noop("there is no {code}"), code=code))
    if line.cash_flow and line.cash_flow not in CASH_FLOWS:
        found.append(
            problem(f"{where}.cash_flow", gettext_noop("there is no cash-flow item {code}"), code=line.cash_flow)
        )
    return found


def _wrong_for(where: str, line: NewVoucherLine, account: Account, own: Company) -> list[Problem]:
    """What this account wants and the line does not say."""
    wanted = gettext_noop("account {code} wants it")
    found = [
        problem(f"{where}.{name}", wanted, code=account.code)
        for name in account.dimensions.split()
        if not getattr(line, name)
    ]
    if _foreign(line, own) and not account.currency:
        template = gettext_noop("account {code} is not kept in foreign currencies")
        found.append(problem(f"{where}.currency", template, code=account.code))
    if line.cash_flow and not account.cash:
        template = gettext_noop("account {code} is not cash or bank")
        found.append(problem(f"{where}.cash_flow", template, code=account.code))
    return found
