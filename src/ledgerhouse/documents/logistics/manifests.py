"""Manifests, for flows and the verbs of this room: load them, step through their life."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ledgerhouse.documents.logistics.models import Manifest
from ledgerhouse.documents.logistics.words import MANIFEST
from ledgerhouse.foundation.dialect import one_of
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Changed, NotFound, gettext_noop


class ManifestRef(NamedTuple):
    """A manifest as flows need it."""

    id: int
    number: str
    state: str
    warehouse: int
    carrier: int
    carrier_code: str


def claim(ctx: Context, numbers: Sequence[str], verb: str) -> list[ManifestRef]:
    """Lock these manifests by id. Refuses with `NotFound` or `WrongState` by name. Three statements."""
    ids = set(scoped(ctx, Manifest).filter(number__in=set(numbers)).values_list("id", flat=True))
    rows = Manifest.objects.filter(id__in=one_of(ids)).order_by("id")
    list(rows.select_for_update().values_list("id"))
    values = rows.values_list("id", "number", "state", "warehouse_id", "carrier_id", "carrier__code")
    found = [ManifestRef(*row) for row in values]
    missing = sorted(set(numbers) - {m.number for m in found})
    if missing:
        raise NotFound(kind=gettext_noop("manifest"), name=", ".join(missing[:10]))
    for one in found:
        MANIFEST.after(one.state, verb, name=one.number)
    return found


def step(found: Iterable[ManifestRef], verb: str, *, handed_at: datetime | None = None, handed_by: int = 0) -> None:
    """Take one step of each claimed manifest's life."""
    ids = [m.id for m in found]
    rows = Manifest.objects.filter(id__in=one_of(ids), state__in=MANIFEST.sources(verb))
    facts = {"handed_at": handed_at, "handed_by": handed_by} if handed_at else {}
    if rows.update(state=MANIFEST.target(verb), **facts) != len(ids):
        raise Changed(name=gettext_noop("A manifest"))
