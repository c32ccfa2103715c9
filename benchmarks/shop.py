"""A fresh database with a warehouse full of stock, for measurements: made, used, dropped."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

ADDRESSES = {
    "sqlite": "sqlite:///{folder}/bench.sqlite3",
    "postgresql": "postgresql://postgres@127.0.0.1:5432/{name}",
    "mariadb": "mariadb://root@127.0.0.1:3306/{name}",
}


@contextlib.contextmanager
def database(engine: str) -> Iterator[None]:
    """Make an empty database of this engine, point the settings at it, migrate, and drop it afterwards."""
    name = f"bench_{os.getpid()}"
    folder = tempfile.mkdtemp(prefix="ledgerhouse-bench-")
    os.environ["LEDGERHOUSE_HOME"] = folder
    os.environ["LEDGERHOUSE_DATABASE"] = ADDRESSES[engine].format(folder=folder, name=name)
    os.environ.setdefault("LEDGERHOUSE_LOG", "warning")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerhouse.config.settings")
    _admin(engine, f"create database {name}")
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        from django.db import connection

        connection.close()
        _admin(engine, f"drop database {name}" + (" with (force)" if engine == "postgresql" else ""))
        shutil.rmtree(folder, ignore_errors=True)


def _admin(engine: str, statement: str) -> None:
    if engine == "postgresql":
        import psycopg

        with psycopg.connect("host=127.0.0.1 user=postgres dbname=postgres", autocommit=True) as admin:
            admin.execute(statement)
    elif engine == "mariadb":
        import pymysql

        tail = " character set utf8mb4 collate utf8mb4_bin" if statement.startswith("create") else ""
        with pymysql.connect(host="127.0.0.1", user="root", autocommit=True) as admin, admin.cursor() as cursor:
            cursor.execute(statement + tail)


def stock_up(items: int, lots: int, quantity: int, outbound_steps: str = "pack") -> Any:
    """A company with a warehouse of up to 500 shelves and so many items, each in so many lots; answers its context."""
    from ledgerhouse.foundation.models import Company
    from ledgerhouse.kernel.context import house
    from ledgerhouse.ledgers.books.set_up import set_up_books

    ctx = house(Company.objects.create(code="BENCH", name="Bench").id, datetime.now(UTC))
    set_up_books(ctx)
    codes = [f"I{n:06d}" for n in range(items)]
    _trade(ctx, codes)
    _site(ctx, min(items, 500), outbound_steps)
    for number, part in enumerate(_parts(codes, 1000)):
        _receive(ctx, f"R{number}", part, lots, quantity)
    return ctx


def settle() -> None:
    """What a server's own housekeeping does sooner or later: let the planner see how large the tables are."""
    from ledgerhouse.foundation import dialect

    if dialect.vendor() == "postgresql":
        dialect.execute("analyze")
    dialect.refresh_statistics()


def _trade(ctx: Any, codes: list[str]) -> None:
    from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
    from ledgerhouse.masterdata.catalog.item_facts import NewItem
    from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
    from ledgerhouse.masterdata.partners.create_partners import CreatePartners, create_partners
    from ledgerhouse.masterdata.partners.partner_facts import NewPartner

    set_units(SetUnits((UnitFacts("pcs", "件"),)), ctx)
    for part in _parts(codes, 5000):
        new = tuple(
            NewItem(code=c, name=c, unit="pcs", tracking="lot", expires=True, shelf_life_days=700) for c in part
        )
        create_items(CreateItems(new, active=True), ctx)
    partners = (NewPartner(code="SUP", name="S", supplier=True), NewPartner(code="CUS", name="C", customer=True))
    create_partners(CreatePartners(partners=partners), ctx)


def _site(ctx: Any, shelves: int, outbound_steps: str) -> None:
    from ledgerhouse.masterdata.sites.add_locations import AddLocations, NewLocation, add_locations
    from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
    from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse
    from ledgerhouse.masterdata.sites.words import Outbound

    steps = Outbound(outbound_steps)
    open_warehouse(OpenWarehouse(code="W1", name="W1", timezone="Asia/Shanghai", outbound_steps=steps), ctx)
    for zone, kind in (("A", "storage"), ("D", "dock"), ("S", "staging")):
        add_zone(AddZone(warehouse="W1", code=zone, name=zone, kind=kind), ctx)
    places = [NewLocation(code=f"A-{n:05d}", zone="A", pick_sequence=n) for n in range(shelves)]
    fixed = [NewLocation(code="DOCK", zone="D", kind="dock"), NewLocation(code="STAGE", zone="S", kind="staging")]
    add_locations(AddLocations(warehouse="W1", lines=(*places, *fixed)), ctx)


def _receive(ctx: Any, number: str, codes: list[str], lots: int, quantity: int) -> None:
    from datetime import date

    from django.db import transaction

    from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
    from ledgerhouse.masterdata.catalog.keep_lots import keep_lots
    from ledgerhouse.masterdata.catalog.queries import items_by_code
    from ledgerhouse.masterdata.catalog.words import NewLot
    from ledgerhouse.masterdata.sites.queries import locations_of_kind, virtual, warehouse
    from ledgerhouse.masterdata.sites.words import Kind
    from ledgerhouse.posting import gate

    site = warehouse(ctx, "W1")
    places = [p.id for p in locations_of_kind(ctx, site.id, Kind.STORAGE)]
    supplier = Place(virtual(ctx, site.id)[Kind.SUPPLIER])
    refs = items_by_code(ctx, codes)
    soon = ctx.now.year + 1
    new = [
        NewLot(item=refs[c].id, code=f"L{k}", expires_on=date(soon, 1 + k % 12, 1)) for c in codes for k in range(lots)
    ]
    with transaction.atomic():
        kept = keep_lots(ctx, new)
        entries = tuple(
            Entry(
                lot.item,
                quantity * 10**6,
                supplier,
                Place(places[n % len(places)]),
                lot=kept[lot.item, lot.code].id,
                value=quantity * (10 + n % 90) * 10**4,
            )
            for n, lot in enumerate(new)
        )
        gate.post(ctx, site, [Movement(Reason.RECEIPT, "receipt", number, ctx.now.date(), entries)])


def _parts(things: list[str], size: int) -> Iterator[list[str]]:
    return (things[i : i + size] for i in range(0, len(things), size))


def say(text: str) -> None:
    """Progress, beside the JSON on standard output."""
    print(text, file=sys.stderr, flush=True)
