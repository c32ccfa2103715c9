"""What stands between a period and its close: every blocker by name. Reads only."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db.models import QuerySet, Sum

from ledgerhouse.foundation import dialect
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books import proof
from ledgerhouse.ledgers.books.models import AccountRole, Period, Turnover, Voucher, VoucherLine
from ledgerhouse.ledgers.books.voucher_words import PERIOD, VOUCHER
from ledgerhouse.ledgers.books.words import RESULTS, Role

SHOWN: Final = 20


class Item(NamedTuple):
    """One thing to look at: what it is, how many stand in the way, the first of them by name, and whether it blocks."""

    title: str
    many: int
    names: tuple[str, ...]
    blocks: bool = True

    @property
    def done(self) -> bool:
        """Whether nothing stands in the way."""
        return self.many == 0


def of(ctx: Context, month: int) -> list[Item]:
    """The checklist of a period as far as the books themselves know."""
    return [
        _earlier_closed(ctx, month),
        _in_vouchers(ctx, month),
        _posted(ctx, month),
        _numbers(ctx, month),
        _dimensions(ctx, month),
        _carried(ctx, month),
        _pending_cleared(ctx, month),
    ]


def _item(title: str, names: Iterable[str], *, blocks: bool = True) -> Item:
    found = list(names)
    return Item(title, len(found), tuple(found[:SHOWN]), blocks)


def _earlier_closed(ctx: Context, month: int) -> Item:
    rows = Period.objects.filter(company_id=ctx.company, month__lt=month).exclude(state=PERIOD.target("close for good"))
    used = set(Turnover.objects.filter(company_id=ctx.company, month__lt=month).values_list("month", flat=True))
    found = [str(m) for m in rows.order_by("month").values_list("month", flat=True) if m in used]
    return _item(gettext_noop("Earlier periods are closed"), found)


def _in_vouchers(ctx: Context, month: int) -> Item:
    sql = (
        f"select e.number, e.event from books_journalentry e where e.company_id = {int(ctx.company)} and e.month <= {int(month)} "
        "and not exists (select 1 from books_voucherentry k where k.company_id = e.company_id and k.entry = e.id) order by e.id"
    )
    rows = dialect.select(sql)
    return _item(gettext_noop("The journal is in vouchers"), (f"{number} {event}" for number, event in rows))


def _posted(ctx: Context, month: int) -> Item:
    done = (VOUCHER.target("post"), VOUCHER.target("void"))
    rows = Voucher.objects.filter(company_id=ctx.company, month__lte=month).exclude(state__in=done)
    found = [f"{number} ({state})" for number, state in rows.order_by("number").values_list("number", "state")]
    return _item(gettext_noop("All vouchers are posted"), found)


def _numbers(ctx: Context, month: int) -> Item:
    return _item(gettext_noop("Voucher numbers have no gaps"), proof.gaps(ctx, month))


def _dimensions(ctx: Context, month: int) -> Item:
    """Lines that lack what their account wants. Goods do not wait for it, so it is told here and does not block."""
    wanting = VoucherLine.objects.filter(voucher__company_id=ctx.company, voucher__month=month)
    found: list[str] = []
    for name in ("partner", "department", "item"):
        rows = wanting.filter(account__dimensions__contains=name, **{f"{name}__isnull": True})
        rows = rows.exclude(voucher__state=VOUCHER.target("void"))
        found += [
            f"{number} {code}: {name}"
            for number, code in rows.order_by("voucher__number").values_list("voucher__number", "account__code")[:1000]
        ]
    return _item(gettext_noop("Lines have the dimensions their accounts want"), found, blocks=False)


def _carried(ctx: Context, month: int) -> Item:
    rows = Turnover.objects.filter(company_id=ctx.company, month__lte=month, account__kind__in=RESULTS)
    return _item(gettext_noop("Income and expenses are carried forward"), _open(rows))


def _pending_cleared(ctx: Context, month: int) -> Item:
    """Pending gains and losses must be decided before the year ends; before that they are only told."""
    accounts = AccountRole.objects.filter(company_id=ctx.company, role=Role.PENDING_GAIN_LOSS).values("account_id")
    rows = Turnover.objects.filter(company_id=ctx.company, month__lte=month, account__in=accounts)
    title = gettext_noop("Pending gains and losses are decided")
    return _item(title, _open(rows), blocks=month % 100 == 12)


def _open(rows: "QuerySet[Turnover]") -> list[str]:
    sums = rows.order_by().values("account__code").annotate(d=Sum("debit"), c=Sum("credit")).order_by("account__code")
    return [f"{row['account__code']}: {row['d'] - row['c']:.2f}" for row in sums if row["d"] != row["c"]]
