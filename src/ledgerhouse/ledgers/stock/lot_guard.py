"""A trigger that refuses a balance of a lot that belongs to another item, on all three databases. Used by migrations.

On balances and not on entries: new balances are rare, entries are the hot path, and an entry without a fitting balance is found by the proof that
entries make balances. No foreign key could say it: goods without lots carry lot 0, for which there is no row.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAME = "stock_balance_lot_fits"
MESSAGE = "a balance needs a lot of its own item"
FOREIGN = (
    "new.lot_id <> 0 and not exists (select 1 from catalog_lot l where l.id = new.lot_id and l.item_id = new.item_id)"
)


def lots_of_their_items(editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse foreign lots from now on. Repeatable."""
    any_lots(editor)
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        editor.execute(
            f"create or replace function {NAME}() returns trigger language plpgsql as "
            f"$$ begin if {FOREIGN} then raise exception '{MESSAGE}: %', new.lot_id; end if; return new; end $$",
            None,
        )
        body = f"for each row execute function {NAME}()"
    elif vendor == "sqlite":
        body = f"when {FOREIGN} begin select raise(abort, '{MESSAGE}'); end"
    else:
        body = f"for each row if {FOREIGN} then signal sqlstate '45000' set message_text = '{MESSAGE}'; end if"
    events = ["insert"]
    if vendor != "mysql":  # which has no UPDATE OF and would run it for every change of a quantity
        events.append("update of lot_id, item_id")
    for event in events:
        editor.execute(f"create trigger {NAME}_{event[0]} before {event} on stock_balance {body}", None)


def any_lots(editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    on = " on stock_balance" if editor.connection.vendor == "postgresql" else ""
    for event in ("i", "u"):
        editor.execute(f"drop trigger if exists {NAME}_{event}{on}")
