"""Give a new company its chart, account roles and posting rules. Repeatable: what exists stays as the customer has it."""

from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.models import Account, AccountRole, PostingRule
from ledgerhouse.ledgers.books.words import CHARTS, RULES


def set_up_books(ctx: Context) -> None:
    """Write accounts, roles and rules of the company's accounting standard that are not there yet."""
    chart = CHARTS[company(ctx).standard]
    known = dict(Account.objects.filter(company_id=ctx.company).values_list("code", "id"))
    fresh = {
        code: Account(company_id=ctx.company, code=code, name=name)
        for code, name in chart.values()
        if code not in known
    }
    Account.objects.bulk_create(fresh.values())
    known |= {code: account.id for code, account in fresh.items()}
    AccountRole.objects.bulk_create(
        [AccountRole(company_id=ctx.company, role=role, account_id=known[code]) for role, (code, _) in chart.items()],
        ignore_conflicts=True,
    )
    sequence: dict[str, int] = {}
    rules = []
    for rule in RULES:
        sequence[rule.event] = sequence.get(rule.event, 0) + 1
        rules.append(
            PostingRule(
                company_id=ctx.company,
                event=rule.event,
                sequence=sequence[rule.event],
                debit=rule.debit,
                credit=rule.credit,
                amount=rule.amount,
                red=rule.red,
            )
        )
    PostingRule.objects.bulk_create(rules, ignore_conflicts=True)
