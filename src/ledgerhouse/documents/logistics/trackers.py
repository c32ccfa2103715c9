"""Tracking services on the wire: plug-ins translate, and are given something to call out with. They answer events and write nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ledgerhouse.documents.logistics.tracking import Told
from ledgerhouse.kernel.errors import Refused, gettext_noop
from ledgerhouse.kernel.registry import Registry


class Forged(Refused):
    """A call that is not signed by the tracking service."""

    code = "signature-wrong"
    template = gettext_noop("The signature is wrong.")
    status = 403


class NotUnderstood(Refused):
    """A call that is signed but says nothing that is understood."""

    code = "not-understood"
    template = gettext_noop("The call could not be understood: {why}.")
    status = 400


class TrackerRefused(Refused):
    """The tracking service did not do what it was asked."""

    code = "tracker-refused"
    template = gettext_noop("The tracking service answered {code}: {message}")
    status = 502


class Line(NamedTuple):
    """An account at a tracking service: its two addresses, customer, key, what callbacks are signed with, and where they go ("" for nowhere)."""

    subscribe_url: str
    query_url: str
    customer: str
    key: str
    salt: str
    callback_url: str


class Parcel(NamedTuple):
    """A waybill as tracking services know it: the carrier's code there, ours, the number, and the receiver's telephone ("" for none)."""

    company: str
    carrier: str
    number: str
    phone: str = ""


class Wire(Protocol):
    """What a plug-in calls out with: a form to an address, JSON back."""

    def __call__(self, url: str, form: Mapping[str, str]) -> Mapping[str, Any]:
        """Post a form. Raises what keeps it from an answer."""


class Tracker(Protocol):
    """A tracking service."""

    def subscribe(self, wire: Wire, line: Line, parcel: Parcel) -> None:
        """Ask to be called about a parcel. Asking twice is as good as once. Refuses with `TrackerRefused`."""

    def query(self, wire: Wire, line: Line, parcel: Parcel) -> Sequence[Told]:
        """Everything that is known of a parcel. Refuses with `TrackerRefused`."""

    def heard(self, line: Line, form: Mapping[str, str], carriers: Mapping[str, str]) -> Sequence[Told]:
        """What a call says; `carriers` are our codes by the service's. Refuses with `Forged` or `NotUnderstood`."""

    def answer(self, problem: str = "") -> Mapping[str, Any]:
        """What the service wants to hear: all is well, or what is not."""


TRACKERS: Registry[Tracker] = Registry("ledgerhouse.trackers")
