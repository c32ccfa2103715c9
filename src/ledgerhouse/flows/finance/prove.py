"""Prove the ledgers, and the papers against them (doctor).

Entries = balances = holds = cost pools = inventory accounts; every journal entry balances; papers say what the ledgers say.
"""

from dataclasses import dataclass

from ledgerhouse.documents.warehouse import proof as warehouse
from ledgerhouse.flows.finance.purchases_agree import purchases_agree
from ledgerhouse.flows.finance.sales_agree import sales_agree
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import proof as books
from ledgerhouse.ledgers.costing import proof as costing
from ledgerhouse.ledgers.costing import queries as costs
from ledgerhouse.ledgers.proof import Check as Found
from ledgerhouse.ledgers.stock import proof as stock


@dataclass(frozen=True, kw_only=True)
class Prove:
    """Prove everything of the company."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True, kw_only=True)
class Check:
    """One invariant: its name, the rows looked at, and a sentence per offending row."""

    name: str
    rows_checked: int
    problems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Proved:
    """Whether every invariant holds, and the checks."""

    clean: bool
    checks: tuple[Check, ...]


@verb("finance.prove", may="prove the ledgers", title=gettext_noop("Prove the ledgers"))
def prove(command: Prove, ctx: Context) -> Proved:
    """Check every invariant of the ledgers and name the rows that break one."""
    del command
    found = [
        stock.entries_make_balances(ctx),
        stock.holds_make_held(ctx),
        stock.balances_are_sane(ctx),
        stock.entries_have_movements(ctx),
        costing.lines_make_pools(ctx),
        costing.layers_make_pools(ctx),
        costing.pools_hold_stock(ctx),
        warehouse.received_is_booked(ctx),
        warehouse.shipped_is_booked(ctx),
        warehouse.tasks_have_work(ctx),
        purchases_agree(ctx),
        sales_agree(ctx),
        books.entries_balance(ctx),
        books.inventory_accounts_hold_value(ctx, costs.pools_value(ctx)),
    ]
    return Proved(clean=not any(check.problems for check in found), checks=tuple(_plain(check) for check in found))


def _plain(check: Found) -> Check:
    return Check(name=check.name, rows_checked=check.rows, problems=check.problems)
