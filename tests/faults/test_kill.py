"""The main job killed at random moments, again and again: nothing is lost, nothing doubled, the ledgers are right."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from tests.faults.fresh import Fresh

from ledgerhouse.ledgers.stock.words import Reason

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("LEDGERHOUSE_KILLS", "50" if connection.vendor == "sqlite" else "6"))
ORDERS, ITEMS = 60, 150
FACTS = ("orders", "lines", "shipped_lines", "short_lines", "returns", "doctor_clean")


class Place:
    """A folder with a database, and a process that starts runs of the demo in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.database = Fresh(folder)
        self.one = self.database.one
        self.out = folder / "out.txt"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "ledgerhouse.config.settings",
            "LEDGERHOUSE_HOME": str(folder),
            "LEDGERHOUSE_DATABASE": self.database.url,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "demo")]),
        }
        program = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        self.zygote = subprocess.Popen(
            program,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(folder / "said.txt").open("w"),
            text=True,
            bufsize=1,
        )

    def start(self) -> int:
        """Begin a run; answers its process id."""
        words = f"demo --headless --in-place --orders {ORDERS} --items {ITEMS} --json"
        self.zygote.stdin.write(f"{self.out} {words}\n")
        return int(self.zygote.stdout.readline())

    def status(self) -> int:
        """Wait for the run to end; answers its exit status, or minus the signal that killed it."""
        return os.waitstatus_to_exitcode(int(self.zygote.stdout.readline()))

    def ended(self) -> bool:
        """Whether the run has ended and its status can be read."""
        return bool(select.select([self.zygote.stdout], [], [], 0)[0])

    def finish(self) -> dict:
        self.start()
        assert self.status() == 0, self.out.with_name("said.txt").read_text(encoding="utf-8")[-5000:]
        self.zygote.stdin.close()
        self.zygote.wait()
        return json.loads(self.out.read_text(encoding="utf-8"))

    def commands(self) -> int:
        """How many commands were carried out so far."""
        return self.one("select count(*) from foundation_command")


@pytest.fixture(scope="module")
def undisturbed(django_db_setup, tmp_path_factory) -> dict:
    place = Place(tmp_path_factory.mktemp("undisturbed"))
    result = place.finish()
    place.database.drop()
    return result


SHIPPED_OTHERWISE = f"""
select count(*) from warehouse_outboundline l left join (
    select e.line, sum(e.quantity) as gone from stock_entry e join stock_movement m on m.id = e.movement
    where m.reason = {int(Reason.SHIPMENT)} group by e.line
) x on x.line = l.id where coalesce(x.gone, 0) <> l.shipped or l.shipped > l.ordered
"""
"""Lines whose entries to customers are not what the line says was shipped, or more than was ordered."""


def kill_at_random(place: Place, chance: random.Random) -> bool:
    """Start the job and kill it: one time in five at any moment, else soon after it has got further. Answers whether it lived to be killed."""
    process = place.start()
    if chance.random() < 0.2:
        time.sleep(chance.random() * 2)
    else:
        reached = place.commands()
        began = time.monotonic()
        while not place.ended() and place.commands() == reached and time.monotonic() - began < 120:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.2)
    if not place.ended():
        os.kill(process, signal.SIGKILL)
    return place.status() == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.requirement("R087")
def test_a_killed_demo_goes_on_and_doubles_nothing(undisturbed, tmp_path) -> None:
    chance = random.Random(2026)
    kills = rounds = 0
    while kills < KILLS:
        rounds += 1
        place = Place(tmp_path / f"round_{rounds}")
        while kills < KILLS and kill_at_random(place, chance):
            kills += 1
        result = place.finish()
        assert {name: result[name] for name in FACTS} == {name: undisturbed[name] for name in FACTS}
        assert result["doctor_clean"]
        assert place.one(SHIPPED_OTHERWISE) == 0
        place.database.drop()
    print(f"{kills} kills in {rounds} rounds")
