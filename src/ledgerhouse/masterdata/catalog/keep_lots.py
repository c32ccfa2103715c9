"""Find or make lots as goods come in. Runs inside the transaction of the flow that receives them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.db import IntegrityError

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import lots_by_code
from ledgerhouse.masterdata.catalog.words import LotRef, NewLot

COLUMNS: Final[dialect.Columns] = {
    "id": "int",
    "item_id": "int",
    "code": "text",
    "made_on": "date",
    "expires_on": "date",
    "supplier_lot": "text",
}


def keep_lots(ctx: Context, lots: Iterable[NewLot]) -> dict[tuple[int, str], LotRef]:
    """The lots by (item id, code), new ones made. Constant statements.

    Refuses with `Unreadable`, all problems at once (`lots.N.…` counts from 0), what `lot_problems` names.
    """
    wanted = list(lots)
    known = lots_by_code(ctx, [(lot.item, lot.code) for lot in wanted])
    fresh: dict[tuple[int, str], NewLot] = {}
    problems = _compare(known, fresh, wanted)
    if problems:
        raise Unreadable(problems)
    if fresh:
        known |= _make(ctx, fresh)
    return known


def lot_problems(known: Mapping[tuple[int, str], LotRef], lots: Sequence[NewLot]) -> list[Problem]:
    """What is wrong with lots as goods come in, before anything is written; `known` is of `queries.lots_by_code`.

    A lot that is known with another expiry or manufacture date, also when the two are in one call, and one that expires before
    it was made. A known lot without an expiry takes none over: its first receipt said it has none.
    """
    return _compare(known, {}, lots)


def _compare(
    known: Mapping[tuple[int, str], LotRef], fresh: dict[tuple[int, str], NewLot], lots: Sequence[NewLot]
) -> list[Problem]:
    problems: list[Problem] = []
    for i, lot in enumerate(lots):
        key = (lot.item, lot.code)
        if lot.made_on and lot.expires_on and lot.expires_on < lot.made_on:
            problems.append(problem(f"lots.{i}.expires_on", gettext_noop("is before the day of manufacture")))
        first: LotRef | NewLot = known.get(key) or fresh.setdefault(key, lot)
        problems += _differences(i, first, lot)
    return problems


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
        dialect.insert(
            "catalog_lot",
            COLUMNS,
            [
                (made[key].id, lot.item, lot.code, _iso(lot.made_on), _iso(lot.expires_on), lot.supplier_lot)
                for key, lot in sorted(fresh.items())
            ],
            constants={"company_id": ctx.company, "created_at": ctx.now},
        )
    except IntegrityError as error:
        raise Changed(name=", ".join(sorted({lot.code for lot in fresh.values()})[:5])) from error
    return made


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
