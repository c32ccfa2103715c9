"""Partners that may be one and the same: candidates by index, scores in Python."""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from django.db.models import Q

from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.partners.models import Partner

LIKELY: Final = 70
CROWD: Final = 200
FORMS: Final = re.compile(r"(股份)?有限(责任)?公司|集团|公司$|co\.?,? ?ltd\.?|inc\.?|gmbh|limited", re.IGNORECASE)
"""Legal forms say nothing about who it is."""


class Twin(NamedTuple):
    """A partner that may be the same. `score` is 100 for an equal tax number or name."""

    code: str
    name: str
    score: int


def likely_twins(ctx: Context, partner: Partner) -> list[Twin]:
    """Partners that are probably the same as this one, best first. One statement.

    Candidates share the tax number, the mnemonic, or the beginning of the name.
    """
    bare = _bare(partner.name)
    same = Q(name__startswith=partner.name[:2])
    if partner.mnemonic:
        same |= Q(mnemonic=partner.mnemonic)
    if partner.tax_number:
        same |= Q(tax_number=partner.tax_number)
    rows = scoped(ctx, Partner).filter(same, merged_into=None).exclude(id=partner.id).order_by("code")
    twins = []
    for code, name, tax_number in rows.values_list("code", "name", "tax_number")[:CROWD]:
        if partner.tax_number and tax_number:
            score = 100 if tax_number == partner.tax_number else 0
        else:
            score = round(100 * SequenceMatcher(None, bare, _bare(name)).ratio())
        if score >= LIKELY:
            twins.append(Twin(code, name, score))
    return sorted(twins, key=lambda twin: (-twin.score, twin.code))


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", FORMS.sub("", unicodedata.normalize("NFKC", name))).casefold()
