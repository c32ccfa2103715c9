"""Ledger rows are never changed: every engine refuses UPDATE and DELETE on every ledger table, by the ORM and by hand."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from tests.floor import open_floor

from ledgerhouse.foundation import dialect
from ledgerhouse.foundation.append_only import trigger_name
from ledgerhouse.ledgers.books.models import JournalEntry, JournalLine
from ledgerhouse.ledgers.costing.models import CostLine
from ledgerhouse.ledgers.stock.models import Entry, Movement, SerialEntry
from ledgerhouse.ledgers.stock.words import Entry as Moved
from ledgerhouse.ledgers.stock.words import Movement as Fact
from ledgerhouse.ledgers.stock.words import Place, Reason
from ledgerhouse.masterdata.catalog.keep_serials import keep_serials
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate

pytestmark = [pytest.mark.requirement("R057"), pytest.mark.requirement("R097")]
LEDGERS = (Movement, Entry, SerialEntry, CostLine, JournalEntry, JournalLine)


@pytest.fixture
def facts(ctx):
    """One receipt: a row in every ledger table."""
    open_floor(ctx)
    site = warehouse(ctx, "SH1")
    cup = items_by_code(ctx, ["CUP"])["CUP"].id
    source, target = virtual(ctx, site.id)[Kind.SUPPLIER], locations_by_code(ctx, site.id, ["A-01"])["A-01"].id
    piece = keep_serials(ctx, [(cup, "C-1", 0)])[cup, "C-1"]
    entry = Moved(cup, 10**6, Place(source), Place(target), value=10**4, serials=(piece,))
    with transaction.atomic():
        gate.post(ctx, site, [Fact(Reason.RECEIPT, "receipt", "R-1", ctx.now.date(), (entry,))])


def key(model):
    """The columns of the composite key, the first being the one by which the table is distributed."""
    return [field.column for field in model._meta.pk_fields]


@pytest.mark.parametrize("model", LEDGERS, ids=lambda m: m.__name__)
def test_no_ledger_row_can_be_changed(facts, model):
    table, column = model._meta.db_table, key(model)[0]
    last = key(model)[1]
    before = dialect.select(f"select * from {table}")
    assert before
    tries = [
        lambda: (
            model.objects.update(recorded_at=None) if hasattr(model, "recorded_at") else model.objects.update(month=1)
        ),
        lambda: model.objects.all().delete(),
        lambda: model.objects.first().delete(),
        lambda: model.objects.first().save(force_update=True),
        lambda: dialect.execute(f"update {table} set {column} = {column}"),
        lambda: dialect.execute(f"delete from {table}"),
        lambda: dialect.execute(
            f"delete from {table} where {last} in (select id from (select max({last}) as id from {table}) m)"
        ),
    ]
    if connection.vendor != "postgresql":
        tries.append(lambda: dialect.execute(f"replace into {table} select * from {table}"))
    for attempt in tries:
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            attempt()
    assert dialect.select(f"select * from {table}") == before


def test_every_ledger_table_is_guarded(db):
    """A table of the ledgers is guarded, or it is one of those that are meant to change."""
    changing = {
        "Balance",
        "Hold",
        "Promise",
        "Serial",
        "Expiry",
        "Snapshot",
        "SnapshotRow",
        "ValueSnapshot",
        "ValueSnapshotRow",
        "CostPool",
        "CostLayer",
        "MonthClosing",  # both are made anew by each run until the period closes
        "MonthFlow",
        "ProvisionalIssue",
        "Estimate",  # counts what of it went back and was invoiced; the doctor proves it against the books
        "Account",
        "AccountRole",
        "PostingRule",
        "Period",
        "AccountTree",
        "ExchangeRate",
        "Turnover",
        "VoucherPolicy",
        "VoucherSeries",
    }
    triggers = set(trigger_names())
    by_hand = {
        model.__name__
        for model in ledger_models()
        if not {trigger_name(model._meta.db_table, event) for event in ("update", "delete")} <= triggers
    }
    assert by_hand == changing


def ledger_models():
    return [m for label in ("stock", "costing", "books") for m in apps.get_app_config(label).get_models()]


def trigger_names() -> list[str]:
    if connection.vendor == "sqlite":
        return [row[0] for row in dialect.select("select name from sqlite_master where type = 'trigger'")]
    if connection.vendor == "postgresql":
        return [row[0] for row in dialect.select("select tgname from pg_trigger where not tgisinternal")]
    sql = "select trigger_name from information_schema.triggers where trigger_schema = database()"
    return [row[0] for row in dialect.select(sql)]


def test_trigger_names_fit_and_differ():
    names = [trigger_name(m._meta.db_table, event) for m in ledger_models() for event in ("update", "delete")]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 30
