"""A slow, obvious reference of the costing methods: decimals, one list of receipts, and the rules of the books as they stand in textbooks.

Sources: moving average c' = (Q·c + q·p)/(Q + q) and month average c = (V0 + ΣVin)/(Q0 + ΣQin) as Chinese practice states them; first in, first out
by receipts; coverage min(stock, received)/received for amounts that come after the goods. Every figure is rounded half up to the cent once.
"""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Half up (away from zero) to the cent."""
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass
class Receipt:
    """What is left of goods that came in together."""

    name: int
    came: int
    left: int
    value: Decimal


@dataclass
class Shelf:
    """An item's goods and what they are worth. `fifo` keeps receipts apart; otherwise all is one heap."""

    fifo: bool
    receipts: list[Receipt] = field(default_factory=list)
    heap: Receipt = field(default_factory=lambda: Receipt(0, 0, 0, Decimal(0)))

    def quantity(self) -> int:
        return sum(r.left for r in self.receipts) if self.fifo else self.heap.left

    def value(self) -> Decimal:
        return sum((r.value for r in self.receipts), Decimal(0)) if self.fifo else self.heap.value

    def take_in(self, name: int, pieces: int, value: Decimal) -> None:
        self.receipts.append(Receipt(name, pieces, pieces, value))
        self.heap.left += pieces
        self.heap.value += value

    def give_out(self, pieces: int) -> tuple[Decimal, list[tuple[int, int, Decimal]]]:
        """The cost, and from which receipts it was taken."""
        if not self.fifo:
            return self._from(self.heap, pieces), []
        cost, used = Decimal(0), []
        for receipt in self.receipts:
            part = min(pieces, receipt.left)
            if part:
                worth = self._from(receipt, part)
                used.append((receipt.name, part, worth))
                cost, pieces = cost + worth, pieces - part
        return cost, used

    def _from(self, heap: Receipt, pieces: int) -> Decimal:
        worth = heap.value if pieces == heap.left else min(cents(heap.value * pieces / heap.left), heap.value)
        heap.left -= pieces
        heap.value -= worth
        return worth

    def put_on(self, name: int, amount: Decimal) -> tuple[Decimal, Decimal]:
        """An amount on a receipt: what stays, and what is cost of sales."""
        receipt = next(r for r in self.receipts if r.name == name)
        there = receipt if self.fifo else self.heap
        stays = cents(amount * min(there.left, receipt.came) / receipt.came)
        stays = max(stays, -there.value)
        there.value += stays
        return stays, amount - stays

    def back_in(self, pieces: int, value: Decimal, used: list[tuple[int, int, Decimal]]) -> None:
        """Goods that left come back as they left."""
        self.heap.left += pieces
        self.heap.value += value
        for name, part, worth in used:
            receipt = next(r for r in self.receipts if r.name == name)
            receipt.left += part
            receipt.value += worth

    def back_out(self, name: int, pieces: int, value: Decimal) -> Decimal:
        """Goods that came in go back; the pool gives what it can of their value, its own receipt first."""
        if not self.fifo:
            gone = self.heap.value if pieces == self.heap.left else min(value, self.heap.value)
            self.heap.left -= pieces
            self.heap.value -= gone
            return gone
        own = next(r for r in self.receipts if r.name == name)
        here = min(own.left, pieces)
        gone = self._from(own, here) if here else Decimal(0)
        return gone + (self.give_out(pieces - here)[0] if pieces > here else Decimal(0))


def month(quantity: int, value: Decimal, issues: list[int]) -> list[Decimal]:
    """What each issue of a month costs when all of it fits: the difference of two rounded sums."""
    average = [cents(value * sum(issues[:n]) / quantity) for n in range(len(issues) + 1)]
    return [after - before for before, after in pairwise(average)]


class Vault:
    """Pieces that each keep a cost of their own: a box per piece with its price written on it."""

    def __init__(self) -> None:
        self.boxes: dict[int, Decimal] = {}

    def take_in(self, pieces: list[int], value: Decimal) -> None:
        even = [cents(value * n / len(pieces)) for n in range(len(pieces))] + [value]
        self.boxes |= {piece: after - before for piece, (before, after) in zip(pieces, pairwise(even), strict=True)}

    def give_out(self, pieces: list[int]) -> dict[int, Decimal]:
        return {piece: self.boxes.pop(piece) for piece in pieces}

    def put_on(self, pieces: list[int], amount: Decimal) -> Decimal:
        """An amount on the pieces of one receipt, the first cents left to the first pieces; answers what stays."""
        whole = int(abs(amount) * 100)
        parts = [whole // len(pieces) + (n < whole % len(pieces)) for n in range(len(pieces))]
        stays = Decimal(0)
        for piece, part in zip(pieces, parts, strict=True):
            if piece in self.boxes:
                worth = max(CENT * part * (1 if amount >= 0 else -1), -self.boxes[piece])
                self.boxes[piece] += worth
                stays += worth
        return stays
