"""Replay messages: give dead letters another life."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import dispatch
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class ReplayNews:
    """Which dead letters, by the numbers their list shows."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    deliveries: Annotated[tuple[int, ...], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, kw_only=True)
class NewsReplayed:
    """How many will be delivered again."""

    count: int


@verb("operations.replay_news", may="replay messages", title=gettext_noop("Replay messages"))
def replay_news(command: ReplayNews, ctx: Context) -> NewsReplayed:
    """Deliver dead letters again with the next round of the dispatcher; what is not dead is left alone."""
    return NewsReplayed(count=dispatch.replay(ctx, command.deliveries))
