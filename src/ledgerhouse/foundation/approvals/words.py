"""The life of an approval, and what can be answered."""

from typing import Final

from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.lifecycle import Lifecycle

APPROVAL: Final = Lifecycle(
    gettext_noop("approval"),
    start=gettext_noop("waiting"),
    steps={
        gettext_noop("approve"): ({"waiting"}, gettext_noop("approved")),
        gettext_noop("reject"): ({"waiting"}, gettext_noop("rejected")),
        gettext_noop("send back"): ({"waiting"}, gettext_noop("returned")),
        gettext_noop("withdraw"): ({"waiting"}, gettext_noop("withdrawn")),
    },
)
ROLE: Final = "role"
RIGHT: Final = "right"
USER: Final = "user"
