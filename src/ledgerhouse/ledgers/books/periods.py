"""Periods: which months are open, and the lock that keeps a closing month from getting vouchers."""

from collections.abc import Iterable

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Refused, gettext_noop
from ledgerhouse.ledgers.books.models import Period
from ledgerhouse.ledgers.books.voucher_words import BOOK_LATE, PERIOD

OPEN, CLOSING, CLOSED = PERIOD.states


class PeriodClosed(Refused):
    """Nobody may book into this period any more."""

    code = "period-closed"
    template = gettext_noop("Period {period} is closed; book into a later one.")


class PeriodClosing(Refused):
    """The period is being closed; only those with a right may still book."""

    code = "period-closing"
    template = gettext_noop("Period {period} is being closed; this needs the right “{right}”.")


def hold_open(ctx: Context, months: Iterable[int]) -> None:
    """Share-lock these periods and refuse, by name, those into which the asker may not book. Nobody closes them before we commit."""
    wanted = sorted(set(months))
    for month, state in _locked(ctx, wanted, share=True).items():
        if state == CLOSED:
            raise PeriodClosed(period=month)
        if state == CLOSING and not ctx.may(BOOK_LATE):
            raise PeriodClosing(period=month, right=BOOK_LATE)


def lock(ctx: Context, month: int) -> str:
    """Lock a period alone and answer its state: whoever wrote into it has committed, whoever wants to has to wait."""
    return _locked(ctx, [month], share=False)[month]


def step(ctx: Context, month: int, verb: str) -> None:
    """Take one step of a locked period's life."""
    rows = Period.objects.filter(company_id=ctx.company, month=month, state__in=PERIOD.sources(verb))
    if rows.update(state=PERIOD.target(verb)) != 1:
        raise Changed(name=str(month))


def check_month(month: int) -> None:
    """Refuse a number that is no month."""
    if not (1 <= month % 100 <= 12 and 1900 <= month // 100 <= 9999):
        raise NotFound(kind=gettext_noop("period"), name=month)


def _locked(ctx: Context, months: list[int], *, share: bool) -> dict[int, str]:
    if not months:
        return {}
    known = set(Period.objects.filter(company_id=ctx.company, month__in=months).values_list("month", flat=True))
    fresh = [month for month in months if month not in known]
    columns: dialect.Columns = {"id": "int", "month": "int"}
    rows = list(zip(new_ids(len(fresh)), fresh, strict=True))
    dialect.insert("books_period", columns, rows, constants={"company_id": ctx.company, "state": OPEN}, ignore=True)
    sql = f"select month, state from books_period where company_id = {int(ctx.company)} and month in {dialect.among(months)} order by month"
    return dict(dialect.select(dialect.sharing(sql) if share else dialect.locking(sql)))
