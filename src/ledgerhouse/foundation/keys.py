"""The key ring: what the database's secrets are encrypted with. It lies outside the database, in a file only its owner can read.

    index  <base64>            the key of the blind indexes; never rotated, or look-ups would find nothing
    k1     aes-gcm  <base64>   keys, oldest first; the last one encrypts, all of them decrypt
    k2     sm4-gcm  <base64>

`LEDGERHOUSE_KEYS` names the file (default: `keys` in the home folder). Whoever loses it loses every encrypted field: back it up, but not
beside the database. The file is read again when it has changed, so that running processes follow a rotation.
"""

import base64
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple, cast

from django.conf import settings

from ledgerhouse.kernel.errors import Refused, gettext_noop

Method = Literal["aes-gcm", "sm4-gcm"]
LENGTHS: Final = {"aes-gcm": 32, "sm4-gcm": 16}


class KeyMissing(Refused):
    """Something was encrypted with a key that the ring does not hold."""

    code = "encryption-key-missing"
    template = gettext_noop("The key {key} is not on the key ring {file}. Restore the ring from its backup.")
    status = 503


class RingUnreadable(Refused):
    """The key ring is not what it should be."""

    code = "key-ring-unreadable"
    template = gettext_noop("Line {line} of the key ring {file} can not be understood.")
    status = 503


class Key(NamedTuple):
    """One key: its name, how it encrypts, its bytes."""

    name: str
    method: Method
    secret: bytes


@dataclass(frozen=True)
class Ring:
    """The keys as they were read."""

    index: bytes
    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        """The key that encrypts now."""
        return self.keys[-1]

    def key(self, name: str) -> Key:
        """The key of this name. Refuses with `KeyMissing`."""
        for one in self.keys:
            if one.name == name:
                return one
        raise KeyMissing(key=name, file=ring_file())


_read: dict[Path, tuple[tuple[int, int, int], Ring]] = {}


def ring_file() -> Path:
    """Where the key ring lies."""
    return Path(settings.KEY_RING)


def ring() -> Ring:
    """The key ring; made at the first need."""
    path = ring_file()
    try:
        seen = path.stat()
    except FileNotFoundError:
        _make(path)
        seen = path.stat()
    mark = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
    known = _read.get(path)
    if known is None or known[0] != mark:
        known = _read[path] = (mark, _parsed(path))
    return known[1]


def add_key(method: Method = "aes-gcm") -> Key:
    """Put a fresh key on the ring; from now on it encrypts."""
    now = ring()
    number = 1 + max(int(one.name[1:]) for one in now.keys)
    key = Key(f"k{number}", method, secrets.token_bytes(LENGTHS[method]))
    _write(ring_file(), Ring(now.index, (*now.keys, key)))
    return key


def drop(names: Iterable[str]) -> None:
    """Take keys off the ring; whoever asks has made sure that nothing is encrypted with them."""
    now, gone = ring(), set(names)
    _write(ring_file(), Ring(now.index, tuple(key for key in now.keys if key.name not in gone)))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Ring(secrets.token_bytes(32), (Key("k1", "aes-gcm", secrets.token_bytes(32)),))
    try:  # of two processes that begin together, one makes the ring and the other reads it
        handle = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for(path)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(_text(fresh))
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        path.with_suffix(".new").unlink()
    else:
        path.with_suffix(".new").replace(path)
    return None


def _wait_for(path: Path) -> None:
    import time

    for _ in range(100):
        if path.exists():
            return
        time.sleep(0.02)


def _write(path: Path, fresh: Ring) -> None:
    beside = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(_text(fresh))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _text(fresh: Ring) -> str:
    lines = [f"index {base64.b64encode(fresh.index).decode()}"]
    lines += [f"{key.name} {key.method} {base64.b64encode(key.secret).decode()}" for key in fresh.keys]
    return "\n".join(lines) + "\n"


def _parsed(path: Path) -> Ring:
    index, keys = b"", []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), 1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        try:
            secret = base64.b64decode(words[-1], validate=True)
            if words[0] == "index" and len(words) == 2:
                index = secret
            elif len(secret) == LENGTHS[words[1]] and len(words) == 3 and words[0][1:].isdigit():
                keys.append(Key(words[0], cast("Method", words[1]), secret))
            else:
                raise ValueError(words[0])
        except (ValueError, KeyError, IndexError):
            raise RingUnreadable(line=number, file=path) from None
    if len(index) < 16 or not keys:
        raise RingUnreadable(line=0, file=path)
    return Ring(index, tuple(keys))
