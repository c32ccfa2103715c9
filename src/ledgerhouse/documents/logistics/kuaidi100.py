"""快递100: query, subscription and callback, as its interface documents say.

A query is signed by the upper-case MD5 of the JSON text, the key and the customer; a callback by that of its JSON text and the salt agreed when the
parcel was subscribed. The texts are signed byte by byte, so they are made once and sent as they are. Times are China's.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from ledgerhouse.documents.logistics.trackers import TRACKERS, Forged, Line, NotUnderstood, Parcel, TrackerRefused, Wire
from ledgerhouse.documents.logistics.tracking import Told
from ledgerhouse.documents.logistics.words import Said

CHINA: Final = ZoneInfo("Asia/Shanghai")
SUBSCRIBED_BEFORE: Final = "501"
OK: Final = "200"
WORDS: Final = {
    "揽收": Said.COLLECTED,
    "在途": Said.IN_TRANSIT,
    "转投": Said.IN_TRANSIT,
    "清关": Said.IN_TRANSIT,
    "派件": Said.DELIVERING,
    "签收": Said.SIGNED,
    "疑难": Said.TROUBLE,
    "拒签": Said.TROUBLE,
    "退回": Said.TROUBLE,
    "退签": Said.RETURNED,
}
"""What it calls the states of a parcel. 退回 is on its way back, 退签 has arrived there."""
STATES: Final = {
    "0": Said.IN_TRANSIT,
    "1": Said.COLLECTED,
    "2": Said.TROUBLE,
    "3": Said.SIGNED,
    "4": Said.RETURNED,
    "5": Said.DELIVERING,
    "6": Said.TROUBLE,
    "7": Said.IN_TRANSIT,
    "8": Said.IN_TRANSIT,
    "14": Said.TROUBLE,
}
"""The same by number, of the parcel as a whole."""


def digest(*parts: str) -> str:
    """The upper-case MD5 of the parts, which is all the signature there is."""
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest().upper()


def compact(value: Mapping[str, Any]) -> str:
    """The JSON text that is signed and sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Kuaidi100:
    """See above."""

    def subscribe(self, wire: Wire, line: Line, parcel: Parcel) -> None:
        """Ask to be called about a parcel."""
        parameters = {"callbackurl": line.callback_url, "salt": line.salt, "resultv2": "4"}
        if parcel.phone:
            parameters["phone"] = parcel.phone
        wanted = {"company": parcel.company, "number": parcel.number, "key": line.key, "parameters": parameters}
        answer = wire(line.subscribe_url, {"schema": "json", "param": compact(wanted)})
        code = str(answer.get("returnCode", ""))
        if code not in (OK, SUBSCRIBED_BEFORE):
            raise TrackerRefused(code=code, message=str(answer.get("message", "")))

    def query(self, wire: Wire, line: Line, parcel: Parcel) -> Sequence[Told]:
        """Everything that is known of a parcel."""
        wanted = {"com": parcel.company, "num": parcel.number, "resultv2": "4"}
        if parcel.phone:
            wanted["phone"] = parcel.phone
        text = compact(wanted)
        form = {"customer": line.customer, "sign": digest(text, line.key, line.customer), "param": text}
        answer = wire(line.query_url, form)
        if str(answer.get("status", "")) != OK:
            raise TrackerRefused(code=str(answer.get("returnCode", "")), message=str(answer.get("message", "")))
        return _events(answer, parcel.number, parcel.carrier)

    def heard(self, line: Line, form: Mapping[str, str], carriers: Mapping[str, str]) -> Sequence[Told]:
        """What a callback says of one parcel."""
        text = form.get("param", "")
        if not hmac.compare_digest(digest(text, line.salt).encode(), form.get("sign", "").upper().encode()):
            raise Forged
        try:
            told = json.loads(text)
            result = told["lastResult"]
            number, company = str(result["nu"]), str(result.get("com", ""))
            return _events(result, number, carriers.get(company, ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotUnderstood(why=type(error).__name__) from error

    def answer(self, problem: str = "") -> Mapping[str, Any]:
        """What it wants to hear."""
        if problem:
            return {"result": False, "returnCode": "500", "message": problem}
        return {"result": True, "returnCode": OK, "message": "成功"}


TRACKERS.add("kuaidi100")(Kuaidi100())


def _events(result: Mapping[str, Any], number: str, carrier: str) -> list[Told]:
    rows = list(result.get("data") or ())
    found = []
    for i, row in enumerate(rows):
        # newest first; only the newest takes the state of the parcel as a whole when it has none of its own
        word = str(row.get("status") or "")
        said = WORDS.get(word) or (STATES.get(str(result.get("state", ""))) if i == 0 else None) or Said.IN_TRANSIT
        at = datetime.strptime(str(row.get("ftime") or row["time"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        text, place = str(row.get("context") or "")[:400], str(row.get("areaName") or "")[:100]
        found.append(Told(number, carrier, at, said, text, place, "kuaidi100"))
    return found
