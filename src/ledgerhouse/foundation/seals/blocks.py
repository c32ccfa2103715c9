"""A block of the chain: what its digest covers."""

import hashlib
import json
from datetime import UTC
from typing import Final

from ledgerhouse.foundation.models.seals import SealBlock

VERSION: Final = 1
BEGINNING: Final = "0" * 64
"""What the first block of a company has before it."""


def digest_of(block: SealBlock) -> str:
    """The SHA-256 over all that a block says, its marks included, and the digest of the block before it."""
    facts = [
        VERSION,
        block.company,
        block.number,
        block.day.isoformat(),
        block.kind,
        block.key,
        int(block.late),
        block.after,
        block.upto,
        block.rows,
        block.columns,
        block.body,
        hashlib.sha256(bytes(block.marks)[4 + int.from_bytes(bytes(block.marks)[:4], "big") :]).hexdigest(),
        block.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        block.previous,
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
