"""Who is asking, for which company, through which interface, with which rights, and what time it is."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ledgerhouse.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Scope:
    """A conjunction of limits: dimension name -> the ids inside. A dimension that is absent is not limited.

    Dimensions: company, department, warehouse, zone, location, owner, customer_group, document_type.
    """

    limits: tuple[tuple[str, frozenset[int]], ...] = ()

    @classmethod
    def of(cls, **limits: frozenset[int] | set[int]) -> "Scope":
        """Build a scope from keyword limits, in a fixed order so that equal scopes compare equal."""
        return cls(tuple(sorted((name, frozenset(ids)) for name, ids in limits.items())))

    def covers(self, facts: Mapping[str, int]) -> bool:
        """Whether a thing with these dimension values is inside; a dimension the thing lacks does not limit it."""
        return all(name not in facts or facts[name] in ids for name, ids in self.limits)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where one right holds: inside any of `allow` and outside every one of `deny`. Deny wins."""

    allow: tuple[Scope, ...] = ()
    deny: tuple[Scope, ...] = ()

    def covers(self, facts: Mapping[str, int]) -> bool:
        """Whether a thing with these dimension values may be touched."""
        if any(scope.limits and scope.covers(facts) and _names(scope) <= facts.keys() for scope in self.deny):
            return False
        return any(scope.covers(facts) for scope in self.allow)

    def __or__(self, other: "Reach") -> "Reach":
        """Several grants of one right add up; their denials too."""
        return Reach(tuple(dict.fromkeys(self.allow + other.allow)), tuple(dict.fromkeys(self.deny + other.deny)))


Limits = Mapping[str, frozenset[int]]
Around = Mapping[str, Mapping[int, Mapping[str, int]]]
"""Where ids of a dimension lie: dimension -> id -> wider dimension -> the id there. A zone lies in one warehouse."""


def merged(scopes: tuple[Scope, ...], around: Around = MappingProxyType({})) -> tuple[Scope, ...]:
    """The same place in fewer scopes: those that differ in one dimension only become one; one without limits is all.

    Forty grants of a warehouse each are one list of forty warehouses, which a database finds as fast as one. With `around` so
    are forty grants of a warehouse and one of its zones each: what is in a zone is in its warehouse, so both lists can be joined.
    """
    if any(not scope.limits for scope in scopes):
        return (Scope(),)
    left = list(dict.fromkeys(scopes))
    for dimension in sorted({name for scope in left for name, _ in scope.limits}):
        left = _united(left, dimension, {dimension}, {})
    for inner in around:
        left = _united(left, inner, {inner} | _wider(around, inner), around)
    return tuple(left)


def _united(scopes: Iterable[Scope], needed: str, chain: AbstractSet[str], around: Around) -> list[Scope]:
    """Scopes that are equal but for the dimensions of `chain` become one with the ids of all; others stay.

    Of these, `needed` must be limited, and what is narrow must lie inside what is wide.
    """
    left = []
    together: dict[frozenset[tuple[str, frozenset[int] | None]], dict[str, frozenset[int]]] = {}
    for scope in scopes:
        limits = dict(scope.limits)
        if needed not in limits or not _nested(limits, chain & limits.keys(), around):
            left.append(scope)
            continue
        alike = frozenset((name, None if name in chain else ids) for name, ids in limits.items())
        known = together.setdefault(alike, {})
        known |= {name: known.get(name, frozenset()) | ids for name, ids in limits.items()}
    return left + [Scope.of(**limits) for limits in together.values()]


def _wider(around: Around, inner: str) -> set[str]:
    return set().union(*(places.keys() for places in around[inner].values()))


def _nested(limits: Limits, names: AbstractSet[str], around: Around) -> bool:
    """Whether every id among `names` lies inside what the scope says of wider dimensions. An id not known lies nowhere."""
    return all(
        around[inner].get(one, {}).get(outer) in limits[outer]
        for inner in names & around.keys()
        for outer in names & _wider(around, inner)
        for one in limits[inner]
    )


def _names(scope: Scope) -> set[str]:
    return {name for name, _ in scope.limits}


EVERYWHERE = Reach((Scope(),))
NOWHERE = Reach()


class AllRights(Mapping[str, Reach]):
    """The rights of the house itself (jobs, migrations, the demo): every right, everywhere."""

    def __getitem__(self, right: str) -> Reach:
        return EVERYWHERE

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, right: object) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything a verb or a query may know about the asker. Made at the edge, passed down, never global.

    `now` is UTC and computed once at the edge. `key` is the idempotency key of a write; empty when the
    interface can not give one. `acting` is the right under which rows are loaded while a verb runs. `hidden` names
    the fields that the asker's roles hide; `lent` says for a right held only by delegation who has lent it.
    """

    company: int
    user: int = 0
    name: str = ""
    interface: str = "house"
    device: str = ""
    now: datetime
    language: str = "zh-hans"
    rights: Mapping[str, Reach] = field(default_factory=lambda: MappingProxyType({}))
    key: str = ""
    acting: str = ""
    dry_run: bool = False
    hidden: frozenset[str] = frozenset()
    lent: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def may(self, right: str) -> bool:
        """Whether the asker has this right anywhere at all."""
        return right in self.rights

    def sees(self, name: str, *, of: str = "", masked: str = "") -> bool:
        """Whether a field may be shown: the right that masks it is held, and no role hides it, here or everywhere."""
        if masked and masked not in self.rights:
            return False
        return not self.hidden or not (name in self.hidden or f"{of}.{name}" in self.hidden)

    def reach(self, right: str) -> Reach:
        """Where this right holds for the asker; nowhere when it was never granted."""
        return self.rights.get(right, NOWHERE)

    def everywhere(self, right: str) -> bool:
        """Whether this right holds in the whole company, without any limit or denial."""
        reach = self.reach(right)
        return not reach.deny and any(not scope.limits for scope in reach.allow)

    def require(self, right: str, **facts: int) -> None:
        """Refuse with `NotAllowed` unless the right holds for a thing with these dimension values."""
        if not self.reach(right).covers(facts):
            raise NotAllowed(right=right)

    def require_any(self, right: str) -> None:
        """Refuse with `NotAllowed` unless the right is held somewhere."""
        if not self.may(right):
            raise NotAllowed(right=right)

    def under(self, right: str) -> "Context":
        """The same asker while acting under one right: rows outside its reach are not found."""
        return replace(self, acting=right)

    def today(self, timezone: str) -> date:
        """The business date of a warehouse or company in this IANA time zone."""
        return self.now.astimezone(ZoneInfo(timezone)).date()


def house(company: int, now: datetime, *, interface: str = "house", key: str = "") -> Context:
    """The context of the house itself: scheduled jobs, the demo, set-up. It has every right, everywhere."""
    return Context(company=company, now=now, interface=interface, name="ledgerhouse", rights=AllRights(), key=key)
