"""Check an order into parcels: every piece is scanned, every parcel may be weighed (复核打包)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.documents.warehouse import outbound, parcels
from ledgerhouse.foundation import settings
from ledgerhouse.foundation.links import Ref, link
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.commands import STRICT, Code, Quantity
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import handling_of, items_by_code, items_by_id
from ledgerhouse.masterdata.catalog.scanned import understand_codes
from ledgerhouse.masterdata.sites.queries import warehouses_by_id

STEP = 10**6


@dataclass(frozen=True, kw_only=True)
class PackedItem:
    """What was scanned into a parcel: a barcode, or the code of an item, and how much in its base unit; none: what the code stands for."""

    __pydantic_config__ = STRICT

    code: Code = field(metadata={"title": gettext_noop("Scanned code")})
    quantity: Quantity | None = field(default=None, metadata={"title": gettext_noop("Quantity")})


@dataclass(frozen=True, kw_only=True)
class PackedParcel:
    """One parcel: what is in it, what the scale says (0: not weighed), and why an odd weight is right after all."""

    __pydantic_config__ = STRICT

    items: Annotated[tuple[PackedItem, ...], Field(min_length=1)] = field(metadata={"title": gettext_noop("Items")})
    weight_g: Annotated[int, Field(ge=0, le=10_000_000)] = field(
        default=0, metadata={"title": gettext_noop("Weight (g)")}
    )
    reason: Annotated[str, Field(max_length=200)] = field(
        default="", metadata={"title": gettext_noop("Reason for an odd weight")}
    )


@dataclass(frozen=True, kw_only=True)
class PackParcels:
    """A picked outbound order and its parcels, which hold all that was picked and nothing else."""

    __pydantic_config__ = STRICT

    order: Code = field(metadata={"title": gettext_noop("Outbound order")})
    parcels: Annotated[tuple[PackedParcel, ...], Field(min_length=1)] = field(
        metadata={"title": gettext_noop("Parcels")}
    )


@dataclass(frozen=True, kw_only=True)
class ParcelPacked:
    """A parcel with its SSCC, "" where the company has no GS1 prefix, and the weight that was expected."""

    parcel: str
    sscc: str
    expected_g: int


@dataclass(frozen=True, kw_only=True)
class ParcelsPacked:
    """The parcels in the order of the command."""

    parcels: tuple[ParcelPacked, ...]


@verb("outbound.pack_parcels", may="pack", title=gettext_noop("Check and pack"))
def pack_parcels(command: PackParcels, ctx: Context) -> ParcelsPacked:
    """Compare what was scanned into parcels with what was picked, weigh it against what it should weigh, and close the parcels."""
    # load
    of = outbound.warehouse_of(ctx, [command.order])
    (warehouse,) = warehouses_by_id(ctx, set(of.values())).values()
    (order,) = outbound.claim(ctx, warehouse.id, "pack", numbers=[command.order])
    lines = [line for line in outbound.lines(ctx, [order.id]) if line.picked]
    scanned, problems = _scanned(ctx, command.parcels)
    # decide
    problems += _differences(ctx, lines, scanned)
    weighs = {i: h.weight_g for i, h in handling_of(ctx, {item for one in scanned for item in one}).items()}
    expected = [sum(-(-steps * weighs[item] // STEP) for item, steps in one.items()) for one in scanned]
    problems += _odd_weights(ctx, command.parcels, expected)
    if problems:
        raise Unreadable(problems)
    contents = spread(lines, scanned)
    new = [
        parcels.NewParcel(held, parcel.weight_g, grams, parcel.reason)
        for held, parcel, grams in zip(contents, command.parcels, expected, strict=True)
    ]
    # write
    outbound.step([order], "pack")
    made = parcels.write(ctx, warehouse.id, order.id, new, ctx.today(warehouse.timezone))
    link(ctx, [(Ref("outbound_order", order.number), Ref("parcel", one.number)) for one in made])
    told = zip(made, expected, strict=True)
    return ParcelsPacked(
        parcels=tuple(ParcelPacked(parcel=one.number, sscc=one.sscc, expected_g=grams) for one, grams in told)
    )


def spread(lines: Sequence[outbound.LineRef], scanned: Sequence[Mapping[int, int]]) -> list[dict[int, int]]:
    """What each parcel holds of which order line: an item's lines are filled one after the other."""
    left = {line.id: line.picked for line in lines}
    found: list[dict[int, int]] = []
    for one in scanned:
        held: dict[int, int] = {}
        for item, steps in one.items():
            rest = steps
            for line in lines:
                if line.item == item and (part := min(rest, left[line.id])):
                    held[line.id] = part
                    left[line.id] -= part
                    rest -= part
        found.append(held)
    return found


def _scanned(ctx: Context, given: Sequence[PackedParcel]) -> tuple[list[Counter[int]], list[Problem]]:
    """What is in each parcel: item id -> steps; and the codes that nobody knows."""
    entries = [
        (n, f"parcels.{n}.items.{m}.code", item)
        for n, parcel in enumerate(given)
        for m, item in enumerate(parcel.items)
    ]
    own = items_by_code(ctx, {item.code for *_, item in entries})
    foreign = [(where, item.code) for _, where, item in entries if item.code not in own]
    read, problems = understand_codes(ctx, foreign) if foreign else ([], [])
    by_barcode = {where: scan for (where, _), scan in zip(foreign, read, strict=True) if scan and scan.item}
    found: list[Counter[int]] = [Counter() for _ in given]
    for n, where, item in entries:
        scan = by_barcode.get(where)
        known = own.get(item.code) or (scan.item if scan else None)
        if known is None:
            continue
        stands_for = scan.quantity if scan else STEP
        found[n][known.id] += stands_for if item.quantity is None else exact.steps(item.quantity, exact.QUANTITY)
    return found, problems


def _differences(ctx: Context, lines: Sequence[outbound.LineRef], scanned: Sequence[Counter[int]]) -> list[Problem]:
    """Goods that were not picked for the order, too many, or left out."""
    picked: Counter[int] = Counter()
    for line in lines:
        picked[line.item] += line.picked
    packed: Counter[int] = sum(scanned, Counter())
    names = {i: ref.code for i, ref in items_by_id(ctx, picked.keys() | packed.keys()).items()}
    problems = []
    for item, code in sorted(names.items(), key=lambda one: one[1]):
        facts = {"item": code, "picked": exact.shown(picked[item]), "packed": exact.shown(packed[item])}
        if packed[item] != picked[item]:
            template = gettext_noop("{packed} of {item} are packed, {picked} were picked")
            problems.append(problem("parcels", template, **facts))
    return problems


def _odd_weights(ctx: Context, given: Sequence[PackedParcel], expected: Sequence[int]) -> list[Problem]:
    """Parcels whose weight can not be that of their goods; a reason by who may accept it lets them pass."""
    tolerance = settings.value(ctx, parcels.TOLERANCE)
    problems = []
    for n, (parcel, grams) in enumerate(zip(given, expected, strict=True)):
        odd = parcel.weight_g and grams and abs(parcel.weight_g - grams) * 100 > grams * tolerance
        if odd and not (parcel.reason and ctx.may("accept odd weights")):
            template = gettext_noop("weighs {weight} g, {expected} g are expected; {percent} % may differ")
            facts = {"weight": parcel.weight_g, "expected": grams, "percent": tolerance}
            problems.append(problem(f"parcels.{n}.weight_g", template, **facts))
    return problems
