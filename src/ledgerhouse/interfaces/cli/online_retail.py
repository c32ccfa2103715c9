"""`ledgerhouse import online-retail FILE`: an online retailer's invoices through the whole job, reconciled with the file."""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from ledgerhouse.foundation import beginning
from ledgerhouse.foundation.askers import company_id
from ledgerhouse.interfaces.cli import talk
from ledgerhouse.interfaces.cli.memory import peak_mb
from ledgerhouse.interfaces.cli.migrate import update_tables
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.tower.rollout import online_retail, queries, retail_run
from ledgerhouse.tower.rollout.retail_facts import money
from ledgerhouse.tower.rollout.retail_plan import REASONS, Survey
from ledgerhouse.tower.rollout.retail_run import Outcome, Run, Told
from ledgerhouse.tower.rollout.retail_set_up import COMPANY, COMPANY_NAME, CURRENCY, TIMEZONE

WHOLE: Final = 10**6
REPORT: Final = ("row", "InvoiceNo", "StockCode", "Quantity", "UnitPrice", "CustomerID", "outcome", "reason", "pieces")


class ImportedBefore(Refused):
    """This very file was imported before."""

    code = "same-file"
    template = gettext_noop("{file} was imported before. To import it once more, say --again.")


def register(subparsers: Any) -> None:
    """Add the sub-command below `import`, which other kinds of files share."""
    kinds = _kinds(subparsers)
    parser = kinds.add_parser("online-retail", help=_("the invoices of an online retailer, through the whole job"))
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("CSV in UTF-8, plain or .xz"))
    parser.add_argument("--json", action="store_true", help=_("answer JSON"))
    parser.add_argument("--limit-invoices", type=_count, default=0, metavar=_("N"), help=_("only the first N invoices"))
    parser.add_argument("--cover", type=_percent, default=100, metavar="%", help=_("buy so much of what will be sold"))
    parser.add_argument("--company", default=COMPANY, metavar=_("CODE"), help=_("import into this company"))
    parser.add_argument("--report", type=Path, metavar=_("FILE"), help=_("write every short or refused line there"))
    parser.add_argument("--again", action="store_true", help=_("import a file that was imported before"))
    parser.set_defaults(run=run)


def _kinds(subparsers: Any) -> Any:
    known = subparsers.choices.get("import")
    for action in known._actions if known else ():  # noqa: SLF001 - argparse has no public way to extend a sub-command
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            return action
    parser = subparsers.add_parser("import", help=_("bring in files of other systems"))
    return parser.add_subparsers(title=_("kinds"), metavar=_("KIND"), required=True)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _percent(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100:
        raise ValueError
    return number


def run(args: argparse.Namespace) -> int:
    """Check the whole file, carry it out, reconcile. Status 1 when the totals or the ledgers do not agree."""
    began = time.monotonic()
    survey = Survey(online_retail.rows(args.file, invoices=args.limit_invoices))
    beginning.make_database()
    update_tables()
    ctx = _context(args.company)
    key = _key(ctx, args)
    with _report(args.report) as tell:
        say = _progress(args, survey.facts.counts["rows"])
        job = Run(ctx, survey, key, cover=args.cover, say=say, tell=tell)
        outcome = job.carry_out(online_retail.rows(args.file, invoices=args.limit_invoices))
    answer, agrees = _answer(ctx, survey, outcome, time.monotonic() - began)
    if args.json:
        talk.tell(answer)
    else:
        _show(answer)
    return talk.DONE if agrees and outcome.clean else talk.REFUSED


def _context(company: str) -> Context:
    now = datetime.now(UTC)
    beginning.found(company, COMPANY_NAME, now, currency=CURRENCY, timezone=TIMEZONE)
    return house(company_id(company), now, interface="cli")


def _key(ctx: Context, args: argparse.Namespace) -> str:
    """The beginning of all idempotency keys: the file's fingerprint, and which time it is imported. Refuses a second time unless asked."""
    mark = online_retail.fingerprint(args.file)[:16]
    time_of = 1
    while queries.done(ctx, f"retail:{mark}:{time_of}:done"):
        time_of += 1
    if time_of > 1 and not args.again:
        raise ImportedBefore(file=args.file.name)
    return f"retail:{mark}:{time_of}"


def _progress(args: argparse.Namespace, rows: int) -> Callable[[date], None]:
    live = sys.stderr.isatty()
    if not args.json:
        print(_("{rows} rows are readable; carrying them out day by day …").format(rows=rows), file=sys.stderr)

    def say(day: date) -> None:
        if live or (not args.json and day.day == 1):
            print(f"\r  {day}" if live else f"  {day}", end="" if live else "\n", file=sys.stderr, flush=True)

    return say


@contextmanager
def _report(path: Path | None) -> Iterator[Callable[[Told], None]]:
    if path is None:
        yield lambda _told: None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REPORT)

        def tell(told: Told) -> None:
            r = told.row
            price = money(r.price)
            writer.writerow([r.number, r.invoice, r.code, r.quantity, price, r.customer, *told[1:]])

        yield tell


def _answer(ctx: Context, survey: Survey, outcome: Outcome, seconds: float) -> tuple[dict[str, Any], bool]:
    """The file's facts, the outcomes, and the table in which what the papers hold adds up to the file."""
    totals = queries.sales_totals(ctx, outcome.numbers)
    shipped, short, returned = totals.shipped, totals.short, totals.returned
    difference = returned.value // WHOLE - outcome.returned_value
    table = {
        "shipped": (shipped.lines, shipped.quantity // WHOLE, shipped.value // WHOLE),
        "short": (short.lines, short.quantity // WHOLE, short.value // WHOLE),
        "returned": (outcome.returns, -returned.quantity // WHOLE, -returned.value // WHOLE),
        "returned_at_another_price": (0, 0, difference),
    }
    facts = survey.facts
    agrees = retail_run.reconcile(outcome, table, facts.quantity, facts.value)
    refused = {
        reason.value: (lines, pieces, value) for reason, (lines, pieces, value) in sorted(outcome.refused.items())
    }
    through = totals.lines + outcome.returns
    return {
        **facts.told(),
        "lines_shipped": totals.full,
        "lines_short": totals.lines - totals.full,
        "lines_refused": sum(lines for lines, _pieces, _value in refused.values()),
        "returns": outcome.returns,
        "seconds": round(seconds, 2),
        "lines_per_s": round(through / seconds, 1),
        "peak_mb": peak_mb(),
        "doctor_clean": outcome.clean,
        "reconciles": agrees,
        "reconciliation": {
            **{name: _sum(*part) for name, part in table.items()},
            **{f"refused: {name}": _sum(*part) for name, part in refused.items()},
            "file": _sum(facts.counts["rows"], facts.quantity, facts.value),
        },
    }, agrees


def _sum(lines: int, pieces: int, value: int) -> dict[str, Any]:
    return {"lines": lines, "qty": pieces, "value": money(value)}


def _show(answer: dict[str, Any]) -> None:
    print(file=sys.stderr)
    plain = {name: value for name, value in answer.items() if not isinstance(value, (dict, list))}
    talk.table([_("fact"), _("value")], list(plain.items()), right=frozenset({1}))
    print()
    words = {
        f"refused: {reason.value}": _("refused: {reason}").format(reason=_(text)) for reason, text in REASONS.items()
    }
    rows = [(words.get(name, name), *part.values()) for name, part in answer["reconciliation"].items()]
    talk.table([_("what became of the lines"), _("lines"), _("pieces"), _("value")], rows, right=frozenset({1, 2, 3}))
    print(_("Everything adds up.") if answer["reconciles"] else _("The totals do not agree with the file."))
