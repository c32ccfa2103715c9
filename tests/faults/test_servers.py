"""Database servers killed at random moments, wires cut behind a commit, clocks that go back, commands sent twice and too early.

Whatever happens, in the end every order was carried out exactly once and the doctor finds nothing. `LEDGERHOUSE_FAULTS` says how many rounds of
each; `make nightly` asks for many more.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from tests.faults.proxy import Proxy
from tests.faults.servers import PROGRAMS, Server

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("LEDGERHOUSE_FAULTS", "5"))
KINDS = ["postgresql", "mariadb"]
MANY = 12
"""Orders of one trader: enough to be met by a kill."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.requirement("R087"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="brings its own servers, once is enough"),
]


def environment(url: str, home: Path) -> dict[str, str]:
    return os.environ | {
        "LEDGERHOUSE_DATABASE": url,
        "LEDGERHOUSE_HOME": str(home),
        "LEDGERHOUSE_LOG": "error",
        "LEDGERHOUSE_LANGUAGE": "en",
        "DJANGO_SETTINGS_MODULE": "ledgerhouse.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


class House:
    """A database with a shop in it, and processes that trade there."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url, home
        self.traded = 0
        home.mkdir(parents=True, exist_ok=True)
        self._shop("open")

    def trader(self, begin: int, end: int, *how: str, url: str = "") -> "subprocess.Popen[str]":
        """A process that trades the orders from `begin` to `end`; it has begun when this returns."""
        words = [sys.executable, "-m", "tests.faults.trader", str(begin), str(end), *how]
        said = (self.home / "said.txt").open("a", encoding="utf-8")
        env = environment(url or self.url, self.home)
        process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=said, text=True)
        assert process.stdout.readline() == "trading\n", self.said()
        return process

    def end_of(self, process: "subprocess.Popen[str]") -> dict:
        """What a trader says at the end of its trade."""
        out, _ = process.communicate(timeout=3600)
        assert process.returncode == 0, self.said()
        return json.loads(out.splitlines()[-1])

    def said(self) -> str:
        return (self.home / "said.txt").read_text(encoding="utf-8")[-4000:]

    def must_be_right(self, orders: int) -> None:
        """So many orders more were shipped, each once, and neither doctor nor seals find anything."""
        said = json.loads(self._shop("state"))
        self.traded += orders
        assert said["problems"] == []
        assert said["orders"] == {"completed": self.traded}
        assert said["on_hand"] + said["shipped"] == 100_000

    def _shop(self, word: str) -> str:
        words = [sys.executable, "-m", "tests.faults.shop", word]
        env = environment(self.url, self.home)
        done = subprocess.run(words, check=False, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout


@pytest.fixture(scope="module", params=KINDS)
def server(request):
    if PROGRAMS[request.param] is None:
        pytest.skip(f"no {request.param} on this machine")
    server = Server(request.param)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def house(server, tmp_path_factory):
    return House(server.url, tmp_path_factory.mktemp("home"))


def test_the_database_server_is_killed_again_and_again(server, house):
    chance = random.Random(2026)
    traders, kills = 0, 0
    while kills < ROUNDS:
        traders += 1
        trader = house.trader(MANY * traders, MANY * (traders + 1))
        while kills < ROUNDS and trader.poll() is None:
            time.sleep(chance.uniform(0.05, 1.2))
            if trader.poll() is None:
                server.kill()
                kills += 1
                server.start()
        house.end_of(trader)
    house.must_be_right(MANY * traders)


def test_the_wire_is_cut_behind_the_commit(server, house):
    proxy = Proxy(server.port)
    chance = random.Random(7)
    trader = house.trader(100_000, 100_000 + 6 * ROUNDS, url=server.url_at(proxy.port))
    while proxy.cut < ROUNDS and trader.poll() is None:
        time.sleep(chance.uniform(0, 0.3))
        if not proxy.armed.is_set():
            proxy.armed.set()
    proxy.armed.clear()
    said = house.end_of(trader)
    proxy.close()
    house.must_be_right(6 * ROUNDS)
    assert proxy.cut >= min(ROUNDS, 3)
    assert said["again"] >= proxy.cut


def test_a_clock_that_goes_back_and_commands_that_come_twice(house):
    """Two clients send the same commands at the same time, each of them twice: all get the same answers."""
    twins = [house.trader(200_000, 200_000 + ROUNDS, "twice", "clock") for _ in range(2)]
    one, other = map(house.end_of, twins)
    house.must_be_right(ROUNDS)
    assert one["said"] == other["said"]


def test_commands_that_come_too_early(house):
    said = house.end_of(house.trader(300_000, 300_000 + ROUNDS, "early"))
    house.must_be_right(ROUNDS)
    assert said["refused"] > 0
