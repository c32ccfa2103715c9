"""Allocation rules of a warehouse, as the strategies take them. Reads only."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ledgerhouse.documents.warehouse.allocation import About, Rule, plug_ins, rule_for
from ledgerhouse.documents.warehouse.models import AllocationRule
from ledgerhouse.documents.warehouse.outbound import LineRef, OrderRef
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.exact import QUANTITY
from ledgerhouse.masterdata.catalog.queries import categories_of, items_by_id, packs_of
from ledgerhouse.masterdata.sites.queries import zones_by_code


class Ruled(NamedTuple):
    """How one line is to be served: its rule, whole packs in steps with the largest first, and the smallest share of it."""

    rule: Rule
    packs: tuple[int, ...] = ()
    grain: int = 1


def rules(ctx: Context, warehouse: int) -> list[Rule]:
    """The rules of a warehouse in their order. One statement, another one where a rule names zones."""
    sql = (
        "select r.strategy, r.position, coalesce(r.item_id, 0), coalesce(c.code, ''), coalesce(r.customer_id, 0), r.zones, r.whole, r.scarce "
        "from warehouse_allocationrule r left join catalog_category c on c.id = r.category_id "
        f"where r.warehouse_id = {int(warehouse)} and {scope_sql(ctx, AllocationRule, 'r')} order by r.position"
    )
    rows = dialect.select(sql)
    codes = {code for row in rows for code in row[5].split(",") if code}
    zones = zones_by_code(ctx, warehouse, codes) if codes else {}
    return [
        Rule._make([*known, tuple(zones[z] for z in named.split(",") if z in zones), bool(whole), scarce == "share"])
        for *known, named, whole, scarce in rows
    ]


def ruled(
    ctx: Context, warehouse: int, orders: Sequence[OrderRef], lines: Sequence[LineRef], strategy: str = ""
) -> Mapping[int, Ruled]:
    """By which rule each line is served, by line id: by the named strategy, or as the rules of the warehouse say.

    One statement where the warehouse has rules. Categories, packings and units of items are asked for only where some rule needs them: one each.
    """
    plug_ins()
    if strategy:
        return dict.fromkeys((line.id for line in lines), Ruled(Rule(strategy)))
    known = rules(ctx, warehouse) if any(order.by_rule for order in orders) else []
    if not known:
        return dict.fromkeys((line.id for line in lines), Ruled(Rule()))
    items = {line.item for line in lines}
    categories = categories_of(ctx, items) if any(rule.category for rule in known) else {}
    packs = packs_of(ctx, items) if any(rule.whole for rule in known) else {}
    units = items_by_id(ctx, items) if any(rule.share for rule in known) else {}
    customer = {o.id: o.partner for o in orders}
    nothing: frozenset[str] = frozenset()
    found: dict[int, Ruled] = {}
    for line in lines:
        rule = rule_for(known, About(line.item, categories.get(line.item, nothing), customer[line.order]))
        grain = 10 ** (QUANTITY - units[line.item].places) if rule.share else 1
        found[line.id] = Ruled(rule, packs.get(line.item, ()) if rule.whole else (), grain)
    return found
