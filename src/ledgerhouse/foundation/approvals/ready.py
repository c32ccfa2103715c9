"""Routes every company begins with; a company may change them, switch them off, or design its own."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ledgerhouse.foundation.models import ApprovalRoute, ApprovalStep
from ledgerhouse.kernel.errors import gettext_noop


class Ready(NamedTuple):
    """A route with one step that any of its approvers answers."""

    code: str
    name: str
    subject: str
    approvers: tuple[str, ...]


READY: Final = (
    Ready(
        "account-help",
        gettext_noop("Help with the account of somebody who gives rights"),
        "account of somebody who gives rights",
        ("right:change people", "role:ceo", "role:auditor"),
    ),
)


def install(companies: Iterable[int]) -> None:
    """Write the ready-made routes that a company does not have yet; what it has changed stays."""
    known = set(ApprovalRoute.objects.values_list("company_id", "code"))
    for company in companies:
        for one in READY:
            if (company, one.code) not in known:
                route = ApprovalRoute(company_id=company, code=one.code, name=one.name, subject=one.subject)
                route.save(force_insert=True)
                ApprovalStep(route=route, position=1, approvers=list(one.approvers)).save(force_insert=True)
