"""How somebody signs in, how it ends, and what a badge opens."""

from enum import StrEnum
from typing import Final

from ledgerhouse.kernel.errors import gettext_noop


class Method(StrEnum):
    """How somebody proves to be who they are."""

    PASSWORD = gettext_noop("password")
    CODE = gettext_noop("code")
    PASSKEY = gettext_noop("passkey")
    SSO = "sso"
    BADGE = gettext_noop("badge")
    TOKEN = gettext_noop("token")


class Outcome(StrEnum):
    """How a try ended; `unlocked` is somebody forgiving the tries before."""

    DONE = gettext_noop("done")
    WRONG = gettext_noop("wrong")
    LOCKED = gettext_noop("locked")
    REFUSED = gettext_noop("refused")
    UNLOCKED = gettext_noop("unlocked")


FLOOR: Final = frozenset(
    {
        "own account",
        "see items",
        "see sites",
        "see stock",
        "see warehouse work",
        "see companies",
        "receive goods",
        "put away",
        "allocate",
        "pick",
        "pack",
        "ship",
        "move stock",
        "count stock",
        "take returns",
        "see attachments",
        "attach files",
    }
)
"""All that a badge session may do, whatever else its user may: a short PIN must not open the books."""
