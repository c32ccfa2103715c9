"""How stock was chosen for the lines of an outbound order, as its page shows it: what is held, by which rule, and what would have been next."""

from dataclasses import dataclass
from decimal import Decimal

from ledgerhouse.documents.warehouse.models import OutboundLine
from ledgerhouse.documents.warehouse.outbound import how_chosen
from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.stock.models import Balance
from ledgerhouse.ledgers.stock.queries import holds_of
from ledgerhouse.masterdata.catalog.queries import lots_by_id


@dataclass(frozen=True)
class ChoiceRow:
    """What one line got from one place, or that it got nothing, and why."""

    position: int = column(gettext_noop("Line"), kind="number")
    item: str = column(gettext_noop("Item"), kind="code", link="item")
    place: str = column(gettext_noop("Location"), kind="code")
    lot: str = column(gettext_noop("Lot"), kind="code")
    quantity: Decimal = column(gettext_noop("Held"), kind="quantity")
    missing: Decimal = column(gettext_noop("Missing"), kind="quantity")
    strategy: str = column(gettext_noop("Strategy"), kind="code")
    rule: str = column(gettext_noop("Allocation rule"))
    fixed: str = column(gettext_noop("Fixed lot"), kind="code")
    runner_up: str = column(gettext_noop("Runner-up"), kind="code")
    runner_up_lot: str = column(gettext_noop("Lot of the runner-up"), kind="code")


def choices(ctx: Context, warehouse: int, number: str) -> list[ChoiceRow]:
    """The choices of an order by line. Constant statements."""
    lines = list(scoped(ctx, OutboundLine).filter(paper__number=number).select_related("item").order_by("position"))
    how = {line.id: chosen for line in lines if (chosen := how_chosen(line.chosen))}
    held = holds_of(ctx, warehouse, how)
    wanted = {h.balance for h in held} | {chosen.runner_up for chosen in how.values() if chosen.runner_up}
    rows = scoped(ctx, Balance).filter(warehouse_id=warehouse, id__in=wanted)
    where = {i: (place, lot or "") for i, place, lot in rows.values_list("id", "location__code", "lot__code")}
    lots = lots_by_id(ctx, {line.fixed_lot for line in lines if line.fixed_lot})
    found = []
    for line in lines:
        if line.id not in how:
            continue
        chosen = how[line.id]
        next_place, next_lot = where.get(chosen.runner_up, ("", ""))
        mine = [h for h in held if h.line == line.id]
        for n, (balance, steps) in enumerate([(h.balance, h.open) for h in mine] or [(0, 0)]):
            place, lot = where.get(balance, ("", ""))
            found.append(
                ChoiceRow(
                    position=line.position,
                    item=line.item.code,
                    place=place,
                    lot=lot,
                    quantity=exact.number(steps, exact.QUANTITY),
                    missing=line.missing if n == 0 else Decimal(0),
                    strategy=chosen.strategy,
                    rule=str(chosen.rule) if chosen.rule else "",
                    fixed=lots[line.fixed_lot].code if line.fixed_lot in lots else "",
                    runner_up=next_place,
                    runner_up_lot=next_lot,
                )
            )
    return found
