"""Who hears what, and the doors of every room: the one page to read to know what happens after a fact."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import Final

from ledgerhouse.foundation.outbox import Wiring

WIRING: Final[Wiring] = {}
"""Topic (the event's class name) -> the listeners that hear it, each at least once, in their own transactions."""

STOREYS: Final = ("foundation", "masterdata", "ledgers", "documents", "flows", "tower")
CLOSED: Final = frozenset({"migrations", "tests"})


@cache
def open_house() -> tuple[str, ...]:
    """Import every module of every room once, so that each verb, list, paper, setting and job kind is registered.

    Answers the names of the modules. Rooms import their heavy extras where they use them, so this stays cheap.
    """
    return tuple(name for storey in STOREYS for name in _opened(f"ledgerhouse.{storey}"))


def _opened(package: str) -> list[str]:
    names = [package]
    for found in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
        if found.name.rpartition(".")[2] in CLOSED:
            continue
        if found.ispkg:
            names += _opened(found.name)
        else:
            import_module(found.name)
            names.append(found.name)
    return names
