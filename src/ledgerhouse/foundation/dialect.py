"""The few things the ledgers say differently on each database. Everything else they say is portable SQL.

Rows travel as one parameter: array literals to PostgreSQL, one JSON text to SQLite and MariaDB. A statement's text then depends on
its columns only, and the number of statements on neither rows nor lines.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from django.db import OperationalError, connection
from django.db.models.expressions import RawSQL

from ledgerhouse.foundation import statements

execute, select, vendor = statements.execute, statements.select, statements.vendor

Kind = Literal["int", "text", "date", "json"]
Columns = Mapping[str, Kind]
RowData = Sequence[Sequence[Any]]


def rows(columns: Columns, data: RowData, alias: str = "x") -> tuple[str, list[str]]:
    """A FROM item holding `data`, and its parameters. Columns are named as given; NULL is allowed; dates are ISO text, JSON is text too."""
    engine = vendor()
    if engine == "postgresql":
        casts = ", ".join(f"%s::{_ARRAYS[kind]}" for kind in columns.values())
        turned = zip(*data, strict=True) if data else [()] * len(columns)
        arrays = [_array(column, kind) for column, kind in zip(turned, columns.values(), strict=True)]
        return f"unnest({casts}) as {alias}({', '.join(columns)})", arrays
    text = json.dumps(data if isinstance(data, list) else list(data), separators=(",", ":"), ensure_ascii=False)
    if engine == "mysql":
        long = {i for row in data for i, value in enumerate(row) if isinstance(value, str) and len(value) > _SHORT}
        kinds = ["longtext" if i in long else _TABLES[kind] for i, kind in enumerate(columns.values())]
        types = ", ".join(f"{name} {kinds[i]} path '$[{i}]'" for i, name in enumerate(columns))
        return f"json_table(%s, '$[*]' columns({types})) as {alias}", [text]
    fields = ", ".join(f"json_extract(value, '$[{i}]') as {name}" for i, name in enumerate(columns))
    return f"(select {fields} from json_each(%s)) as {alias}", [text]


_ARRAYS: dict[Kind, str] = {"int": "bigint[]", "text": "text[]", "date": "date[]", "json": "jsonb[]"}
_SHORT = 400  # what json_table cuts off without a word; short columns join by index, long ones do not
_TABLES: dict[Kind, str] = {"int": "bigint", "text": f"varchar({_SHORT})", "date": "date", "json": "longtext"}


def insert(
    table: str, columns: Columns, data: RowData, *, constants: Mapping[str, Any] | None = None, ignore: bool = False
) -> int:
    """Insert many rows in one statement; `constants` are columns with one value for all (numbers, text, datetimes).

    `ignore` skips rows whose key exists. Answers how many went in; with `ignore` MariaDB counts the skipped ones too.
    """
    if not data:
        return 0
    constants = constants or {}
    names = ", ".join([*columns, *constants])
    fixed = [adapted(value) for value in constants.values()]
    if vendor() == "sqlite":
        marks = ", ".join(["?"] * (len(columns) + len(constants)))
        tail = " on conflict do nothing" if ignore else ""
        many = [(*row, *fixed) for row in data] if fixed else data
        return statements.execute_many(f"insert into {table} ({names}) values ({marks}){tail}", many)
    source, params = rows(columns, data)
    picked = ", ".join([f"x.{name}" for name in columns] + ["%s"] * len(constants))
    tail = ""
    if ignore and vendor() == "mysql":
        # not INSERT IGNORE, which would also swallow a broken CHECK
        first = next(iter(columns))
        tail = f" on duplicate key update {table}.{first} = {table}.{first}"
    elif ignore:
        tail = " on conflict do nothing"
    return execute(f"insert into {table} ({names}) select {picked} from {source}{tail}", [*fixed, *params])


def adapted(value: Any) -> Any:
    """A datetime or date as this database's driver wants it; anything else unchanged."""
    return _adapted(value) if isinstance(value, date) else value


