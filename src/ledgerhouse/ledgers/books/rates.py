"""Exchange rates, and what foreign amounts are in our own money.

One rule of rounding: amount times rate, once, half up to the minor unit of our currency. Where the lines of a voucher balance in their
currencies and not in ours, the difference is nothing but rounding, at most half a minor unit a line; the largest line takes it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import AMOUNT, RATE, steps
from ledgerhouse.ledgers.books.models import ExchangeRate
from ledgerhouse.ledgers.books.voucher_words import Line


class NoRate(Refused):
    """Nobody has said yet what this currency is worth on that day."""

    code = "no-rate"
    template = gettext_noop("There is no exchange rate of {currency} on {day}; set one first.")


def rates_on(ctx: Context, wanted: Iterable[tuple[str, date]]) -> dict[tuple[str, date], int]:
    """Per (currency, day) the latest rate up to that day, in steps of 10**-8. Refuses with `NoRate`. One statement."""
    asked = sorted(set(wanted))
    found = known_rates(ctx, asked)
    for currency, day in asked:
        if (currency, day) not in found:
            raise NoRate(currency=currency, day=day)
    return found


def known_rates(ctx: Context, wanted: Iterable[tuple[str, date]]) -> dict[tuple[str, date], int]:
    """The same for those of these that have a rate. One statement."""
    asked = set(wanted)
    if not asked:
        return {}
    rows = scoped(ctx, ExchangeRate).filter(currency__in={c for c, _ in asked}, day__lte=max(d for _, d in asked))
    known = list(rows.order_by("day").values_list("currency", "day", "rate"))
    found = {}
    for currency, day in asked:
        fitting = [rate for c, since, rate in known if c == currency and since <= day]
        if fitting:
            found[currency, day] = steps(fitting[-1], RATE)
    return found


def settle_residual(lines: Sequence[Line], places: int) -> list[Line]:
    """The lines, in balance where only rounding kept them from it; otherwise as they were. Pure."""
    off = sum(line.debit - line.credit for line in lines)
    foreign = [i for i, line in enumerate(lines) if line.currency]
    open_in = {line.currency: 0 for line in lines if line.currency}
    for line in lines:
        if line.currency:
            open_in[line.currency] += line.original if line.debit else -line.original
    most = len(foreign) * 10 ** (AMOUNT - places) // 2
    if not off or not foreign or any(open_in.values()) or abs(off) > most:
        return list(lines)
    largest = max(foreign, key=lambda i: (abs(lines[i].debit + lines[i].credit), -i))
    line = lines[largest]
    settled = line._replace(debit=line.debit - off) if line.debit else line._replace(credit=line.credit + off)
    return [settled if i == largest else one for i, one in enumerate(lines)]
