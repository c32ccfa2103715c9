"""The dimensions of the partners: a grant may hold for some owners' goods only (货主), or for customers of some groups (客户组)."""

from collections.abc import Iterable

from ledgerhouse.foundation.dimensions import Dimension, declare
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.models import CustomerGroup, Partner


def _ids(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    return dict(scoped(ctx, Partner).filter(owner=True, code__in=set(codes)).values_list("code", "id"))


def _codes(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    return dict(scoped(ctx, Partner).filter(id__in=set(ids)).values_list("id", "code"))


def _group_ids(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    return dict(scoped(ctx, CustomerGroup).filter(code__in=set(codes)).values_list("code", "id"))


def _group_codes(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    return dict(scoped(ctx, CustomerGroup).filter(id__in=set(ids)).values_list("id", "code"))


declare(Dimension("customer_group", gettext_noop("Customer group"), _group_ids, _group_codes))
declare(Dimension("owner", gettext_noop("Owner of goods"), _ids, _codes))
