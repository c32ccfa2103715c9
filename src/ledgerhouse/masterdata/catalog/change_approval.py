"""What approval routes look at in a change request: whether it changes prices, and by how much."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from ledgerhouse.foundation.approvals.routes import routes_of
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.masterdata.catalog.item_changes import Planned
from ledgerhouse.masterdata.catalog.models import ChangeLine, ChangeRequest

ITEM_CHANGE: Final = gettext_noop("item change")
PRICE_CHANGE: Final = gettext_noop("price change")
PRICES: Final = frozenset({"standard_cost"})


class PriceNeedsRequest(Refused):
    """Prices are changed by a request that somebody approves, since the company has a route for them."""

    code = "price-needs-request"
    template = gettext_noop("The price of {item} is changed by a change request, which somebody else approves.")
    status = 403


def facts_of(ctx: Context, numbers: Sequence[str]) -> dict[str, tuple[str, Facts]]:
    """Subject and facts of change requests by number. The amount of a price change is the largest difference of a unit price."""
    requests = {row.id: row for row in scoped(ctx, ChangeRequest).filter(number__in=set(numbers))}
    lines: dict[int, list[ChangeLine]] = defaultdict(list)
    for line in scoped(ctx, ChangeLine).filter(request__in=requests).select_related("item__category").order_by("id"):
        lines[line.request_id].append(line)
    found = {}
    for key, row in requests.items():
        steps = [abs(Decimal(str(n.new)) - Decimal(str(n.old))) for n in lines[key] if n.field in PRICES]
        categories = {c for n in lines[key] if n.item.category for c in n.item.category.path.split("/")} - {""}
        facts = Facts(
            number=row.number,
            amount=max(steps, default=Decimal(0)),
            maker=row.requested_by,
            categories=frozenset(categories),
            content=repr([(n.item_id, n.field, n.new) for n in lines[key]]),
        )
        found[row.number] = (PRICE_CHANGE if steps else ITEM_CHANGE, facts)
    return found


def refuse_direct(ctx: Context, planned: Sequence[Planned]) -> None:
    """Refuse to change a price at once where the company has a route for price changes."""
    priced = [one for one in planned if PRICES & set(one.after)]
    if priced and ctx.user and routes_of(ctx, PRICE_CHANGE):
        raise PriceNeedsRequest(item=priced[0].item.code)


def _of(subject: str, masked: str = "") -> Subject:
    def find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
        return [facts for name, facts in facts_of(ctx, numbers).values() if name == subject]

    return declare(Subject(subject, "change_request", "catalog.approve_change", find, masked))


_of(ITEM_CHANGE)
_of(PRICE_CHANGE, "see costs")
