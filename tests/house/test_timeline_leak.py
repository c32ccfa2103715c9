"""A timeline tells only of papers in the reader's sight."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.foundation.timeline import timelines

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R077", "R106")]


def test_who_sees_no_warehouse_work_and_who_is_elsewhere(cast):
    line = (NewLine(item="CUP", quantity=Decimal(1), price=Decimal(20)),)
    seller = cast.person("sales")
    number = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=line), seller).number
    confirm_orders(ConfirmOrders(numbers=(number,)), replace(cast.house, now=seller.now + timedelta(minutes=1)))

    def told(name):
        return {
            n: [e.stage for e in events] for n, events in timelines(cast.person(name), "sales_order", [number]).items()
        }

    assert told("sales") == told("supervisor") == {number: ["Order taken", "Confirmed", "Promised for"]}
    assert told("store") == {number: ["Order taken"]}  # sees sales, but no warehouse work
    assert told("beijing") == {}
    assert told("picker") == {}  # sees no sales
