"""Seal what is new: a job shortly after commit, or `ledgerhouse seal`.

A row may commit after rows with higher ids. So only ids below a horizon are sealed, of which nothing that is still open can have made one:
now, less the age of the oldest open transaction, less `LAG` for clocks that differ. On SQLite there is one writer, which is us while we
seal. What comes even later (a clock went back) is sealed within `LOOK_BACK` in a block marked `late`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.jobs import KINDS, USUAL, Report
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.models.seals import SealBlock, SealedDay
from ledgerhouse.foundation.outbox import tell
from ledgerhouse.foundation.seals import rows as sealing
from ledgerhouse.foundation.seals.blocks import BEGINNING, digest_of
from ledgerhouse.foundation.seals.tables import SEALED, Sealed
from ledgerhouse.foundation.seals.words import DaySealed
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.ids import first_id

BLOCK: Final = 5000
LAG: Final = timedelta(seconds=5)
CAUTIOUS: Final = timedelta(minutes=10)
"""How far back an open transaction may reach when the database does not let us see those of others."""
LOOK_BACK: Final = timedelta(hours=1)


USUAL["house.seal"] = "*/10 * * * *"


class SealingElsewhere(Refused):
    """Two sealers met; the other one was faster."""

    code = "sealing-elsewhere"
    template = gettext_noop("Somebody else is sealing this company's rows just now.")


class Applied(NamedTuple):
    """How many rows went into how many blocks."""

    rows: int
    blocks: int


@KINDS.add("house.seal")
def seal_job(ctx: Context, args: Mapping[str, Any], report: Report) -> Mapping[str, Any]:
    """Seal what the company has written since; the company that was first also looks after the house's own rows."""
    del args
    companies = [ctx.company]
    if Company.objects.order_by("id").values_list("id", flat=True).first() == ctx.company:
        companies.append(0)
    done = [seal(house(company, ctx.now), report) for company in companies]
    return {"rows": sum(one.rows for one in done), "blocks": sum(one.blocks for one in done)}


def seal(ctx: Context, report: Report = lambda *_: None, *, lag: timedelta = LAG) -> Applied:
    """Seal all rows of the company below the horizon. Refuses when another sealer is at work. One short transaction per block."""
    limit = horizon(lag)
    today = ctx.today(_zone(ctx.company))
    close_days(ctx, today)
    done = blocks = 0
    for table in SEALED.values():
        for key in table.keys(ctx.company):
            for count in _seal_key(ctx, table, key, limit, today):
                done, blocks = done + count, blocks + 1
                report(done, 0, table.table)
    return Applied(done, blocks)


def horizon(lag: timedelta = LAG) -> int:
    """The highest id of which everything up to it has been committed, or never will be."""
    return first_id(int((_clock() - lag - _open_for()).timestamp() * 1000)) - 1


def close_days(ctx: Context, today: date) -> int:
    """Write down the digest of every day before today that has blocks, and tell it. Answers how many days."""
    known = SealedDay.objects.filter(company=ctx.company).aggregate(last=Max("day"))["last"]
    blocks = SealBlock.objects.filter(company=ctx.company, day__lt=today)
    if known:
        blocks = blocks.filter(day__gt=known)
    days = list(blocks.values("day").annotate(block=Max("number"), rows=Sum("rows")).order_by("day"))
    with transaction.atomic():
        for facts in days:
            digest = SealBlock.objects.values_list("digest", flat=True).get(company=ctx.company, number=facts["block"])
            SealedDay.objects.create(company=ctx.company, digest=digest, **facts)
            tell(ctx, [("seals", DaySealed(**facts, digest=digest))])
    return len(days)


def condition(table: Sealed, company: int, key: int) -> str:
    """Which rows of a table belong to one chain of blocks."""
    own = f"{table.key} = {int(key)}"
    return own if table.key == table.company else f"{own} and {table.company} = {int(company)}"


