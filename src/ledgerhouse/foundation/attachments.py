"""Files on documents: kept once per content under the home folder, listed per document."""

import hashlib
import os
from pathlib import Path
from typing import Final

from django.conf import settings

from ledgerhouse.foundation.models.attachments import Attachment
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop

LARGEST: Final = 20 * 1024 * 1024
ALLOWED: Final = {
    "image/png": b"\x89PNG",
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF",
    "text/csv": b"",
    "text/plain": b"",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": b"PK",
}
"""Media types that may be kept, each with the bytes a true file of it begins with."""


class FileRefused(Refused):
    """A file is too large, or not of a kind that may be kept."""

    code = "file-refused"
    template = gettext_noop(
        "The file {name} ({media_type}, {size} bytes) can not be kept: at most 20 MB of PNG, JPEG, PDF, XLSX, CSV or text."
    )
    status = 422


def attach(ctx: Context, kind: str, about: str, name: str, media_type: str, content: bytes) -> Attachment:
    """Keep a file for a document. The file is on disk before the row commits; an orphaned file harms nobody."""
    start = ALLOWED.get(media_type)
    if start is None or not content.startswith(start) or len(content) > LARGEST:
        raise FileRefused(name=name, media_type=media_type, size=len(content))
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(content)
        fresh.replace(path)
    return Attachment.objects.create(
        company=ctx.company,
        kind=kind,
        about=about,
        name=Path(name).name[:200],
        media_type=media_type,
        size=len(content),
        digest=digest,
        user=ctx.user,
        at=ctx.now,
    )


def attached(ctx: Context, kind: str, about: str) -> list[Attachment]:
    """The files of a document, newest first."""
    return list(scoped(ctx, Attachment).filter(kind=kind, about=about).order_by("-id"))


def content(ctx: Context, identifier: int) -> tuple[Attachment, bytes]:
    """One file with its content. Refuses with `NotFound` outside the asker's scope."""
    row = scoped(ctx, Attachment).filter(id=identifier).first()
    if row is None:
        raise NotFound(kind=gettext_noop("file"), name=identifier)
    return row, _path(row.digest).read_bytes()


def _path(digest: str) -> Path:
    return Path(settings.HOME) / "attachments" / digest[:2] / digest
