"""What may come more or less than expected and how much life it must have, for flows: the most specific rule that says something wins."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from ledgerhouse.documents.warehouse.models import ReceivingRule
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context

WHOLE = 100 * 10**6
"""A hundred percent, in steps."""


class Rule(NamedTuple):
    """A rule as it stands; 0 is every supplier or item, None is left to a wider rule. Percentages are in steps of a millionth."""

    supplier: int
    item: int
    over_percent: int | None
    under_percent: int | None
    life_days: int | None
    life_percent: int | None


class Allowed(NamedTuple):
    """What the rules together say for goods of one supplier."""

    over_percent: int = 0
    under_percent: int = 0
    life_days: int = 0
    life_percent: int = 0

    def over(self, expected: int, step: int) -> int:
        """How many steps more than expected may come, in whole smallest steps of the item's unit."""
        return expected * self.over_percent // WHOLE // step * step

    def enough(self, expected: int, received: int) -> bool:
        """Whether so little counts as everything."""
        return bool(self.under_percent) and (expected - received) * WHOLE <= expected * self.under_percent

    def life(self, shelf_life_days: int) -> int:
        """How many days goods must still keep on the day of receipt."""
        return max(self.life_days, ceil(shelf_life_days * self.life_percent / WHOLE))


class Rules:
    """The rules that touch some suppliers and items; asked without statements."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = {(rule.supplier, rule.item): rule for rule in rules}

    def of(self, supplier: int, item: int) -> Allowed:
        """Supplier with item goes before item, item before supplier, supplier before what holds for all; field by field."""
        if not self._rules:
            return Allowed()
        keys = ((supplier, item), (0, item), (supplier, 0), (0, 0))
        found = [self._rules[key] for key in keys if key in self._rules]
        said = [[value for value in (rule[at] for rule in found) if value is not None] for at in range(2, 6)]
        return Allowed(*(values[0] if values else 0 for values in said))


def rules_for(ctx: Context, suppliers: Iterable[int], items: Iterable[int]) -> Rules:
    """The rules for goods of these suppliers. One statement."""
    supplier, params = dialect.within("r.supplier_id", set(suppliers))
    item, more = dialect.within("r.item_id", set(items))
    sql = (
        "select coalesce(r.supplier_id, 0), coalesce(r.item_id, 0), r.over_percent, r.under_percent, r.life_days, r.life_percent "
        f"from warehouse_receivingrule r where (r.supplier_id is null or {supplier}) and (r.item_id is null or {item}) "
        f"and {scope_sql(ctx, ReceivingRule, 'r')}"
    )
    return Rules([Rule(*row) for row in dialect.select(sql, [*params, *more])])