@lru_cache(maxsize=256)
def _adapted(value: date) -> Any:
    """All rows of a batch have one moment."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def update(table: str, sets: str, columns: Columns, data: RowData, *, on: Iterable[str], where: str = "") -> int:
    """Update rows of `table` (alias t) joined with `data` (alias x) on equal columns. Answers how many matched.

    `sets` is the SET list, e.g. `on_hand = t.on_hand + x.moved`; `where` an extra condition on t and x.
    """
    if not data:
        return 0
    join = " and ".join(f"t.{name} = x.{name}" for name in on) + (f" and {where}" if where else "")
    if vendor() == "sqlite":
        # joined with JSON, SQLite scans one side for every row of the other; a prepared statement per row finds it by key
        return statements.execute_many(_numbered(f"update {table} set {sets} where {join}", tuple(columns)), data)
    source, params = rows(columns, data)
    if vendor() == "mysql":
        qualified = ", ".join(f"t.{part.strip()}" for part in sets.split(","))
        return execute(f"update {table} t join {source} on {join} set {qualified}", params)
    return execute(f"update {table} as t set {sets} from {source} where {join}", params)


@lru_cache(maxsize=500)
def _numbered(sql: str, columns: tuple[str, ...]) -> str:
    """An update for one row: its columns by number where the text says x, nothing where it says t."""
    return _X.sub(lambda found: f"?{columns.index(found[1]) + 1}", _T.sub("", sql))


_X = re.compile(r"\bx\.(\w+)")
_T = re.compile(r"\bt\.(?=\w)")


def joined(source: str, table: str, on: str) -> str:
    """`source` (from `rows`) joined to a table, driven by the source: SQLite would scan the table otherwise."""
    word = "cross join" if vendor() == "sqlite" else "join"
    return f"{source} {word} {table} on {on}"


def refresh_statistics() -> None:
    """Let the planner know how large the tables have become, after much was written at once. The servers do it by themselves; SQLite never does.

    Without it SQLite takes any index for a good one, even that on the company, which every row has in common.
    """
    if vendor() == "sqlite":
        execute("pragma analysis_limit = 20000")
        execute("analyze")


def locking(sql: str, alias: str = "", *, wait: bool = True) -> str:
    """The query with row locks, of one table where it joins. SQLite needs none: its transactions begin IMMEDIATE, one writer at a time.

    Without `wait` a row that somebody else has locked is an error that is worth another try.
    """
    if vendor() == "sqlite":
        return sql
    return f"{sql} for update{f' of {alias}' if alias else ''}{'' if wait else ' nowait'}"


def locks_in_order() -> bool:
    """Whether a query locks rows in the order it asks for. InnoDB locks as it finds: there ids are found first, and locked by a list."""
    return vendor() != "mysql"


def counts_back() -> bool:
    """Whether an update can answer what it has written."""
    engine = vendor()
    return engine == "postgresql" or (engine == "sqlite" and sqlite3.sqlite_version_info >= (3, 35))


def sharing(sql: str) -> str:
    """The query with row locks that many may have at once, and that keep out who wants to change the rows."""
    return sql + {"postgresql": " for share", "mysql": " lock in share mode"}.get(vendor(), "")


def among(numbers: Iterable[int]) -> str:
    """A literal, ascending id list for `in`: InnoDB locks in scan order, so the list must be literal and sorted. Of nothing: nothing is in it."""
    return f"({','.join(map(str, sorted(numbers))) or 'null'})"


def within(column: str, numbers: Iterable[int]) -> tuple[str, list[Any]]:
    """The condition that a column is one of these numbers, and its parameters.

    Where the engine keeps plans by the text of a statement, the text is the same for any numbers. InnoDB gets the literal, ascending list, because
    it locks in the order of the list; PostgreSQL locks in the order of ORDER BY.
    """
    engine = vendor()
    if engine == "postgresql":
        return f"{column} = any(%s::bigint[])", [_array(sorted(numbers), "int")]
    if engine == "sqlite":
        return f"{column} in (select value from json_each(%s))", [json.dumps(sorted(numbers))]
    return f"{column} in {among(numbers)}", []


def named(column: str, texts: Iterable[str]) -> tuple[str, list[Any]]:
    """The condition that a column is one of these texts, and its parameters."""
    wanted = sorted(set(texts))
    if vendor() == "postgresql":
        return f"{column} = any(%s::text[])", [_array(wanted, "text")]
    if vendor() == "sqlite":
        return f"{column} in (select value from json_each(%s))", [json.dumps(wanted)]
    return f"{column} in ({', '.join(['%s'] * len(wanted)) or 'null'})", list(wanted)


def among_words(column: str, words: Iterable[str]) -> str:
    """The condition that a column is one of these words of the house (states, kinds), which stand in the text."""
    listed = ", ".join(f"'{word}'" for word in sorted(words))
    return f"{column} in ({listed or 'null'})"


def day(value: Any) -> date | None:
    """A date as the driver answers it; SQLite answers text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def one_of(numbers: Iterable[int]) -> RawSQL:
    """The same list for an ORM filter, `id__in=one_of(ids)`: the ORM would otherwise prepare every id by itself."""
    return RawSQL(",".join(str(int(n)) for n in sorted(numbers)) or "null", [])  # noqa: S611 - nothing but whole numbers


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything inside as it was at one moment, locking nothing and hindering no writer. Inside a transaction: whatever that sees."""
    if connection.in_atomic_block:
        yield
        return
    if vendor() == "mysql":
        execute("set transaction isolation level repeatable read")
    execute(_SNAPSHOTS[vendor()])
    try:
        yield
    finally:
        execute("rollback")


_SNAPSHOTS = {
    "postgresql": "begin isolation level repeatable read read only",
    "mysql": "start transaction with consistent snapshot, read only",
    "sqlite": "begin deferred",  # Django's own begin would be that of a writer
}


def about(table: str) -> int:
    """Roughly how many rows a table has, without counting them."""
    sql = {
        "postgresql": f"select greatest(reltuples, 0)::bigint from pg_class where oid = '{table}'::regclass",
        "mysql": "select table_rows from information_schema.tables "
        f"where table_schema = database() and table_name = '{table}'",
        "sqlite": f"select coalesce(max(rowid), 0) from {table}",
    }[vendor()]
    return int(select(sql)[0][0] or 0)


def oldest_open_seconds() -> float | None:
    """For how long the oldest transaction of anybody else in this database has been open (0: none is); None when it hides those of other users."""
    if vendor() == "sqlite":
        return 0.0
    try:
        age, hidden = select(_OLDEST[vendor()])[0]
    except OperationalError as error:
        if error.args and error.args[0] == _NO_PRIVILEGE:
            return None
        raise
    return None if hidden else max(float(age or 0), 0.0)


_NO_PRIVILEGE = 1227
_OLDEST = {
    "postgresql": """
        select extract(epoch from clock_timestamp() - min(begun)), count(*) filter (where hidden) from (
            select xact_start as begun, state is null and backend_type is null as hidden from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            and coalesce(backend_type, '') not in ('autovacuum worker', 'parallel worker')
            union all select prepared, false from pg_prepared_xacts where database = current_database()
        ) k""",
    "mysql": """
        select timestampdiff(second, min(convert_tz(trx_started, 'SYSTEM', @@session.time_zone)), now()) + 1, 0
        from information_schema.innodb_trx left join information_schema.processlist p on p.id = trx_mysql_thread_id
        where trx_mysql_thread_id <> connection_id() and coalesce(p.db, database()) = database()""",
}


RETRY_CODES = frozenset({"40P01", "40001", "55P03", "1213", "1205", "1020"})


def worth_retrying(error: BaseException) -> bool:
    """Whether the whole transaction may be tried again: a deadlock, a lock time-out, a busy file."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    state = str(getattr(cause, "sqlstate", "") or "")
    number = str(cause.args[0]) if cause is not None and cause.args else ""
    busy = "database is locked" in str(error) or "database table is locked" in str(error)
    return state in RETRY_CODES or number in RETRY_CODES or busy


def _array(column: Sequence[Any], kind: Kind) -> str:
    """An array literal of PostgreSQL. Joined in one go where nothing must be escaped: this is where the time of a batch went."""
    if kind == "int":
        return "{" + ",".join(map(str, column)).replace("None", "NULL") + "}"
    if column and None not in column:
        joined = '","'.join(map(str, column))
        if "\\" not in joined and joined.count('"') == 2 * (len(column) - 1):
            return '{"' + joined + '"}'
    return "{" + ",".join("NULL" if v is None else _quoted(str(v)) for v in column) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
