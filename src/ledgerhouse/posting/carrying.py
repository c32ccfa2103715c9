"""What a conversion carries over: the value of what went in becomes the value of what comes out, to the cent."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Protocol

from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.exact import share
from ledgerhouse.ledgers.costing.words import Kind
from ledgerhouse.ledgers.stock.words import Movement, Reason


class NotYetValued(Refused):
    """Goods whose cost is only known at the month's end can not hand it over to others before."""

    code = "value-not-known-yet"
    template = gettext_noop(
        "What an item costs that is valued at the month's end is not known yet; it can not be converted."
    )


class Valued(Protocol):
    """As much of a valued entry as matters here."""

    @property
    def sign(self) -> int: ...
    @property
    def value(self) -> int: ...
    @property
    def kind(self) -> Kind: ...


def split(total: int, shares: Sequence[int], places: int) -> list[int]:
    """The total in proportion to the shares, each part in whole minor units; rounding never makes or loses any.

    Each part is what the rounded total up to it exceeds the rounded total before it, so the last takes the residual cent.
    """
    whole = sum(shares)
    ends = [share(total, upto, whole, places) for upto in accumulate(shares)]
    ends[-1] = total
    return [after - before for before, after in pairwise([0, *ends])]


class Carried:
    """The value between the two movements of a conversion: `CONVERSION_OUT` fills it, the `CONVERSION_IN` behind it empties it."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._value = 0

    def into(self, m: Movement) -> Movement:
        """The movement with the values of what it makes, where it makes something; any other as it is."""
        if m.reason != Reason.CONVERSION_IN or m.reverses:
            return m
        values = split(self._value, [e.share for e in m.entries], company(self._ctx).currency_places)
        entries = (e._replace(value=value) for e, value in zip(m.entries, values, strict=True))
        self._value = 0
        return m._replace(entries=tuple(entries))

    def out_of(self, m: Movement, crossings: Sequence[Valued]) -> None:
        """Take up what the entries of a movement, the last ones valued, have given out."""
        if m.reason != Reason.CONVERSION_OUT or m.reverses:
            return
        mine = crossings[len(crossings) - len(m.entries) :]
        if any(c.kind == Kind.PENDING for c in mine):
            raise NotYetValued
        self._value = -sum(c.value for c in mine)
