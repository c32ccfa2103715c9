"""Forget barcodes that nothing carries any more."""

from dataclasses import dataclass

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem
from ledgerhouse.masterdata.catalog.models import Barcode


@dataclass(frozen=True)
class RemoveBarcodes:
    """Barcodes to be forgotten."""

    __pydantic_config__ = STRICT

    barcodes: tuple[Code, ...]


@dataclass(frozen=True)
class BarcodesRemoved:
    """How many are gone."""

    removed: int


@verb("catalog.remove_barcodes", may="change items", title=gettext_noop("Remove barcodes"))
def remove_barcodes(command: RemoveBarcodes, ctx: Context) -> BarcodesRemoved:
    """Forget barcodes; refuses with `Unreadable` those that are not known."""
    rows = scoped(ctx, Barcode).filter(code__in=sorted(set(command.barcodes))).select_related("item")
    known = {row.code: row for row in rows}
    problems = [
        problem(f"barcodes.{i}", gettext_noop("there is no barcode {code}"), code=code)
        for i, code in enumerate(command.barcodes)
        if code not in known
    ]
    if problems:
        raise Unreadable(problems)
    audit.record(
        ctx,
        (
            audit.Change("catalog.barcode", row.id, code, "remove", {"item": row.item.code}, {})
            for code, row in known.items()
        ),
    )
    scoped(ctx, Barcode).filter(id__in=[row.id for row in known.values()]).delete()
    return BarcodesRemoved(len(known))
