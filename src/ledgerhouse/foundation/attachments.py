"""Files on documents: kept once per content under the home folder, listed per document."""

import hashlib
import io
import os
import unicodedata
import zipfile
from pathlib import Path
from typing import Final

from django.conf import settings

from ledgerhouse.foundation.models.attachments import Attachment
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Refused, gettext_noop

LARGEST: Final = 20 * 1024 * 1024
UNPACKED: Final = 200 * 1024 * 1024
"""What a workbook may unpack to."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALLOWED: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n", (".png",)),
    "image/jpeg": (b"\xff\xd8\xff", (".jpg", ".jpeg")),
    "application/pdf": (b"%PDF-", (".pdf",)),
    "text/csv": (b"", (".csv",)),
    "text/plain": (b"", (".txt", ".csv")),
    XLSX: (b"PK\x03\x04", (".xlsx",)),
}
"""Media types that may be kept, each with the bytes a true file of it begins with and the endings of its name."""
ENCODINGS: Final = ("utf-8-sig", "gb18030", "utf-16")


class FileRefused(Refused):
    """A file is too large, or not of a kind that may be kept."""

    code = "file-refused"
    template = gettext_noop(
        "The file {name} ({media_type}, {size} bytes) can not be kept: at most 20 MB of PNG, JPEG, PDF, XLSX, CSV or text."
    )
    status = 422


def attach(ctx: Context, kind: str, about: str, name: str, media_type: str, content: bytes) -> Attachment:
    """Keep a file for a document. The file is on disk before the row commits; an orphaned file harms nobody."""
    name = clean_name(name)
    if not 0 < len(content) <= LARGEST or not _true(name, media_type, content):
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
        name=name[-200:],
        media_type=media_type,
        size=len(content),
        digest=digest,
        user=ctx.user,
        at=ctx.now,
    )


def clean_name(name: str) -> str:
    """The name alone, without folders of either kind, and without characters that are not seen or turn the writing round."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C").strip() or "-"


def _true(name: str, media_type: str, content: bytes) -> bool:
    """Whether the content is what its media type and the ending of its name say."""
    start, endings = ALLOWED.get(media_type, (b"", ()))
    if not content.startswith(start) or not name.lower().endswith(endings or "/"):
        return False
    if media_type == XLSX:
        return _plain_workbook(content)
    return _readable(content) if media_type.startswith("text/") else True


def _plain_workbook(content: bytes) -> bool:
    """A workbook without macros that does not unpack to more than anybody can look at."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            names = {part.filename.lower() for part in book.infolist()}
            size = sum(part.file_size for part in book.infolist())
    except (zipfile.BadZipFile, ValueError):
        return False
    macros = any(part.endswith(("vbaproject.bin", ".exe", ".dll")) for part in names)
    return {"[content_types].xml", "xl/workbook.xml"} <= names and not macros and size <= UNPACKED


def _readable(content: bytes) -> bool:
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(c < " " and c not in "\t\r\n\f" for c in text):
            return True
    return False


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
