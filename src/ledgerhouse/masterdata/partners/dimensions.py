"""The dimension of the partners: a grant may hold for some owners' goods only (货主)."""

from collections.abc import Iterable

from ledgerhouse.foundation.dimensions import Dimension, declare
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.partners.models import Partner


def _ids(ctx: Context, codes: Iterable[str]) -> dict[str, int]:
    return dict(scoped(ctx, Partner).filter(owner=True, code__in=set(codes)).values_list("code", "id"))


def _codes(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    return dict(scoped(ctx, Partner).filter(id__in=set(ids)).values_list("id", "code"))


declare(Dimension("owner", gettext_noop("Owner of goods"), _ids, _codes))
