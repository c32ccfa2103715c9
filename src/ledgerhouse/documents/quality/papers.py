"""The page of an inspection: what is looked at, how much of it, what was found, and the verdict."""

from ledgerhouse.documents.quality.listings import FindingRow, Findings
from ledgerhouse.documents.quality.models import SEE, Inspection
from ledgerhouse.documents.quality.words import INSPECTION, METHODS, SEVERITIES, Method, Severity
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import Action, Fact, Paper, Table, paper
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.models import Lot


@paper("inspection", title=gettext_noop("Inspection"), see=SEE)
def inspection(ctx: Context, number: str) -> Paper | None:
    """An inspection with its findings; what may be done with it now."""
    rows = scoped(ctx, Inspection).select_related("warehouse", "supplier", "item", "location")
    row = rows.filter(number=number).first()
    if row is None:
        return None
    found = list(LISTINGS["quality.findings"].every(ctx, Findings(inspection=number), sort="position"))
    return Paper(
        kind="inspection",
        number=row.number,
        title=gettext_noop("Inspection"),
        state=row.state,
        lifecycle=INSPECTION,
        facts=_facts(row),
        tables=[Table(gettext_noop("Findings"), FindingRow, found)],
        actions=_actions(row),
    )


def _facts(row: Inspection) -> tuple[Fact, ...]:
    lot = Lot.objects.filter(id=row.lot).values_list("code", flat=True).first()
    facts = [
        Fact(gettext_noop("Warehouse"), row.warehouse.code, "code", "warehouse"),
        Fact(gettext_noop("Receipt"), row.receipt, "code", "receipt"),
        Fact(gettext_noop("Supplier"), row.supplier.name if row.supplier else ""),
        Fact(gettext_noop("Item"), row.item.code, "code", "item"),
        Fact(gettext_noop("Name"), row.item.name),
        Fact(gettext_noop("Lot"), lot or "", "code"),
        Fact(gettext_noop("Location"), row.location.code, "code"),
        Fact(gettext_noop("Quantity"), row.quantity, "quantity"),
        Fact(gettext_noop("Inspection plan"), row.plan, "code"),
        Fact(gettext_noop("Method"), METHODS[Method(row.method)], "state"),
        Fact(gettext_noop("Sample"), row.sample, "number"),
    ]
    if row.accept >= 0:
        facts += [
            Fact(gettext_noop("Code letter"), row.letter, "code"),
            Fact(gettext_noop("Severity"), SEVERITIES[Severity(row.severity)], "state"),
            Fact(gettext_noop("Acceptance number"), row.accept, "number"),
        ]
    facts.append(Fact(gettext_noop("Nonconforming"), row.nonconforming, "number"))
    if row.decided_at is not None:
        facts += [
            Fact(gettext_noop("Accepted"), row.accepted, "quantity"),
            Fact(gettext_noop("Accepted by concession"), row.conceded, "quantity"),
            Fact(gettext_noop("Rejected"), row.rejected, "quantity"),
            Fact(gettext_noop("Destroyed"), row.destroyed, "quantity"),
            Fact(gettext_noop("Reason"), row.reason),
            Fact(gettext_noop("Decided"), row.decided_at, "moment"),
        ]
    return tuple(facts)


def _actions(row: Inspection) -> list[Action]:
    if row.state in INSPECTION.sources("decide"):
        return [
            Action("quality.record_findings", {"lines": [{"inspection": row.number}]}),
            Action("inbound.decide_inspections", {"lines": [{"inspection": row.number}]}),
        ]
    if row.state in INSPECTION.sources("reopen"):
        return [Action("inbound.reopen_inspections", {"numbers": [row.number]})]
    return []
