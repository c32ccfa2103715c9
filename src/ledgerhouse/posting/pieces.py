"""Which pieces go with which entry: serial numbers of items tracked by them, trace codes where somebody read them.

An entry of an item tracked by serial number moves as many pieces as it moves base units, each from where it is. An entry that names none
takes those that can only be meant: all that lie at its source, or all that its paper line brought there, if they are as many as it moves.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.ledgers.stock import append_serials
from ledgerhouse.ledgers.stock.append_serials import Piece
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Spot
from ledgerhouse.masterdata.catalog.queries import items_by_id
from ledgerhouse.masterdata.sites.words import Kind

WHOLE = 10**6
"""One piece in steps."""


class WrongPieces(Unreadable):
    """Serial numbers that are missing, unknown, named twice, of another item, or somewhere else."""

    code = "wrong-serial-numbers"


class Pieces:
    """The pieces of one batch under lock: understood before the first write, written with the entries."""

    def __init__(
        self,
        ctx: Context,
        warehouse: int,
        movements: Sequence[Movement],
        tracked: Mapping[int, str],
        outside: Mapping[int, Kind],
    ) -> None:
        """`tracked`: items that need serial numbers, with their codes; `outside`: virtual places by id. Refuses with `WrongPieces`."""
        self._entries = [e for m in movements for e in m.entries]
        self._outside = outside
        self.taken: list[Sequence[int]] = [e.serials for e in self._entries]
        if not tracked and not any(self.taken):
            return
        self._ctx, self._warehouse, self._tracked = ctx, warehouse, tracked
        self._problems: list[Problem] = []
        self._codes = dict(tracked)
        if others := {e.item for e in self._entries if e.serials} - tracked.keys():
            self._codes |= {i: ref.code for i, ref in items_by_id(ctx, others).items()}
        self._load()
        for n, e in enumerate(self._entries):
            self.taken[n] = self._go(n, e)
        if self._problems:
            raise WrongPieces(self._problems)

    def named(self, movements: Sequence[Movement]) -> Sequence[Movement]:
        """The movements with the pieces that go named in their entries."""
        if not any(self.taken):
            return movements
        taken = iter(self.taken)
        return [m._replace(entries=tuple(e._replace(serials=tuple(next(taken))) for e in m.entries)) for m in movements]

    def append(self, ctx: Context, warehouse: int, movements: Sequence[Movement], entry_ids: Sequence[int]) -> None:
        """Write them. Nothing where no pieces went."""
        if not any(self.taken):
            return
        owners = (m for m in movements for _ in m.entries)
        rows = zip(entry_ids, owners, self._entries, self.taken, strict=True)
        append_serials.append(ctx, warehouse, [row for row in rows if row[3]], self._fresh)

    def _load(self) -> None:
        guessing = [e for e in self._entries if self._guesses(e)]
        near = []
        if guessing:
            places = {e.source.location for e in guessing}
            near = append_serials.lying_at(self._warehouse, {e.item for e in guessing}, places)
        named = {s for e in self._entries for s in e.serials}
        self._pieces = append_serials.lock(self._ctx, named | {serial for serial, _, _ in near})
        self._fresh = {i for i, piece in self._pieces.items() if piece.spot is None}
        self._at: dict[int, Spot | None] = {i: piece.spot for i, piece in self._pieces.items()}
        self._kind: dict[int, int] = {i: piece.kind for i, piece in self._pieces.items()}
        self._lying: dict[Spot, dict[int, int]] = defaultdict(dict)
        for serial, spot, line in near:
            if self._at.get(serial) == spot:  # it may have gone between the two reads
                self._lying[spot][serial] = line

    def _guesses(self, e: Entry) -> bool:
        return e.item in self._tracked and not e.serials and e.source.location not in self._outside

    def _go(self, n: int, e: Entry) -> Sequence[int]:
        """The pieces of one entry, moved in memory so that the next entry of the batch finds them where they are now."""
        if e.item not in self._tracked and not e.serials:
            return ()
        source, target = self._spot(e, e.source), self._spot(e, e.target)
        serials = self._implied(e, source) if self._guesses(e) else e.serials
        self._problems += self._wrong(n, e, serials, source)
        for serial in serials:
            self._lying.get(source, {}).pop(serial, None)
            if serial in self._at:
                self._at[serial] = target
                self._kind[serial] = self._outside.get(target.location, Kind.STORAGE)
                self._lying[target][serial] = e.line
        return serials

    def _implied(self, e: Entry, source: Spot) -> Sequence[int]:
        there = self._lying.get(source, {})
        if len(there) * WHOLE == e.quantity:
            return tuple(there)
        of_line = tuple(serial for serial, line in there.items() if e.line and line == e.line)
        return of_line if len(of_line) * WHOLE == e.quantity else ()

    def _wrong(self, n: int, e: Entry, serials: Sequence[int], source: Spot) -> Iterator[Problem]:
        where, code = f"entries.{n}", self._codes.get(e.item, "")
        wanted, rest = divmod(e.quantity, WHOLE)
        facts = {"given": len(serials), "wanted": wanted, "code": code}
        if e.item in self._tracked and not serials:
            yield problem(where, gettext_noop("item {code} needs the serial numbers of its {wanted} pieces"), **facts)
        elif e.item in self._tracked and (len(serials) != wanted or rest):
            template = gettext_noop("{given} serial numbers are named for {wanted} pieces of item {code}")
            yield problem(where, template, **facts)
        elif len(serials) > wanted:
            yield problem(where, gettext_noop("more trace codes are named than the {wanted} pieces of {code}"), **facts)
        seen: set[int] = set()
        for serial in serials:
            piece = self._pieces.get(serial)
            if piece is None:
                yield problem(where, gettext_noop("a serial number of item {code} is not known"), code=code)
            elif serial in seen:
                yield problem(where, gettext_noop("serial number {serial} is named twice"), serial=piece.code)
            elif piece.item != e.item:
                template = gettext_noop("serial number {serial} is not one of item {code}")
                yield problem(where, template, serial=piece.code, code=code)
            else:
                yield from self._misplaced(where, e, piece, source)
            seen.add(serial)

    def _misplaced(self, where: str, e: Entry, piece: Piece, source: Spot) -> Iterator[Problem]:
        """A piece comes from outside only when it is outside, and leaves a place only when it lies there."""
        now = self._at[piece.id]
        if e.source.location not in self._outside:
            if now != source:
                template = gettext_noop("serial number {serial} is not where it is to be taken from but at {place}")
                yield problem(where, template, serial=piece.code, place=piece.place or "-")
            return
        kind = self._kind[piece.id]
        if now is not None and kind < Kind.SUPPLIER:
            template = gettext_noop("serial number {serial} is in the house already, at {place}")
            yield problem(where, template, serial=piece.code, place=piece.place or "-")
        elif self._outside[e.source.location] == Kind.CUSTOMER and kind != Kind.CUSTOMER:
            yield problem(where, gettext_noop("serial number {serial} is not with a customer"), serial=piece.code)

    def _spot(self, e: Entry, place: Place) -> Spot:
        return Spot(self._warehouse, e.item, e.lot, *map(int, place))
