"""Block items."""

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.item_life import ItemsMoved, MoveItems, move_items


@verb("catalog.block_items", may="change items", title=gettext_noop("Block items"))
def block_items(command: MoveItems, ctx: Context) -> ItemsMoved:
    """Stop all use of these items: no buying, no selling, no moving."""
    return move_items(ctx, command, "block")
