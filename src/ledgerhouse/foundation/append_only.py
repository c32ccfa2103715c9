"""Triggers that refuse UPDATE and DELETE of ledger rows, on all three databases. Used by migrations.

They are the second line: the first is that nobody but `append.py` writes these tables, and it only inserts.
"""

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "ledger rows are never changed or deleted"


def protect(editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Refuse UPDATE and DELETE on these tables from now on."""
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        editor.execute(
            "create or replace function ledgerhouse_refuse() returns trigger language plpgsql as "
            f"$$ begin raise exception '{MESSAGE}: %', tg_table_name; end $$",
            None,
        )
    for table in tables:
        for event in ("update", "delete"):
            name = trigger_name(table, event)
            if vendor == "postgresql":
                body = "for each statement execute function ledgerhouse_refuse()"
            elif vendor == "sqlite":
                body = f"begin select raise(abort, '{MESSAGE}: {table}'); end"
            else:
                body = f"for each row signal sqlstate '45000' set message_text = '{MESSAGE}: {table}'"
            editor.execute(f"create trigger {name} before {event} on {table} {body}", None)


def unprotect(editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Take the triggers away (backwards migration; emptying a test database)."""
    on = editor.connection.vendor == "postgresql"
    for table in tables:
        for event in ("insert", "update", "delete"):
            editor.execute(f"drop trigger if exists {trigger_name(table, event)}" + (f" on {table}" if on else ""))


def finish(editor: BaseDatabaseSchemaEditor, table: str, event: str, condition: str) -> None:
    """Refuse this event on rows of a table for which an SQL condition on `old` or `new` holds: what is final stays as it is."""
    vendor = editor.connection.vendor
    name = trigger_name(table, event)
    refusal = f"{MESSAGE}: {table}"
    if vendor == "postgresql":
        back = "old" if event == "delete" else "new"
        editor.execute(
            f"create or replace function {name}() returns trigger language plpgsql as "
            f"$$ begin if {condition} then raise exception '{refusal}'; end if; return {back}; end $$",
            None,
        )
        body = f"for each row execute function {name}()"
    elif vendor == "sqlite":
        body = f"when {condition} begin select raise(abort, '{refusal}'); end"
    else:
        body = f"for each row begin if {condition} then signal sqlstate '45000' set message_text = '{refusal}'; end if; end"
    editor.execute(f"create trigger {name} before {event} on {table} {body}", None)


def trigger_name(table: str, event: str) -> str:
    """The trigger's name, within 30 characters."""
    return f"{table[:18]}_no_{event}"
