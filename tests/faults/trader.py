"""A process that trades: takes orders and carries them out, verb by verb, each command with an idempotency key, through whatever happens.

    python -m tests.faults.trader BEGIN END [clock] [twice] [early]

When the database goes away, it waits and sends the same command again, as any client would. `clock`: its clock jumps, mostly back. `twice`: it sends every
command twice. `early`: it sends some before their time, too. At the end it prints one JSON line: what was answered (as a hash), how often it had to send again.
"""

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

import django

PATIENCE = 120


class Trader:
    """Sends commands until they are answered."""

    def __init__(self, chance: random.Random, how: Collection[str]) -> None:
        from ledgerhouse.foundation.models import Company
        from ledgerhouse.kernel.context import house

        self.chance, self.how = chance, how
        self.again = self.refused = 0
        self.answers: list[str] = []
        self.ctx = house(self._patiently(lambda: Company.objects.get(code="QH").id), datetime.now(UTC))

    def send(self, verb, command, key):
        """The answer to a command, the first one if it was carried out before."""
        if "clock" in self.how:
            jump = self.chance.choice((0, -1, -3, -60, -900, 30))
            time.time = lambda: REAL_TIME() + jump
        ctx = replace(self.ctx, key=key, now=datetime.fromtimestamp(time.time(), UTC))
        answer = self._patiently(lambda: verb(command, ctx))
        if "twice" in self.how:
            assert self._patiently(lambda: verb(command, ctx)) == answer
        self.answers.append(repr(answer))
        return answer

    def too_early(self, verb, command):
        """A command whose time has not come is refused and changes nothing."""
        from ledgerhouse.kernel.errors import Refused

        try:
            self._patiently(lambda: verb(command, replace(self.ctx, key="")))
        except Refused:
            self.refused += 1

    def _patiently(self, do):
        from django.db import Error, connection

        began = time.monotonic()
        while True:
            try:
                return do()
            except Error:
                if time.monotonic() - began > PATIENCE:
                    raise
                self.again += 1
                connection.close()
                time.sleep(0.1)


REAL_TIME = time.time


def trade(trader: Trader, n: int) -> None:
    """One order from taking to shipping, in seven commands."""
    from decimal import Decimal

    from ledgerhouse.documents.sales.pricing import NewLine
    from ledgerhouse.documents.sales.take_order import take_order
    from ledgerhouse.documents.sales.take_orders import TakeOrder
    from ledgerhouse.flows.outbound.allocate import Allocate, allocate
    from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
    from ledgerhouse.flows.outbound.pack import Pack, pack
    from ledgerhouse.flows.outbound.pick import PickWave, pick_wave
    from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
    from ledgerhouse.flows.outbound.ship import Ship, ship

    line = NewLine(item="CUP" if n % 2 else "PLATE", quantity=Decimal(n % 3 + 1), price=Decimal(9))
    number = trader.send(take_order, TakeOrder(customer="SHOP", warehouse="SH1", lines=(line,)), f"{n}-take").number
    outbound = trader.send(confirm_orders, ConfirmOrders(numbers=(number,)), f"{n}-confirm").outbound
    if "early" in trader.how:
        for verb, command in trader.chance.sample(
            [(ship, Ship(numbers=outbound)), (pack, Pack(numbers=outbound))], k=trader.chance.randint(0, 2)
        ):
            trader.too_early(verb, command)
    trader.send(allocate, Allocate(warehouse="SH1", numbers=outbound), f"{n}-allocate")
    wave = trader.send(release_wave, ReleaseWave(warehouse="SH1", numbers=outbound), f"{n}-release").wave
    trader.send(pick_wave, PickWave(wave=wave), f"{n}-pick")
    trader.send(pack, Pack(numbers=outbound), f"{n}-pack")
    trader.send(ship, Ship(numbers=outbound), f"{n}-ship")


def main() -> None:
    """Trade the orders BEGIN to END."""
    django.setup()
    begin, end, *how = sys.argv[1:]
    trader = Trader(random.Random(int(begin)), how)
    print("trading", flush=True)
    for n in range(int(begin), int(end)):
        trade(trader, n)
        print(n, flush=True)
    said = hashlib.sha256("\n".join(trader.answers).encode()).hexdigest()
    print(json.dumps({"said": said, "again": trader.again, "refused": trader.refused}), flush=True)
    os._exit(0)  # gives no id node back: a wire cut behind that commit would be one that no command feels


if __name__ == "__main__":
    main()
