"""Steps of vouchers for this room's verbs and for flows: write drafts, load them in scope, change state once, post with legal numbers.

Everything takes many vouchers and costs a constant number of statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ledgerhouse.foundation import audit, dialect, numbering, settings
from ledgerhouse.foundation.models import Company
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel import exact
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, Refused, gettext_noop
from ledgerhouse.ledgers.books import periods, posted_content, turnovers
from ledgerhouse.ledgers.books.models import Account, Voucher, VoucherLine, VoucherSeries
from ledgerhouse.ledgers.books.voucher_words import VOUCHER, Line, Origin, Word

WORDS = settings.declare(
    "books.voucher_words",
    "one",
    gettext_noop("voucher words: one (记) or three (收, 付, 转)"),
    lambda words: words in {"one", "three"},
)
MANY: Final = 5000
"""Lines per statement, so that one batch does not outgrow what a server takes in one packet."""


class Unbalanced(Refused):
    """Debit is not credit, or there are fewer than two lines."""

    code = "unbalanced"
    template = gettext_noop("{name}: debit {debit} is not credit {credit}.")
    status = 422


class Draft(NamedTuple):
    """A voucher before it is written. `entries` are the journal entries it is made from."""

    month: int
    day: date
    lines: Sequence[Line]
    origin: Origin = Origin.MANUAL
    event: str = ""
    source_kind: str = ""
    source: str = ""
    warehouse: int = 0
    attachments: int = 0
    corrects: int = 0
    entries: Sequence[int] = ()


class VoucherRef(NamedTuple):
    """A voucher as verbs need it."""

    id: int
    number: str
    month: int
    day: date
    word: str
    serial: int | None
    state: str
    origin: str
    maker: int
    warehouse: int
    corrects: int


def today(ctx: Context) -> date:
    """The business date of the company."""
    zone = Company.objects.filter(id=ctx.company).values_list("timezone", flat=True).first()
    return ctx.today(zone or "UTC")


def write(ctx: Context, drafts: Sequence[Draft], *, approved: bool = False) -> list[str]:
    """Write vouchers into open periods and answer their numbers. Refuses with `Unbalanced` and a closed period by name.

    `approved` is for what the company lets rules approve: nobody's name stands as checker then.
    """
    if not drafts:
        return []
    for draft in drafts:
        check_balance(draft.source or str(draft.day), draft.lines)
    periods.hold_open(ctx, {draft.month for draft in drafts})
    words = _words(ctx, drafts)
    ids = new_ids(len(drafts))
    numbers = numbering.take(ctx, "voucher", len(drafts), today(ctx))
    rows = [_row(*facts) for facts in zip(ids, numbers, words, drafts, strict=True)]
    constants = {
        "company_id": ctx.company,
        "maker": ctx.user,
        "made_at": ctx.now,
        "state": VOUCHER.target("approve") if approved else VOUCHER.start,
        "checker": 0 if approved else None,
        "approved_at": ctx.now if approved else None,
    }
    _insert("books_voucher", _VOUCHER, rows, constants)
    write_lines([(i, draft.lines) for i, draft in zip(ids, drafts, strict=True)])
    links = [(entry, i) for i, draft in zip(ids, drafts, strict=True) for entry in draft.entries]
    _insert("books_voucherentry", {"entry": "int", "voucher_id": "int"}, links, {"company_id": ctx.company})
    return numbers


def check_balance(name: str, lines: Sequence[Line]) -> None:
    """Refuse with `Unbalanced` unless debit is credit."""
    debit, credit = sum(line.debit for line in lines), sum(line.credit for line in lines)
    if debit != credit or len(lines) < 2:
        raise Unbalanced(name=name, debit=_shown(debit), credit=_shown(credit))


def retouch(voucher: VoucherRef, *, total: int, explanation: str, attachments: int, maker: int) -> None:
    """Change what a draft's head says of its lines; one that left the state meanwhile is refused."""
    amount = exact.number(total, exact.AMOUNT)
    rows = Voucher.objects.filter(id=voucher.id, state=VOUCHER.start)
    if rows.update(total=amount, explanation=explanation[:200], attachments=attachments, maker=maker) != 1:
        raise Changed(name=voucher.number)


def write_lines(vouchers: Iterable[tuple[int, Sequence[Line]]]) -> None:
    """Write the lines of vouchers, numbered from 1."""
    numbered = [(i, n, line) for i, lines in vouchers for n, line in enumerate(lines, 1)]
    rows = [(k, *_line(i, n, line)) for k, (i, n, line) in zip(new_ids(len(numbered)), numbered, strict=True)]
    _insert("books_voucherline", _LINE, rows, {})


def load(ctx: Context, numbers: Iterable[str]) -> list[VoucherRef]:
    """These vouchers, in the order asked for. Refuses with `NotFound` naming those outside the asker's scope."""
    wanted = list(dict.fromkeys(numbers))
    found = {ref.number: ref for ref in _refs(scoped(ctx, Voucher).filter(number__in=wanted))}
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(kind=gettext_noop("voucher"), name=", ".join(missing[:10]))
    return [found[number] for number in wanted]


