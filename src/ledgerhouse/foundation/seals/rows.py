"""Rows as bytes: the same bytes on SQLite, PostgreSQL and MariaDB, now and after a move from one to another.

A row is the JSON array of its columns in the order of their names: whole numbers, text, days and UTC moments in ISO form with
microseconds, truth as 0 and 1, JSON with sorted keys. Its digest is the SHA-256 of that.
"""

import hashlib
import json
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.db import DatabaseError, connection
from django.db.models import BinaryField, BooleanField, DateField, DateTimeField, JSONField

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.seals.tables import Sealed

Turns = Sequence[tuple[int, Callable[[Any], Any]]]
SHORT: Final = 8
"""Bytes of a row's digest that a block keeps of each row, to name it; the hash of the block covers all 32."""
UNREADABLE: Final = bytes(32)
"""The digest of a row that the database can not even read any more."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode


class Row(NamedTuple):
    """A row's id and the full digest of its bytes."""

    id: int
    digest: bytes


def digests(table: Sealed, columns: Sequence[str], where: str, most: int = 0) -> Iterator[Row]:
    """Id and digest of the rows that fit a condition, in order of id: of all, or of the first `most` and those that share the last one's id.

    Rows with one id have one digest together. A row whose bytes make no sense has a digest, too: another one.
    """
    if most and table.within:
        edge = f"select {table.id} from {table.table} where {where} order by {table.id} limit 1 offset {most - 1}"  # noqa: S608 - as below
        for (last,) in dialect.select(edge):
            where = f"{where} and {table.id} <= {last}"
        most = 0
    found = _each(table, columns, where, f" limit {most}" if most else "")
    if not table.within:
        yield from found
        return
    for identifier, together in groupby(found, key=lambda row: row.id):
        yield Row(identifier, hashlib.sha256(b"".join(row.digest for row in together)).digest())


def _each(table: Sealed, columns: Sequence[str], where: str, tail: str) -> Iterator[Row]:
    turns = _turns(table, columns)
    names = _selected(columns, turns)
    order = f"order by {table.id}" + (f", {table.within}" if table.within else "")
    source = f"{table.table} where {where} {order}{tail}"
    if connection.vendor == "sqlite":
        # would read a column from an index that has it, and not see what stands in the row
        inside = f"select rowid from {source}"  # noqa: S608 - as below
        source = f"{table.table} not indexed where rowid in ({inside}) {order}"
    sql = f"select {table.id}, {names} from {source}"  # noqa: S608 - names come from models
    try:
        found = dialect.select(sql)
    except (ValueError, DatabaseError):
        if connection.vendor != "sqlite":  # where any bytes may stand in any column
            raise
        yield from _one_by_one(table, names, source, turns)
        return
    for identifier, *values in found:
        yield Row(identifier, _digest(values, turns))


def _one_by_one(table: Sealed, names: str, source: str, turns: Turns) -> Iterator[Row]:
    for place, identifier in dialect.select(f"select rowid, {table.id} from {source}"):  # noqa: S608 - as above
        try:
            (row,) = dialect.select(f"select {names} from {table.table} where rowid = {int(place)}")  # noqa: S608 - as above
            yield Row(identifier, _digest(list(row), turns))
        except (ValueError, DatabaseError):
            yield Row(identifier, UNREADABLE)


def _selected(columns: Sequence[str], turns: Turns) -> str:
    """The columns as a SELECT names them. SQLite's are asked for as the text that stands there: what reads them as moments is too kind."""
    quoted = [connection.ops.quote_name(name) for name in columns]
    if connection.vendor == "sqlite":
        for i, _turn in turns:
            name = quoted[i]
            quoted[i] = (
                f"case when typeof({name}) in ('text', 'integer') then {name} || '' else nullif(quote({name}), 'NULL') end"
            )
    return ", ".join(quoted)


def _digest(values: list[Any], turns: Turns) -> bytes:
    for i, turn in turns:
        if values[i] is not None:
            try:
                values[i] = turn(values[i])
            except (ValueError, TypeError, ArithmeticError):  # not what we have written
                values[i] = repr(values[i])
    return hashlib.sha256(_encode(values).encode(errors="surrogatepass")).digest()


def marks(rows: Sequence[Row]) -> bytes:
    """Ids and short digests of a block's rows, small."""
    ids = array("q", (row.id for row in rows))
    steps = array("q", (now - before for before, now in zip([0, *ids], ids, strict=False)))
    packed = zlib.compress(steps.tobytes(), 1)
    return len(packed).to_bytes(4, "big") + packed + b"".join(row.digest[:SHORT] for row in rows)


def read_marks(kept: bytes) -> dict[int, bytes]:
    """The ids of a block in order, each with the beginning of its row's digest. Raises ValueError when the bytes are not marks."""
    size = int.from_bytes(kept[:4], "big")
    try:
        steps = array("q", zlib.decompress(kept[4 : 4 + size]))
    except zlib.error as error:
        raise ValueError(str(error)) from error
    short = kept[4 + size :]
    if len(short) != SHORT * len(steps):
        message = "not as many digests as ids"
        raise ValueError(message)
    ids, at = [], 0
    for step in steps:
        at += step
        ids.append(at)
    return {identifier: short[SHORT * n : SHORT * n + SHORT] for n, identifier in enumerate(ids)}


def body(rows: Iterable[Row]) -> str:
    """The hash over all ids and full digests."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(row.id.to_bytes(8, "big", signed=True))
        whole.update(row.digest)
    return whole.hexdigest()


def _turns(table: Sealed, columns: Sequence[str]) -> Turns:
    """Which columns come differently from different databases, and what makes them the same."""
    fields = {field.column: field for field in table.model._meta.local_concrete_fields}
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for i, name in enumerate(columns):
        field = fields[name]
        for kind, turn in _BY_KIND:
            if isinstance(field, kind):
                found.append((i, turn))
                break
    return found


_seen: dict[Any, str] = {}


def _moment(value: Any) -> str:
    """One batch of rows has one moment, so most are seen again."""
    known = _seen.get(value)
    if known is None:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(value, str) and str(moment) != value:
            raise ValueError(value)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
        known = moment.isoformat(timespec="microseconds")
        if len(_seen) > 10_000:
            _seen.clear()
        _seen[value] = known
    return known


def _day(value: Any) -> str:
    return value if isinstance(value, str) else date.isoformat(value)


def _json(value: Any) -> str:
    read = json.loads(value, parse_float=Decimal) if isinstance(value, str | bytes) else value
    return json.dumps(read, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain_number)


def _plain_number(value: Any) -> str:
    return format(Decimal(value).normalize(), "f")


_BY_KIND: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (DateTimeField, _moment),
    (DateField, _day),
    (JSONField, _json),
    (BooleanField, int),
    (BinaryField, lambda value: bytes(value).hex()),
)
