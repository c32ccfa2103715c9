"""Attach a file to a paper."""

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from pydantic import Base64Bytes, ConfigDict, Field

from ledgerhouse.foundation import attachments, paper
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True, kw_only=True)
class AttachFile:
    """On which paper, the file's name and media type, and its content in base64."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    kind: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    media_type: Annotated[str, Field(min_length=1, max_length=100)]
    content: Base64Bytes


@dataclass(frozen=True, kw_only=True)
class FileAttached:
    """The file's name, size in bytes and SHA-256."""

    name: str
    size: int
    digest: str


@verb("operations.attach_file", may="attach files", title=gettext_noop("Attach a file"))
def attach_file(command: AttachFile, ctx: Context) -> FileAttached:
    """Keep a file with a paper that the asker may see."""
    paper.find(replace(ctx, acting=""), command.kind, command.number)  # under the paper's own right to see it
    row = attachments.attach(ctx, command.kind, command.number, command.name, command.media_type, command.content)
    return FileAttached(name=row.name, size=row.size, digest=row.digest)
