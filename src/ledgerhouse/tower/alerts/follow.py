"""The checker: follows new rows, asks every proof that can be asked about them alone, keeps what it finds and tells it.

`alerts.follow` runs every ten minutes over what was written since; `alerts.prove` once a night over everything, and settles findings that are gone.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.db import transaction

from ledgerhouse.flows.finance import examine
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.jobs import KINDS, USUAL, Report
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.foundation.seals.apply import horizon
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.proof import EVERYTHING, PROOFS, Check, Part
from ledgerhouse.ledgers.stock.models import Entry
from ledgerhouse.masterdata.sites.queries import warehouses
from ledgerhouse.tower.alerts.models import Finding, FollowMark
from ledgerhouse.tower.alerts.words import InvariantBroken

ITEMS: Final = 500
"""Items that one look asks about."""
USUAL["alerts.follow"] = "5-59/10 * * * *"
USUAL["alerts.prove"] = "20 3 * * *"


@KINDS.add("alerts.follow")
def follow(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Look at what was written since the last time, up to where nothing older can still come."""
    del args
    mark, _ = FollowMark.objects.get_or_create(company=ctx.company)
    upto = horizon()
    if upto <= mark.upto:
        return {"rows": 0, "problems": 0}
    rows = problems = 0
    for checks in _looks(ctx, mark.upto + 1, upto):
        rows += sum(check.rows for check in checks)
        problems += keep(ctx, checks)
        report(rows, 0, "")
    FollowMark.objects.filter(id=mark.id).update(upto=upto)
    return {"rows": rows, "problems": problems}


@KINDS.add("alerts.prove")
def prove_all(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Look at everything, and settle what is not found any more."""
    del args
    planned = examine.plan(ctx, piece=examine.PIECE)
    problems = 0
    for n, unit in enumerate(planned.units):
        problems += keep(ctx, [examine.look(ctx, unit)])
        report(n + 1, len(planned.units), unit.proof)
    gone = Finding.objects.filter(company=ctx.company, settled_at=None, last_seen__lt=ctx.now)
    return {"problems": problems, "settled": gone.update(settled_at=ctx.now)}


def keep(ctx: Context, checks: Iterable[Check]) -> int:
    """Write down what was found; tell what is new or has come back. Answers how many problems there were."""
    found = {_mark(check.name, text): (check.name, text) for check in checks for text in check.problems}
    if not found:
        return 0
    with transaction.atomic():
        mine = Finding.objects.filter(company=ctx.company, mark__in=found)
        known = set(mine.filter(settled_at=None).values_list("mark", flat=True))
        mine.update(last_seen=ctx.now, settled_at=None)
        seen = set(mine.values_list("mark", flat=True))
        Finding.objects.bulk_create(
            Finding(company=ctx.company, mark=m, proof=name[:60], problem=text, first_seen=ctx.now, last_seen=ctx.now)
            for m, (name, text) in found.items()
            if m not in seen
        )
        fresh = [found[m] for m in found if m not in known]
        tell(ctx, [(f"check:{name}"[:80], InvariantBroken(check=name, problem=text)) for name, text in fresh])
    return len(found)


def _looks(ctx: Context, first: int, last: int) -> Iterator[list[Check]]:
    """Proofs of rows over the new ones; proofs of items over those that the new entries moved, some at a time."""
    by_row = [name for name, proof in PROOFS.items() if "row" in proof.cut]
    by_item = [name for name, proof in PROOFS.items() if "item" in proof.cut and "row" not in proof.cut]
    yield _look(ctx, Part(rows=(first, last)), by_row)
    items = _moved(ctx, first, last)
    for i in range(0, len(items), ITEMS):
        yield _look(ctx, Part(only=tuple(items[i : i + ITEMS])), by_item)


def _look(ctx: Context, part: Part, names: list[str]) -> list[Check]:
    assert part != EVERYTHING  # noqa: S101 - what follows would take hours
    return [examine.look(ctx, unit) for unit in examine.plan(ctx, part, names=names).units]


def _moved(ctx: Context, first: int, last: int) -> list[int]:
    """The items of entries with these ids."""
    places = dialect.among(w.id for w in warehouses(ctx))
    if places == "()":
        return []
    scope = f"{scope_sql(ctx, Entry, 'e')} and e.warehouse_id in {places} and e.id between {int(first)} and {int(last)}"
    return sorted(row[0] for row in dialect.select(f"select distinct item_id from stock_entry e where {scope}"))  # noqa: S608 - whole numbers


def _mark(name: str, text: str) -> str:
    return hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()
