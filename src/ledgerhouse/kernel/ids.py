"""64-bit ids made by the application: milliseconds, node, sequence. Parents and children are written in one batch.

Layout (63 bits used): 41 bits of milliseconds since 2024-01-01 UTC (until 2093), 10 bits of node, 12 bits of
sequence. Ids of one process rise strictly, also when the wall clock goes back; a large batch borrows milliseconds
from the future. Two processes differ by their node, which `foundation.nodes` leases from the database.
"""

import secrets
import threading
import time
import uuid

EPOCH_MS = 1_704_067_200_000
NODE_BITS = 10
SEQUENCE_BITS = 12
NODES = 1 << NODE_BITS


class IdMaker:
    """Hands out rising ids for one node. Thread-safe. `reached_ms` is the last millisecond it has used."""

    def __init__(self, node: int, *, after_ms: int = 0) -> None:
        self.node = node
        self._next = (max(after_ms, EPOCH_MS) - EPOCH_MS) << SEQUENCE_BITS
        self._lock = threading.Lock()

    @property
    def reached_ms(self) -> int:
        """The wall-clock millisecond (Unix) up to which ids have been used."""
        return (self._next >> SEQUENCE_BITS) + EPOCH_MS

    def take(self, count: int, now_ms: int | None = None) -> list[int]:
        """So many new ids, rising. `now_ms` is for tests."""
        clock = int(time.time() * 1000) if now_ms is None else now_ms
        with self._lock:
            first = max(self._next, (clock - EPOCH_MS) << SEQUENCE_BITS)
            self._next = first + count
        mask, node = (1 << SEQUENCE_BITS) - 1, self.node << SEQUENCE_BITS
        return [
            ((tick >> SEQUENCE_BITS) << (NODE_BITS + SEQUENCE_BITS)) | node | (tick & mask)
            for tick in range(first, first + count)
        ]


def moment_ms(identifier: int) -> int:
    """The Unix millisecond in which an id was made."""
    return (identifier >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS


def first_id(moment_ms: int) -> int:
    """The smallest id that can be made in this Unix millisecond."""
    return max(moment_ms - EPOCH_MS, 0) << (NODE_BITS + SEQUENCE_BITS)


def command_id(now_ms: int | None = None) -> str:
    """A UUIDv7 (RFC 9562) for a command: sortable by time, made anywhere, also offline."""
    clock = int(time.time() * 1000) if now_ms is None else now_ms
    bits = (clock & ((1 << 48) - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=bits))
