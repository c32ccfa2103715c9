"""What a PIN must be, and the shift that is on now."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from ledgerhouse.foundation.models import Company, Shift
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem

ROWS: Final = ("01234567890", "09876543210")
WITHOUT_SHIFTS: Final = timedelta(hours=10)
"""How long a badge session lasts where no shifts are set."""
EARLY: Final = timedelta(minutes=30)
"""People come a little before their shift begins."""


def pin_problems(where: str, pin: SecretStr) -> list[Problem]:
    """What is wrong with a PIN: six to ten digits that are neither one digit nor a row."""
    text = pin.get_secret_value()
    if not (text.isascii() and text.isdigit() and 6 <= len(text) <= 10):
        return [problem(where, gettext_noop("must be six to ten digits"))]
    if len(set(text)) < 3 or any(text in row for row in ROWS):
        return [problem(where, gettext_noop("is too easy to guess"))]
    return []


def end_of_shift(company: int, now: datetime) -> datetime | None:
    """When the shift that is on now ends; the latest of several. None when shifts are set and none is on."""
    shifts = list(Shift.objects.filter(company=company))
    if not shifts:
        return now + WITHOUT_SHIFTS
    zone = ZoneInfo(Company.objects.values_list("timezone", flat=True).get(id=company))
    today = now.astimezone(zone).date()
    ends = []
    for shift in shifts:
        for day in (today - timedelta(days=1), today):
            begins = datetime.combine(day, shift.begins, zone)
            over = datetime.combine(day + timedelta(days=shift.ends <= shift.begins), shift.ends, zone)
            if begins - EARLY <= now < over:
                ends.append(over)
    return max(ends) if ends else None