def _seal_key(ctx: Context, table: Sealed, key: int, limit: int, today: date) -> Iterator[int]:
    """Block after block of one key, late rows first; yields how many rows each has."""
    where = condition(table, ctx.company, key)
    regular = SealBlock.objects.filter(company=ctx.company, kind=table.table, key=key, late=False)
    mark = regular.aggregate(upto=Max("upto"))["upto"] or 0
    if mark:
        late = sorted(_unsealed(ctx, table, key, where, mark))
        for i in range(0, len(late), BLOCK):
            part = late[i : i + BLOCK]
            chosen = f"{where} and {table.id} in {dialect.among(part)}"
            yield _one(ctx, table, key, today, chosen, late=True, limits=(part[0] - 1, part[-1]))
    while True:
        with transaction.atomic():
            count, upto = _next_block(ctx, table, key, today, where, mark, limit)
        if not count:
            return
        yield count
        mark = upto


def _next_block(
    ctx: Context, table: Sealed, key: int, today: date, where: str, mark: int, limit: int
) -> tuple[int, int]:
    found = list(
        sealing.digests(table, table.columns, f"{where} and {table.id} > {mark} and {table.id} <= {limit}", BLOCK)
    )
    if not found:
        return 0, mark
    upto = found[-1].id
    _write(ctx, table, key, today, found, late=False, limits=(mark, upto))
    return len(found), upto


def _one(ctx: Context, table: Sealed, key: int, today: date, where: str, *, late: bool, limits: tuple[int, int]) -> int:
    with transaction.atomic():
        found = list(sealing.digests(table, table.columns, where))
        _write(ctx, table, key, today, found, late=late, limits=limits)
    return len(found)


def _write(
    ctx: Context,
    table: Sealed,
    key: int,
    today: date,
    found: list[sealing.Row],
    *,
    late: bool,
    limits: tuple[int, int],
) -> None:
    before = SealBlock.objects.filter(company=ctx.company).order_by("-number").values_list("number", "digest").first()
    number, previous = before or (0, BEGINNING)
    block = SealBlock(
        company=ctx.company,
        number=number + 1,
        day=today,
        kind=table.table,
        key=key,
        late=late,
        after=limits[0],
        upto=limits[1],
        rows=len(found),
        columns=",".join(table.columns),
        marks=sealing.marks(found),
        body=sealing.body(found),
        previous=previous,
        sealed_at=ctx.now,
    )
    block.digest = digest_of(block)
    try:
        with transaction.atomic():
            block.save(force_insert=True)
    except IntegrityError as error:
        raise SealingElsewhere from error


def _unsealed(ctx: Context, table: Sealed, key: int, where: str, mark: int) -> set[int]:
    """Rows of the last hour whose ids were passed before they came: seen by counting, named only when the counts differ."""
    since = first_id(int((_clock() - LOOK_BACK).timestamp() * 1000))
    blocks = SealBlock.objects.filter(company=ctx.company, kind=table.table, key=key)
    recent = blocks.filter(late=False, upto__gt=since)
    floor = recent.order_by("upto").values_list("after", flat=True).first()
    if floor is None:
        return set()
    sealed = recent.aggregate(rows=Sum("rows"))["rows"]
    late = late_ids(ctx.company, table, key, floor)
    inside = f"from {table.table} where {where} and {table.id} > {floor} and {table.id} <= {mark}"
    if dialect.select(f"select count(distinct {table.id}) {inside}")[0][0] == sealed + len(late):
        return set()
    there = {row[0] for row in dialect.select(f"select {table.id} {inside}")}
    for kept in recent.values_list("marks", flat=True).iterator(chunk_size=20):
        there -= sealing.read_marks(bytes(kept)).keys()
    return there - late


def late_ids(company: int, table: Sealed, key: int, above: int, upto: int | None = None) -> set[int]:
    """Ids above this one that were sealed late."""
    blocks = SealBlock.objects.filter(company=company, kind=table.table, key=key, late=True, upto__gt=above)
    if upto is not None:
        blocks = blocks.filter(after__lt=upto)
    found: set[int] = set()
    for kept in blocks.values_list("marks", flat=True):
        found |= {i for i in sealing.read_marks(bytes(kept)) if i > above and (upto is None or i <= upto)}
    return found


def _open_for() -> timedelta:
    age = dialect.oldest_open_seconds()
    return CAUTIOUS if age is None else timedelta(seconds=age)


def _clock() -> datetime:
    """The clock that ids are made by."""
    return datetime.now(UTC)


def _zone(company: int) -> str:
    return Company.objects.filter(id=company).values_list("timezone", flat=True).first() or "UTC"
