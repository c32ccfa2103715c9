"""Activate items."""

from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.masterdata.catalog.item_life import ItemsMoved, MoveItems, move_items


@verb("catalog.activate_items", may="change items", title=gettext_noop("Activate items"))
def activate_items(command: MoveItems, ctx: Context) -> ItemsMoved:
    """Let drafts be used; take phased-out or blocked items back into use. They must be complete for that."""
    return move_items(ctx, command, "activate")
