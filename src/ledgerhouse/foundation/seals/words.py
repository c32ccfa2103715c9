"""Words of seals."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class DaySealed:
    """A day is over: so many rows were sealed on it, and its last block has this digest. Who keeps it elsewhere can prove the books later."""

    day: date
    block: int
    rows: int
    digest: str
