"""快递100 on the wire: subscribed at handover, called back, asked; against a local server that speaks its interface."""

import hashlib
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from pydantic import SecretStr
from tests.flows.outbound.test_carriage import YTO, carriers, handed, packed, states

from ledgerhouse.documents.logistics.connect_tracker import ConnectTracker, connect_tracker
from ledgerhouse.documents.logistics.kuaidi100 import WORDS, digest
from ledgerhouse.documents.logistics.models import TrackingAccount, TrackingEvent
from ledgerhouse.documents.logistics.trackers import TRACKERS, Forged, Line, NotUnderstood, Parcel, TrackerRefused
from ledgerhouse.flows.outbound.ask_trackers import ask_trackers
from ledgerhouse.foundation.dispatch import call_out, dispatch
from ledgerhouse.foundation.models import User
from ledgerhouse.foundation.outgoing import NotOutThere
from ledgerhouse.foundation.rights import context_of
from ledgerhouse.kernel.context import house
from ledgerhouse.kernel.errors import NotAllowed, Unreadable

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R124")]
assert carriers
KEY, CUSTOMER, SITE = "kd-key-1", "KD-CUSTOMER", "https://wms.example.com"


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest().upper()  # noqa: S324 - their signature


class Poll:
    """poll.kuaidi100.com: checks keys and signatures as its documents say, and knows what it was told of each parcel."""

    def __init__(self) -> None:
        self.subscribed: dict[str, dict[str, Any]] = {}
        self.known: dict[str, list[dict[str, str]]] = {}
        self.state = "0"
        poll = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                answer = poll.query(form) if self.path.endswith("query.do") else poll.subscribe(form)
                text = json.dumps(answer, ensure_ascii=False).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/poll"

    def subscribe(self, form: dict[str, str]) -> dict[str, Any]:
        param = json.loads(form["param"])
        if form["schema"] != "json" or param["key"] != KEY:
            return {"result": False, "returnCode": "600", "message": "您不是合法的订阅者"}
        if param["number"] in self.subscribed:
            return {"result": False, "returnCode": "501", "message": "重复订阅"}
        self.subscribed[param["number"]] = param
        return {"result": True, "returnCode": "200", "message": "提交成功"}

    def query(self, form: dict[str, str]) -> dict[str, Any]:
        if form["customer"] != CUSTOMER or form["sign"] != md5(form["param"] + KEY + CUSTOMER):
            return {"result": False, "returnCode": "503", "message": "验证签名失败"}
        param = json.loads(form["param"])
        if param["num"] not in self.known:
            return {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}
        return {"message": "ok", "status": "200", **self.result(param["num"], param["com"])}

    def result(self, number: str, com: str) -> dict[str, Any]:
        return {"state": self.state, "ischeck": "0", "com": com, "nu": number, "data": self.known[number]}


@pytest.fixture
def poll(settings: Any) -> Iterator[Poll]:
    settings.OUTGOING = ["127.0.0.1"]
    one = Poll()
    yield one
    one.server.shutdown()
    one.server.server_close()


def connected(cast, poll: Poll, site: str = SITE, key: str = KEY) -> TrackingAccount:
    """The account, acting with the rights of the supervisor of Shanghai."""
    command = ConnectTracker(
        code="kd100",
        key=SecretStr(key),
        customer=CUSTOMER,
        subscribe_url=poll.url,
        query_url=f"{poll.url}/query.do",
        site=site,
    )
    answer = connect_tracker(command, cast.person("it"))
    row = TrackingAccount.objects.get()
    assert answer.callback == (f"{SITE}/callbacks/tracking/{row.hook}" if site else "")
    TrackingAccount.objects.update(user=User.objects.get(username="supervisor").id)
    return row


def round_of_the_worker(ctx) -> int:
    return dispatch({}, lambda company: house(company, ctx.now), ctx.now) + call_out(ctx.now)


def row(time: str, status: str, context: str) -> dict[str, str]:
    return {"time": time, "ftime": time, "status": status, "context": context, "areaName": "浙江,杭州市"}


