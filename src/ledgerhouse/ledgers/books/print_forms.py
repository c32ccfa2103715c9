"""The voucher as it is filed (记账凭证): narration, account, debit and credit, the total in capitals, and who stands for it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.paper import Fact, Paper, Table
from ledgerhouse.foundation.printing.forms import form
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.capitals import capitals
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.ledgers.books.models import Voucher
from ledgerhouse.ledgers.books.models.vouchers import VoucherLine

MAKER, CHECKER, POSTER = gettext_noop("Prepared by"), gettext_noop("Checked by"), gettext_noop("Posted by")


@dataclass(frozen=True)
class EntryRow:
    """One line of a voucher on one side."""

    explanation: str = column(gettext_noop("Narration"))
    account: str = column(gettext_noop("Account"))
    aside: str = column(gettext_noop("Subsidiary"))
    debit: Decimal = column(gettext_noop("Debit"), kind="amount", total=True)
    credit: Decimal = column(gettext_noop("Credit"), kind="amount", total=True)


@form(
    "voucher",
    "voucher",
    title=gettext_noop("Accounting voucher"),
    lists=("books.vouchers",),
    signatures=(gettext_noop("Finance manager"), POSTER, CHECKER, MAKER),
    size="241-140",
)
def voucher(ctx: Context, numbers: Sequence[str]) -> Mapping[str, Paper]:
    """记账凭证 on the usual half page of multi-part paper. Three statements for any number of vouchers."""
    rows = list(scoped(ctx, Voucher).filter(number__in=numbers))
    entries: dict[int, list[EntryRow]] = defaultdict(list)
    lines = scoped(ctx, VoucherLine).filter(voucher__in=[row.id for row in rows])
    for line in lines.select_related("account", "partner", "department", "item").order_by("voucher_id", "position"):
        entries[line.voucher_id].append(_entry(line))
    ids = {person for row in rows for person in (row.maker, row.checker, row.poster) if person}
    people = {user.id: str(user) for user in User.objects.filter(id__in=ids)}
    return {row.number: _paper(row, entries[row.id], people) for row in rows}


def _entry(line: VoucherLine) -> EntryRow:
    aside = (
        line.partner.name if line.partner else "",
        line.department.name if line.department else "",
        line.item.code if line.item else "",
    )
    return EntryRow(
        explanation=line.explanation,
        account=f"{line.account.code} {line.account.name}",
        aside=" ".join(part for part in aside if part),
        debit=line.debit or None,  # type: ignore[arg-type]  # a side without an amount stays empty
        credit=line.credit or None,  # type: ignore[arg-type]
    )


def _paper(row: Voucher, entries: list[EntryRow], people: Mapping[int, str]) -> Paper:
    signed = {MAKER: row.maker, CHECKER: row.checker, POSTER: row.poster}
    return Paper(
        kind="voucher",
        number=row.number,
        title=row.number,
        state=row.state,
        facts=[
            Fact(gettext_noop("Date"), row.day, "date"),
            Fact(gettext_noop("Voucher number"), f"{row.word}-{row.serial}" if row.serial else ""),
            Fact(gettext_noop("Attachments"), row.attachments, "number"),
            Fact(gettext_noop("Total in capitals"), capitals(row.total)),
        ],
        tables=[Table("", EntryRow, entries)],
        extra={"signed": {title: people.get(who or 0, "") for title, who in signed.items()}},
    )
