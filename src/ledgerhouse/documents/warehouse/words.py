"""Words of the warehouse: the lives of its papers and tasks."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

INBOUND: Final = Lifecycle(
    gettext_noop("inbound order"),
    start="expected",
    steps={
        "receive": ({"expected", "receiving"}, "receiving"),
        "complete": ({"receiving"}, "received"),
        "close": ({"expected", "receiving"}, "closed"),
        "take_back": ({"received"}, "receiving"),
        "take_all_back": ({"receiving", "received"}, "expected"),
        "cancel": ({"expected"}, "cancelled"),
        "reopen": ({"closed"}, "expected"),
        "reopen_begun": ({"closed"}, "receiving"),
    },
)

OUTBOUND: Final = Lifecycle(
    gettext_noop("outbound order"),
    start="waiting",
    steps={
        "allocate": ({"waiting"}, "allocated"),
        "unallocate": ({"allocated"}, "waiting"),
        "recall": ({"picking"}, "allocated"),
        "release": ({"allocated"}, "picking"),
        "finish_picking": ({"picking"}, "picked"),
        "miss": ({"picking"}, "waiting"),
        "pack": ({"picked"}, "packed"),
        "ship": ({"allocated", "picked", "packed"}, "shipped"),
        "ship_part": ({"allocated", "picked", "packed"}, "waiting"),
        "issue": ({"waiting"}, "shipped"),
        "reopen": ({"shipped"}, "waiting"),
        "cut": ({"waiting"}, "cancelled"),
        "cancel": ({"waiting", "allocated"}, "cancelled"),
    },
)

ADVICE: Final = Lifecycle(
    gettext_noop("despatch advice"),
    start="announced",
    steps={
        "receive": ({"announced", "arriving"}, "arriving"),
        "complete": ({"arriving"}, "arrived"),
        "cancel": ({"announced"}, "cancelled"),
    },
)

APPOINTMENT: Final = Lifecycle(
    gettext_noop("dock appointment"),
    start="proposed",
    steps={
        "book": ({"proposed", "booked"}, "booked"),
        "arrive": ({"booked"}, "arrived"),
        "unload": ({"arrived"}, "unloaded"),
        "cancel": ({"proposed", "booked"}, "cancelled"),
    },
)

WAVE: Final = Lifecycle(
    gettext_noop("wave"),
    start="released",
    steps={"finish": ({"released"}, "finished"), "undo": ({"released"}, "undone")},
)

PICK_LIST: Final = Lifecycle(
    gettext_noop("pick list"),
    start="open",
    steps={
        "claim": ({"open"}, "claimed"),
        "drop": ({"claimed"}, "open"),
        "finish_picking": ({"open", "claimed"}, "picked"),
        "sort": ({"picked", "sorting"}, "sorting"),
        "complete": ({"sorting"}, "sorted"),
    },
)

ModeWord = Literal["discrete", "batch", "cluster", "zone", "pallet"]
MODES: Final[Mapping[str, str]] = {
    "discrete": gettext_noop("order by order"),
    "batch": gettext_noop("batch, then sort"),
    "cluster": gettext_noop("into totes"),
    "zone": gettext_noop("zone to zone"),
    "pallet": gettext_noop("whole pallets"),
}
"""How a wave is picked (摘果、播种、边拣边分、分区接力、整托)."""

TASK: Final = Lifecycle(
    gettext_noop("task"),
    start="open",
    steps={
        "claim": ({"open"}, "claimed"),
        "drop": ({"claimed"}, "open"),
        "finish": ({"open", "claimed"}, "done"),
        "cancel": ({"open", "claimed"}, "cancelled"),
    },
)

COUNT: Final = Lifecycle(
    gettext_noop("stocktake"),
    start="counting",
    steps={
        "record": ({"counting", "counted"}, "counted"),
        "approve": ({"counted"}, "posted"),
        "cancel": ({"counting", "counted"}, "cancelled"),
    },
)

WRITE_OFF: Final = Lifecycle(
    gettext_noop("write-off"),
    start="proposed",
    steps={"approve": ({"proposed"}, "posted"), "reject": ({"proposed"}, "rejected")},
)

CauseWord = Literal["spoiled", "expired", "broken", "obsolete", "disaster", "liable"]
CAUSES: Final[Mapping[str, str]] = {
    "spoiled": gettext_noop("spoiled"),
    "expired": gettext_noop("expired"),
    "broken": gettext_noop("broken"),
    "obsolete": gettext_noop("obsolete"),
    "disaster": gettext_noop("disaster"),
    "liable": gettext_noop("somebody is liable"),
}
"""Why goods are written off; posting rules ask for `disaster` and `liable`."""


class TaskKind(IntEnum):
    """What a task asks for."""

    PUTAWAY = 1
    PICK = 2


class NewTask(NamedTuple):
    """An errand to hand out. Ids are 64-bit, `quantity` is in steps of the item's base unit, `line` the id of the paper's line.

    `hold` is the hold a pick settles; `unit`, `owner` and `status` complete the key of the balance it takes from.
    """

    code: str
    kind: TaskKind
    item: int
    quantity: int
    source: int
    target: int
    paper_kind: str
    paper: str
    line: int = 0
    lot: int = 0
    hold: int = 0
    unit: int = 0
    owner: int = 0
    status: int = 1
    sequence: int = 0
    explanation: Mapping[str, Any] = MappingProxyType({})


class TaskRef(NamedTuple):
    """A task as flows see it; quantities in steps."""

    id: int
    code: str
    kind: TaskKind
    state: str
    warehouse: int
    item: int
    lot: int
    quantity: int
    done: int
    source: int
    target: int
    paper_kind: str
    paper: str
    line: int
    hold: int
    unit: int
    owner: int
    status: int
    pick_list: int = 0
    claimed_by: int = 0

    @property
    def open(self) -> int:
        """Steps that are still to be done."""
        return self.quantity - self.done


TASK_KINDS: Final = {TaskKind.PUTAWAY: gettext_noop("Putaway"), TaskKind.PICK: gettext_noop("Picking")}

STATES: Final = {
    "expected": gettext_noop("expected"),
    "receiving": gettext_noop("receiving"),
    "received": gettext_noop("received"),
    "closed": gettext_noop("closed"),
    "announced": gettext_noop("announced"),
    "arriving": gettext_noop("arriving"),
    "proposed": gettext_noop("proposed"),
    "booked": gettext_noop("booked"),
    "unloaded": gettext_noop("unloaded"),
    "arrived": gettext_noop("arrived"),
    "waiting": gettext_noop("waiting"),
    "allocated": gettext_noop("allocated"),
    "picking": gettext_noop("picking"),
    "picked": gettext_noop("picked"),
    "packed": gettext_noop("packed"),
    "shipped": gettext_noop("shipped"),
    "cancelled": gettext_noop("cancelled"),
    "released": gettext_noop("released"),
    "finished": gettext_noop("finished"),
    "undone": gettext_noop("undone"),
    "open": gettext_noop("open"),
    "claimed": gettext_noop("claimed"),
    "done": gettext_noop("done"),
    "sorting": gettext_noop("sorting"),
    "sorted": gettext_noop("sorted"),
    "counting": gettext_noop("counting"),
    "counted": gettext_noop("counted"),
    "posted": gettext_noop("posted"),
    "rejected": gettext_noop("rejected"),
    **CAUSES,
    **MODES,
    "location": gettext_noop("location"),
    "item": gettext_noop("item"),
    "lot": gettext_noop("lot"),
    "quantity": gettext_noop("quantity"),
}
"""Every state of these papers, as shown."""

ROUTES: Final = {
    "sequence": gettext_noop("fixed path"),
    "s_shape": gettext_noop("S-shape"),
    "return": gettext_noop("return"),
    "largest_gap": gettext_noop("largest gap"),
    "combined": gettext_noop("combined"),
    "optimised": gettext_noop("optimised"),
}
"""The routes of the house by name; a plug-in's is shown as it is called."""

