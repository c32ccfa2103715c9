"""Labels as PDF and ZPL: codes that readers read, Chinese as dots, rights and scope of the list."""

import re
from dataclasses import replace
from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests import printed
from tests.cast import NOW, Cast
from tests.floor import bring_in, sell

from ledgerhouse.config.wiring import open_house
from ledgerhouse.foundation.printing.labels import LABELS, MOST_COPIES, Drawn, as_pdf, as_zpl, drawn
from ledgerhouse.foundation.printing.layout import EDGE, Said, layout
from ledgerhouse.foundation.printing.words import MOST_LABELS, NothingChosen, TooManyPrints
from ledgerhouse.foundation.printing.zpl import DOTS, escaped, picture, zpl
from ledgerhouse.kernel.errors import NotAllowed, NotFound, Unreadable
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.sites.models import HandlingUnit, Warehouse

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R132")]
SSCC = "340123450000000017"
open_house()


def decoded(pdf: bytes, page: int = 0) -> set[tuple[str, str]]:
    """What a reader finds on a label printed with 203 dots an inch."""
    return {(kind.replace(" ", "").lower(), text) for kind, text in printed.codes(pdf, page, 203)}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_places_items_and_lots(cast: Cast, language: str) -> None:
    bring_in(cast.house, ("APPLE", 5, 2), lot="L-7", expires_on=NOW.date().replace(year=2027))
    with translation.override(language):
        place = as_pdf(cast.house, drawn(cast.house, "place", ["SH1:A-01-1-01", "SH1:DOCK-1"]))
        item = as_pdf(cast.house, drawn(cast.house, "item", ["CUP"]))
        lot = as_pdf(cast.house, drawn(cast.house, "lot", ["APPLE:L-7"]))
    assert [decoded(place, 0), decoded(place, 1)] == [{("code128", "A-01-1-01")}, {("code128", "DOCK-1")}]
    assert ("月台" if language == "zh-hans" else "dock") in printed.pages(place)[1]
    assert decoded(item) == {("code128", "CUP")}
    assert "马克杯" in printed.words(item)
    assert decoded(lot) == {("code128", "APPLE"), ("code128", "L-7")}
    assert ("有效期至 2027-11-22" if language == "zh-hans" else "Expires on 2027-11-22") in printed.words(lot)


def test_parcels(cast: Cast) -> None:
    bring_in(cast.house, ("CUP", 5, 2))
    sell(cast.house, ("CUP", 2, 9))
    (number,) = _parcels(cast)
    pdf = as_pdf(cast.house, drawn(cast.house, "parcel", [number]))
    assert decoded(pdf) == {("code128", number)}


def _parcels(cast: Cast) -> list[str]:
    from ledgerhouse.foundation.listing import LISTINGS

    return [row.number for row in LISTINGS["warehouse.parcels"].page(cast.house).rows]


def test_a_pallet_with_a_serial_shipping_container_code_is_gs1(cast: Cast) -> None:
    house = Warehouse.objects.get(code="SH1")
    for code in (SSCC, "托盘-1", "P" * 40):
        HandlingUnit.objects.create(company_id=cast.company, warehouse=house, code=code, created_at=NOW)
    made = drawn(cast.house, "unit", [SSCC, "托盘-1", "P" * 40])
    pdf = as_pdf(cast.house, made)
    ((_kind, text),) = printed.codes(pdf, 0, 203)
    assert text.replace("(", "").replace(")", "") == f"00{SSCC}"
    assert f"^FD>;>800{SSCC}^FS" in as_zpl(made, 203).decode()
    assert decoded(pdf, 1) == {("qrcode", "托盘-1")}, "what is not ASCII has no linear code"
    assert decoded(pdf, 2) == {("datamatrix", "P" * 40)}, "what is too long for bars is a square"


@pytest.mark.parametrize("dpi", sorted(DOTS))
def test_zpl_has_the_printer_s_own_codes_and_chinese_as_dots(cast: Cast, dpi: int) -> None:
    text = as_zpl(drawn(cast.house, "item", ["CUP"], copies=2), dpi).decode()
    assert text.count("^XA") == text.count("^XZ") == 2
    assert f"^PW{60 * DOTS[dpi]}^LL{40 * DOTS[dpi]}" in text
    assert re.search(r"\^BY\d+\^BCN,\d+,N,N,N,A\^FH_\^FDCUP\^FS", text)
    fields = re.findall(r"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([0-9A-F]+)\^FS", text)
    assert fields, "the name is Chinese"
    for x, y, size, again, row, dots in fields:
        assert int(size) == int(again) == len(dots) // 2
        assert int(size) % int(row) == 0
        assert set(dots) != {"0"}
        assert int(x) + int(row) * 8 <= 60 * DOTS[dpi]
        assert int(y) + int(size) // int(row) <= 40 * DOTS[dpi]


