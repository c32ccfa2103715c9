"""Turnovers per account and period: the snapshot from which every balance is added up. Derived from posted lines; can be made anew."""

from collections.abc import Iterable
from typing import Final

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context

KEY: Final = ("account_id", "month", "warehouse", "partner", "department", "item", "currency")
SUMS: Final = ("debit", "credit", "quantity", "original")
_KINDS: Final[dict[str, dialect.Kind]] = {name: "text" if name == "currency" else "int" for name in (*KEY, *SUMS)}

FROM_LINES: Final = (
    "select l.account_id, v.month, coalesce(v.warehouse_id, 0), coalesce(l.partner_id, 0), coalesce(l.department_id, 0), "
    "coalesce(l.item_id, 0), l.currency, sum(l.debit), sum(l.credit), "
    "sum(case when l.debit <> 0 then l.quantity else -l.quantity end), "
    "sum(case when l.debit <> 0 then l.original else -l.original end) "
    "from books_voucherline l join books_voucher v on v.id = l.voucher_id where {where} "
    "group by l.account_id, v.month, coalesce(v.warehouse_id, 0), coalesce(l.partner_id, 0), coalesce(l.department_id, 0), "
    "coalesce(l.item_id, 0), l.currency"
)
"""What the lines of some vouchers add up to, in the order of `KEY` and `SUMS`."""


def add(ctx: Context, vouchers: Iterable[int]) -> None:
    """Add the lines of these vouchers, which are being posted. Three statements."""
    moved = dialect.select(FROM_LINES.format(where=f"v.id in {dialect.among(vouchers)}"))
    rows = sorted((*row[:7], *(int(value) for value in row[7:])) for row in moved)
    columns: dialect.Columns = {"id": "int", **{name: _KINDS[name] for name in KEY}}
    zero = {"company_id": ctx.company, **dict.fromkeys(SUMS, 0)}
    empty = [(i, *row[: len(KEY)]) for i, row in zip(new_ids(len(rows)), rows, strict=True)]
    dialect.insert("books_turnover", columns, empty, constants=zero, ignore=True)
    sets = ", ".join(f"{name} = t.{name} + x.{name}" for name in SUMS)
    dialect.update("books_turnover", sets, _KINDS, rows, on=KEY, where=f"t.company_id = {int(ctx.company)}")


def make_anew(ctx: Context) -> int:
    """Throw the snapshot away and add up every posted line. Answers how many rows there are now."""
    company = int(ctx.company)
    dialect.execute(f"delete from books_turnover where company_id = {company}")
    moved = dialect.select(FROM_LINES.format(where=f"v.company_id = {company} and v.state = 'posted'"))
    columns: dialect.Columns = {"id": "int", **_KINDS}
    rows = [(i, *row[:7], *(int(v) for v in row[7:])) for i, row in zip(new_ids(len(moved)), moved, strict=True)]
    for i in range(0, len(rows), 5000):
        dialect.insert("books_turnover", columns, rows[i : i + 5000], constants={"company_id": company})
    return len(rows)
