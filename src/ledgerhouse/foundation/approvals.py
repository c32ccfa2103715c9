"""The approvals hook: what needs a second person, decided by rules that are data.

A verb that may need approval asks `require_second` with its subject, amount and maker. The rule with the highest threshold below the amount decides
which right the second person needs. The maker never approves their own paper when a rule applies.
"""

from collections.abc import Iterable
from decimal import Decimal

from ledgerhouse.foundation.models.approvals import ApprovalRule
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Refused, gettext_noop


class SecondPersonNeeded(Refused):
    """The maker may not approve this: somebody else with the right must."""

    code = "second-person-needed"
    template = gettext_noop("{subject} over {above} needs the approval of a second person with the right “{right}”.")
    status = 403


def rule_for(ctx: Context, subject: str, amount: Decimal) -> ApprovalRule | None:
    """The approval rule that applies to this amount, if any."""
    rules = ApprovalRule.objects.filter(company_id=ctx.company, subject=subject, above__lt=amount)
    return rules.order_by("-above").first()


def require_second(ctx: Context, subject: str, amount: Decimal, *, maker: int) -> None:
    """Refuse unless no rule applies, or the asker is not the maker and has the rule's right."""
    require_second_of_all(ctx, subject, [(amount, maker)])


def require_second_of_all(ctx: Context, subject: str, papers: Iterable[tuple[Decimal, int]]) -> None:
    """The same for many papers, pairs of (amount, maker), in one statement."""
    rules = list(ApprovalRule.objects.filter(company_id=ctx.company, subject=subject).order_by("-above"))
    for amount, maker in papers:
        rule = next((rule for rule in rules if rule.above < amount), None)
        if rule is not None and (ctx.user == maker or not ctx.may(rule.right)):
            raise SecondPersonNeeded(subject=subject, above=rule.above, right=rule.right)
