"""Waybill numbers out of the ranges that carriers gave: each is given once, oldest range first."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ledgerhouse.documents.logistics.check_digits import CHECK_DIGITS
from ledgerhouse.documents.logistics.models import NumberRange
from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class NumbersUsedUp(Refused):
    """A carrier's numbers do not suffice."""

    code = "numbers-used-up"
    template = gettext_noop("{wanted} waybill numbers of {carrier} are needed and {left} are left: add a range.")
    status = 422


class Range(NamedTuple):
    """What is left of a range."""

    id: int
    carrier: int
    prefix: str
    suffix: str
    digits: int
    check: str
    next: int
    last: int

    def number(self, counter: int) -> str:
        """The waybill number of a counter. A range without digits is one whole number, its prefix."""
        if not self.digits:
            return self.prefix
        digits = str(counter).zfill(self.digits)
        return f"{self.prefix}{digits}{CHECK_DIGITS[self.check](digits)}{self.suffix}"


_LEFT: Final = (
    "select r.id, r.carrier_id, r.prefix, r.suffix, r.digits, r.check_method, r.next, r.last from logistics_numberrange r "
    "where {among} and r.next <= r.last and {scope} order by r.id"
)


def take(ctx: Context, wanted: Mapping[int, int], names: Mapping[int, str]) -> dict[int, list[str]]:
    """So many numbers of each carrier, by id. Refuses with `NumbersUsedUp`. Two statements, whatever the count."""
    among, params = dialect.within("r.carrier_id", wanted)
    scope = scope_sql(ctx, NumberRange, "r")
    rows = dialect.select(dialect.locking(_LEFT.format(among=among, scope=scope)), params)
    taken: dict[int, list[str]] = {carrier: [] for carrier in wanted}
    after = []
    for one in map(Range._make, rows):
        missing = wanted[one.carrier] - len(taken[one.carrier])
        upto = min(one.next + missing, one.last + 1)
        if upto > one.next:
            taken[one.carrier] += [one.number(counter) for counter in range(one.next, upto)]
            after.append((one.id, upto))
    for carrier, count in wanted.items():
        if len(taken[carrier]) < count:
            raise NumbersUsedUp(wanted=count, carrier=names[carrier], left=len(taken[carrier]))
    dialect.update("logistics_numberrange", "next = x.upto", {"id": "int", "upto": "int"}, after, on=("id",))
    return taken
