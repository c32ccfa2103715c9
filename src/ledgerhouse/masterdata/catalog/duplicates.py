"""Items that may be one and the same: candidates by index, scores in Python; never everything against everything."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from django.db.models import Count, Q

from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.catalog.models import Barcode, Item
from ledgerhouse.masterdata.catalog.words import State

LIKELY: Final = 80
CROWD: Final = 40
"""A larger group of equal mnemonics says nothing; its first rows are compared only."""


class Facts(NamedTuple):
    """What is known of a thing that may exist already."""

    name: str
    spec: str = ""
    barcodes: tuple[str, ...] = ()
    code: str = ""


class Twin(NamedTuple):
    """An item that may be the same: 100 means a shared barcode or the same words."""

    code: str
    name: str
    spec: str
    score: int


def likely_twins(ctx: Context, things: Sequence[Facts]) -> list[list[Twin]]:
    """For each thing the items that are probably the same, best first. Two statements for all of them.

    Candidates share a barcode, the name, or the mnemonic. The score is the likeness of name and specification.
    """
    codes = {code for thing in things for code in thing.barcodes}
    owners: dict[str, str] = dict(
        scoped(ctx, Barcode).filter(code__in=sorted(codes)).values_list("code", "item__code") if codes else ()
    )
    keys = {mnemonic(thing.name) for thing in things} - {""}
    same = Q(mnemonic__in=sorted(keys)) | Q(name__in=sorted({thing.name for thing in things}))
    same |= Q(code__in=sorted(set(owners.values())))
    rows = scoped(ctx, Item).filter(same).exclude(state=State.MERGED).order_by("code")
    by_key: dict[str, list[Twin]] = defaultdict(list)
    for code, name, spec, key in rows.values_list("code", "name", "spec", "mnemonic")[: CROWD * max(len(things), 1)]:
        twin = Twin(code, name, spec, 0)
        for place in {key, name, f"code {code}"}:
            by_key[place].append(twin)
    return [_ranked(thing, by_key, owners) for thing in things]


def twin_groups(ctx: Context, limit: int = 200) -> list[list[Twin]]:
    """Groups of items in the catalog that are probably the same, surest first. Two statements whatever the size."""
    live = scoped(ctx, Item).exclude(state=State.MERGED).exclude(mnemonic="")
    crowded = live.values("mnemonic").annotate(n=Count("id")).filter(n__gt=1).order_by("mnemonic")
    keys = list(crowded.values_list("mnemonic", flat=True)[: limit * 5])
    groups: dict[str, list[Twin]] = defaultdict(list)
    rows = live.filter(mnemonic__in=keys).order_by("mnemonic", "code")
    for code, name, spec, key in rows.values_list("code", "name", "spec", "mnemonic").iterator():
        if len(groups[key]) < CROWD:
            groups[key].append(Twin(code, name, spec, 0))
    found = []
    for group in groups.values():
        first = group[0]
        alike = [_scored(Facts(first.name, first.spec), twin) for twin in group[1:]]
        alike = [twin for twin in alike if twin.score >= LIKELY]
        if alike:
            found.append([first._replace(score=max(twin.score for twin in alike)), *alike])
    return sorted(found, key=lambda group: (-group[0].score, group[0].code))[:limit]


def likeness(one: Facts, other: Twin) -> int:
    """How alike two things are, 0 to 100: mostly the name; another specification makes them different things."""
    left, right = _plain(one.name + one.spec), _plain(other.name + other.spec)
    if left == right:
        return 100
    names = SequenceMatcher(None, _plain(one.name), _plain(other.name)).ratio()
    if one.spec and other.spec:
        specs = SequenceMatcher(None, _plain(one.spec), _plain(other.spec)).ratio()
        return round(100 * (0.6 * names + 0.4 * specs)) - (0 if specs == 1 else 10)
    # numbers in a name are sizes: 250g and 500g are not the same tea
    same_numbers = re.findall(r"\d+", one.name + one.spec) == re.findall(r"\d+", other.name + other.spec)
    return round(95 * names) - (0 if same_numbers else 30)


def _ranked(thing: Facts, by_key: dict[str, list[Twin]], owners: dict[str, str]) -> list[Twin]:
    sure = {owners[code] for code in thing.barcodes if code in owners}
    places = [mnemonic(thing.name), thing.name, *(f"code {code}" for code in sure)]
    candidates: Iterable[Twin] = {twin.code: twin for place in places for twin in by_key.get(place, ())}.values()
    scored = [
        t._replace(score=100) if t.code in sure else _scored(thing, t) for t in candidates if t.code != thing.code
    ]
    return sorted((t for t in scored if t.score >= LIKELY), key=lambda t: (-t.score, t.code))


def _scored(thing: Facts, twin: Twin) -> Twin:
    return twin._replace(score=max(0, likeness(thing, twin)))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
