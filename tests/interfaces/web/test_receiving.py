"""The receiver's handheld page: refusing goods, photos, and what can not be done there."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.floor import buy, d

from ledgerhouse.documents.warehouse.models import Receipt, RefusedGoods
from ledgerhouse.foundation.models import Attachment, User
from ledgerhouse.interfaces.web.receiving import _shares

JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
pytestmark = pytest.mark.requirement("R033")


@pytest.fixture
def hand(cast, settings, tmp_path) -> Client:
    settings.HOME = tmp_path
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(User.objects.get(username="receiver"))
    return client


def refuse(hand, order, **facts):
    said = {"scan": "CUP", "quantity": "3", "reason": "damaged"} | facts
    return hand.post(f"/receive/{order}/", said)


def refused():
    rows = RefusedGoods.objects.order_by("line__position")
    return list(rows.values_list("line__position", "quantity", "reason"))


def test_goods_are_refused_on_the_lines_that_wait_for_them(cast, hand):
    _, order = buy(cast.house, ("CUP", 2, 5), ("PHONE", 1, 900), ("CUP", 10, 5))
    page = hand.get(f"/receive/{order}/", {"scan": "CUP"}).content.decode()
    assert "拒收" in page
    assert 'capture="environment"' in page
    assert "too little life left" not in page
    answer = refuse(hand, order, photo=SimpleUploadedFile("坏.jpg", JPEG, "image/jpeg"))
    assert answer.status_code == 302
    assert refused() == [(1, d(2), "damaged"), (3, d(1), "damaged")]
    assert list(Attachment.objects.values_list("kind", "about", "name")) == [("inbound_order", order, "坏.jpg")]
    assert Receipt.objects.count() == 0
    assert "已拒收：CUP 3 pcs" in hand.get(f"/receive/{order}/").content.decode()


def test_a_photo_that_can_not_be_kept_is_said_and_the_goods_are_refused_all_the_same(cast, hand):
    _, order = buy(cast.house, ("CUP", 2, 5))
    refuse(hand, order, quantity="1", photo=SimpleUploadedFile("bad.exe", b"MZ", "image/jpeg"))
    assert refused() == [(1, d(1), "damaged")]
    assert Attachment.objects.count() == 0
    assert "bad.exe" in hand.get(f"/receive/{order}/").content.decode()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"scan": "PHONE"}, "该物料不在此单上。"),
        ({"scan": "NOSUCH"}, "NOSUCH"),
        ({"quantity": "NaN"}, "不是数字"),
        ({"quantity": "x"}, "不是数字"),
        ({"quantity": "0.5"}, "0.5 pcs"),
        ({"reason": "because"}, "damaged"),
    ],
)
def test_nonsense_is_refused_on_the_page(cast, hand, facts, sentence):
    _, order = buy(cast.house, ("CUP", 2, 5))
    answer = refuse(hand, order, **facts)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert refused() == []


def test_shares():
    def line(position, expected, received=0):
        return SimpleNamespace(position=position, expected=d(expected), received=d(received), short=d(0))

    waiting = [line(1, 2, 1), line(2, 5), line(3, 4)]
    assert _shares(d(1), waiting) == [(1, d(1))]
    assert _shares(d(4), waiting) == [(1, d(1)), (2, d(3))]
    assert _shares(d(20), waiting) == [(1, d(1)), (2, d(5)), (3, d(14))], "more than ordered is refused, too"
    assert _shares(d(0), waiting) == [(1, d(0))]
