"""How fast a file of items comes in: read, checked whole, written with audit trail and undo rows, and taken back.

    python -m benchmarks.import_items --database postgresql --items 500000 --json

`--database` is sqlite, postgresql or mariadb (at 127.0.0.1 on their usual ports), or a database URL. A database of the
benchmark's own is made and dropped. One row in `--bad` is wrong (0: none) and is left out, as a user would do it.
"""

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

URLS = {
    "sqlite": "sqlite:///{home}/bench.sqlite3",
    "postgresql": "postgresql://postgres@127.0.0.1:5432/bench_import",
    "mariadb": "mariadb://root@127.0.0.1:3306/bench_import",
}
KINDS = ("绿茶", "红茶", "牛奶", "咖啡", "衬衫", "扳手", "螺栓", "胶囊", "酱油", "大米", "Kettle", "Bracket")
MAKERS = ("龙井", "青禾", "华东", "北方", "泰山", "Alba", "Nord", "Orion")


def write_file(path: Path, items: int, bad: int) -> None:
    """A file as a trading company would send it: Chinese headers, GB18030."""
    chance = random.Random(20261122)
    with path.open("w", encoding="gb18030", newline="") as file:
        file.write("物料编码,名称,基本单位,规格,分类,追踪方式,效期管理,保质期,温区,重量,体积\r\n")
        for i in range(items):
            kind, maker = chance.choice(KINDS), chance.choice(MAKERS)
            expires = kind in {"牛奶", "酱油", "大米"}
            unit = "桶" if bad and i % bad == bad - 1 else "pcs"
            life = f"批次,是,{chance.choice((30, 180, 540))}" if expires else ",,"
            size = chance.choice((100, 250, 500, 1000))
            file.write(f"SKU{i:07d},{maker}{kind} {size}g,{unit},{size}g,C{i % 40},{life},常温,{size},{size * 2}\r\n")


def prepare() -> Any:
    from django.core.management import call_command
    from django.utils import timezone

    from ledgerhouse.foundation.models import Company
    from ledgerhouse.kernel.context import house
    from ledgerhouse.masterdata.catalog import import_items  # noqa: F401 - registers the kind of file
    from ledgerhouse.masterdata.catalog.set_categories import CategoryFacts, SetCategories, set_categories
    from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units

    call_command("migrate", verbosity=0)
    ctx = house(Company.objects.create(code="BENCH", name="bench").id, timezone.now())
    set_units(SetUnits((UnitFacts("pcs", "件"),)), ctx)
    set_categories(SetCategories(tuple(CategoryFacts(f"C{i}") for i in range(40))), ctx)
    return ctx


def measure(items: int, bad: int, *, undo: bool, show: bool) -> dict[str, Any]:
    from django.conf import settings
    from django.db import connection

    from ledgerhouse.foundation.begin_import import BeginImport, begin_import
    from ledgerhouse.foundation.import_files import keep_file
    from ledgerhouse.foundation.run_import import run_import, undo_import
    from ledgerhouse.foundation.undo_import import UndoImport
    from ledgerhouse.foundation.undo_import import undo_import as ask_for_undo

    ctx = prepare()
    path = Path(settings.HOME) / "items.csv"
    write_file(path, items, bad)
    phases: dict[str, float] = {}
    last = time.perf_counter()

    def report(done: int, total: int, message: str = "") -> None:
        nonlocal last
        now = time.perf_counter()
        phases[message] = phases.get(message, 0.0) + now - last
        last = now
        if show:
            print(f"\r{message} {done:,}{f' of {total:,}' if total else ''}   ", end="", file=sys.stderr)

    begin = time.perf_counter()
    number = begin_import(
        BeginImport("catalog.item", "items.csv", keep_file(path.read_bytes()), skip_bad=True), ctx
    ).number
    batch = run_import(ctx, number, report)
    seconds = time.perf_counter() - begin
    result: dict[str, Any] = {
        "database": connection.vendor,
        "items": items,
        "created": batch.created,
        "bad": batch.bad,
        "seconds": round(seconds, 1),
        "items_per_s": round(batch.created / seconds),
        "phases": {name: round(value, 1) for name, value in phases.items()},
    }
    if undo:
        begin = last = time.perf_counter()
        ask_for_undo(UndoImport(number), ctx)
        undo_import(ctx, number, report)
        result["undo_seconds"] = round(time.perf_counter() - begin, 1)
    return {**result, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--bad", type=int, default=100, help="one row in so many is wrong")
    parser.add_argument("--no-undo", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LEDGERHOUSE_HOME"] = home
        os.environ["LEDGERHOUSE_DATABASE"] = URLS.get(given.database, given.database).format(home=home)
        os.environ.setdefault("LEDGERHOUSE_LOG", "warning")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerhouse.config.settings")
        import django

        django.setup()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        if connection.vendor != "sqlite":
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            result = measure(given.items, given.bad, undo=not given.no_undo, show=not given.json)
        finally:
            if connection.vendor != "sqlite":
                connection.creation.destroy_test_db(name, verbosity=0)
    print(json.dumps(result) if given.json else "\n" + "\n".join(f"{k:>12}: {v}" for k, v in result.items()))


if __name__ == "__main__":
    main()
