"""Words of inspection: the life of its paper, methods, levels, what other rooms are told."""

from enum import StrEnum
from typing import Final, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

INSPECTION: Final = Lifecycle(
    gettext_noop("inspection"),
    start="open",
    steps={
        "record": ({"open", "inspecting"}, "inspecting"),
        "decide": ({"open", "inspecting"}, "decided"),
        "reopen": ({"decided"}, "inspecting"),
        "withdraw": ({"open", "inspecting"}, "withdrawn"),
    },
)

STATES: Final = {
    "open": gettext_noop("open"),
    "inspecting": gettext_noop("inspecting"),
    "decided": gettext_noop("decided"),
    "withdrawn": gettext_noop("withdrawn"),
}
"""Every state of an inspection, as shown."""

STEPS: Final = {
    "record": gettext_noop("record"),
    "decide": gettext_noop("decide"),
    "reopen": gettext_noop("reopen"),
    "withdraw": gettext_noop("withdraw"),
}


class Method(StrEnum):
    """How much of a lot is inspected."""

    NONE = "none"
    ALL = "all"
    PERCENT = "percent"
    SAMPLING = "sampling"


METHODS: Final = {
    Method.NONE: gettext_noop("not inspected"),
    Method.ALL: gettext_noop("all of it"),
    Method.PERCENT: gettext_noop("a percentage"),
    Method.SAMPLING: gettext_noop("sampling by ISO 2859-1"),
}


class Severity(StrEnum):
    """How severely lots are inspected, which follows from how the last ones did."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


SEVERITIES: Final = {
    Severity.NORMAL: gettext_noop("normal inspection"),
    Severity.TIGHTENED: gettext_noop("tightened inspection"),
    Severity.REDUCED: gettext_noop("reduced inspection"),
}


class PlanRef(NamedTuple):
    """A plan as flows need it: for which goods (0 and "" mean all), and how they are inspected.

    After `skip_after` accepted lots in a row only every `skip_every`-th is inspected (0: never skipped).
    """

    code: str
    item: int
    category: str
    supplier: int
    operation: str
    method: str
    percent: int
    level: str
    aql: str
    reduced: bool
    skip_after: int
    skip_every: int

    @property
    def specific(self) -> tuple[bool, bool, bool, bool]:
        """The greater, the more exactly it says which goods it means: an item before a supplier, a supplier before a category."""
        return bool(self.item), bool(self.supplier), bool(self.category), bool(self.operation)


class Sample(NamedTuple):
    """What of a lot is to be inspected: whole units of the sample, and how many nonconforming ones may be in it (-1: no limit is set)."""

    plan: str
    method: str
    severity: str
    size: int
    accept: int
    letter: str
