"""How long things are kept: a page, because the kinds are declared in code and only differences are rows."""

from dataclasses import dataclass

from ledgerhouse.foundation import retention
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.paper import Action, Paper, Table, paper
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class RetentionLine:
    """One kind of thing and for how many days it is kept."""

    kind: str = column(gettext_noop("Kind"), kind="code")
    title: str = column(gettext_noop("What"), kind="state")
    days: int = column(gettext_noop("Days kept"), kind="number")
    least: int = column(gettext_noop("At least"), kind="number")


@paper("retention", title=gettext_noop("Retention rules"), see="see settings")
def retention_paper(ctx: Context, number: str) -> Paper | None:
    """The retention rules of a company; the number is the company's code."""
    row = company(ctx)
    if number != row.code:
        return None
    days = retention.days(ctx.company)
    lines = [RetentionLine(kept.name, kept.title, days[kept.name], kept.least) for kept in retention.KEPT.values()]
    actions = (
        Action("operations.set_retention", {}),
        Action("operations.start_job", {"kind": "house.tidy", "args": {"dry_run": True}}),
    )
    table = Table(gettext_noop("Retention rules"), RetentionLine, lines)
    return Paper(kind="retention", number=row.code, title=row.name, tables=(table,), actions=actions)
