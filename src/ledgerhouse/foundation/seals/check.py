"""Find what no longer fits its seal, and name the row: changed, missing, or slipped in."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from django.db.models import QuerySet

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.models.seals import SealBlock, SealedDay
from ledgerhouse.foundation.seals import rows as sealing
from ledgerhouse.foundation.seals.apply import condition, late_ids
from ledgerhouse.foundation.seals.blocks import BEGINNING, digest_of
from ledgerhouse.foundation.seals.tables import SEALED, Sealed
from ledgerhouse.kernel.context import Context

MOST: Final = 100
FEW: Final = 50
RIGHT: Final = "prove the ledgers"


class Broken(NamedTuple):
    """One thing that does not fit: a table and a row's id (0: the block or the day itself), the block's number, and what is wrong."""

    table: str
    row: int
    block: int
    what: str

    def __str__(self) -> str:
        row = f"{self.table} row {self.row}" if self.row else f"block {self.block}"
        return f"{row}: {self.what}"


class Checked(NamedTuple):
    """How many rows in how many blocks were compared, what does not fit (at most `MOST`), and the digest the chain ends with."""

    rows: int
    blocks: int
    broken: tuple[Broken, ...]
    digest: str


def check(
    ctx: Context,
    *,
    since: date | None = None,
    until: date | None = None,
    expected: Mapping[date, str] | None = None,
    rows: bool = True,
) -> Checked:
    """Check the chain of the company's blocks from its beginning, the rows of the blocks sealed in these days, and digests kept outside.

    `rows=False` checks the chain alone, which says whether a block was changed, but not whether a row was.
    """
    ctx.require_any(RIGHT)
    blocks = SealBlock.objects.filter(company=ctx.company)
    broken, count, digest = _chain(blocks)
    broken += _days(ctx.company, expected or {})
    looked = 0
    if rows:
        if since:
            blocks = blocks.filter(day__gte=since)
        if until:
            blocks = blocks.filter(day__lte=until)
        for block in _one_by_one(blocks.order_by("kind", "key", "late", "upto")):
            looked += block.rows
            broken += _compare(block, MOST - len(broken))
            if len(broken) >= MOST:
                break
    return Checked(looked, count, tuple(broken[:MOST]), digest)


def _chain(blocks: "QuerySet[SealBlock]") -> tuple[list[Broken], int, str]:
    """Numbers without gap, each block with the digest of the one before, and its own digest right."""
    broken: list[Broken] = []
    count, digest = 0, BEGINNING
    for block in _one_by_one(blocks.order_by("number")):
        count += 1
        if block.number != count:
            missing = f"blocks {count} to {block.number - 1} are missing" if block.number > count else "is there twice"
            broken.append(Broken("", 0, block.number, missing))
            count = block.number
        elif block.previous != digest:
            broken.append(Broken("", 0, block.number, "does not follow the block before it"))
        if digest_of(block) != block.digest:
            broken.append(Broken("", 0, block.number, "is not what was sealed"))
        digest = block.digest
        if len(broken) >= MOST:
            break
    return broken, count, digest


def _days(company: int, expected: Mapping[date, str]) -> list[Broken]:
    """Days end with the digest that was written down for them, here and outside."""
    broken = []
    days = {row.day: row for row in SealedDay.objects.filter(company=company)}
    ends = dict(
        SealBlock.objects.filter(company=company, number__in=[row.block for row in days.values()]).values_list(
            "number", "digest"
        )
    )
    for day, row in sorted(days.items()):
        if ends.get(row.block) != row.digest:
            broken.append(Broken("", 0, row.block, f"is not what {day} ended with"))
    for day, digest in sorted(expected.items()):
        known = days.get(day)
        if known is None or known.digest != digest.lower():
            said = known.digest if known else "no digest"
            broken.append(Broken("", 0, known.block if known else 0, f"{day} ends with {said}, not with {digest}"))
    return broken


def _compare(block: SealBlock, most: int) -> list[Broken]:
    """The rows of a block as they are now against what was sealed."""
    table = SEALED.get(block.kind)
    if table is None:
        return [Broken("", 0, block.number, f"seals a table that is not known: {block.kind}")]
    try:
        sealed = sealing.read_marks(bytes(block.marks))
    except ValueError as error:
        return [Broken("", 0, block.number, f"has marks that can not be read: {error}")]
    try:
        there = _rows_of(table, block, sealed)
    except KeyError as gone:
        return [Broken("", 0, block.number, f"seals a column that {block.kind} does not have any more: {gone}")]
    now = {row.id: row.digest[: sealing.SHORT] for row in there}
    broken = [
        Broken(
            block.kind, i, block.number, _what(sealed.get(i), now.get(i)) + f" since {block.sealed_at:%Y-%m-%d %H:%M}"
        )
        for i in sorted(sealed.keys() | now.keys())
        if sealed.get(i) != now.get(i)
    ]
    if not broken and sealing.body(there) != block.body:
        broken = [Broken("", 0, block.number, f"does not fit its rows in {block.kind}")]
    right = [i for i in sorted(now) if sealed.get(i) == now[i]]
    broken += [Broken(one.table, one.row, block.number, one.what) for one in table.follow(right)]
    return broken[:most]


def _what(sealed: bytes | None, now: bytes | None) -> str:
    if now is None:
        return "is gone"
    return "was slipped in behind the seal" if sealed is None else "was changed"


def _rows_of(table: Sealed, block: SealBlock, sealed: Mapping[int, bytes]) -> list[sealing.Row]:
    """Rows that should be those of the block: all between its ids but those that were sealed late in another one."""
    where = condition(table, block.company, block.key)
    columns = block.columns.split(",")
    if block.late:
        return list(sealing.digests(table, columns, f"{where} and {table.id} in {dialect.among(sealed)}"))
    between = f"{where} and {table.id} > {int(block.after)} and {table.id} <= {int(block.upto)}"
    there = list(sealing.digests(table, columns, between))
    late = late_ids(block.company, table, block.key, block.after, block.upto)  # read last, so that none is missed
    return [row for row in there if row.id not in late] if late else there


def _one_by_one(blocks: "QuerySet[SealBlock]") -> Iterator[SealBlock]:
    """Blocks in order with only a few in memory, on every database."""
    ids = list(blocks.values_list("id", flat=True))
    for i in range(0, len(ids), FEW):
        part = ids[i : i + FEW]
        found = SealBlock.objects.in_bulk(part)
        yield from (found[identifier] for identifier in part if identifier in found)
