"""The virtual place of a warehouse that owes goods it issued without having them; made when the first ones are issued."""

from ledgerhouse.foundation.nodes import new_id
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.masterdata.sites.models import Location, VirtualPlace
from ledgerhouse.masterdata.sites.words import LATE_CODES, Kind


def open_provisional(ctx: Context, warehouse_id: int) -> int:
    """The id of the place, made if there is none yet. As long as there is none, no receipt looks for what is owed."""
    mine = (
        scoped(ctx, VirtualPlace).filter(warehouse_id=warehouse_id, kind=Kind.PROVISIONAL).values_list("id", flat=True)
    )
    found = mine.first()
    if found is not None:
        return found
    place = Location(
        id=new_id(),
        company_id=ctx.company,
        warehouse_id=warehouse_id,
        code=LATE_CODES[Kind.PROVISIONAL],
        kind=Kind.PROVISIONAL,
        pick_sequence=0,
    )
    Location.objects.bulk_create([place], ignore_conflicts=True)
    return mine.get()
