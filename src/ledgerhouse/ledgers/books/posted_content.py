"""What posted vouchers must be: written when they are posted, compared when seals are checked."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.seals.rows import digests
from ledgerhouse.foundation.seals.tables import Differs, Sealed
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.models import PostedContent, Voucher, VoucherLine

VOUCHERS: Final = Sealed("books_voucher", Voucher, "company_id", "company_id", lambda company: [company])
LINES: Final = Sealed("books_voucherline", VoucherLine, "voucher_id", "", lambda _company: [])
Found = tuple[dict[int, str], dict[int, dict[str, str]], dict[int, str]]


def keep(ctx: Context, vouchers: Iterable[int]) -> None:
    """Write down what these vouchers are, which have just been posted: four reads and one batch of inserts."""
    ids = sorted(vouchers)
    heads, lines, links = _now(ids, VOUCHERS.columns, LINES.columns)
    said = [
        {
            "columns": [",".join(VOUCHERS.columns), ",".join(LINES.columns)],
            "voucher": heads[i],
            "lines": lines[i],
            "entries": links[i],
        }
        for i in ids
    ]
    PostedContent.objects.bulk_create(
        PostedContent(id=new, company_id=ctx.company, voucher=voucher, content=content)
        for new, voucher, content in zip(new_ids(len(ids)), ids, said, strict=True)
    )


def differences(rows: Sequence[int]) -> Iterator[Differs]:
    """What of the vouchers that these rows speak of is not as it was posted."""
    by_columns: dict[tuple[str, ...], dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for voucher, content in PostedContent.objects.filter(id__in=dialect.one_of(rows)).values_list("voucher", "content"):
        by_columns[tuple(content["columns"])][voucher] = content
    for (of_voucher, of_line), kept in by_columns.items():
        heads, lines, links = _now(sorted(kept), of_voucher.split(","), of_line.split(","))
        for voucher, content in sorted(kept.items()):
            yield from _compared(voucher, content, heads.get(voucher), lines[voucher], links[voucher])


def _compared(
    voucher: int, kept: Mapping[str, Any], head: str | None, lines: Mapping[str, str], links: str
) -> Iterator[Differs]:
    if head != kept["voucher"]:
        yield Differs(VOUCHERS.table, voucher, "was changed after it was posted" if head else "is gone")
    for line in sorted(kept["lines"].keys() | lines.keys(), key=int):
        if lines.get(line) != kept["lines"].get(line):
            gone, new = line not in lines, line not in kept["lines"]
            what = "is gone" if gone else f"was {'slipped in' if new else 'changed'} after its voucher was posted"
            yield Differs(LINES.table, int(line), what)
    if links != kept["entries"]:
        yield Differs("books_voucherentry", voucher, "does not link the journal entries that were posted")


def _now(vouchers: Sequence[int], of_voucher: Sequence[str], of_line: Sequence[str]) -> Found:
    """Digests of vouchers, of their lines, and of the journal entries they are made from."""
    among = dialect.among(vouchers)
    heads = {row.id: row.digest.hex() for row in digests(VOUCHERS, of_voucher, f"id in {among}")}
    mine = dict(dialect.select(f"select id, voucher_id from books_voucherline where voucher_id in {among}"))
    lines: dict[int, dict[str, str]] = defaultdict(dict)
    for row in digests(LINES, of_line, f"voucher_id in {among}"):
        lines[mine[row.id]][str(row.id)] = row.digest.hex()
    entries: dict[int, list[int]] = defaultdict(list)
    sql = f"select voucher_id, entry from books_voucherentry where voucher_id in {among} order by voucher_id, entry"
    for voucher, entry in dialect.select(sql):
        entries[voucher].append(entry)
    links = defaultdict(lambda: _hash([]), {voucher: _hash(found) for voucher, found in entries.items()})
    return heads, lines, links


def _hash(entries: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, entries)).encode()).hexdigest()
