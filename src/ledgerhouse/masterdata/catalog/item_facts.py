"""What may be said of an item: the fields of a command, the references they name, and the rules between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, NamedTuple, Protocol

from pydantic import Field

from ledgerhouse.foundation.scope import scoped
from ledgerhouse.kernel.commands import STRICT, Price
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop, problem
from ledgerhouse.masterdata.catalog.models import Category, Style, Unit
from ledgerhouse.masterdata.catalog.words import Costing, Tracking

Days = Annotated[int, Field(ge=0, le=36_500)]
Measure = Annotated[int, Field(ge=0, le=10**12)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Words200 = Annotated[str, Field(max_length=200)]
Words60 = Annotated[str, Field(max_length=60)]
Words20 = Annotated[str, Field(max_length=20)]
ItemCode = Annotated[str, Field(max_length=60, pattern=r"^(\S(.*\S)?)?$")]

TrackingWord = Literal["none", "lot", "serial"]
StorageWord = Literal["ambient", "cool", "cold", "frozen"]
TaxWord = Literal["standard", "reduced", "low", "zero", "exempt"]
CostingWord = Literal["moving_average", "fifo", "specific", "standard", "month_average"]

FIXED: Final = ("unit", "tracking", "expires", "costing")
"""Fields that stay as they are once goods of the item have moved: balances and vouchers were made under them."""


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """An item to be made. Without a code, the rule of its category gives one; without a mnemonic, its name does.

    `unit` is the base unit, in which stock is kept; weight in grams and volume in cm³ are of one base unit.
    """

    __pydantic_config__ = STRICT

    code: ItemCode = ""
    name: Name
    unit: Words20
    spec: Words200 = ""
    mnemonic: Words60 = ""
    category: ItemCode = ""
    style: ItemCode = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    tracking: TrackingWord = "none"
    expires: bool = False
    shelf_life_days: Days = 0
    near_expiry_days: Days = 0
    storage: StorageWord = "ambient"
    hazard: Words20 = ""
    tax_class: TaxWord = "standard"
    costing: CostingWord = "moving_average"
    standard_cost: Price = Decimal(0)
    weight_g: Measure = 0
    volume_cm3: Measure = 0
    valid_from: date | None = None
    valid_until: date | None = None


class Policies(Protocol):
    """The fields that have rules between them; an `Item` row and a `NewItem` both have them."""

    @property
    def tracking(self) -> Any: ...
    @property
    def expires(self) -> Any: ...
    @property
    def shelf_life_days(self) -> Any: ...
    @property
    def near_expiry_days(self) -> Any: ...
    @property
    def costing(self) -> Any: ...
    @property
    def valid_from(self) -> Any: ...
    @property
    def valid_until(self) -> Any: ...


def clashes(where: str, facts: Policies) -> list[Problem]:
    """Policies that do not go together. `where` begins the problem's path, e.g. `items.3.`."""
    found = []
    if facts.expires and facts.tracking == Tracking.NONE:
        found.append(problem(where + "expires", gettext_noop("needs tracking by lot or serial number")))
    if not facts.expires and facts.shelf_life_days:
        found.append(problem(where + "shelf_life_days", gettext_noop("is only for items that expire")))
    if facts.shelf_life_days and facts.near_expiry_days > facts.shelf_life_days:
        found.append(problem(where + "near_expiry_days", gettext_noop("is longer than the shelf life")))
    if facts.costing == Costing.SPECIFIC and facts.tracking == Tracking.NONE:
        found.append(problem(where + "costing", gettext_noop("needs tracking by lot or serial number")))
    if facts.valid_from and facts.valid_until and facts.valid_until < facts.valid_from:
        found.append(problem(where + "valid_until", gettext_noop("is before the first day")))
    return found


class Named(NamedTuple):
    """Ids behind the codes that items name."""

    units: Mapping[str, int]
    categories: Mapping[str, int]
    styles: Mapping[str, int]


class Naming(Protocol):
    """Anything that names a unit, a category and a style by code; None when it says nothing of one."""

    @property
    def unit(self) -> str | None: ...
    @property
    def category(self) -> str | None: ...
    @property
    def style(self) -> str | None: ...


def named(ctx: Context, things: Iterable[Naming]) -> Named:
    """The ids of all units, categories and styles that these name; unknown codes are absent. Three statements."""
    rows = list(things)
    return Named(
        _ids(ctx, Unit, {row.unit for row in rows}),
        _ids(ctx, Category, {row.category for row in rows}),
        _ids(ctx, Style, {row.style for row in rows}),
    )


def unknown(where: str, thing: Naming, ids: Named) -> list[Problem]:
    """The codes among these that nothing has."""
    found = []
    if thing.unit is not None and thing.unit not in ids.units:
        found.append(problem(where + "unit", gettext_noop("there is no unit {code}"), code=thing.unit))
    if thing.category and thing.category not in ids.categories:
        found.append(problem(where + "category", gettext_noop("there is no category {code}"), code=thing.category))
    if thing.style and thing.style not in ids.styles:
        found.append(problem(where + "style", gettext_noop("there is no style {code}"), code=thing.style))
    return found


def _ids(ctx: Context, model: type[Unit | Category | Style], codes: set[str | None]) -> dict[str, int]:
    wanted = sorted(code for code in codes if code)
    if not wanted:
        return {}
    # a company has few of these, a file may name many: asking for all of them is one statement either way
    rows = scoped(ctx, model)
    some = rows.filter(code__in=wanted) if len(wanted) <= 500 else rows
    return dict(some.values_list("code", "id"))
