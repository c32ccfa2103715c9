"""Write a blanket agreement: what a supplier holds for us, at which prices, until when (框架协议)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.purchasing.words import AGREEMENT
from ledgerhouse.foundation import dialect, numbering
from ledgerhouse.foundation.nodes import new_id, new_ids
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Amount, Code, Currency, Percent, Price, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.lines import BUY, Asked, Line, understand
from ledgerhouse.masterdata.catalog.price_lists import per_base
from ledgerhouse.masterdata.catalog.tax_rates import tax_rates
from ledgerhouse.masterdata.partners.queries import partners_by_code, terms_of


@dataclass(frozen=True, kw_only=True)
class AgreedLine:
    """One item at a price without tax per `unit` (empty: base unit); quantity 0 is any."""

    __pydantic_config__ = STRICT

    item: Code = field(metadata={"title": gettext_noop("Item")})
    quantity: QuantityOrNone = field(default=Decimal(0), metadata={"title": gettext_noop("Agreed quantity")})
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    price: Price = field(metadata={"title": gettext_noop("Price")})
    tax_rate: Percent | None = field(default=None, metadata={"title": gettext_noop("Tax rate (%)")})


@dataclass(frozen=True, kw_only=True)
class Agree:
    """What was agreed with a supplier, from a day up to and including another. Amount 0 sets no limit."""

    __pydantic_config__ = STRICT

    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    valid_from: date = field(metadata={"title": gettext_noop("Valid from")})
    valid_until: date = field(metadata={"title": gettext_noop("Valid until")})
    amount: Annotated[Amount, Field(ge=0)] = field(
        default=Decimal(0), metadata={"title": gettext_noop("Amount agreed")}
    )
    currency: Currency = field(default="", metadata={"title": gettext_noop("Currency")})
    reference: Annotated[str, Field(max_length=60)] = field(
        default="", metadata={"title": gettext_noop("Supplier's reference")}
    )
    lines: Annotated[tuple[AgreedLine, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Lines")})


@dataclass(frozen=True, kw_only=True)
class AgreementWritten:
    """The number of the new agreement."""

    number: str


@verb("purchasing.agree", may="keep price lists", title=gettext_noop("Write agreement"))
def agree(command: Agree, ctx: Context) -> AgreementWritten:
    """Write a blanket agreement as a draft. Constant statements."""
    asked = [Asked(f"lines.{i}", one.item, one.quantity or Decimal(1), one.unit) for i, one in enumerate(command.lines)]
    lines, problems = understand(ctx, asked, BUY)
    supplier = partners_by_code(ctx, [command.supplier]).get(command.supplier)
    if supplier is None or "supplier" not in supplier.roles:
        problems.append(problem("supplier", gettext_noop("there is no supplier {code}"), code=command.supplier))
    if command.valid_until < command.valid_from:
        problems.append(problem("valid_until", gettext_noop("is before the first day")))
    if problems or supplier is None:
        raise Unreadable(problems)
    own = company(ctx)
    currency = command.currency or terms_of(ctx, [supplier.id])[supplier.id].currency
    (number,) = numbering.take(ctx, "blanket_agreement", 1, ctx.today(own.timezone))
    head = new_id()
    columns: dialect.Columns = {"id": "int", "valid_from": "date", "valid_until": "date", "amount": "int"}
    rows = [
        (
            head,
            command.valid_from.isoformat(),
            command.valid_until.isoformat(),
            exact.steps(command.amount, exact.AMOUNT),
        )
    ]
    constants = {"company_id": ctx.company, "number": number, "state": AGREEMENT.start, "supplier_id": supplier.id}
    more = {"currency": currency, "reference": command.reference, "maker": ctx.user, "created_at": ctx.now}
    dialect.insert("purchasing_blanketagreement", columns, rows, constants={**constants, **more})
    found = [line for line in lines if line is not None]
    rates = tax_rates(ctx, {line.item.id for line in found}) if currency == own.currency else {}
    data = [
        (i, position, *_row(one, line, rates.get(line.item.id, 0)))
        for position, (i, one, line) in enumerate(zip(new_ids(len(found)), command.lines, found, strict=True), 1)
    ]
    names = ("id", "position", "item_id", "quantity", "price", "tax_rate")
    new: dialect.Columns = dict.fromkeys(names, "int")
    dialect.insert("purchasing_agreementline", new, data, constants={"agreement_id": head})
    return AgreementWritten(number=number)


def _row(one: AgreedLine, line: Line, usual: int) -> tuple[int, int, int, int]:
    price = per_base(one.price, one.quantity or Decimal(1), line.quantity)
    tax = usual if one.tax_rate is None else exact.steps(one.tax_rate, exact.PERCENT)
    return line.item.id, line.quantity if one.quantity else 0, price, tax
