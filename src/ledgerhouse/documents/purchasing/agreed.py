"""Supplier, item and unit of lines about what was agreed, by their codes; all problems at once."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

from ledgerhouse.foundation.importing import Line
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.kernel.units import Factor
from ledgerhouse.masterdata.catalog.queries import items_by_code, units_of
from ledgerhouse.masterdata.catalog.words import ItemRef
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.partners.words import PartnerRef


class _Codes(Protocol):
    @property
    def supplier(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def unit(self) -> str: ...


R = TypeVar("R", bound=_Codes)


class Named(NamedTuple):
    """What the codes of a line mean; the factor is that of its unit."""

    supplier: PartnerRef
    item: ItemRef
    unit: str
    factor: Factor


def named(ctx: Context, lines: Sequence[Line[R]]) -> tuple[dict[int, Named], list[Problem]]:
    """Line number -> what its codes mean, and what is wrong with the others. Four statements."""
    suppliers = partners_by_code(ctx, {line.row.supplier for line in lines})
    items = items_by_code(ctx, {line.row.item for line in lines})
    units = units_of(ctx, {item.id for item in items.values()})
    found: dict[int, Named] = {}
    problems: list[Problem] = []
    for line in lines:
        supplier, item = suppliers.get(line.row.supplier), items.get(line.row.item)
        if supplier is None or "supplier" not in supplier.roles:
            template = gettext_noop("there is no supplier {code}")
            problems.append(line.problem("supplier", template, code=line.row.supplier))
        if item is None:
            problems.append(line.problem("item", gettext_noop("there is no item {code}"), code=line.row.item))
            continue
        unit = line.row.unit or item.unit
        factor = units.get((item.id, unit))
        if factor is None:
            template = gettext_noop("item {code} is not measured in {unit}")
            problems.append(line.problem("unit", template, code=item.code, unit=unit))
        elif supplier is not None and "supplier" in supplier.roles:
            found[line.number] = Named(supplier, item, unit, factor)
    return found, problems
