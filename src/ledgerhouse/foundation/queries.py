"""Reads of the foundation: companies, people, jobs, messages, the audit trail."""

from collections.abc import Iterable
from functools import lru_cache

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models import AuditRow, Command, Company, Delivery, Department, Job, OutboxRow, User
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop


def company(ctx: Context) -> Company:
    """The company of the context. It belongs to the asker by definition, so no right is needed."""
    row = Company.objects.filter(id=ctx.company).first()  # the context's own company
    if row is None:
        raise NotFound(kind=gettext_noop("company"), name=ctx.company)
    return row


def currency_places(ctx: Context) -> int:
    """Places of the company's currency, for every valuation. Read once: a company keeps its currency for ever."""
    return _currency_places(ctx.company)


@lru_cache(maxsize=1000)
def _currency_places(company: int) -> int:
    return int(dialect.select("select currency_places from foundation_company where id = %s", [company])[0][0])


def departments(ctx: Context) -> list[Department]:
    """Active departments by code."""
    return list(scoped(ctx, Department).filter(active=True).order_by("code"))


def departments_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    """Ids of active departments by code."""
    rows = scoped(ctx, Department).filter(active=True, code__in=set(codes))
    return dict(rows.values_list("code", "id"))


def people(ctx: Context) -> list[User]:
    """Users by name."""
    return list(scoped(ctx, User).order_by("username"))


def jobs(ctx: Context, limit: int = 100) -> list[Job]:
    """The newest jobs."""
    return list(scoped(ctx, Job).order_by("-id")[:limit])


def dead_letters(ctx: Context, limit: int = 100) -> list[Delivery]:
    """News that a listener could not hear, with its error, newest first."""
    return list(scoped(ctx, Delivery).filter(dead=True).select_related("news").order_by("-id")[:limit])


def waiting_news(ctx: Context) -> int:
    """How many pieces of news wait for the dispatcher."""
    return scoped(ctx, OutboxRow).filter(sent_at=None).count()


def commands(ctx: Context, limit: int = 100) -> list[Command]:
    """The newest commands."""
    return list(scoped(ctx, Command).order_by("-id")[:limit])


def changes_of(ctx: Context, kind: str, row: int) -> list[AuditRow]:
    """The history of one master-data row that the asker sees, newest first."""
    trail = scoped(
        ctx.under(AuditRow.access.see), AuditRow
    )  # the whole trail is for those without limits, this for all
    return list(trail.filter(kind=kind, row=row).order_by("-id"))