def lines_of(voucher: VoucherRef) -> list[Line]:
    """The lines of a voucher that was loaded in scope, in ids and steps."""
    return lines_by_voucher([voucher])[voucher.id]


def lines_by_voucher(vouchers: Iterable[VoucherRef]) -> dict[int, list[Line]]:
    """The lines of vouchers that were loaded in scope, by voucher id. One statement."""
    found: dict[int, list[Line]] = {voucher.id: [] for voucher in vouchers}
    for row in VoucherLine.objects.filter(voucher_id__in=found).order_by("voucher", "position"):
        line = Line(
            account=row.account_id,
            debit=exact.steps(row.debit, exact.AMOUNT),
            credit=exact.steps(row.credit, exact.AMOUNT),
            explanation=row.explanation,
            partner=row.partner_id or 0,
            department=row.department_id or 0,
            item=row.item_id or 0,
            quantity=exact.steps(row.quantity, exact.QUANTITY),
            currency=row.currency,
            original=exact.steps(row.original, exact.AMOUNT),
            rate=exact.steps(row.rate, exact.RATE),
            cash_flow=row.cash_flow,
        )
        found[row.voucher_id].append(line)
    return found


def approved_in(ctx: Context, month: int, most: int) -> list[VoucherRef]:
    """Vouchers of a period that wait for posting, oldest first."""
    rows = scoped(ctx, Voucher).filter(month=month, state=VOUCHER.target("approve")).order_by("day", "number")
    return _refs(rows[:most])


def step(vouchers: Sequence[VoucherRef], verb: str, **sets: Any) -> None:
    """Take one step of each voucher's life; of two who try at once one wins and the other is refused."""
    for voucher in vouchers:
        VOUCHER.after(voucher.state, verb, name=voucher.number)
    ids = [voucher.id for voucher in vouchers]
    rows = Voucher.objects.filter(id__in=dialect.one_of(ids), state__in=VOUCHER.sources(verb))
    if rows.update(state=VOUCHER.target(verb), **sets) != len(ids):
        raise Changed(name=", ".join(voucher.number for voucher in vouchers[:10]))


def note(ctx: Context, vouchers: Iterable[VoucherRef], action: str, reason: str = "") -> None:
    """Write into the audit trail who took which step of these vouchers."""
    after = {"state": VOUCHER.target(action)}
    changes = [audit.Change("voucher", v.id, v.number, action, {"state": v.state}, after) for v in vouchers]
    audit.record(ctx, changes, reason=reason)


def post(ctx: Context, vouchers: Sequence[VoucherRef]) -> dict[str, int]:
    """Give approved vouchers their legal numbers, in the order of their dates, and add them to the balances. Answers number -> serial.

    The series is locked here and nowhere else, after every check: whoever comes second waits for one update and a commit. A number is
    taken only with the voucher that bears it, so a transaction that fails leaves no gap.
    """
    for voucher in vouchers:
        VOUCHER.after(voucher.state, "post", name=voucher.number)
    if not vouchers:
        return {}
    periods.hold_open(ctx, {voucher.month for voucher in vouchers})
    by_series: dict[tuple[int, str], list[VoucherRef]] = defaultdict(list)
    for voucher in sorted(vouchers, key=lambda v: (v.day, v.number)):
        by_series[voucher.month, voucher.word].append(voucher)
    last = _lock_series(ctx, by_series)
    serials = {voucher.id: last[series] + n for series, mine in by_series.items() for n, voucher in enumerate(mine, 1)}
    data = sorted(serials.items())
    changed = dialect.update(
        "books_voucher",
        f"serial = x.serial, state = '{VOUCHER.target('post')}', poster = {int(ctx.user)}, "
        f"posted_at = '{dialect.adapted(ctx.now)}'",
        {"id": "int", "serial": "int"},
        data,
        on=("id",),
        where=f"t.state = '{VOUCHER.target('approve')}'",
    )
    if changed != len(data):
        raise Changed(name=", ".join(voucher.number for voucher in vouchers[:10]))
    turnovers.add(ctx, serials)
    posted_content.keep(ctx, serials)
    note(ctx, vouchers, "post")
    return {voucher.number: serials[voucher.id] for voucher in vouchers}


def lock_posting(ctx: Context) -> None:
    """Let nobody post until we commit: every series there is, in ascending order."""
    sql = f"select id from books_voucherseries where company_id = {int(ctx.company)} and month > 0"
    dialect.select(dialect.locking(f"{sql} order by month, word"))


