"""What scope costs on list pages: the same rows seen without limits and through forty grants.

    python -m benchmarks.scope --items 500000 --json

Two people see every row: one without limits, one by forty grants, each for one of forty warehouses (`scopes`), or for a warehouse
and one of its zones (`pairs`). Pages are asked for in turns and the fastest of each is compared, so that other work on the machine hits both.
A database of the benchmark's own is made and dropped.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

URL = "postgresql://postgres@127.0.0.1:5432/bench_scope"
WAREHOUSES = 40


def prepare(items: int) -> Any:
    """Warehouses with a zone of locations each, items, and a balance for every item; written by the server, without movements."""
    from django.core.management import call_command
    from django.utils import timezone

    from ledgerhouse.foundation import dialect
    from ledgerhouse.foundation.models import Company
    from ledgerhouse.kernel.context import house
    from ledgerhouse.masterdata.catalog.models import Item, Unit
    from ledgerhouse.masterdata.sites.add_zone import AddZone, add_zone
    from ledgerhouse.masterdata.sites.generate_locations import GenerateLocations, generate_locations
    from ledgerhouse.masterdata.sites.models import Location
    from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse

    call_command("migrate", verbosity=0)
    ctx = house(Company.objects.create(code="BENCH", name="bench").id, timezone.now())
    for n in range(WAREHOUSES):
        open_warehouse(OpenWarehouse(code=f"W{n}", name=f"W{n}"), ctx)
        add_zone(AddZone(warehouse=f"W{n}", code="A", name="A"), ctx)
        generate_locations(
            GenerateLocations(warehouse=f"W{n}", zone="A", aisles=2, racks=5, levels=2, positions=5), ctx
        )
    unit = Unit.objects.create(company_id=ctx.company, code="pcs", name="pcs", places=0)
    first = Item.objects.create(company_id=ctx.company, code="SKU", name="Item", unit=unit, changed_at=ctx.now)
    places = Location.objects.filter(zone__isnull=False).count()
    new = {"id": "t.id + g", "code": "'SKU' || lpad(g::text, 7, '0')", "name": "'Item ' || g"}
    columns = [f.column for f in Item._meta.concrete_fields]
    dialect.execute(
        f"insert into catalog_item ({', '.join(columns)}) select {', '.join(new.get(c, f't.{c}') for c in columns)} "
        "from catalog_item t, generate_series(1, %s) g where t.id = %s",
        [items, first.id],
    )
    dialect.execute(
        "insert into stock_balance (warehouse_id, id, company, item_id, location_id, unit, status, on_hand, held) "
        "select p.warehouse_id, i.id, i.company_id, i.id, p.id, 0, 1, 5000000, 0 "
        f"from (select id, company_id, mod(row_number() over (order by id), {places}) n from catalog_item) i join "
        "(select id, warehouse_id, row_number() over (order by id) - 1 n from sites_location where zone_id is not null) p on p.n = i.n"
    )
    return ctx


def askers(ctx: Any) -> dict[str, Any]:
    """The same person without limits, with forty scopes, and with forty pairs of warehouse and zone."""
    from ledgerhouse.foundation.models import Grant, GrantLimit, Role, User
    from ledgerhouse.foundation.ready_roles import install_roles
    from ledgerhouse.foundation.rights import context_of
    from ledgerhouse.masterdata.sites.models import Zone

    install_roles()
    role = Role.objects.get(code="ceo")
    zones = list(Zone.objects.filter(code="A").values_list("id", "warehouse_id"))

    def person(name: str, limits: list[dict[str, int]]) -> Any:
        user = User.objects.create_user(name, None, name=name, company_id=ctx.company)
        for one in limits:
            grant = Grant.objects.create(user=user, role=role, company_id=ctx.company)
            for dimension, value in one.items():
                GrantLimit.objects.create(grant=grant, dimension=dimension, value=value)
        return replace(context_of(user, ctx.now, interface="bench"), language="en")

    return {
        "free": person("free", [{}]),
        "scopes": person("scopes", [{"warehouse": w} for _, w in zones]),
        "pairs": person("pairs", [{"warehouse": w, "zone": z} for z, w in zones]),
    }


def pages() -> dict[str, Callable[[Any], Any]]:
    """The list pages that are asked for."""
    from ledgerhouse.config.wiring import open_house
    from ledgerhouse.foundation.listing import LISTINGS

    open_house()
    balances, items, places = LISTINGS["stock.balances"], LISTINGS["catalog.items"], LISTINGS["sites.locations"]
    return {
        "balances, first page with count": lambda ctx: balances.page(ctx, count=True, most=10_000),
        "balances, tenth page": lambda ctx: balances.page(ctx, after="450"),
        "balances, search": lambda ctx: balances.page(ctx, text="SKU00012"),
        "items, first page with count": lambda ctx: items.page(ctx, count=True),
        "locations, first page with count": lambda ctx: places.page(ctx, count=True),
    }


def measure(items: int, rounds: int) -> dict[str, Any]:
    """The fastest of some rounds for each page and person, and what the limits add to it in per cent."""
    from django.db import connection

    from ledgerhouse.foundation import dialect
    from ledgerhouse.foundation.models import User
    from ledgerhouse.foundation.rights import context_of

    ctx = prepare(items)
    dialect.execute("analyze")
    people = askers(ctx)
    result: dict[str, Any] = {"database": connection.vendor, "items": items, "pages": {}}
    for title, ask in pages().items():
        best = dict.fromkeys(people, 9e9)
        for _ in range(rounds):
            for name, asker in people.items():
                begin = time.perf_counter()
                ask(asker)
                best[name] = min(best[name], time.perf_counter() - begin)
        facts: dict[str, float] = {f"{name}_ms": round(seconds * 1000, 2) for name, seconds in best.items()}
        facts |= {f"{name}_percent": round((best[name] / best["free"] - 1) * 100, 1) for name in ("scopes", "pairs")}
        result["pages"][title] = facts
    for name in ("free", "scopes"):
        user = User.objects.get(username=name)
        begin = time.perf_counter()
        for _ in range(rounds):
            context_of(user, ctx.now, interface="bench")
        result[f"context_{name}_ms"] = round((time.perf_counter() - begin) / rounds * 1000, 2)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="What scope costs on list pages.")
    parser.add_argument("--database", default=URL, help="a PostgreSQL address; its database is made and dropped")
    parser.add_argument("--items", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    import tempfile

    home = tempfile.mkdtemp()
    os.environ["LEDGERHOUSE_HOME"] = home
    os.environ["LEDGERHOUSE_DATABASE"] = args.database
    os.environ.setdefault("LEDGERHOUSE_LOG", "warning")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerhouse.config.settings")
    import django

    django.setup()
    from django.db import connection

    from ledgerhouse.foundation.beginning import make_database

    make_database()
    try:
        result = measure(args.items, args.rounds)
    finally:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        connection.close()
        with connection._nodb_cursor() as cursor:  # noqa: SLF001 - Django's own way to a server without a database
            cursor.execute(f"DROP DATABASE {name}")
    print(json.dumps(result, indent=1) if args.json else result)


if __name__ == "__main__":
    main()
