"""The invoice file of an online retailer: what is odd is kept, what is broken is refused with the row, the facts are the file's own."""

import json
import lzma
import os
from itertools import islice
from pathlib import Path

import pytest

from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.tower.rollout import online_retail, retail_facts
from ledgerhouse.tower.rollout.online_retail import CutFile, EmptyFile, NotText, WrongColumns

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
GOOD = "536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n"
REAL = Path(os.environ.get("LEDGERHOUSE_SHARED", "")) / "data" / "uci_online_retail" / "dev"


@pytest.fixture
def write(tmp_path):
    def written(text: str | bytes, name: str = "invoices.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def facts_of(path: Path, invoices: int = 0) -> dict:
    facts = retail_facts.Facts()
    for row in online_retail.rows(path, invoices=invoices):
        facts.add(row)
    return facts.told()


def test_a_row_is_read_exactly(write) -> None:
    (row,) = online_retail.rows(write(HEADER + GOOD))
    assert (row.number, row.invoice, row.code, row.quantity, row.price) == (2, "536365", "85123A", 6, 2_550_000)
    assert (row.customer, row.country, str(row.day), row.month) == ("17850", "United Kingdom", "2010-12-01", (2010, 12))


def test_columns_may_stand_in_another_order_and_the_file_may_be_packed(write) -> None:
    text = "Country,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo\nEire,,0.001,2011-01-04 10:00:00,-3,,PADS,C1\n"
    (row,) = online_retail.rows(write(lzma.compress(text.encode()), "x.csv.xz"))
    assert (row.invoice, row.cancels, row.code, row.quantity, row.price, row.customer) == (
        "C1",
        True,
        "PADS",
        -3,
        1000,
        "",
    )


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (b"", EmptyFile),
        (HEADER.encode(), EmptyFile),
        (b"InvoiceNo,StockCode,Quantity\n1,A,2\n", WrongColumns),
        ((HEADER + GOOD)[:-1].encode(), CutFile),
        ((HEADER + GOOD + GOOD)[:-40].encode(), CutFile),
        ((HEADER + GOOD + '1,A,"open').encode(), CutFile),
        (lzma.compress((HEADER + GOOD * 5000).encode())[:-60], CutFile),
        ((HEADER + GOOD).replace("WHITE", "WEIß").encode("latin-1"), NotText),
        (b"PK\x03\x04\x00\x00\xff\xfe", NotText),
    ],
    ids=["empty", "header only", "columns", "no last newline", "mid row", "open quote", "packed", "latin-1", "other"],
)
def test_a_broken_file_is_refused_by_name(write, text, refusal) -> None:
    with pytest.raises(refusal) as caught:
        list(online_retail.rows(write(text)))
    assert "invoices.csv" in caught.value.sentence()


def test_missing_columns_are_named(write) -> None:
    with pytest.raises(WrongColumns, match="UnitPrice"):
        list(online_retail.rows(write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,CustomerID,Country\n")))


def test_all_bad_rows_are_named_at_once(write) -> None:
    bad = (
        GOOD.replace(",6,", ",six,")
        + GOOD.replace("2.55", "2.5.5")
        + GOOD.replace("2010-12-01 08:26:00", "yesterday")
        + GOOD.replace("85123A", " ")
        + "1,2,3\n"
        + GOOD.replace("2.55", "0.0000001")
        + GOOD.replace("2010-12-01", "2009-01-01")
    )
    with pytest.raises(Unreadable) as caught:
        list(online_retail.rows(write(HEADER + GOOD + bad)))
    assert [p.where for p in caught.value.problems] == [
        "row 3.Quantity",
        "row 4.UnitPrice",
        "row 5.InvoiceDate",
        "row 6.StockCode",
        "row 7",
        "row 8.UnitPrice",
        "row 9.InvoiceDate",
    ]


def test_a_file_of_nonsense_is_given_up_after_a_hundred_problems(write) -> None:
    with pytest.raises(Unreadable) as caught:
        list(online_retail.rows(write(HEADER + "1,2,3\n" * 5000)))
    assert len(caught.value.problems) == 100


def test_facts_count_what_is_odd(write) -> None:
    text = HEADER + (
        GOOD
        + GOOD
        + "536365,85123a,WHITE HEART ,1,2010-12-01 08:26:00,3,17850,United Kingdom\n"
        + "536366,POST,,1,2010-12-01 09:00:00,18,,France\n"
        + "536367,22139,,-2,2010-12-02 09:00:00,0,,United Kingdom\n"
        + "C536368,85123A,WHITE HEART,-1,2011-01-02 09:00:00,2.55,17850,United Kingdom\n"
        + "A536369,B,Adjust bad debt,1,2011-01-03 09:00:00,-10.125,,United Kingdom\n"
    )
    facts = facts_of(write(text))
    assert facts["rows"] == 7
    assert (facts["invoices"], facts["cancel_invoices"], facts["adjust_invoices_A"]) == (5, 1, 1)
    assert (facts["skus"], facts["skus_upper"], facts["customers"], facts["countries"]) == (5, 4, 1, 2)
    assert (facts["blank_customer_rows"], facts["blank_description_rows"]) == (3, 2)
    assert (facts["negative_qty_rows"], facts["negative_qty_not_cancelled_rows"]) == (2, 1)
    assert (facts["zero_price_rows"], facts["negative_price_rows"], facts["exact_duplicate_rows"]) == (1, 1, 1)
    assert (facts["net_qty"], facts["net_value"]) == (12, "38.925")
    assert (facts["sales_value_excl_cancel"], facts["cancel_value"]) == ("41.475", "-2.55")
    assert facts["net_value_by_month"] == {"2010-12": "51.60", "2011-01": "-12.675"}


def test_rows_that_differ_by_one_piece_are_not_duplicates(write) -> None:
    back = "C1,A,x,-1,2011-01-02 09:00:00,1,1,UK\n"
    assert facts_of(write(HEADER + back + back.replace(",-1,", ",-2,")))["exact_duplicate_rows"] == 0


def test_only_the_first_invoices(write) -> None:
    facts = facts_of(write(HEADER + GOOD + GOOD + GOOD.replace("536365", "536366")), invoices=1)
    assert (facts["rows"], facts["invoices"]) == (2, 1)


@pytest.mark.skipif(not REAL.exists(), reason="needs the real data")
def test_the_real_file_has_the_expected_facts() -> None:
    expected = json.loads((REAL / "expected_facts_dev.json").read_text(encoding="utf-8"))
    assert facts_of(next(REAL.glob("*.csv.xz"))) == expected


@pytest.mark.skipif(not REAL.exists(), reason="needs the real data")
def test_the_real_file_cut_in_the_middle_is_refused(tmp_path) -> None:
    whole = next(REAL.glob("*.csv.xz")).read_bytes()
    cut = tmp_path / "cut.csv.xz"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CutFile):
        list(islice(online_retail.rows(cut), 400_000))
