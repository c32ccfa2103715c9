"""Reads of the partners: by code, id or foreign code, terms, licences."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.scope import scope_sql, scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, gettext_noop
from ledgerhouse.kernel.exact import AMOUNT, steps
from ledgerhouse.masterdata.partners.models import Address, CustomerGroup, ExternalId, Licence, Partner
from ledgerhouse.masterdata.partners.words import AddressKind, LicenceProblem, PartnerRef, Role, Terms

OWN = ("id", "code", "name", *(role.value for role in Role), "blocked")
REF = ("code", "merged_into_id", *OWN, *(f"merged_into__{name}" for name in OWN))


def partners_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, PartnerRef]:
    """Partners by code, also blocked ones. The code of a merged partner answers the one it was merged into."""
    return dict(_refs(scoped(ctx, Partner).filter(code__in=set(codes))))


def partners_by_id(ctx: Context, ids: Iterable[int]) -> dict[int, PartnerRef]:
    """Partners by id, each as itself: an old paper keeps the name it was written with."""
    rows = scoped(ctx, Partner).filter(id__in=set(ids)).values_list(*OWN)
    return {values[0]: _ref(values) for values in rows}


def partners_by_external(ctx: Context, system: str, codes: Iterable[str]) -> dict[str, PartnerRef]:
    """Partners by what a foreign system calls them."""
    rows = scoped(ctx, ExternalId).filter(system=system, code__in=set(codes))
    return {values[0]: _ref(values[1:]) for values in rows.values_list("code", *(f"partner__{name}" for name in OWN))}


def partner_row(ctx: Context, code: str) -> Partner:
    """One partner that was not merged, for this room's own verbs. Refuses with `NotFound`."""
    row = scoped(ctx, Partner).filter(code=code, merged_into=None).first()
    if row is None:
        raise NotFound(kind=gettext_noop("partner"), name=code)
    return row


def terms_of(ctx: Context, ids: Iterable[int]) -> dict[int, Terms]:
    """What was agreed with partners, by id."""
    rows = scoped(ctx, Partner).filter(id__in=set(ids))
    return {
        identifier: Terms(identifier, days, currency, steps(limit, AMOUNT), percent, department or 0, group or 0)
        for identifier, days, currency, limit, percent, department, group in rows.values_list(
            "id", "payment_days", "currency", "credit_limit", "life_percent", "department_id", "group_id"
        )
    }


def delivered_to(ctx: Context, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Where goods go to: partner id -> province and city of its delivery address, or else of the first it has. One statement."""
    rows = scoped(ctx, Address).filter(partner_id__in=set(ids)).order_by("id")
    found: dict[int, tuple[bool, str, str]] = {}
    for partner, kind, province, city in rows.values_list("partner_id", "kind", "province", "city"):
        delivery = kind == AddressKind.DELIVERY
        if partner not in found or (delivery and not found[partner][0]):
            found[partner] = delivery, province, city
    return {partner: (province, city) for partner, (_, province, city) in found.items()}


def lock(ctx: Context, ids: Iterable[int]) -> None:
    """Lock partners by ascending id until the transaction ends: whoever adds up what they owe is alone with them. One statement."""
    among, params = dialect.within("p.id", set(ids))
    sql = f"select p.id from partners_partner p where {among} and {scope_sql(ctx, Partner, 'p')} order by p.id"
    dialect.select(dialect.locking(sql), params)


def groups_by_code(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    """Customer groups by code. One statement."""
    return dict(scoped(ctx, CustomerGroup).filter(code__in=set(codes)).values_list("code", "id"))


def licence_problem(
    ctx: Context, partner_ids: Iterable[int], kinds: Iterable[str], on: date
) -> dict[int, list[LicenceProblem]]:
    """Which of these kinds of licence each partner lacks on a day; a partner without problem is absent.

    A licence is good from `valid_from` up to and including `expires_on`; one without expiry is good for ever.
    """
    partners, wanted = list(dict.fromkeys(partner_ids)), list(dict.fromkeys(kinds))
    good: set[tuple[int, str]] = set()
    last: dict[tuple[int, str], tuple[date, str]] = {}
    rows = scoped(ctx, Licence).filter(partner_id__in=partners, kind__in=wanted)
    for partner, kind, number, start, end in rows.values_list(
        "partner_id", "kind", "number", "valid_from", "expires_on"
    ):
        if start <= on and (end is None or on <= end):
            good.add((partner, kind))
        elif end is not None and end < on:
            last[partner, kind] = max(last.get((partner, kind), (end, number)), (end, number))
    problems: dict[int, list[LicenceProblem]] = {}
    for partner in partners:
        for kind in wanted:
            if (partner, kind) not in good:
                expired_on, number = last.get((partner, kind), (None, ""))
                problems.setdefault(partner, []).append(LicenceProblem(partner, kind, number, expired_on))
    return problems


def _refs(rows: "QuerySet[Partner]") -> Iterable[tuple[str, PartnerRef]]:
    for values in rows.values_list(*REF):
        own, survivor = values[2 : 2 + len(OWN)], values[2 + len(OWN) :]
        yield values[0], _ref(survivor if values[1] else own)


def _ref(values: tuple[object, ...]) -> PartnerRef:
    identifier, code, name, *flags, blocked = values
    roles = frozenset(role.value for role, flag in zip(Role, flags, strict=True) if flag)
    return PartnerRef(int(str(identifier)), str(code), str(name), roles, bool(blocked))
