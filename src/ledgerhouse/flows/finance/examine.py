"""Plan and carry out proofs: which parts of which invariants, cut so that many small looks can go side by side and be taken up again.

Used by the verb `finance.prove` (all in one transaction), by `ledgerhouse doctor` (parts in processes, each reading as of one moment) and by the
checker that follows new rows. Nothing here writes.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, Unreadable, gettext_noop, problem
from ledgerhouse.kernel.ids import first_id
from ledgerhouse.ledgers.proof import EVERYTHING, LARGEST_ID, MOST, PROOFS, Check, Part, Proof
from ledgerhouse.masterdata.catalog.queries import ids_between, item_cuts
from ledgerhouse.masterdata.sites.queries import warehouses

RIGHT: Final = "prove the ledgers"
PIECE: Final = 2_000_000
"""Rows that one look should go through at most, where its proof can be cut."""
WIDEST: Final = 10_000
"""Items that a slice may name."""


class TooWide(Refused):
    """A slice names more items than a statement should carry."""

    code = "slice-too-wide"
    template = gettext_noop("There are more than {most} items from {first} to {last}; ask about fewer, or about all.")
    status = 422


class Unit(NamedTuple):
    """One look: which proof, at which part."""

    proof: str
    part: Part


class Plan(NamedTuple):
    """The looks to do, and the proofs that can not be asked about the wanted part alone."""

    units: tuple[Unit, ...]
    left_out: tuple[str, ...]


def part_of(
    ctx: Context,
    *,
    warehouse: str = "",
    items: tuple[str, str] = ("", ""),
    since: date | None = None,
    until: date | None = None,
) -> Part:
    """The part that people name by a warehouse's code, item codes from-to, and days of recording (UTC, both included)."""
    ctx = _asking(ctx)
    part = EVERYTHING
    if warehouse:
        found = [w.id for w in warehouses(ctx) if w.code == warehouse]
        if not found:
            raise NotFound(kind=gettext_noop("warehouse"), name=warehouse)
        part = part._replace(warehouses=tuple(found))
    if any(items):
        first, last = items[0] or items[1], items[1] or items[0]
        only = ids_between(ctx, first, last, WIDEST + 1)
        if not only:
            raise Unreadable([problem("items", gettext_noop("no item has a code from {first} to {last}"), first=first, last=last)])  # fmt: skip
        if len(only) > WIDEST:
            raise TooWide(most=WIDEST, first=first, last=last)
        part = part._replace(only=tuple(only))
    if since or until:
        begin = _first_id(since) if since else 0
        end = _first_id(until + timedelta(days=1)) - 1 if until else LARGEST_ID
        part = part._replace(rows=(begin, end))
    return part


def plan(ctx: Context, part: Part = EVERYTHING, *, names: Iterable[str] = (), piece: int = 0) -> Plan:
    """Which looks prove this part, all proofs or those named; cut into looks of at most so many rows (0: not cut)."""
    ctx = _asking(ctx)
    wanted = set(names)
    known = [p for p in PROOFS.values() if not wanted or p.name in wanted]
    fitting = [p for p in known if p.fits(part)]
    cuts = _Cuts(ctx, part, piece)
    units = [Unit(p.name, one) for p in fitting for one in cuts.of(p)]
    return Plan(tuple(units), tuple(p.name for p in known if p not in fitting))


def look(ctx: Context, unit: Unit) -> Check:
    """Do one look, reading everything as of one moment. Refuses without the right."""
    ctx = _asking(ctx)
    with dialect.snapshot():
        return PROOFS[unit.proof].look(ctx, unit.part)


def gather(checks: Iterable[Check]) -> list[Check]:
    """One check per proof: rows added up, problems together, in the order of the proofs."""
    sums: dict[str, tuple[int, list[str]]] = {}
    for check in checks:
        rows, problems = sums.get(check.name, (0, []))
        sums[check.name] = (rows + check.rows, [*problems, *check.problems])
    order = {name: n for n, name in enumerate(PROOFS)}
    return [
        Check(name, rows, tuple(problems[:MOST]))
        for name, (rows, problems) in sorted(sums.items(), key=lambda one: order.get(one[0], len(order)))
    ]


class _Cuts:
    """How each proof is cut for speed: by warehouses when there are several, then by items or by time of recording."""

    def __init__(self, ctx: Context, part: Part, piece: int) -> None:
        self._ctx, self._part, self._piece = ctx, part, piece
        self._warehouses = tuple(w.id for w in warehouses(ctx)) if piece and not part.warehouses else ()
        self._items: dict[int, list[tuple[int, int]]] = {}

    def of(self, proof: Proof) -> Sequence[Part]:
        """The parts in which to look."""
        pieces = -(-dialect.about(proof.size) // self._piece) if self._piece and proof.size else 1
        if pieces <= 1:
            return [self._part]
        parts = [self._part]
        if "warehouse" in proof.cut and len(self._warehouses) > 1:
            parts = [self._part._replace(warehouses=(w,)) for w in self._warehouses]
            pieces = -(-pieces // len(parts))
        free = proof.cut - self._part.axes()
        if pieces > 1 and "item" in free:
            return [part._replace(items=cut) for part in parts for cut in self._by_items(pieces)]
        if pieces > 1 and "row" in free:
            return [part._replace(rows=cut) for part in parts for cut in self._by_time(pieces)]
        return parts

    def _by_items(self, pieces: int) -> list[tuple[int, int]]:
        if pieces not in self._items:
            self._items[pieces] = item_cuts(self._ctx, pieces)
        return self._items[pieces]

    def _by_time(self, pieces: int) -> list[tuple[int, int]]:
        """Ids rise with time, and no row of a company is older than the company."""
        begin, end = self._ctx.company, first_id(int(datetime.now(UTC).timestamp() * 1000))
        step = max(1, (end - begin) // pieces)
        ends = [begin + n * step for n in range(1, pieces)]
        return list(zip([0, *(e + 1 for e in ends)], [*ends, LARGEST_ID], strict=True))


def _asking(ctx: Context) -> Context:
    ctx.require_any(RIGHT)
    return ctx if ctx.acting else ctx.under(RIGHT)


def _first_id(day: date) -> int:
    return first_id(int(datetime.combine(day, time(), UTC).timestamp() * 1000))