def call(account: TrackingAccount, result: dict[str, Any], *, salt: str = "", hook: str = "") -> tuple[int, Any]:
    """What the service sends, signed as it signs."""
    param = json.dumps({"status": "polling", "message": "", "lastResult": result}, ensure_ascii=False)
    form = {"param": param, "sign": md5(param + (salt or account.salt))}
    answer = Client(enforce_csrf_checks=True).post(f"/callbacks/tracking/{hook or account.hook}", form)
    return answer.status_code, answer.json()


GOOD = {"result": True, "returnCode": "200", "message": "成功"}


def test_parcels_are_subscribed_when_they_are_handed_over(cast, carriers, poll):
    account = connected(cast, poll)
    (waybill,) = handed(carriers, packed(cast.house, 4))
    assert poll.subscribed == {}, "nothing calls out inside the transaction"
    round_of_the_worker(carriers)
    param = poll.subscribed[waybill]
    assert param["company"] == "yuantong"
    assert param["parameters"]["callbackurl"] == f"{SITE}/callbacks/tracking/{account.hook}"
    assert param["parameters"]["salt"] == account.salt
    # twice is as good as once
    tracker = TRACKERS["kuaidi100"]
    tracker.subscribe(wire(poll), line(account), Parcel("yuantong", YTO, waybill))


def test_callbacks_move_the_waybill_once_whatever_their_order(cast, carriers, poll):
    account = connected(cast, poll)
    (waybill,) = handed(carriers, packed(cast.house, 4))
    early = row("2026-11-22 12:00:00", "揽收", "【上海】已揽收")
    late = row("2026-11-23 09:30:00", "派件", "【杭州】派送中")
    poll.known[waybill] = [late, early]
    newer = poll.result(waybill, "yuantong")
    assert call(account, newer) == (200, GOOD)
    assert states()[waybill] == "delivering"
    assert TrackingEvent.objects.get(said="delivering").at.isoformat() == "2026-11-23T01:30:00+00:00"
    # again, and an older one afterwards: nothing changes
    assert call(account, newer) == (200, GOOD)
    poll.known[waybill] = [early]
    assert call(account, poll.result(waybill, "yuantong")) == (200, GOOD)
    assert (states()[waybill], TrackingEvent.objects.count()) == ("delivering", 2)
    poll.known[waybill] = [row("2026-11-23 15:00:00", "签收", "张三 已签收"), late, early]
    poll.state = "3"
    assert call(account, poll.result(waybill, "yuantong")) == (200, GOOD)
    assert (states()[waybill], TrackingEvent.objects.count()) == ("delivered", 3)


def test_forged_unknown_and_broken_calls_are_answered_clearly_and_change_nothing(cast, carriers, poll):
    account = connected(cast, poll)
    (waybill,) = handed(carriers, packed(cast.house, 4))
    signed = {"state": "3", "com": "yuantong", "nu": waybill, "data": [row("2026-11-23 15:00:00", "签收", "假的")]}
    status, body = call(account, signed, salt="guessed")
    assert (status, body["result"]) == (403, False)
    status, body = call(account, signed, hook="nobody")
    assert (status, body["result"]) == (404, False)
    status, body = call(account, {**signed, "nu": "YT999"})
    assert (status, body["result"]) == (422, False)
    assert "YT999" in body["message"]
    for broken in ({}, {"nu": waybill, "data": [{"time": "yesterday"}]}, {"nu": waybill, "data": [3]}):
        assert call(account, broken)[0] == 400
    assert Client().get(f"/callbacks/tracking/{account.hook}").status_code == 405
    huge = Client().post(f"/callbacks/tracking/{account.hook}", {"param": "x" * 300_000, "sign": "x"})
    assert huge.status_code == 413
    assert (states()[waybill], TrackingEvent.objects.count()) == ("handed over", 0)
    # a waybill of a warehouse that the account's owner does not see is unknown to its calls
    TrackingAccount.objects.update(user=User.objects.get(username="beijing").id)
    assert call(account, signed)[0] == 422
    User.objects.filter(username="beijing").update(is_active=False)
    assert call(account, signed)[0] == 404