def test_the_dots_are_the_character() -> None:
    found = re.fullmatch(r"\^GFA,\d+,\d+,(\d+),([0-9A-F]+)", picture("十", 40))
    assert found
    row, dots = int(found[1]), bytes.fromhex(found[2])
    image = Image.frombytes("1", (row * 8, len(dots) // row), dots)
    columns = [sum(1 for y in range(image.height) if image.getpixel((x, y))) for x in range(40)]
    rows = [sum(1 for x in range(40) if image.getpixel((x, y))) for y in range(image.height)]
    assert max(columns) > 28, "one stroke down"
    assert max(rows) > 28, "one stroke across"
    assert sum(1 for n in columns if n > 20) < 8


@given(st.text(max_size=60))
def test_no_text_becomes_a_command(text: str) -> None:
    said = escaped(text)
    assert not {"^", "~", "\\", "\n"} & set(said)
    plain = re.sub(rb"_([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()), said.encode())
    assert plain.decode() == text.encode("utf-8", "surrogatepass").decode()
    boxes = layout(Said(text, (text,), (("", text),)), 60, 40)
    label = zpl(boxes, 60, 40, 8)
    assert label.count("^XA") == label.count("^XZ") == 1
    assert set(re.findall(r"\^[A-Z][A-Z0-9]", label)) <= {
        "^XA",
        "^XZ",
        "^CI",
        "^PW",
        "^LL",
        "^LH",
        "^FO",
        "^BY",
        "^BC",
        "^BQ",
        "^BX",
        "^FH",
        "^FD",
        "^FS",
        "^A0",
        "^GF",
    }


@given(st.text(max_size=80), st.sampled_from([(60, 40), (100, 50), (100, 70), (80, 60)]))
def test_everything_stands_on_the_label(text: str, size: tuple[int, int]) -> None:
    for box in layout(Said(text, (text, text), (("", text), ("", "B-1"))), *size):
        assert box.x >= EDGE - 0.01
        assert box.y >= EDGE - 0.01
        assert box.y + box.h <= size[1]
        assert box.x <= size[0]


def test_a_name_prints_as_it_is_written(cast: Cast) -> None:
    name = '#a *b* [c] $d$ @e "f" \\n'
    Item.objects.filter(code="CUP").update(name=name)
    pdf = as_pdf(cast.house, drawn(cast.house, "item", ["CUP"]))
    assert name.replace(" ", "") in printed.words(pdf).replace(" ", "").replace("\n", "")


def test_rights_scope_and_limits(cast: Cast) -> None:
    with pytest.raises(NotFound):
        drawn(cast.person("beijing"), "place", ["SH1:DOCK-1"])
    with pytest.raises(NotAllowed):
        drawn(replace(cast.house, user=0, rights={}), "parcel", ["x"])
    with pytest.raises(NotFound):
        drawn(cast.house, "napkin", ["x"])
    with pytest.raises(NotFound):
        drawn(cast.house, "lot", ["APPLE:L-7", ":", "x"])
    with pytest.raises(NothingChosen):
        drawn(cast.house, "item", [""])
    with pytest.raises(Unreadable):
        drawn(cast.house, "item", ["CUP"], copies=MOST_COPIES + 1)
    with pytest.raises(TooManyPrints):
        drawn(cast.house, "item", [f"I{n}" for n in range(MOST_LABELS // 2 + 1)], copies=2)
    with pytest.raises(Unreadable):
        as_zpl(drawn(cast.house, "item", ["CUP"]), 72)


def test_five_hundred_labels_are_one_read_and_quick(cast: Cast) -> None:
    codes = [
        f"SH1:{aisle}-{rack:02d}-{level}-{n:02d}"
        for aisle in "AB"
        for rack in (1, 2)
        for level in (1, 2)
        for n in (1, 2)
    ]
    counts = []
    for some in (codes[:1], codes):
        with CaptureQueriesContext(connection) as asked:
            made = drawn(cast.house, "place", some)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    many = Drawn(made.kind, [*made.labels] * (500 // len(made.labels)))
    as_pdf(cast.house, drawn(cast.house, "place", codes[:1]))
    begin = perf_counter()
    as_pdf(cast.house, drawn(cast.house, "place", codes[:1]))
    one = perf_counter()
    as_pdf(cast.house, many)
    end = perf_counter()
    assert one - begin < 0.5, "a label of a warm process takes some milliseconds"
    assert end - one < 5


def test_every_label_is_of_a_list_with_its_columns() -> None:
    from ledgerhouse.foundation.listing import LISTINGS

    assert set(LABELS) == {"place", "unit", "item", "lot", "parcel"}
    for one in LABELS.values():
        assert set(one.keys) <= {c.name for c in LISTINGS[one.listing].columns}
