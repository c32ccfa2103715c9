"""What rooms above give every company: a chart of accounts, for one. Given when it is founded, and again after every update of the program.

A room declares a function from the context of the house in a company; it must be repeatable and leave alone what the customer has changed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction

from ledgerhouse.foundation.jobs import schedule_usual
from ledgerhouse.foundation.models import Company
from ledgerhouse.kernel.context import Context, house

Founding = Callable[[Context], None]
FOUNDINGS: Final[list[Founding]] = []
"""In the order of the apps."""


def founding(give: Founding) -> Founding:
    """Declare what a room gives every company."""
    FOUNDINGS.append(give)
    return give


def found_rooms(ctx: Context) -> None:
    """Give a company what the rooms have for it and it does not have yet, and the jobs that the clock starts."""
    schedule_usual(ctx)
    for give in FOUNDINGS:
        give(ctx)


def found_every_company(now: datetime) -> int:
    """The same for all companies, each in a transaction of its own. Answers how many there are."""
    companies = sorted(Company.objects.values_list("id", flat=True))
    for company in companies:
        with transaction.atomic():
            found_rooms(house(company, now, interface="cli"))
    return len(companies)
