"""Give every company its chart, account roles and posting rules. Repeatable: what exists stays as the customer has it."""

from collections.abc import Iterable

from ledgerhouse.foundation.organisation.founding import founding
from ledgerhouse.foundation.queries import company
from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.charts import CHARTS, ROLE_CODES, ChartLine
from ledgerhouse.ledgers.books.models import Account, AccountRole, AccountTree, PostingRule
from ledgerhouse.ledgers.books.starting_rules import RULES


@founding
def set_up_books(ctx: Context) -> None:
    """Write accounts, roles and rules of the company's accounting standard that are not there yet."""
    standard = company(ctx).standard
    known = _accounts(ctx, CHARTS[standard])
    AccountRole.objects.bulk_create(
        [
            AccountRole(company_id=ctx.company, role=role, account_id=known[code])
            for role, code in ROLE_CODES[standard].items()
        ],
        ignore_conflicts=True,
    )
    sequence: dict[str, int] = {}
    rules = []
    for rule in RULES:
        sequence[rule.event] = sequence.get(rule.event, 0) + 1
        values = {name: value for name, value in rule._asdict().items() if name != "id"}
        rules.append(PostingRule(company_id=ctx.company, sequence=sequence[rule.event], **values))
    PostingRule.objects.bulk_create(rules, ignore_conflicts=True)


def _accounts(ctx: Context, chart: Iterable[ChartLine]) -> dict[str, int]:
    """The chart's accounts by code; those that are missing are written, with their place in the tree."""
    known = dict(Account.objects.filter(company_id=ctx.company).values_list("code", "id"))
    lines = [line for line in chart if line.code not in known]
    headings = {line.code.rpartition(".")[0] for line in chart}
    fresh = []
    for line in lines:
        parent = known.get(line.code.rpartition(".")[0])
        facts = {name: value for name, value in line._asdict().items() if name != "code"}
        leaf = line.code not in headings
        account = Account(company_id=ctx.company, code=line.code, parent_id=parent, leaf=leaf, **facts)
        fresh.append(account)
        known[line.code] = account.id
    Account.objects.bulk_create(fresh)
    tree = []
    for line in lines:
        above = line.code
        while above:
            if above in known:
                tree.append(AccountTree(company_id=ctx.company, above_id=known[above], account_id=known[line.code]))
            above = above.rpartition(".")[0]
    AccountTree.objects.bulk_create(tree, ignore_conflicts=True)
    return known
