"""Find or make lots as goods come in. Runs inside the transaction of the flow that receives them."""

from collections.abc import Iterable

from django.db import IntegrityError

from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.models import Lot
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.catalog.words import LotRef, NewLot


def keep_lots(ctx: Context, lots: Iterable[NewLot]) -> dict[tuple[int, str], LotRef]:
    """The lots by (item id, code), new ones made. Constant statements.

    Refuses with `Unreadable`, all problems at once (`lots.N.…` counts from 0), a lot that is known with another expiry
    or manufacture date, also when the two are in one call, and one that expires before it was made. A known lot
    without an expiry takes none over: its first receipt said it has none.
    """
    wanted = list(lots)
    known = lots_by_code(ctx, [(lot.item, lot.code) for lot in wanted])
    fresh: dict[tuple[int, str], NewLot] = {}
    problems: list[Problem] = []
    for i, lot in enumerate(wanted):
        key = (lot.item, lot.code)
        if lot.made_on and lot.expires_on and lot.expires_on < lot.made_on:
            problems.append(problem(f"lots.{i}.expires_on", gettext_noop("is before the day of manufacture")))
        first: LotRef | NewLot = known.get(key) or fresh.setdefault(key, lot)
        problems += _differences(i, first, lot)
    if problems:
        raise Unreadable(problems)
    if fresh:
        known |= _make(ctx, fresh)
    return known


def _differences(i: int, first: LotRef | NewLot, lot: NewLot) -> list[Problem]:
    found = []
    if lot.expires_on and lot.expires_on != first.expires_on:
        template = gettext_noop("lot {lot} is known to expire on {known}, not {given}")
        facts = {"lot": lot.code, "known": first.expires_on or "-", "given": lot.expires_on}
        found.append(problem(f"lots.{i}.expires_on", template, **facts))
    if lot.made_on and first.made_on and lot.made_on != first.made_on:
        template = gettext_noop("lot {lot} is known to be made on {known}, not {given}")
        found.append(
            problem(f"lots.{i}.made_on", template, lot=lot.code, known=first.made_on, given=lot.made_on),
        )
    return found


def _make(ctx: Context, fresh: dict[tuple[int, str], NewLot]) -> dict[tuple[int, str], LotRef]:
    made = {
        key: LotRef(identifier, lot.item, lot.code, lot.made_on, lot.expires_on)
        for identifier, (key, lot) in zip(new_ids(len(fresh)), sorted(fresh.items()), strict=True)
    }
    try:
        Lot.objects.bulk_create(
            Lot(
                id=made[key].id,
                company_id=ctx.company,
                item_id=lot.item,
                code=lot.code,
                made_on=lot.made_on,
                expires_on=lot.expires_on,
                supplier_lot=lot.supplier_lot,
                created_at=ctx.now,
            )
            for key, lot in sorted(fresh.items())
        )
    except IntegrityError as error:
        raise Changed(name=", ".join(sorted({lot.code for lot in fresh.values()})[:5])) from error
    return made
