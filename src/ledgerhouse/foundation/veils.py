"""Veils over recorded values: a record of changes (`before`, `after`, a wish) hides the fields that the list of the changed things hides."""

from collections.abc import Mapping
from typing import Any, Final

from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.kernel.context import Context

VEIL: Final = "•••"
"""Stands for a value that the reader may not see."""


def names_hidden(ctx: Context, kind: str) -> frozenset[str]:
    """Names of the fields of a kind of thing (`item`, `catalog.item`) that the asker may not see in the lists that open it."""
    opened = kind.rpartition(".")[2]
    names: set[str] = set()
    for listing in LISTINGS.values():
        if listing.columns[0].link == opened:
            for column in listing.hidden(ctx):
                names |= {column.name, column.path.rpartition("__")[2]}
    return frozenset(names)


def veiled(ctx: Context, kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Recorded fields of a kind of thing, with a veil over the values that the asker may not see on the thing itself."""
    return Veils(ctx).over(kind, facts)


class Veils:
    """The veils of one asker, found once for each kind of thing."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._names: dict[str, frozenset[str]] = {}

    def over(self, kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Recorded fields of a thing, veiled where the asker may not see them."""
        if kind not in self._names:
            self._names[kind] = names_hidden(self._ctx, kind)
        hidden, of = self._names[kind], kind.rpartition(".")[2]
        return {
            name: VEIL if name in hidden or not self._ctx.sees(name, of=of) else value for name, value in facts.items()
        }
