"""Help with the account of somebody who gives rights needs a second person: who resets that password or removes those factors can become them.

Which accounts are meant follows from the rights they hold now; whether help needs consent, and whose, is the company's approval route. An approval
holds for the account as it is, and on the day it was asked for: any change of password or factors uses it up.
"""

from collections.abc import Sequence
from typing import Final

from ledgerhouse.foundation.approvals.need import require
from ledgerhouse.foundation.approvals.subjects import Facts, Subject, declare
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.sign_in import second_factors
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop

POWER: Final = ("change people", "change roles", "design approvals", "issue tokens")
"""Rights with which somebody gives rights: to others, and through others to themself."""
POWERFUL: Final = gettext_noop("account of somebody who gives rights")
OTHERS: Final = gettext_noop("account of somebody else")


def require_second(ctx: Context, user: User) -> None:
    """Refuse to help with an account unless somebody else has agreed, where the company has a route for it. The house itself may."""
    if ctx.user:
        subject = _subject(ctx, user)
        require(ctx, subject, lambda: [_facts(ctx, user)._replace(maker=ctx.user)])


def _subject(ctx: Context, user: User) -> str:
    rights = context_of(user, ctx.now, interface=ctx.interface, company=ctx.company).rights
    return POWERFUL if any(right in rights for right in POWER) else OTHERS


def _facts(ctx: Context, user: User) -> Facts:
    """The account as it is: its password, its second factors, and the day."""
    today = ctx.today(company(ctx).timezone)
    factors = [(one.kind, one.number) for one in second_factors.of(user.id)]
    return Facts(number=user.username, content=repr((user.id, user.password, factors, today)))


def _of(subject: str) -> Subject:
    def find(ctx: Context, numbers: Sequence[str]) -> list[Facts]:
        people = scoped(ctx, User).filter(username__in=set(numbers))
        return [_facts(ctx, user) for user in people if _subject(ctx, user) == subject]

    return declare(Subject(subject, "user", "people.reset_password", find))


_of(POWERFUL)
_of(OTHERS)
