"""Segregation of duties (职责分离): what one person may not do alone, checked when rights are given and when they are used.

Rules are data. `together` rules forbid holding both rights; `same_paper` rules forbid using both on one paper, which is known
from `Deed`: for rights that such a rule names, who acted on which paper is written down in the verb's own transaction.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.links import Ref
from ledgerhouse.foundation.models.duties import Deed, DutyException, DutyRule
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class SameHands(Refused):
    """The asker has done the other half of the work on this paper."""

    code = "same-hands"
    template = gettext_noop(
        "You have used the right “{right}” on {number} yourself; somebody else must go on (rule {rule})."
    )
    status = 403


class DutyConflict(Refused):
    """A person would hold two rights that a rule keeps apart."""

    code = "duty-conflict"
    template = gettext_noop("{user} would hold two rights that rule {rule} keeps apart: {rights}.")
    status = 409


class Ready(NamedTuple):
    """A rule every company begins with."""

    code: str
    name: str
    first: str
    second: str
    together: bool = False
    same_paper: bool = True
    active: bool = True


READY: Final = (
    Ready("receive-inspect", gettext_noop("Who receives does not inspect"), "receive goods", "inspect goods"),
    Ready("count-approve", gettext_noop("Who counts does not approve the count"), "count stock", "approve counts"),
    Ready(
        "write-off",
        gettext_noop("Who proposes a write-off does not approve it"),
        "propose write-offs",
        "approve write-offs",
    ),
    Ready(
        "prove-repair",
        gettext_noop("Who proposes a repair does not confirm it"),
        "prove the ledgers",
        "repair the ledgers",
    ),
    Ready(
        "item-change",
        gettext_noop("Who asks for a change does not approve it"),
        "request item changes",
        "approve item changes",
    ),
    Ready(
        "request-approve",
        gettext_noop("Who requests goods does not approve the request"),
        "request goods",
        "approve requisitions",
    ),
    Ready(
        "order-approve",
        gettext_noop("Who orders does not release the order"),
        "order goods",
        "approve purchases",
        active=False,
    ),
    Ready(
        "take-confirm",
        gettext_noop("Who takes an order does not confirm it"),
        "take orders",
        "confirm orders",
        active=False,
    ),
    Ready(
        "take-credit",
        gettext_noop("Who takes an order does not release its credit hold"),
        "take orders",
        "release credit holds",
    ),
    Ready(
        "confirm-credit",
        gettext_noop("Who confirms an order does not release its credit hold"),
        "confirm orders",
        "release credit holds",
    ),
    Ready(
        "order-receive",
        gettext_noop("Who orders does not receive"),
        "order goods",
        "receive goods",
        together=True,
        same_paper=False,
    ),
    Ready(
        "order-supplier",
        gettext_noop("Who orders does not change suppliers"),
        "order goods",
        "change partners",
        together=True,
        same_paper=False,
    ),
    Ready(
        "approve-supplier",
        gettext_noop("Who approves purchases does not change suppliers"),
        "approve purchases",
        "change partners",
        together=True,
        same_paper=False,
    ),
    Ready(
        "people-count",
        gettext_noop("Who gives rights does not adjust stock"),
        "change people",
        "approve counts",
        together=True,
        same_paper=False,
    ),
)
ON_PAPERS: Final[Mapping[str, str]] = {
    "request goods": "requisition",
    "approve requisitions": "requisition",
    "order goods": "purchase_order",
    "approve purchases": "purchase_order",
    "receive goods": "receipt",
    "inspect goods": "receipt",
    "take orders": "sales_order",
    "confirm orders": "sales_order",
    "release credit holds": "sales_order",
    "count stock": "stock_count",
    "prove the ledgers": "ledger_repair",
    "repair the ledgers": "ledger_repair",
    "approve counts": "stock_count",
    "propose write-offs": "write_off",
    "approve write-offs": "write_off",
    "request item changes": "change_request",
    "approve item changes": "change_request",
}
"""Rights whose verbs call `guard`, with the kind of paper they act on. Other rights can be kept apart only as a whole."""


def install(companies: Iterable[int]) -> None:
    """Write the ready-made rules that a company does not have yet; what it has changed stays."""
    known = set(DutyRule.objects.values_list("company_id", "code"))
    DutyRule.objects.bulk_create(
        DutyRule(company_id=company, **rule._asdict())
        for company in companies
        for rule in READY
        if (company, rule.code) not in known
    )


def guard(ctx: Context, refs: Iterable[Ref]) -> None:
    """Refuse when a rule forbids the asker to act on one of these papers; else remember that they did.

    Asks nothing for the house itself; one statement where no rule names the verb's right, three where one does.
    """
    papers = sorted(set(refs))
    if not ctx.user or not papers:
        return
    others = {rule.second if rule.first == ctx.acting else rule.first: rule.code for rule in _binding(ctx)}
    if not others:
        return
    rows = Deed.objects.filter(
        company=ctx.company, user=ctx.user, right__in=sorted(others), number__in={r.number for r in papers}
    )
    for kind, number, right in rows.values_list("kind", "number", "right").order_by("number"):
        if Ref(kind, number) in papers:
            raise SameHands(right=right, number=number, rule=others[right])
    quote = connection.ops.quote_name
    dialect.insert(
        Deed._meta.db_table,
        {"id": "int", "kind": "text", "number": "text"},
        [(identifier, *ref) for identifier, ref in zip(new_ids(len(papers)), papers, strict=True)],
        constants={"company": ctx.company, quote("right"): ctx.acting, quote("user"): ctx.user, "at": ctx.now},
        ignore=True,
    )


def _binding(ctx: Context) -> list[DutyRule]:
    """The rules about papers that name the right in use and bind the asker today."""
    excepted = DutyException.objects.filter(rule=OuterRef("pk"), user=ctx.user, until__gte=ctx.now.date())
    rows = DutyRule.objects.filter(company=ctx.company, active=True, same_paper=True)
    return list(rows.filter(Q(first=ctx.acting) | Q(second=ctx.acting)).filter(~Exists(excepted)))


def refuse_conflicts(ctx: Context, user: int, name: str, had: Iterable[str], shall_have: Iterable[str]) -> None:
    """Refuse rights that, together with what somebody has, a rule keeps apart. Conflicts that are there already stay."""
    before, after = set(had), set(had) | set(shall_have)
    excepted = DutyException.objects.filter(rule=OuterRef("pk"), user=user, until__gte=ctx.now.date())
    rules = DutyRule.objects.filter(company=ctx.company, active=True, together=True).filter(~Exists(excepted))
    for rule in rules.order_by("code"):
        pair = {rule.first, rule.second}
        if pair <= after and not pair <= before:
            raise DutyConflict(user=name, rule=rule.code, rights=f"{rule.first} + {rule.second}")
