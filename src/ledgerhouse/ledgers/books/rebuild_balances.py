"""Add every balance up again from posted lines."""

from dataclasses import dataclass

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import turnovers, vouchers


@dataclass(frozen=True, kw_only=True)
class RebuildBalances:
    """All balances of the company."""

    __pydantic_config__ = STRICT


@dataclass(frozen=True, kw_only=True)
class BalancesRebuilt:
    """How many turnovers there are now."""

    turnovers: int


@verb("books.rebuild_balances", may="post vouchers", title=gettext_noop("Rebuild balances"))
def rebuild_balances(command: RebuildBalances, ctx: Context) -> BalancesRebuilt:
    """Throw the derived balances away and add them up again from the lines of posted vouchers, which stay as they are."""
    del command
    ctx.require(ctx.acting, company=ctx.company, warehouse=0)
    vouchers.lock_posting(ctx)
    return BalancesRebuilt(turnovers=turnovers.make_anew(ctx))
