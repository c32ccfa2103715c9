"""Merge partners that are one and the same: the survivor answers to both codes from then on."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.partners.models import Address, ExternalId, Licence, Partner
from ledgerhouse.masterdata.partners.queries import partner_row
from ledgerhouse.masterdata.partners.words import Role


@dataclass(frozen=True, kw_only=True)
class MergePartners:
    """`into` stays; `partners` become other names of it."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    into: Code
    partners: Annotated[tuple[Code, ...], Field(min_length=1, max_length=100)]
    reason: Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, kw_only=True)
class PartnersMerged:
    """The survivor's code and how many were merged into it."""

    partner: str
    count: int


@verb("partners.merge_partners", may="merge partners", title=gettext_noop("Merge partners"))
def merge_partners(command: MergePartners, ctx: Context) -> PartnersMerged:
    """Merge partners: addresses, licences, foreign codes and roles go to the survivor; old papers keep their name.

    History stays: the merged rows remain, blocked, and point to the survivor; the audit trail says who, when and why.
    """
    survivor = partner_row(ctx, command.into)
    rows = {row.code: row for row in scoped(ctx, Partner).filter(code__in=set(command.partners), merged_into=None)}
    wrong = _wrong(command, survivor, rows)
    if wrong:
        raise Unreadable(wrong)
    ids = [row.id for row in rows.values()]
    before = {role.value: getattr(survivor, role.value) for role in Role}
    after = {name: had or any(getattr(row, name) for row in rows.values()) for name, had in before.items()}
    _move(ids, survivor)
    Partner.objects.filter(id=survivor.id).update(**after)
    gone = {"merged_into_id": survivor.id, "blocked": True, "block_reason": command.reason}
    # whoever was merged into one of these before follows it, so that one look is always enough
    Partner.objects.filter(merged_into_id__in=ids).update(merged_into_id=survivor.id)
    Partner.objects.filter(id__in=ids).update(**gone)
    changes = [
        audit.Change("partners.partner", row.id, row.code, "merge", {}, {"merged_into": survivor.code})
        for row in rows.values()
    ]
    named = {**after, "merged": sorted(rows)}
    changes.append(audit.Change("partners.partner", survivor.id, survivor.code, "take in", before, named))
    audit.record(ctx, changes, reason=command.reason)
    return PartnersMerged(partner=survivor.code, count=len(ids))


def _move(ids: list[int], survivor: Partner) -> None:
    for model in (Address, ExternalId):
        model._default_manager.filter(partner_id__in=ids).update(partner=survivor)
    mine = set(Licence.objects.filter(partner=survivor).values_list("kind", "number"))
    moving = []
    for licence in Licence.objects.filter(partner_id__in=ids).order_by("-expires_on"):
        if (licence.kind, licence.number) not in mine:
            mine.add((licence.kind, licence.number))
            moving.append(licence.id)
    Licence.objects.filter(id__in=moving).update(partner=survivor)


def _wrong(command: MergePartners, survivor: Partner, rows: dict[str, Partner]) -> list[Problem]:
    wrong = []
    for i, code in enumerate(command.partners):
        row = rows.get(code)
        if row is None:
            wrong.append(problem(f"partners.{i}", gettext_noop("is not a partner here")))
        elif row.id == survivor.id:
            wrong.append(problem(f"partners.{i}", gettext_noop("can not be merged into itself")))
        elif row.currency != survivor.currency:
            wrong.append(
                problem(
                    f"partners.{i}", gettext_noop("is settled in another currency: {currency}"), currency=row.currency
                )
            )
    return wrong
