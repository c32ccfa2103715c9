"""Phase out items."""

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.item_life import ItemsMoved, MoveItems, move_items


@verb("catalog.phase_out_items", may="change items", title=gettext_noop("Phase out items"))
def phase_out_items(command: MoveItems, ctx: Context) -> ItemsMoved:
    """Buy no more of these items; what is there may still be sold."""
    return move_items(ctx, command, "phase_out")
