"""Making the tables, killed at random moments: the next run makes them whole. MariaDB can not take a step back by itself.

Each engine on a database of its own, which the running test database says where to make.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from tests.crowd import test_database_url

from ledgerhouse.foundation import table_steps
from ledgerhouse.foundation.models import Company

ROOT = Path(__file__).parents[2]
KILLS = 2


@pytest.fixture
def address(db, tmp_path) -> Iterator[str]:
    """The address of an empty database on the engine of the test run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/house.sqlite3"
        return
    name = f"{connection.settings_dict['NAME']}_half"[:60]
    quoted = connection.ops.quote_name(name)
    _admin(f"drop database if exists {quoted}")
    url = test_database_url(tmp_path)
    yield url[: url.rindex("/") + 1] + name
    _admin(f"drop database if exists {quoted}")


def _admin(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def begin(address: str, home: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "LEDGERHOUSE_HOME": str(home),
        "LEDGERHOUSE_DATABASE": address,
        "LEDGERHOUSE_LANGUAGE": "en",
    }
    words = ["init", "--company", "QH", "--name", "青禾贸易"]
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "ledgerhouse.interfaces.cli", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], address: str, chance: random.Random) -> None:
    """Until the process is somewhere within the steps: on MariaDB so many tables are there, elsewhere a time has passed."""
    if connection.vendor != "mysql":
        time.sleep(2.5 + chance.random() * 3)  # starting takes two seconds, the steps some four
        return
    wanted, schema = chance.randint(5, 70), address.rsplit("/", 1)[1]
    while process.poll() is None:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from information_schema.tables where table_schema = %s", [schema])
            if cursor.fetchone()[0] >= wanted:
                return
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.requirement("R087")
def test_tables_killed_in_the_making_are_made_whole(address, tmp_path) -> None:
    chance = random.Random(7)
    killed = 0
    for _ in range(KILLS):
        process = begin(address, tmp_path)
        wait_for(process, address, chance)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    said, wrong = begin(address, tmp_path).communicate(timeout=120)
    assert "is ready" in said, wrong
    assert killed, "nothing was killed, so nothing was shown"


@pytest.mark.skipif("connection.features.can_rollback_ddl", reason="this engine takes a killed step back by itself")
def test_half_an_update_of_real_data_is_refused(transactional_db) -> None:
    Company.objects.create(code="QH", name="青禾贸易")
    with connection.cursor() as cursor:
        cursor.execute(f"create table {table_steps.MARK} (began int)")
    try:
        with pytest.raises(table_steps.HalfUpdated) as refused:
            table_steps.update()
        assert "backup" in refused.value.sentence()
        assert Company.objects.count() == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table {table_steps.MARK}")
