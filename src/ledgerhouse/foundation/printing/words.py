"""Sizes of paper, the least and most that is printed at once, and the refusals of printing."""

from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import Refused, gettext_noop

MOST_SHEETS: Final = 200
"""Documents in one file: what one page of a list shows at most."""
MOST_LABELS: Final = 1000
"""Labels in one file: two rolls' worth of most label printers."""


class Size(NamedTuple):
    """A size of paper in millimetres: width, height, margins at the sides and above and below; what people call it."""

    title: str
    width: int
    height: int
    side: int
    edge: int


SIZES: Final = {
    "a4": Size(gettext_noop("A4"), width=210, height=297, side=15, edge=14),
    "a4-wide": Size(gettext_noop("A4 landscape"), width=297, height=210, side=14, edge=13),
    "a5": Size(gettext_noop("A5 landscape"), width=210, height=148, side=12, edge=9),
    # continuous paper loses half an inch of holes at either side, which printers do not reach
    "241-140": Size(gettext_noop("241 × 140 mm, multi-part"), width=241, height=140, side=16, edge=7),
    "241-280": Size(gettext_noop("241 × 280 mm, multi-part"), width=241, height=280, side=16, edge=10),
}
"""By the name that addresses and the command line use."""


class TooManyPrints(Refused):
    """More than fits into one file."""

    code = "too-many-prints"
    template = gettext_noop("At most {most} can be printed at once; {count} were chosen. Nothing was printed.")
    status = 422


class NothingChosen(Refused):
    """A bulk print without a single row."""

    code = "nothing-chosen"
    template = gettext_noop("Choose the rows to print first.")
    status = 422
