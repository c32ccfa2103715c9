"""Posted vouchers and their lines are final, and the link to the journal is never changed: triggers refuse it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledgerhouse.foundation.append_only import finish, protect, unprotect

LINKS = ("books_voucherentry",)
TABLES = (*LINKS, "books_voucher", "books_voucherline")
POSTED = "old.state = 'posted'"
IN_POSTED = "exists (select 1 from books_voucher v where v.id = {}.voucher_id and v.state = 'posted')"


def on(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    protect(editor, LINKS)
    finish(editor, "books_voucher", "update", POSTED)
    finish(editor, "books_voucher", "delete", POSTED)
    finish(editor, "books_voucherline", "insert", IN_POSTED.format("new"))
    finish(editor, "books_voucherline", "update", f"{IN_POSTED.format('old')} or {IN_POSTED.format('new')}")
    finish(editor, "books_voucherline", "delete", IN_POSTED.format("old"))


def off(_: object, editor: BaseDatabaseSchemaEditor) -> None:
    unprotect(editor, TABLES)


class Migration(migrations.Migration):
    dependencies = [("books", "0003_vouchers")]
    operations = [migrations.RunPython(on, off, atomic=False)]
