"""Words of integration."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hello:
    """Somebody tries a subscription; nothing has happened."""

    subscription: str
