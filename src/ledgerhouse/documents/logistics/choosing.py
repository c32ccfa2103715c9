"""Which service carries a parcel: plug-ins rank the services that may, and explain; the house says beforehand which may, and what they cost.

Plain data in, a ranking out: no strategy touches a table.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from ledgerhouse.documents.logistics.words import RateRef, ServiceRef
from ledgerhouse.kernel.errors import gettext_noop
from ledgerhouse.kernel.registry import Registry


class Load(NamedTuple):
    """What is to be carried: grams, the longest side in mm (0: not known), cold goods or not, to where, promised for when."""

    weight_g: int
    longest_mm: int
    cold: bool
    province: str
    city: str
    promised_on: date | None


class Offer(NamedTuple):
    """A service that may carry a load: its price in amount steps, and the day it arrives."""

    service: ServiceRef
    price: int
    arrives_on: date

    @property
    def label(self) -> str:
        """Carrier and service, as people write them."""
        return f"{self.service.carrier_code}/{self.service.code}"


class Unfit(NamedTuple):
    """A service that may not, and why: a message id with its facts."""

    service: ServiceRef
    why: str
    facts: dict[str, str | int]


Ranking = Callable[[Load, Sequence[Offer]], Sequence[Offer]]
"""A strategy: all of the offers, each once, the best first."""

RANKINGS: Registry[Ranking] = Registry("ledgerhouse.carrier_choices")
NO_COLD: Final = gettext_noop("does not keep goods cold")
TOO_HEAVY: Final = gettext_noop("{weight} g are more than {most} g")
TOO_LONG: Final = gettext_noop("{length} mm are longer than {most} mm")
NOT_THERE: Final = gettext_noop("does not go to {place}")


@RANKINGS.add("cheapest")
def cheapest(load: Load, offers: Sequence[Offer]) -> Sequence[Offer]:
    """What arrives in time before what does not, then the lowest price."""
    return sorted(offers, key=lambda o: (late(load, o), o.price, o.arrives_on, o.label))


@RANKINGS.add("fastest")
def fastest(load: Load, offers: Sequence[Offer]) -> Sequence[Offer]:
    """The earliest arrival, then the lowest price."""
    del load
    return sorted(offers, key=lambda o: (o.arrives_on, o.price, o.label))


def late(load: Load, offer: Offer) -> bool:
    """Whether an offer arrives after the day that was promised."""
    return load.promised_on is not None and offer.arrives_on > load.promised_on


def offers_for(load: Load, services: Sequence[ServiceRef], today: date, clock: str) -> tuple[list[Offer], list[Unfit]]:
    """The services that may carry a load, with price and day; and those that may not, with the reason. `clock` is the local time as HH:MM."""
    offers, unfit = [], []
    for service in services:
        rate = rate_for(service, load.province, load.city)
        if load.cold and not service.cold:
            unfit.append(Unfit(service, NO_COLD, {}))
        elif service.heaviest_g and load.weight_g > service.heaviest_g:
            unfit.append(Unfit(service, TOO_HEAVY, {"weight": load.weight_g, "most": service.heaviest_g}))
        elif service.longest_mm and load.longest_mm > service.longest_mm:
            unfit.append(Unfit(service, TOO_LONG, {"length": load.longest_mm, "most": service.longest_mm}))
        elif rate is None:
            unfit.append(Unfit(service, NOT_THERE, {"place": f"{load.province}{load.city}" or "-"}))
        else:
            leaves = today + timedelta(days=bool(service.cutoff and clock > service.cutoff))
            offers.append(Offer(service, price_of(rate, load.weight_g), leaves + timedelta(days=rate.days)))
    return offers, unfit


def rate_for(service: ServiceRef, province: str, city: str) -> RateRef | None:
    """The rate that means a place most exactly; None where the service does not go."""
    fitting = [r for r in service.rates if r.province in ("", province) and r.city in ("", city)]
    return max(fitting, key=lambda r: r.specific, default=None)


def price_of(rate: RateRef, weight_g: int) -> int:
    """First weight and each begun further one, in amount steps."""
    beyond = max(weight_g - rate.first_g, 0)
    return rate.first_price + (-(-beyond // rate.step_g) * rate.step_price if rate.step_g else 0)
