"""What a supplier announces, understood: orders, lines, items, quantities, handling units, and every problem at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import advices, inbound
from ledgerhouse.documents.warehouse.receiving_rules import rules_for
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.flows.inbound.delivery import Lot
from ledgerhouse.flows.inbound.estimates import Unpriced, estimates
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Price, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.kernel.units import Factor, NotWhole, to_base
from ledgerhouse.masterdata.catalog.keep_lots import lot_problems
from ledgerhouse.masterdata.catalog.queries import items_by_external, items_by_id, lots_by_code, units_of
from ledgerhouse.masterdata.catalog.scanned import understand_codes
from ledgerhouse.masterdata.catalog.words import ItemRef, NewLot
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import warehouses_by_code

ORIGIN = "despatch_advice"
UnitWord = Literal["pallet", "case", "tote"]
Name = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, kw_only=True)
class AdviceUnitFacts:
    """A handling unit on its way: its SSCC or other code, and the one it stands in."""

    __pydantic_config__ = STRICT

    code: Code = field(metadata={"title": gettext_noop("Handling unit")})
    parent: Name = field(default="", metadata={"title": gettext_noop("Stands in")})
    kind: UnitWord = field(default="pallet", metadata={"title": gettext_noop("Kind")})


@dataclass(frozen=True, kw_only=True)
class AdviceLineFacts:
    """So much of one item. `order` is our purchase order or inbound order; `line` its line, needed where the item is on it twice.

    `item` is our code, a barcode or the supplier's own code. Without an order the goods are expected by themselves, at the price given, or what
    the last of them cost.
    """

    __pydantic_config__ = STRICT

    order: Name = field(default="", metadata={"title": gettext_noop("Order")})
    line: Annotated[int, Field(ge=0)] = field(default=0, metadata={"title": gettext_noop("Line")})
    item: Name = field(default="", metadata={"title": gettext_noop("Item")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    unit: Name = field(default="", metadata={"title": gettext_noop("Unit")})
    lot: Lot = field(default="", metadata={"title": gettext_noop("Lot")})
    made_on: date | None = field(default=None, metadata={"title": gettext_noop("Made on")})
    expires_on: date | None = field(default=None, metadata={"title": gettext_noop("Expires on")})
    handling_unit: Name = field(default="", metadata={"title": gettext_noop("Handling unit")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})
    price: Price | None = field(default=None, metadata={"title": gettext_noop("Price")})


@dataclass(frozen=True, kw_only=True)
class AdviceFacts:
    """What a supplier announces under one reference, for one warehouse."""

    __pydantic_config__ = STRICT

    supplier: Code = field(metadata={"title": gettext_noop("Supplier")})
    reference: Code = field(metadata={"title": gettext_noop("Supplier's reference")})
    warehouse: Code = field(metadata={"title": gettext_noop("Warehouse")})
    due_on: date | None = field(default=None, metadata={"title": gettext_noop("Expected on")})
    units: tuple[AdviceUnitFacts, ...] = field(default=(), metadata={"title": gettext_noop("Handling units")})
    lines: Annotated[tuple[AdviceLineFacts, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Lines")}
    )


class Goods(NamedTuple):
    """One line as understood. `line` is None where nothing was ordered: then `price` says what the goods are worth."""

    advice: int
    facts: AdviceLineFacts
    item: ItemRef
    quantity: int
    order: inbound.OrderRef | None
    line: inbound.LineRef | None
    price: int = 0


class Announced:
    """Advices of one call: loaded in a constant number of statements, then checked without any. `where` names line m of advice n."""

    def __init__(self, ctx: Context, facts: Sequence[AdviceFacts]) -> None:
        self._facts = facts
        self.problems: list[Problem] = []
        self.suppliers = partners_by_code(ctx, {a.supplier for a in facts})
        self.sites = warehouses_by_code(ctx, {a.warehouse for a in facts})
        self.goods: list[Goods] = []
        self._positions: dict[int, str] = {}
        self._check_headers(ctx)
        self._load_orders(ctx)
        self._load_items(ctx)
        for n, advice in enumerate(facts):
            for m, line in enumerate(advice.lines):
                self._understand(n, m, advice, line)
        self._check_quantities(ctx)
        self._check_lots(ctx)
        self._check_units(ctx)
        self._estimate(ctx)

    def _say(self, where: str, template: str, **facts: object) -> None:
        self.problems.append(problem(where, template, **facts))

    def _check_headers(self, ctx: Context) -> None:
        ids = {a.supplier: ref.id for a in self._facts if (ref := self.suppliers.get(a.supplier))}
        known = advices.known(ctx, {(ids[a.supplier], a.reference) for a in self._facts if a.supplier in ids})
        seen: set[tuple[str, str]] = set()
        for n, a in enumerate(self._facts):
            supplier = self.suppliers.get(a.supplier)
            if supplier is None or "supplier" not in supplier.roles:
                self._say(f"advices.{n}.supplier", gettext_noop("there is no supplier {code}"), code=a.supplier)
            elif number := known.get((supplier.id, a.reference)):
                template = gettext_noop("{reference} of {supplier} was announced already, as {number}")
                facts = {"reference": a.reference, "supplier": a.supplier, "number": number}
                self._say(f"advices.{n}.reference", template, **facts)
            elif (a.supplier, a.reference) in seen:
                self._say(f"advices.{n}.reference", gettext_noop("is there twice"))
            seen.add((a.supplier, a.reference))
            if a.warehouse not in self.sites:
                self._say(f"advices.{n}.warehouse", gettext_noop("there is no warehouse {code}"), code=a.warehouse)

    def _load_orders(self, ctx: Context) -> None:
        named = {line.order for a in self._facts for line in a.lines if line.order}
        found = {number: [order] for number, order in inbound.by_number(ctx, named).items()}
        for order in inbound.of_origin(ctx, "purchase_order", named - found.keys()):
            found.setdefault(order.origin, []).append(order)
        self._orders = found
        self._by_id = {order.id: order for of in found.values() for order in of}
        lines = inbound.lines(ctx, self._by_id)
        self._of: dict[int, list[inbound.LineRef]] = {}
        for line in lines:
            self._of.setdefault(line.order, []).append(line)
        self._lines = {line.id: line for line in lines}
        self._taken: dict[int, int] = {}

    def _load_items(self, ctx: Context) -> None:
        """What the codes mean: ours and barcodes for all, then what each supplier calls the rest."""
        texts = sorted({line.item for a in self._facts for line in a.lines if line.item})
        scans, _ = understand_codes(ctx, [("", text) for text in texts])
        ours = {text: scan.item for text, scan in zip(texts, scans, strict=True) if scan and scan.item}
        said = {(a.supplier, line.item) for a in self._facts for line in a.lines if line.item}
        theirs = items_by_external(ctx, [key for key in said if key[1] not in ours])
        self._by_code = {key: item for key in said if (item := ours.get(key[1]) or theirs.get(key))}
        ids = {line.item for line in self._lines.values()} | {i.id for i in self._by_code.values()}
        self._items = items_by_id(ctx, ids)
        named = any(line.unit for a in self._facts for line in a.lines)
        self._units = units_of(ctx, self._items) if named else {}

    def _understand(self, n: int, m: int, advice: AdviceFacts, facts: AdviceLineFacts) -> None:
        where = f"advices.{n}.lines.{m}"
        item = self._by_code.get((advice.supplier, facts.item))
        if facts.item and item is None:
            self._say(f"{where}.item", gettext_noop("no item is known by the code {code}"), code=facts.item)
            return
        lines = self._fitting(where, advice, facts, item) if facts.order else []
        if lines is None:
            return
        item = self._items[lines[0].item] if lines else item
        if item is None:
            self._say(f"{where}.item", gettext_noop("is missing"))
            return
        quantity = self._measure(where, facts, item)
        if quantity is not None:
            line = self._choose(lines, quantity) if lines else None
            order = self._by_id[line.order] if line else None
            self.goods.append(Goods(n, facts, item, quantity, order, line))
            self._positions[len(self.goods) - 1] = where

    def _fitting(
        self, where: str, advice: AdviceFacts, facts: AdviceLineFacts, item: ItemRef | None
    ) -> list[inbound.LineRef] | None:
        """The lines of the order that may be meant, at least one; None with a problem said."""
        orders = self._meant(where, advice, facts)
        here = [line for order in orders or () for line in self._of.get(order.id, ())]
        if orders is None:
            return None
        if facts.line:
            named = [line for line in here if line.position == facts.line]
            fitting = [line for line in named if item is None or line.item == item.id]
            if not named:
                template = gettext_noop("{name} has no line {line}")
                self._say(f"{where}.line", template, name=facts.order, line=facts.line)
            elif not fitting and item is not None:
                template = gettext_noop("line {line} of {name} is of {expected}, not of {item}")
                words = {"name": facts.order, "expected": self._items[named[0].item].code, "item": item.code}
                self._say(f"{where}.item", template, line=facts.line, **words)
            return fitting or None
        fitting = [line for line in here if item is not None and line.item == item.id]
        if not fitting:
            name = item.code if item is not None else "-"
            self._say(f"{where}.item", gettext_noop("{item} is not on {order}"), item=name, order=facts.order)
        return fitting or None

    def _meant(self, where: str, advice: AdviceFacts, facts: AdviceLineFacts) -> list[inbound.OrderRef] | None:
        """The inbound orders that take goods under the number given: one, or those of the purchase; None with a problem said."""
        supplier, site = self.suppliers.get(advice.supplier), self.sites.get(advice.warehouse)
        here = [
            order
            for order in self._orders.get(facts.order, ())
            if (supplier is None or order.partner == supplier.id) and (site is None or order.warehouse == site.id)
        ]
        open_ = [order for order in here if order.state in INBOUND.sources("receive")]
        if not here:
            template = gettext_noop("{supplier} has no order {number} for {warehouse}")
            words = {"supplier": advice.supplier, "number": facts.order, "warehouse": advice.warehouse}
            self._say(f"{where}.order", template, **words)
        elif not open_:
            template = gettext_noop("{name} is {state}; nothing can be received against it")
            self._say(f"{where}.order", template, name=here[0].number, state=here[0].state)
        return open_ or None

    def _choose(self, lines: Sequence[inbound.LineRef], quantity: int) -> inbound.LineRef:
        """The first line with so much still to be announced, else the first with anything; what the call announced before counts."""
        left = [
            line.expected - line.short - max(line.announced, line.received) - self._taken.get(line.id, 0)
            for line in lines
        ]
        enough = [line for line, room in zip(lines, left, strict=True) if room >= quantity]
        some = [line for line, room in zip(lines, left, strict=True) if room > 0]
        chosen = (enough or some or list(lines))[0]
        self._taken[chosen.id] = self._taken.get(chosen.id, 0) + quantity
        return chosen

    def _measure(self, where: str, facts: AdviceLineFacts, item: ItemRef) -> int | None:
        factor = Factor(1) if facts.unit in {"", item.unit} else self._units.get((item.id, facts.unit))
        if factor is None:
            template = gettext_noop("item {code} is not measured in {unit}")
            self._say(f"{where}.unit", template, code=item.code, unit=facts.unit)
            return None
        try:
            steps = exact.steps(facts.quantity, exact.QUANTITY)
            return to_base(steps, factor, places=item.places, unit=facts.unit, base=item.unit)
        except NotWhole:
            template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
            words = {"unit": facts.unit or item.unit, "places": item.places, "base": item.unit}
            self._say(f"{where}.quantity", template, quantity=facts.quantity, **words)
            return None

    def _check_quantities(self, ctx: Context) -> None:
        """Not more than is still open of each order line and the receiving rules let in, over all advices of the call together."""
        partners = {order.partner for order in self._by_id.values()}
        rules = rules_for(ctx, partners, self._items)
        wanted: dict[int, int] = {}
        for i, one in enumerate(self.goods):
            if one.line is None or one.order is None:
                continue
            line = one.line
            wanted[line.id] = wanted.get(line.id, 0) + one.quantity
            more = rules.of(one.order.partner, line.item).over(line.expected, 10 ** (6 - one.item.places))
            left = line.expected + more - line.short - max(line.announced, line.received)
            if wanted[line.id] > left:
                template = gettext_noop(
                    "{quantity} {unit} of {item} is {over} more than the {open} still to be announced"
                )
                self._say(
                    f"{self._positions[i]}.quantity",
                    template,
                    quantity=exact.shown(one.quantity),
                    unit=one.item.unit,
                    item=one.item.code,
                    over=exact.shown(wanted[line.id] - max(left, 0)),
                    open=exact.shown(max(left, 0)),
                )

    def _check_lots(self, ctx: Context) -> None:
        with_lot = [
            (self._positions[i], NewLot(one.item.id, one.facts.lot, one.facts.made_on, one.facts.expires_on))
            for i, one in enumerate(self.goods)
            if one.facts.lot and one.item.tracking != "none"
        ]
        known = lots_by_code(ctx, [(lot.item, lot.code) for _, lot in with_lot])
        for found in lot_problems(known, [lot for _, lot in with_lot]):
            _, at, name = found.where.split(".")
            self.problems.append(found._replace(where=f"{with_lot[int(at)][0]}.{name}"))

    def _check_units(self, ctx: Context) -> None:
        """Every unit that is named is among the units, stands in one of them, and is on its way only once."""
        named = [(n, m, unit) for n, a in enumerate(self._facts) for m, unit in enumerate(a.units)]
        flying = {u.code: u.number for u in advices.units_on_their_way(ctx, {u.code for _, _, u in named})}
        seen: set[str] = set()
        for n, m, unit in named:
            where, mine = f"advices.{n}.units.{m}", {u.code for u in self._facts[n].units}
            if unit.code in flying:
                template = gettext_noop("{code} was announced already, with {number}")
                self._say(f"{where}.code", template, code=unit.code, number=flying[unit.code])
            elif unit.code in seen:
                self._say(f"{where}.code", gettext_noop("is there twice"))
            seen.add(unit.code)
            if unit.parent and (unit.parent not in mine or unit.parent == unit.code):
                template = gettext_noop("stands in {code}, which is not among the units")
                self._say(f"{where}.parent", template, code=unit.parent)
        for n, a in enumerate(self._facts):
            mine = {u.code for u in a.units}
            for m, line in enumerate(a.lines):
                if line.handling_unit and line.handling_unit not in mine:
                    template = gettext_noop("is in {code}, which is not among the units")
                    self._say(f"advices.{n}.lines.{m}.handling_unit", template, code=line.handling_unit)

    def _estimate(self, ctx: Context) -> None:
        """What goods without an order are worth; per valuation area."""
        for area in sorted({site.area for site in self.sites.values()}):
            mine = [
                (i, Unpriced(f"{self._positions[i]}.price", one.item, one.facts.price))
                for i, one in enumerate(self.goods)
                if one.line is None
                and (site := self.sites.get(self._facts[one.advice].warehouse))
                and site.area == area
            ]
            prices, problems = estimates(ctx, area, [goods for _, goods in mine])
            self.problems += problems
            for (i, _), price in zip(mine, prices, strict=True):
                self.goods[i] = self.goods[i]._replace(price=price)
