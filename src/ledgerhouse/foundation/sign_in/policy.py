"""What a company decides about signing in: settings, each with a safe default."""

from typing import Final

from ledgerhouse.foundation import settings
from ledgerhouse.foundation.models import SettingValue, User
from ledgerhouse.kernel.errors import gettext_noop

LENGTH: Final = settings.declare(
    "sign_in.password_length",
    12,
    gettext_noop("shortest password, 8 to 64 characters"),
    lambda n: 8 <= n <= 64,
)
KINDS: Final = settings.declare(
    "sign_in.password_kinds",
    1,
    gettext_noop("how many of small letters, capitals, digits and other characters a password must have, 1 to 4"),
    lambda n: 1 <= n <= 4,
)
DAYS: Final = settings.declare(
    "sign_in.password_days",
    0,
    gettext_noop("days after which a password must be changed; 0 for never"),
    lambda n: n >= 0,
)
TRIES: Final = settings.declare(
    "sign_in.tries", 5, gettext_noop("wrong tries after which an account is locked, 3 to 20"), lambda n: 3 <= n <= 20
)
MINUTES: Final = settings.declare(
    "sign_in.lock_minutes",
    15,
    gettext_noop("minutes that an account stays locked, 1 to 1440"),
    lambda n: 1 <= n <= 1440,
)
IDLE: Final = settings.declare(
    "sign_in.idle_minutes",
    120,
    gettext_noop("minutes without a page after which a session ends, 5 to 1440"),
    lambda n: 5 <= n <= 1440,
)
HOURS: Final = settings.declare(
    "sign_in.session_hours",
    12,
    gettext_noop("hours after which a session ends in any case, 1 to 168"),
    lambda n: 1 <= n <= 168,
)
SECOND: Final = settings.declare(
    "sign_in.second_factor",
    False,  # noqa: FBT003 - the default of a setting
    gettext_noop("whether everybody who signs in with a password must have a second factor"),
)


def decided(company: int, setting: settings.Setting) -> int:
    """What a company has decided, before anybody has signed in; the default for an unknown one."""
    row = SettingValue.objects.filter(company=company, name=setting.name).values_list("value", flat=True).first()
    return int(setting.default if row is None else row)


def company_of(username: str) -> tuple[int, int]:
    """(company, user) of a name; zeros when there is none."""
    row = User.objects.filter(username=username).values_list("company_id", "id").first()
    return (row[0], row[1]) if row else (0, 0)
