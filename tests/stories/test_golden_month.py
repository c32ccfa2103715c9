"""One month of the finance reference, E01 to E12, from the shelf to the trial balance, through the journal, vouchers and their legal numbers.

Freight, invoice and payments have no papers yet: value changes go through the gate, the others are booked as business events by rules. The
return to the supplier comes as two facts, the goods and the credit note, where the reference writes one entry; the balances are the same.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from tests.floor import as_user, d, doctor, open_floor

from ledgerhouse.flows.finance.book_event import BookEvent, EventAmount, book_event
from ledgerhouse.flows.finance.make_vouchers import MakeVouchers, make_vouchers
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.ledgers.books.approve_vouchers import ApproveVouchers, approve_vouchers
from ledgerhouse.ledgers.books.listings_ledgers import GeneralFilter, LedgerLineFilter, QuantityFilter, TrialFilter
from ledgerhouse.ledgers.books.models import JournalEntry
from ledgerhouse.ledgers.books.post_vouchers import PostVouchers, post_vouchers
from ledgerhouse.ledgers.books.submit_vouchers import SubmitVouchers, submit_vouchers
from ledgerhouse.ledgers.books.words import Worth
from ledgerhouse.ledgers.costing.models import CostPool
from ledgerhouse.ledgers.costing.words import Adjustment, Cause, Change
from ledgerhouse.ledgers.stock.models import Entry as StockEntry
from ledgerhouse.ledgers.stock.words import Entry, Movement, Place, Reason
from ledgerhouse.masterdata.catalog.queries import items_by_code
from ledgerhouse.masterdata.partners.queries import partners_by_code
from ledgerhouse.masterdata.sites.queries import locations_by_code, virtual, warehouse
from ledgerhouse.masterdata.sites.words import Kind
from ledgerhouse.posting import gate
from ledgerhouse.posting.adjust import adjust

pytestmark = [pytest.mark.requirement("R044"), pytest.mark.requirement("R012"), pytest.mark.requirement("R099")]
ACCOUNTANT, CFO = 21, 22


class Month:
    """Writes the steps of the reference and tells the books what happened."""

    def __init__(self, ctx):
        open_floor(ctx)
        self.ctx = ctx
        self.site = warehouse(ctx, "SH1")
        self.cup = items_by_code(ctx, ["CUP"])["CUP"].id
        here = locations_by_code(ctx, self.site.id, ["A-01"])["A-01"].id
        outside = virtual(ctx, self.site.id)
        supplier, customer, loss = (outside[kind] for kind in (Kind.SUPPLIER, Kind.CUSTOMER, Kind.LOSS))
        self.ways = {
            Reason.RECEIPT: (supplier, here),
            Reason.SHIPMENT: (here, customer),
            Reason.CUSTOMER_RETURN: (customer, here),
            Reason.COUNT_LOSS: (here, loss),
            Reason.COUNT_GAIN: (loss, here),
            Reason.SUPPLIER_RETURN: (here, supplier),
            Reason.SCRAP: (here, loss),
        }
        self.partners = {code: ref.id for code, ref in partners_by_code(ctx, ["FARM", "SHOP"]).items()}

    def move(self, number, reason, pieces, value=None, partner=""):
        source, target = (Place(place) for place in self.ways[reason])
        steps = None if value is None else int(d(value) * 10**4)
        entry = Entry(self.cup, pieces * 10**6, source, target, value=steps)
        of = self.partners.get(partner, 0)
        with transaction.atomic():
            gate.post(
                self.ctx,
                self.site,
                [Movement(reason, "business_event", number, self.ctx.now.date(), (entry,), partner=of)],
            )

    def change(self, number, event, cause, amount, **extra):
        receipt = StockEntry.objects.order_by("id").values_list("id", flat=True).first()
        put = Adjustment(amount=int(d(amount) * 10**4), entry=receipt)
        told = tuple(Worth("", kind, int(d(value) * 10**4)) for kind, value in extra.items())
        change = Change(
            cause=cause, paper="business_event", number=number, business_date=self.ctx.now.date(), adjustments=(put,), event=event,
            extra=told, partner=self.partners["FARM"],
        )  # fmt: skip
        with transaction.atomic():
            adjust(self.ctx, self.site, [change])

    def book(self, number, event, partner="", **amounts):
        lines = tuple(EventAmount(kind=kind, amount=d(value)) for kind, value in amounts.items())
        book_event(BookEvent(event=event, document=number, partner=partner, warehouse="SH1", amounts=lines), self.ctx)

    def stock(self):
        pool = CostPool.objects.get(item=self.cup)
        return pool.quantity, pool.value


def live_through(month):
    """E01 to E12, with the stock after every step."""
    month.move("E01", Reason.RECEIPT, 100, "1000.00", "FARM")
    assert month.stock() == (100, 1000)
    month.change("E02", "freight_bill", Cause.LANDED_COST, "100.00", tax="9.00")
    assert month.stock() == (100, 1100)
    month.change(
        "E03", "purchase_invoice", Cause.INVOICE_DIFFERENCE, "20.00", estimate="1000.00", net="1020.00", tax="132.60"
    )
    assert month.stock() == (100, 1120)
    month.move("E04", Reason.SHIPMENT, 40, partner="SHOP")
    assert month.stock() == (60, 672)
    month.book("E05", "sales_invoice", "SHOP", net="800.00", tax="104.00")
    month.move("E06", Reason.CUSTOMER_RETURN, 5, "56.00", "SHOP")
    month.book("E06", "sales_return", "SHOP", net="100.00", tax="13.00")
    assert month.stock() == (65, 728)
    month.move("E07", Reason.COUNT_LOSS, 2)
    month.book("E07", "vat_out", tax="2.83")
    assert month.stock() == (63, d("705.60"))
    month.move("E08", Reason.COUNT_GAIN, 1)
    assert month.stock() == (64, d("716.80"))
    month.move("E09", Reason.SUPPLIER_RETURN, 4, partner="FARM")
    month.book("E09", "supplier_credit_note", "FARM", net="40.80", difference="4.00", tax="5.30")
    assert month.stock() == (60, 672)
    month.move("E10", Reason.SCRAP, 1)
    assert month.stock() == (59, d("660.80"))
    month.book("E11", "payment", "FARM", gross="1215.50")
    month.book("E12", "collection", "SHOP", gross="791.00")


def into_the_books(ctx):
    """Vouchers of everything: made and submitted by one person, approved by another, posted."""
    accountant, cfo = as_user(ctx, ACCOUNTANT), as_user(ctx, CFO)
    numbers = make_vouchers(MakeVouchers(), accountant).numbers
    submit_vouchers(SubmitVouchers(numbers=numbers), accountant)
    approve_vouchers(ApproveVouchers(numbers=numbers), cfo)
    return post_vouchers(PostVouchers(numbers=numbers), accountant).vouchers


@pytest.fixture
def month(ctx):
    month = Month(ctx)
    live_through(month)
    return month


def balances(ctx, **where):
    rows = LISTINGS["books.trial_balance"].every(ctx, TrialFilter(**where))
    return {row.code: row.closing_debit - row.closing_credit for row in rows}


def test_the_trial_balance_of_the_reference(ctx, month):
    posted = into_the_books(ctx)
    assert [voucher.serial for voucher in posted] == list(range(1, len(posted) + 1))
    assert len(posted) == 12, "one voucher per document: E01 to E12"
    assert {code: net for code, net in balances(ctx, detail=True).items() if net} == {
        "1002": d("-424.50"),
        "1405": d("660.80"),
        "2221.01.01": d("136.30"),
        "2221.01.07": d("-91.00"),
        "2221.01.09": d("-2.83"),
        "6001": d("-700.00"),
        "6401": d("396.00"),
        "6602": d("25.23"),
    }
    top = balances(ctx)
    assert {code: top[code] for code in ("1122", "1901", "2202")} == {"1122": 0, "1901": 0, "2202": 0}
    assert top["2221"] == d("42.47")
    assert sum(top.values()) == 0
    totals = LISTINGS["books.trial_balance"].totals(ctx)
    assert totals["closing_debit"] == totals["closing_credit"]
    assert totals["debit"] == totals["credit"]
    assert doctor(ctx) == []


def test_the_entries_of_the_reference(ctx, month):
    into_the_books(ctx)
    lines = LISTINGS["books.voucher_lines"]

    def voucher(number):
        (row,) = LISTINGS["books.vouchers"].every(ctx, replace(LISTINGS["books.vouchers"].filters(), source=number))
        found = lines.every(ctx, replace(lines.filters(), voucher=row.number), sort="line")
        return [(line.account, line.debit, line.credit) for line in found]

    assert voucher("E01") == [("1405", 1000, 0), ("2202.02", 0, 1000)]
    assert voucher("E02") == [("1405", 100, 0), ("2221.01.01", 9, 0), ("2202.01", 0, 109)]
    assert voucher("E03") == [
        ("1405", -1000, 0),
        ("1405", 1020, 0),
        ("2221.01.01", d("132.60"), 0),
        ("2202.02", 0, -1000),
        ("2202.01", 0, d("1152.60")),
    ]
    assert voucher("E04") == [("6401", 448, 0), ("1405", 0, 448)]
    assert voucher("E05") == [("1122.01", 904, 0), ("6001", 0, 800), ("2221.01.07", 0, 104)]
    assert voucher("E06") == [
        ("6401", -56, 0),
        ("1122.01", -113, 0),
        ("1405", 0, -56),
        ("6001", 0, -100),
        ("2221.01.07", 0, -13),
    ]
    assert voucher("E10") == [
        ("1901", d("11.20"), 0),
        ("6602", d("11.20"), 0),
        ("1405", 0, d("11.20")),
        ("1901", 0, d("11.20")),
    ]


def test_the_ledgers_lead_from_the_balance_to_the_movement_and_back(ctx, month):
    into_the_books(ctx)
    general = list(LISTINGS["books.general_ledger"].every(ctx, GeneralFilter(account="1405")))
    assert [(row.month, row.opening, row.direction, row.closing) for row in general] == [
        (202611, 0, "debit", d("660.80"))
    ]
    subsidiary = list(LISTINGS["books.subsidiary_ledger"].every(ctx, LedgerLineFilter(account="2202")))
    assert subsidiary[-1].balance == 0
    assert subsidiary[-1].direction == "even"
    assert {row.partner for row in subsidiary} == {"FARM"}
    quantities = list(LISTINGS["books.quantity_ledger"].every(ctx, QuantityFilter(item="CUP")))
    assert (quantities[-1].quantity_left, quantities[-1].balance) == (59, d("660.80"))
    assert quantities[0].quantity_in == 100
    assert quantities[0].price == 10
    page = find(ctx, "voucher", subsidiary[0].voucher)
    entry = page.tables[1].rows[0].entry
    back = find(ctx, "journal_entry", str(entry))
    assert ("Voucher", page.number) in {(fact.title, fact.value) for fact in back.facts}
    assert JournalEntry.objects.get(id=entry).number == subsidiary[0].explanation.split()[-1]


def test_the_page_of_a_voucher_says_its_amount_in_capitals(ctx, month):
    posted = into_the_books(ctx)
    page = find(ctx, "voucher", posted[4].number)
    facts = {fact.title: fact.value for fact in page.facts}
    assert facts["Total"] == Decimal("904.00")
    assert facts["Total in capitals"] == "玖佰零肆元整"
    assert facts["Voucher number"] == "记-5"