STEPS: Final = {
    "receive": gettext_noop("receive"),
    "reject": gettext_noop("reject"),
    "complete": gettext_noop("complete"),
    "book": gettext_noop("book"),
    "arrive": gettext_noop("arrive"),
    "unload": gettext_noop("unload"),
    "close": gettext_noop("close"),
    "allocate": gettext_noop("allocate"),
    "unallocate": gettext_noop("take allocation back"),
    "recall": gettext_noop("take back from its wave"),
    "undo": gettext_noop("undo"),
    "take_back": gettext_noop("take back"),
    "take_all_back": gettext_noop("take everything back"),
    "reopen": gettext_noop("reopen"),
    "reopen_begun": gettext_noop("reopen what has begun"),
    "release": gettext_noop("release"),
    "finish_picking": gettext_noop("finish picking"),
    "miss": gettext_noop("find nothing"),
    "issue": gettext_noop("issue provisionally"),
    "pack": gettext_noop("pack"),
    "ship": gettext_noop("ship"),
    "ship_part": gettext_noop("ship in part"),
    "cut": gettext_noop("cut"),
    "cancel": gettext_noop("cancel"),
    "finish": gettext_noop("finish"),
    "claim": gettext_noop("claim"),
    "drop": gettext_noop("give back"),
    "sort": gettext_noop("sort"),
    "record": gettext_noop("record"),
    "approve": gettext_noop("approve"),
}

SCARCE: Final = {"priority": gettext_noop("priority"), "share": gettext_noop("share")}
"""Who gets scarce goods, as shown: the most urgent first, or everybody in proportion."""

ORIGINS: Final = {
    "purchase_order": gettext_noop("purchase order"),
    "customer_return": gettext_noop("customer return"),
    "unexpected": gettext_noop("unexpected goods"),
    "despatch_advice": gettext_noop("despatch advice"),
    "transfer": gettext_noop("transfer"),
    "foreign": gettext_noop("foreign system"),
}
"""Where inbound orders come from, as shown."""
