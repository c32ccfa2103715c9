"""Contexts for doors where nobody has signed in: the command line and the worker.

Whoever may start a program on the machine with its settings can read the database anyway, so the command line acts as
the house unless it is told as whom.
"""

from datetime import datetime

from ledgerhouse.foundation.models import Company, User
from ledgerhouse.foundation.rights import company_named, context_of
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop


class WhichCompany(Refused):
    """There are several companies, or none, and nobody said which."""

    code = "which-company"
    template = gettext_noop("Say which company: {codes}.")
    status = 422


class NoCompany(Refused):
    """The database holds no company yet."""

    code = "no-company"
    template = gettext_noop("There is no company yet.")


def company_id(code: str = "") -> int:
    """The company with this code; without a code the only company there is."""
    if code:
        found = Company.objects.filter(code=code).values_list("id", flat=True).first()
        if found is None:
            raise NotFound(kind=gettext_noop("company"), name=code)
        return found
    known = list(Company.objects.order_by("code").values_list("id", "code")[:20])
    if not known:
        raise NoCompany
    if len(known) > 1:
        raise WhichCompany(codes=", ".join(code for _, code in known))
    return known[0][0]


def the_house(now: datetime, *, company: str = "", interface: str, key: str = "") -> Context:
    """The house itself acting in a company."""
    return house(company_id(company), now, interface=interface, key=key)


def person(username: str, now: datetime, *, interface: str, key: str = "", company: str = "") -> Context:
    """A person by user name, in that person's company or another one where they have rights. Refuses an unknown or inactive one."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound(kind=gettext_noop("user"), name=username)
    return context_of(user, now, interface=interface, key=key, company=company_named(user, company, now))


def starter(company: int, user: int, now: datetime, *, interface: str) -> Context:
    """The context of queued work: with the rights its starter has now, or the house's when the house started it."""
    if not user:
        return house(company, now, interface=interface)
    found = User.objects.filter(id=user, is_active=True).first()
    if found is None:
        raise NotFound(kind=gettext_noop("user"), name=user)
    return context_of(found, now, interface=interface, company=company)
