"""The Django app of this room."""

import gc
from typing import Final

from django.apps import AppConfig

GARBAGE: Final = (50_000, 20, 100)
"""After how many new objects the interpreter looks for cycles. Batches make many that live as long as the batch; at its own 700 it
looks through all of them again and again, which took half of the time of a large read."""


class Foundation(AppConfig):
    """What every room stands on."""

    name = "ledgerhouse.foundation"
    label = "foundation"

    def ready(self) -> None:
        """Let the interpreter look for garbage less often."""
        gc.set_threshold(*GARBAGE)