def lock_making(ctx: Context) -> None:
    """Let nobody else make vouchers of this company's journal until we commit, so that no entry is taken twice."""
    key = (0, "@")
    if not VoucherSeries.objects.filter(company_id=ctx.company, month=0, word="@").exists():
        columns: dialect.Columns = {"id": "int", "month": "int", "word": "text"}
        constants = {"company_id": ctx.company, "last": 0}
        dialect.insert("books_voucherseries", columns, [(*new_ids(1), *key)], constants=constants, ignore=True)
    sql = f"select id from books_voucherseries where company_id = {int(ctx.company)} and month = 0"
    dialect.select(dialect.locking(sql))


def _lock_series(ctx: Context, wanted: Mapping[tuple[int, str], Sequence[VoucherRef]]) -> dict[tuple[int, str], int]:
    """The last numbers of these series before ours, locked in ascending order and moved on."""
    keys = sorted(wanted)
    months = dialect.among({month for month, _ in keys})
    sql = f"select month, word, last, id from books_voucherseries where company_id = {int(ctx.company)} and month in {months}"
    known = {(row[0], row[1]) for row in dialect.select(sql)}
    fresh = [key for key in keys if key not in known]
    rows = [(i, *key) for i, key in zip(new_ids(len(fresh)), fresh, strict=True)]
    columns: dialect.Columns = {"id": "int", "month": "int", "word": "text"}
    dialect.insert("books_voucherseries", columns, rows, constants={"company_id": ctx.company, "last": 0}, ignore=True)
    locked = {
        (row[0], row[1]): (row[2], row[3]) for row in dialect.select(dialect.locking(f"{sql} order by month, word"))
    }
    moved = [(locked[key][1], len(wanted[key])) for key in keys]
    dialect.update("books_voucherseries", "last = t.last + x.taken", {"id": "int", "taken": "int"}, moved, on=("id",))
    return {key: locked[key][0] for key in keys}


def _words(ctx: Context, drafts: Sequence[Draft]) -> list[Word]:
    """记, or where the company keeps three words, by what the voucher does to cash and bank."""
    if settings.value(ctx, WORDS) == "one":
        return [Word.GENERAL] * len(drafts)
    cash = set(Account.objects.filter(company_id=ctx.company, cash=True).values_list("id", flat=True))
    return [_word(draft.lines, cash) for draft in drafts]


def _word(lines: Iterable[Line], cash: set[int]) -> Word:
    moved = [line for line in lines if line.account in cash]
    if any(line.credit for line in moved):  # between cash and bank only the payment is written
        return Word.PAID
    return Word.RECEIVED if moved else Word.TRANSFER


def _row(identifier: int, number: str, word: Word, draft: Draft) -> tuple[Any, ...]:
    return (
        identifier,
        number,
        draft.month,
        draft.day.isoformat(),
        str(word),
        str(draft.origin),
        draft.event,
        draft.source_kind,
        draft.source,
        draft.warehouse or None,
        next((line.explanation for line in draft.lines if line.explanation), "")[:200],
        sum(line.debit for line in draft.lines),
        draft.attachments,
        draft.corrects or None,
    )


def _line(voucher: int, position: int, line: Line) -> tuple[Any, ...]:
    amount = line.debit or line.credit
    price = (
        exact.divide(abs(amount) * 10 ** (exact.QUANTITY + exact.PRICE - exact.AMOUNT), abs(line.quantity))
        if line.quantity
        else 0
    )
    return (
        voucher,
        position,
        line.explanation[:200],
        line.account,
        line.debit,
        line.credit,
        line.partner or None,
        line.department or None,
        line.item or None,
        line.quantity,
        price,
        line.currency,
        line.original,
        line.rate,
        line.cash_flow,
    )


def _insert(table: str, columns: dialect.Columns, rows: Sequence[Any], constants: Mapping[str, Any]) -> None:
    for i in range(0, len(rows), MANY):
        dialect.insert(table, columns, rows[i : i + MANY], constants=constants)


def _refs(rows: Any) -> list[VoucherRef]:
    names = (
        "id", "number", "month", "day", "word", "serial", "state", "origin", "maker", "warehouse_id", "corrects_id",
    )  # fmt: skip
    return [VoucherRef._make((*values[:-2], values[-2] or 0, values[-1] or 0)) for values in rows.values_list(*names)]


def _shown(steps: int) -> str:
    return f"{exact.number(steps, exact.AMOUNT):.2f}"


_VOUCHER: dialect.Columns = {
    "id": "int",
    "number": "text",
    "month": "int",
    "day": "date",
    "word": "text",
    "origin": "text",
    "event": "text",
    "source_kind": "text",
    "source": "text",
    "warehouse_id": "int",
    "explanation": "text",
    "total": "int",
    "attachments": "int",
    "corrects_id": "int",
}
_LINE: dialect.Columns = {
    "id": "int",
    "voucher_id": "int",
    "position": "int",
    "explanation": "text",
    "account_id": "int",
    "debit": "int",
    "credit": "int",
    "partner_id": "int",
    "department_id": "int",
    "item_id": "int",
    "quantity": "int",
    "price": "int",
    "currency": "text",
    "original": "int",
    "rate": "int",
    "cash_flow": "text",
}
