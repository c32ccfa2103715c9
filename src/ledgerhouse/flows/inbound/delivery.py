"""What a receiver says has come in, understood: orders, lines, items, lots, places, and every problem at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from ledgerhouse.documents.warehouse import inbound
from ledgerhouse.documents.warehouse.receiving_rules import Allowed, rules_for
from ledgerhouse.documents.warehouse.refusals import Why
from ledgerhouse.documents.warehouse.words import INBOUND
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity, QuantityOrNone
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.kernel.series import BadSeries, TooMany, series
from ledgerhouse.kernel.units import Factor, NotWhole, to_base
from ledgerhouse.masterdata.catalog.keep_lots import lot_problems
from ledgerhouse.masterdata.catalog.keep_serials import Read, serial_problems
from ledgerhouse.masterdata.catalog.queries import items_by_id, lots_by_code, units_of
from ledgerhouse.masterdata.catalog.words import ItemRef, NewLot, Tracking
from ledgerhouse.masterdata.sites.queries import locations_by_code, locations_of_kind, warehouses_by_id
from ledgerhouse.masterdata.sites.words import Kind, PlaceRef, WarehouseRef

Lot = Annotated[str, Field(max_length=60, pattern=r"^(\S(.*\S)?)?$")]
Pasted = Annotated[str, Field(max_length=2_000_000)]
SERIALS_COLUMN: Final = ("serial number", "serial", "serials", "SN", "S/N", "序列号", "序号", "产品序列号")
"""Headings under which files keep serial numbers; a file without one of them is a list in its first column."""
Position = Annotated[int, Field(ge=1)]
Grams = Annotated[int, Field(ge=0, le=10**9)]
Millimetres = Annotated[int, Field(ge=0, le=100_000)]
GOES_TO = frozenset({Kind.DOCK, Kind.STORAGE, Kind.QUARANTINE})
"""Kinds of place at which goods may come in; from a dock they are put away by task."""


@dataclass(frozen=True, kw_only=True)
class ReceiveLine:
    """So much of one line of an inbound order, in the item's base unit unless another is named, as one lot where the item has lots.

    Without a location the goods are at the first dock. Of a lot that is known, nothing but its code is needed; of a new one of an
    item that expires, the day of manufacture or of expiry. An item tracked by serial number needs that of every piece; of others, trace
    codes may be given, one by one or as a text, in which `SN0001..SN0100` is a hundred. `refused` came too and was sent back at the door, for a
    reason; it is never booked. After the `last` of a line nothing more is expected of it. Weight and dimensions are
    those of one base unit; they are kept where the item has none yet.
    """

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Inbound order")})
    line: Position = field(metadata={"title": gettext_noop("Line")})
    quantity: Quantity = field(metadata={"title": gettext_noop("Quantity")})
    lot: Lot = field(default="", metadata={"title": gettext_noop("Lot")})
    made_on: date | None = field(default=None, metadata={"title": gettext_noop("Made on")})
    expires_on: date | None = field(default=None, metadata={"title": gettext_noop("Expires on")})
    location: str = field(default="", metadata={"title": gettext_noop("Location")})
    serials: tuple[Code, ...] = field(default=(), metadata={"title": gettext_noop("Serial numbers")})
    pasted_serials: Pasted = field(
        default="", metadata={"title": gettext_noop("Serial numbers as text"), "column": SERIALS_COLUMN}
    )
    unit: str = field(default="", metadata={"title": gettext_noop("Unit")})
    supplier_lot: Lot = field(default="", metadata={"title": gettext_noop("Supplier lot")})
    refused: QuantityOrNone = field(default=Decimal(0), metadata={"title": gettext_noop("Refused")})
    refused_for: Why | None = field(default=None, metadata={"title": gettext_noop("Reason of refusal")})
    note: Annotated[str, Field(max_length=200)] = field(default="", metadata={"title": gettext_noop("Note")})
    last: bool = field(default=False, metadata={"title": gettext_noop("Nothing more comes")})
    handling_unit: Annotated[str, Field(max_length=60)] = field(
        default="", metadata={"title": gettext_noop("Handling unit")}
    )
    weight_g: Grams = field(default=0, metadata={"title": gettext_noop("Weight of one unit (g)")})
    length_mm: Millimetres = field(default=0, metadata={"title": gettext_noop("Length (mm)")})
    width_mm: Millimetres = field(default=0, metadata={"title": gettext_noop("Width (mm)")})
    height_mm: Millimetres = field(default=0, metadata={"title": gettext_noop("Height (mm)")})


class Arrived(NamedTuple):
    """One line as understood, `at` its place in the command; quantities in steps, `lot` None for goods without lots."""

    at: int
    order: inbound.OrderRef
    line: inbound.LineRef
    item: ItemRef
    quantity: int
    lot: NewLot | None
    place: PlaceRef
    serials: tuple[str, ...] = ()
    refused: int = 0
    unit: str = ""


class Delivery:
    """The lines of one call: loaded in a constant number of statements, then checked without any.

    `beyond_rules` takes what is more than the rules let in; who may say so has been asked.
    """

    def __init__(
        self, ctx: Context, lines: Sequence[ReceiveLine], received_on: date | None, *, beyond_rules: bool = False
    ) -> None:
        self.lines = lines
        self._beyond_rules = beyond_rules
        self.beyond: dict[int, int] = {}
        """Per line how many steps more than expected are accepted."""
        self.ended: set[int] = set()
        """Lines of which nothing more comes, though not everything came."""
        self.problems: list[Problem] = []
        self.arrived: list[Arrived] = []
        self._orders = inbound.by_number(ctx, {line.order for line in lines})
        sites = warehouses_by_id(ctx, {order.warehouse for order in self._orders.values()})
        found = inbound.lines(ctx, {order.id for order in self._orders.values()})
        self._lines = {(line.order, line.position): line for line in found}
        self._items = items_by_id(ctx, {line.item for line in found})
        self._units = units_of(ctx, self._items) if any(line.unit for line in lines) else {}
        self._rules = rules_for(ctx, {order.partner for order in self._orders.values()}, self._items)
        self._load_places(ctx, sites)
        if self.warehouse is None:
            return
        today = ctx.today(self.warehouse.timezone)
        self.day = received_on or today
        if self.day > today:
            self.problems.append(problem("received_on", gettext_noop("is in the future")))
        self._understand()
        self._check_quantities()
        self._check_lots(ctx)
        self.problems += serial_problems(
            [Read(f"lines.{a.at}", a.item.id, a.item.code, a.serials) for a in self.arrived]
        )

    def _load_places(self, ctx: Context, sites: dict[int, WarehouseRef]) -> None:
        self.warehouse = next(iter(sites.values()), None)
        missing = gettext_noop("there is no inbound order {number} here")
        for i, line in enumerate(self.lines):
            order = self._orders.get(line.order)
            if order is None:
                self.problems.append(problem(f"lines.{i}.order", missing, number=line.order))
            elif self.warehouse is not None and order.warehouse != self.warehouse.id:
                other = gettext_noop("is of another warehouse than the first line")
                self.problems.append(problem(f"lines.{i}.order", other))
        if self.warehouse is not None:
            named = {line.location for line in self.lines if line.location}
            self._places = locations_by_code(ctx, self.warehouse.id, named)
            self._docks = locations_of_kind(ctx, self.warehouse.id, Kind.DOCK)

    def _understand(self) -> None:
        for i, line in enumerate(self.lines):
            order = self._orders.get(line.order)
            if order is None:
                continue
            if order.state not in INBOUND.sources("receive"):
                template = gettext_noop("{name} is {state}; nothing can be received against it")
                self.problems.append(problem(f"lines.{i}.order", template, name=order.number, state=order.state))
                continue
            expected = self._lines.get((order.id, line.line))
            if expected is None:
                template = gettext_noop("{name} has no line {line}")
                self.problems.append(problem(f"lines.{i}.line", template, name=order.number, line=line.line))
                continue
            item = self._items[expected.item]
            place = self._place(i, line)
            lot = self._lot(i, line, item)
            quantity = self._measure(i, "quantity", line.quantity, line.unit, item)
            refused = self._refused(i, line, item)
            if place is not None and quantity is not None:
                unit, serials = line.handling_unit, self._serials(i, line)
                self.arrived.append(Arrived(i, order, expected, item, quantity, lot, place, serials, refused, unit))
                self._check_pieces(i, serials, item, quantity)

    def _place(self, i: int, line: ReceiveLine) -> PlaceRef | None:
        where = f"lines.{i}.location"
        place = self._places.get(line.location) if line.location else next(iter(self._docks), None)
        if place is None and line.location:
            self.problems.append(problem(where, gettext_noop("there is no location {code} here"), code=line.location))
        elif place is None:
            self.problems.append(problem(where, gettext_noop("is needed: this warehouse has no dock")))
        elif place.kind not in GOES_TO:
            self.problems.append(problem(where, gettext_noop("{code} is not a place to receive at"), code=place.code))
        elif place.locked_in:
            self.problems.append(problem(where, gettext_noop("{code} is locked for putting in"), code=place.code))
        else:
            return place
        return None

    def _measure(self, i: int, name: str, quantity: Decimal, unit: str, item: ItemRef) -> int | None:
        """Steps of the base unit; None where the unit is unknown or the quantity too fine."""
        factor = Factor(1) if unit in {"", item.unit} else self._units.get((item.id, unit))
        if factor is None:
            template = gettext_noop("item {code} is not measured in {unit}")
            self.problems.append(problem(f"lines.{i}.unit", template, code=item.code, unit=unit))
            return None
        steps = exact.steps(quantity, exact.QUANTITY)
        try:
            return to_base(steps, factor, places=item.places, unit=unit, base=item.unit)
        except NotWhole:
            template = gettext_noop("{quantity} {unit} is finer than {places} places of {base}")
            facts = {"quantity": quantity, "unit": unit or item.unit, "places": item.places, "base": item.unit}
            self.problems.append(problem(f"lines.{i}.{name}", template, **facts))
            return steps if factor == (1, 1) else None

    def _refused(self, i: int, line: ReceiveLine, item: ItemRef) -> int:
        if not line.refused:
            return 0
        if line.refused_for is None:
            self.problems.append(problem(f"lines.{i}.refused_for", gettext_noop("is needed for refused goods")))
        return self._measure(i, "refused", line.refused, line.unit, item) or 0

    def _serials(self, i: int, line: ReceiveLine) -> tuple[str, ...]:
        """Numbers one by one and as a text."""
        if not line.pasted_serials:
            return line.serials
        try:
            return line.serials + series(line.pasted_serials)
        except (BadSeries, TooMany) as refused:
            self.problems.append(problem(f"lines.{i}.pasted_serials", refused.template, **refused.facts))
            return line.serials

    def _check_pieces(self, i: int, serials: Sequence[str], item: ItemRef, quantity: int) -> None:
        given = len(serials)
        if given * 10**6 > quantity or (item.tracking == Tracking.SERIAL and given * 10**6 != quantity):
            template = gettext_noop("{given} serial numbers are named for {wanted} pieces of item {code}")
            facts = {"given": given, "wanted": exact.shown(quantity), "code": item.code}
            self.problems.append(problem(f"lines.{i}.serials", template, **facts))

    def _lot(self, i: int, line: ReceiveLine, item: ItemRef) -> NewLot | None:
        """The lot as the line says it, its expiry reckoned from the shelf life when only the day of manufacture is given."""
        if item.tracking == Tracking.NONE:
            if line.lot or line.made_on or line.expires_on:
                template = gettext_noop("item {code} is kept without lots")
                self.problems.append(problem(f"lines.{i}.lot", template, code=item.code))
            return None
        if not line.lot and not item.needs_lot:
            return None
        if not line.lot:
            self.problems.append(problem(f"lines.{i}.lot", gettext_noop("is needed for item {code}"), code=item.code))
            return None
        expires = line.expires_on
        if item.expires and expires is None and line.made_on and item.shelf_life_days:
            expires = line.made_on + timedelta(days=item.shelf_life_days)
        if expires and not item.expires:
            template = gettext_noop("item {code} does not expire")
            self.problems.append(problem(f"lines.{i}.expires_on", template, code=item.code))
        if line.made_on and line.made_on > self.day:
            self.problems.append(problem(f"lines.{i}.made_on", gettext_noop("is after the day of receipt")))
        return NewLot(item.id, line.lot, line.made_on, expires, line.supplier_lot)

    def _allowed(self, a: Arrived) -> Allowed:
        return self._rules.of(a.order.partner, a.item.id)

    def _check_quantities(self) -> None:
        """Nothing beyond what is still expected and the rules let in, over all lines of the call together."""
        wanted: dict[int, int] = {}
        for a in self.arrived:
            line = a.line
            wanted[line.id] = wanted.get(line.id, 0) + a.quantity
            over = wanted[line.id] - (line.expected - line.received)
            if over > 0:
                self._over(a, wanted[line.id], over)
            elif self.lines[a.at].last or (over < 0 and self._allowed(a).enough(line.expected, line.expected + over)):
                self.ended.add(line.id)

    def _over(self, a: Arrived, wanted: int, over: int) -> None:
        """More than expected: within the rules or let in by somebody it is accepted, otherwise a problem with all the facts."""
        left = a.line.expected - a.line.received
        more = self._allowed(a).over(a.line.expected, 10 ** (6 - a.item.places))
        if over <= more or self._beyond_rules:
            if over > a.line.excess:
                self.beyond[a.line.id] = over - a.line.excess
            return
        template = gettext_noop("{quantity} {unit} of {item} is {over} more than the {open} still expected")
        if more:
            template = gettext_noop(
                "{quantity} {unit} of {item} is {over} more than the {open} still expected; only {more} more may come"
            )
        facts = {
            "quantity": exact.shown(a.quantity),
            "unit": a.item.unit,
            "item": a.item.code,
            "over": exact.shown(over),
            "open": exact.shown(left),
            "more": exact.shown(more),
        }
        self.problems.append(problem(f"lines.{a.at}.quantity", template, **facts))

    def _check_lots(self, ctx: Context) -> None:
        """Against the lots that are known: one statement."""
        with_lot = [(a.at, a.lot, a.item) for a in self.arrived if a.lot is not None]
        known = lots_by_code(ctx, [(lot.item, lot.code) for _, lot, _ in with_lot])
        for found in lot_problems(known, [lot for _, lot, _ in with_lot]):
            _, n, name = found.where.split(".")
            self.problems.append(found._replace(where=f"lines.{with_lot[int(n)][0]}.{name}"))
        said = {(lot.item, lot.code): lot.expires_on for _, lot, _ in with_lot if lot.expires_on}
        said |= {key: lot.expires_on for key, lot in known.items() if lot.expires_on}
        for a in self.arrived:
            if a.lot is not None:
                self._check_expiry(a, a.lot, said.get((a.lot.item, a.lot.code)))

    def _check_expiry(self, a: Arrived, lot: NewLot, expires: date | None) -> None:
        item = a.item
        where = f"lines.{a.at}.expires_on"
        if item.expires and expires is None:
            template = gettext_noop("is needed: lot {lot} of item {code} is new")
            self.problems.append(problem(where, template, lot=lot.code, code=item.code))
        elif expires is not None and expires < self.day:
            template = gettext_noop("lot {lot} expired on {day}")
            self.problems.append(problem(where, template, lot=lot.code, day=expires))
        elif expires is not None and not self._beyond_rules:
            needed = self._allowed(a).life(item.shelf_life_days)
            left = (expires - self.day).days
            if left < needed:
                template = gettext_noop("lot {lot} keeps {left} days more, until {day}; {needed} are asked for")
                facts = {"lot": lot.code, "left": left, "day": expires, "needed": needed}
                self.problems.append(problem(where, template, **facts))
