"""Serial numbers and trace codes as people write them: found as goods move, made as goods come in."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import IntegrityError

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.queries import serials_by_code


class Read(NamedTuple):
    """The codes that were read for one line: `where` is its path in the command, `code` the item's code."""

    where: str
    item: int
    code: str
    serials: Sequence[str]


def find_serials(ctx: Context, read: Sequence[Read]) -> tuple[list[tuple[int, ...]], list[Problem]]:
    """Per line the ids of its pieces in order, and a problem for each that nobody knows. At most one statement."""
    known = serials_by_code(ctx, ((r.item, serial) for r in read for serial in r.serials))
    template = gettext_noop("there is no serial number {serial} of item {code}")
    problems = [
        problem(f"{r.where}.serials.{n}", template, serial=serial, code=r.code)
        for r in read
        for n, serial in enumerate(r.serials)
        if (r.item, serial) not in known
    ]
    return [tuple(known[r.item, s] for s in r.serials if (r.item, s) in known) for r in read], problems


def keep_serials(ctx: Context, pieces: Iterable[tuple[int, str, int]]) -> dict[tuple[int, str], int]:
    """The ids of pieces as goods come in, (item, code, lot or 0) each, new ones made. At most two statements for thousands."""
    wanted = {(item, code): lot for item, code, lot in pieces}
    known = serials_by_code(ctx, wanted)
    fresh = sorted(wanted.keys() - known.keys())
    if not fresh:
        return known
    made = dict(zip(fresh, new_ids(len(fresh)), strict=True))
    try:
        dialect.insert(
            "catalog_serial",
            {"id": "int", "item_id": "int", "code": "text", "lot_id": "int"},
            [(i, *key, wanted[key] or None) for key, i in made.items()],
            constants={"company_id": ctx.company, "created_at": ctx.now},
        )
    except IntegrityError as error:
        raise Changed(name=", ".join(code for _, code in fresh[:5])) from error
    return known | made


def serial_problems(read: Sequence[Read]) -> list[Problem]:
    """Codes that one call names twice for an item, before anybody looks them up."""
    problems = []
    seen: set[tuple[int, str]] = set()
    for r in read:
        for n, serial in enumerate(r.serials):
            if (r.item, serial) in seen:
                template = gettext_noop("serial number {serial} is named twice")
                problems.append(problem(f"{r.where}.serials.{n}", template, serial=serial))
            seen.add((r.item, serial))
    return problems
