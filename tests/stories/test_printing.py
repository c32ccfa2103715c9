"""A day on paper: the buyer's order, the picker's list, what goes with the goods, and the voucher that is filed."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests import printed
from tests.cast import Cast
from tests.floor import bring_in, buy, d, sell

from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.finance.make_vouchers import MakeVouchers, make_vouchers
from ledgerhouse.flows.outbound.allocate import Allocate, allocate
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.flows.outbound.release_wave import ReleaseWave, release_wave
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.printing.forms import FORMS
from ledgerhouse.foundation.printing.sheets import print_papers
from ledgerhouse.foundation.printing.words import MOST_SHEETS
from ledgerhouse.kernel.errors import NotAllowed, NotFound

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R132", "R043")]


def texts(cast: Cast, kind: str, numbers: list[str], form: str, language: str = "zh-hans") -> list[str]:
    with translation.override(language):
        return printed.pages(print_papers(cast.house, kind, numbers, form=form))


def numbers_of(cast: Cast, listing: str) -> list[str]:
    rows = LISTINGS[listing].page(cast.house, sort="number").rows
    return [row.number for row in rows]


def test_the_order_for_the_supplier(cast: Cast) -> None:
    number, _inbound = buy(cast.house, ("CUP", 12, "3.25"))
    (page,) = texts(cast, "purchase_order", [number], "order")
    for word in ("采购订单", number, "青浦果品合作社", "马克杯", "3.25", "39.00", "合计大写", "供应商确认", "单位盖章"):
        assert word in page
    assert "已收货" not in page
    (page,) = texts(cast, "purchase_order", [number], "order", "en")
    for word in ("Purchase order", "Supplier's confirmation", "Company seal"):
        assert word in page


def test_what_goes_with_the_goods(cast: Cast) -> None:
    bring_in(cast.house, ("CUP", 20, 2))
    sell(cast.house, ("CUP", 3, 9))
    sell(cast.house, ("CUP", 4, 9))
    orders = numbers_of(cast, "warehouse.outbound_orders")
    notes = texts(cast, "outbound_order", orders, "delivery-note")
    assert len(notes) == 2, "each order has its own page"
    for page, number in zip(notes, orders, strict=True):
        for word in ("送货单", number, "华联超市", "马克杯", "收货人", "请当面点清货物"):
            assert word in page
        assert "9.00" not in page, "a delivery note has no prices"
    (page,) = texts(cast, "outbound_order", orders[:1], "packing-list")
    for word in ("装箱单", *(n for n in numbers_of(cast, "warehouse.parcels")[:1]), "装箱人"):
        assert word in page
    (page,) = texts(cast, "outbound_order", orders[:1], "packing-list", "en")
    assert "Packing list" in page


def test_the_pick_list_is_in_the_order_of_the_walk(cast: Cast) -> None:
    bring_in(cast.house, ("CUP", 20, 2))
    lines = (NewLine(item="CUP", quantity=d(5), price=d(9)),)
    order = take_order(TakeOrder(customer="SHOP", warehouse="SH1", lines=lines), cast.house).number
    outbound = confirm_orders(ConfirmOrders(numbers=(order,)), cast.house).outbound
    allocate(Allocate(warehouse="SH1", numbers=outbound), cast.house)
    wave = release_wave(ReleaseWave(warehouse="SH1", numbers=outbound), cast.house).wave
    tasks = LISTINGS["warehouse.tasks"].named(cast.house, "document", [wave])
    page = "".join(texts(cast, "wave", [wave], "pick-list"))
    for word in ("拣货单", wave, "马克杯", "□", *(task.source for task in tasks)):
        assert word in page
    with pytest.raises(NotFound):
        print_papers(cast.person("beijing"), "wave", [wave])


def test_the_voucher_as_it_is_filed(cast: Cast) -> None:
    bring_in(cast.house, ("CUP", 20, "2.50"))
    make_vouchers(MakeVouchers(), cast.house)
    number = numbers_of(cast, "books.vouchers")[0]
    (page,) = texts(cast, "voucher", [number], "voucher")
    for word in ("记账凭证", "摘要", "科目", "借方", "贷方", "50.00", "伍拾元整", "会计主管", "制单"):
        assert word in page
    with pytest.raises(NotAllowed):
        print_papers(cast.person("picker"), "voucher", [number], form="voucher")


def test_what_came_in(cast: Cast) -> None:
    number = bring_in(cast.house, ("APPLE", 5, 2), lot="L-7", expires_on=date(2027, 1, 31))
    (page,) = texts(cast, "receipt", [number], "receipt-note")
    for word in ("收货入库单", number, "青浦果品合作社", "苹果", "L-7", "2027-01-31", "DOCK-1", "收货人"):
        assert word in page
    assert "10.00" not in page, "the warehouse does not see what it cost"


MAKE: dict[str, Callable[[Cast], object]] = {
    "purchase_order": lambda cast: buy(cast.house, ("CUP", 2, 3)),
    "outbound_order": lambda cast: sell(cast.house, ("CUP", 1, 9)),
    "wave": lambda cast: sell(cast.house, ("CUP", 1, 9)),
    "receipt": lambda cast: bring_in(cast.house, ("CUP", 2, 3)),
    "voucher": lambda cast: (bring_in(cast.house, ("CUP", 2, 3)), make_vouchers(MakeVouchers(), cast.house)),
}


@pytest.mark.parametrize(("kind", "form"), [key for key in sorted(FORMS) if key[0] in MAKE])
def test_many_are_read_in_as_many_statements_as_one(cast: Cast, kind: str, form: str) -> None:
    bring_in(cast.house, ("CUP", 20, 2))
    for _time in range(4):
        MAKE[kind](cast)
    numbers = numbers_of(cast, FORMS[kind, form].lists[0])[-4:]
    counts = []
    for some in (numbers[:1], numbers):
        with CaptureQueriesContext(connection) as asked:
            pdf = print_papers(cast.house, kind, some, form=form)
        counts.append(len(asked))
        assert all(number in printed.words(pdf) for number in some)
    assert counts[0] == counts[1]
    assert counts[0] <= 12
    assert MOST_SHEETS >= 200


def test_contacts_are_printed_for_those_only_who_may_see_them(cast: Cast) -> None:
    bring_in(cast.house, ("CUP", 20, 2))
    sell(cast.house, ("CUP", 1, 9))
    (number,) = numbers_of(cast, "warehouse.outbound_orders")
    picker = cast.person("picker")
    assert not picker.may("see personal data")
    with translation.override("zh-hans"):
        seen = printed.words(print_papers(picker, "outbound_order", [number], form="delivery-note"))
        whole = printed.words(print_papers(cast.house, "outbound_order", [number], form="delivery-note"))
    assert "马克杯" in seen
    assert "联系人" not in seen
    assert "地址" in whole