def test_who_can_not_be_called_asks(cast, carriers, poll):
    connected(cast, poll, site="")
    one, two = handed(carriers, packed(cast.house, 4, 5))
    poll.known[one] = [row("2026-11-23 15:00:00", "", "已签收")]
    poll.state = "3"
    boss = context_of(User.objects.get(username="supervisor"), carriers.now, interface="jobs")
    done = ask_trackers(boss, {}, lambda *_: None)
    assert done == {"asked": 2, "new": 1, "silent": [two]}
    assert states() == {one: "delivered", two: "handed over"}
    round_of_the_worker(carriers)
    assert poll.subscribed == {}


def test_only_who_connects_systems_connects_and_only_to_the_outside(cast, poll, settings):
    command = ConnectTracker(code="kd100", key=SecretStr(KEY), subscribe_url=poll.url, query_url=poll.url)
    with pytest.raises(NotAllowed):
        connect_tracker(command, cast.person("supervisor"))
    with pytest.raises(Unreadable):
        connect_tracker(ConnectTracker(code="kd100", key=SecretStr(KEY), kind="pigeon"), cast.person("it"))
    settings.OUTGOING = []
    with pytest.raises(NotOutThere):
        connect_tracker(command, cast.person("it"))
    assert not TrackingAccount.objects.exists()


def test_secrets_are_encrypted(cast, poll):
    from django.db import connection

    connected(cast, poll)
    with connection.cursor() as cursor:
        cursor.execute("select * from logistics_trackingaccount")
        assert KEY not in str(cursor.fetchall())


def wire(poll: Poll):
    from ledgerhouse.documents.logistics.accounts import post

    return post


def line(account: TrackingAccount) -> Line:
    from ledgerhouse.documents.logistics.accounts import line_of

    return line_of(account)


class TrackerContract(ABC):
    """A tracking service subscribes once, tells what it knows with aware times, hears only what is signed, and answers in its own words."""

    name = ""

    @abstractmethod
    def signed(self, line: Line, number: str) -> dict[str, str]:
        """A call of the service about a parcel, with one event."""

    def test_signed_calls_are_heard_and_others_are_not(self):
        tracker = TRACKERS[self.name]
        account = Line("", "", "customer", "key", "salt", "")
        form = self.signed(account, "N1")
        (event,) = tracker.heard(account, form, {"yuantong": YTO})
        assert (event.number, event.carrier, event.at.tzinfo is not None) == ("N1", YTO, True)
        assert tracker.heard(account, form, {})[0].carrier == ""
        for other in ({**form, "sign": "0" * 32}, {}, {**form, "param": form["param"] + " "}):
            with pytest.raises(Forged):
                tracker.heard(account, other, {})
        with pytest.raises(Forged):
            tracker.heard(account._replace(salt="other"), form, {})

    def test_answers_differ(self):
        assert TRACKERS[self.name].answer() != TRACKERS[self.name].answer("no")

    def test_refusals_are_told(self):
        def deaf(url, form):
            del url, form
            return {}

        account = Line("", "", "customer", "key", "salt", "")
        with pytest.raises(TrackerRefused):
            TRACKERS[self.name].subscribe(deaf, account, Parcel("yuantong", YTO, "N1"))
        with pytest.raises(TrackerRefused):
            TRACKERS[self.name].query(deaf, account, Parcel("yuantong", YTO, "N1"))


class TestKuaidi100(TrackerContract):
    name = "kuaidi100"

    def signed(self, line: Line, number: str) -> dict[str, str]:
        last = {"com": "yuantong", "nu": number, "state": "0", "data": [row("2026-11-23 15:00:00", "在途", "到达")]}
        text = json.dumps({"lastResult": last})
        return {"param": text, "sign": md5(text + line.salt)}

    def test_a_signed_call_without_sense_is_not_understood(self):
        account = Line("", "", "customer", "key", "salt", "")
        for text in ("", "[]", "{}", '{"lastResult": null}', "not json"):
            with pytest.raises(NotUnderstood):
                TRACKERS["kuaidi100"].heard(account, {"param": text, "sign": md5(text + "salt")}, {})


def test_every_tracker_of_the_house_is_under_the_contract():
    assert {c.name for c in TrackerContract.__subclasses__()} == set(TRACKERS)
    assert digest("a", "b") == md5("ab")
    assert set(WORDS) >= {"揽收", "在途", "派件", "签收", "疑难", "退签"}
