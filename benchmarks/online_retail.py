"""A real wholesaler's nine months of invoices through the whole job, in a fresh database; prints one JSON object.

    LEDGERHOUSE_SHARED=... python -m benchmarks.online_retail --database postgresql --json

Runs `ledgerhouse import online-retail` in a process of its own, so that seconds and peak memory are those of the command alone: reading and checking
the file twice, making items and customers, buying, receiving, selling, shipping, taking back, proving the ledgers, reconciling.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

FILE = "data/uci_online_retail/dev/online_retail_2010-12_2011-08.csv.xz"
ROOT = Path(__file__).parents[1]
SERVERS = {
    "postgresql": os.environ.get("POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/ledgerhouse"),
    "mariadb": os.environ.get("MARIADB", "mariadb://root@127.0.0.1:3306/ledgerhouse"),
}


def main() -> int:
    """Measure; exit status 1 when the totals or the ledgers do not agree, 2 when the data are not there."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", *SERVERS], default="sqlite")
    options.add_argument("--limit-invoices", type=int, default=0)
    options.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    chosen = options.parse_args()
    file = Path(os.environ.get("LEDGERHOUSE_SHARED", "")) / FILE
    if not file.exists():
        print("Set LEDGERHOUSE_SHARED to the folder with the real data.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as home:
        status, answer = run(file, address(chosen.database, home), home, chosen.limit_invoices)
    expected = file.with_name("expected_facts_dev.json")
    result = {"database": chosen.database, **answer}
    if not chosen.limit_invoices:
        facts = json.loads(expected.read_text(encoding="utf-8"))
        result["facts_as_expected"] = all(answer.get(name) == value for name, value in facts.items())
    short = {name: value for name, value in result.items() if not isinstance(value, (dict, list))}
    print(json.dumps(short) if chosen.json else "\n".join(f"{name}: {value}" for name, value in short.items()))
    return status


def address(database: str, home: str) -> str:
    """A database that does not exist yet; the command makes it."""
    if database == "sqlite":
        return f"sqlite:///{home}/ledgerhouse.sqlite3"
    parts = urlsplit(SERVERS[database])
    return urlunsplit(parts._replace(path=f"{parts.path}_bench_{int(time.time())}"))


def run(file: Path, database: str, home: str, invoices: int) -> tuple[int, dict[str, object]]:
    """The exit status and the answer of the command."""
    environment = {
        **os.environ,
        "LEDGERHOUSE_HOME": home,
        "LEDGERHOUSE_DATABASE": database,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "demo")]),
    }
    words = ["import", "online-retail", str(file), "--json", "--limit-invoices", str(invoices)]
    done = subprocess.run(
        [sys.executable, "-m", "ledgerhouse.interfaces.cli", *words],
        env=environment,
        stdout=subprocess.PIPE,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
