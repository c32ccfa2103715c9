"""The files behind imports: kept by content in the home folder, with the rows that were bad written beside them."""

import csv
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from django.conf import settings
from django.utils import translation

from ledgerhouse.foundation.models.imports import ImportBatch
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import NotFound, Problem, Refused, gettext_noop

LARGEST: Final = 500 * 1024 * 1024
PROBLEMS: Final = gettext_noop("Problems")


class FileTooLarge(Refused):
    """A file to be imported is larger than the house takes."""

    code = "file-too-large"
    template = gettext_noop("The file has {size} bytes; at most {largest} can be imported.")
    status = 413


def keep_file(content: bytes) -> str:
    """Keep a file to be imported; answers its SHA-256, which names it from then on. A full disk leaves nothing half."""
    if len(content) > LARGEST:
        raise FileTooLarge(size=len(content), largest=LARGEST)
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        try:
            fresh.write_bytes(content)
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    return digest


def path_of(digest: str) -> Path:
    """Where a kept file lies."""
    return Path(settings.HOME) / "imports" / digest


def error_file(ctx: Context, number: str) -> Path:
    """The bad rows of a batch as CSV: every cell as it was, and what is wrong with it. Refuses with `NotFound`."""
    if not scoped(ctx, ImportBatch).filter(number=number).exists():
        raise NotFound(kind=gettext_noop("import"), name=number)
    path = errors_path(ctx.company, number)
    if not path.exists():
        raise NotFound(kind=gettext_noop("error file"), name=number)
    return path


def errors_path(company: int, number: str) -> Path:
    """Where the bad rows of a batch lie."""
    return Path(settings.HOME) / "imports" / f"{company}-{number}.csv"


class ErrorFile:
    """Writes bad rows as they are found; the file exists only when there are any."""

    def __init__(self, path: Path, headers: Sequence[str], language: str) -> None:
        self._path, self._headers, self._language = path, headers, language
        self._file: IO[str] | None = None
        path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._file:
            self._file.close()

    def add(self, cells: Sequence[str], problems: Sequence[Problem]) -> None:
        """One bad row, with its problems in the asker's language."""
        with translation.override(self._language):
            if self._file is None:
                # spreadsheet programs take a file without the mark for the local encoding
                self._file = self._path.open("w", encoding="utf-8-sig", newline="")
                csv.writer(self._file).writerow([*self._headers, translation.gettext(PROBLEMS)])
            padded = [*cells, *[""] * (len(self._headers) - len(cells))][: len(self._headers)]
            said = "; ".join(f"{p.where}: {p.sentence(translation.gettext)}" for p in problems)
            csv.writer(self._file).writerow([*padded, said])
