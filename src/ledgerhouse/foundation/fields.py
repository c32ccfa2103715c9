"""Exact decimals on every database, stored as whole steps; application-made ids; the base of every table's row.

`DecimalField` on SQLite loses digits beyond fifteen, so it is never used. In expressions keep to the field's own
arithmetic: `F("on_hand") + Decimal(1)` would add one *step*; ledgers compute in Python or in `dialect` instead.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core import exceptions
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from ledgerhouse.foundation.nodes import new_id
from ledgerhouse.kernel import exact

if TYPE_CHECKING:
    _Base = models.BigIntegerField[Decimal | int | str | Combinable, Decimal]
else:
    _Base = models.BigIntegerField


class ExactField(_Base):
    """A decimal with `scale` places, stored as an integer of its smallest step."""

    def __init__(self, *args: Any, scale: int = exact.QUANTITY, **kwargs: Any) -> None:
        self.scale = scale
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep the scale in migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "scale": self.scale}

    def get_internal_type(self) -> str:
        """The column is a plain 64-bit integer on every database."""
        return "BigIntegerField"

    def get_prep_value(self, value: Any) -> Any:
        """Decimal to steps; raises `exact.TooFine` or `exact.TooLarge`."""
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return exact.steps(value, self.scale)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        """Steps to decimal; also of sums, which some databases answer as decimals."""
        del expression, connection
        return None if value is None else exact.number(int(value), self.scale)

    def to_python(self, value: Any) -> Decimal | None:
        """Anything a form may hold to a decimal."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(value)
        except ArithmeticError as error:
            raise exceptions.ValidationError(_("must be a number")) from error

    @property
    def validators(self) -> list[Any]:
        """The integer range validators do not fit decimals; the range is checked when preparing."""
        return []


class QuantityField(ExactField):
    """A quantity in the item's base unit: six places, grams in tonnes."""


class PriceField(ExactField):
    """A unit price or unit cost: six places."""


class AmountField(ExactField):
    """An amount of money: four places."""

    def __init__(self, *args: Any, scale: int = exact.AMOUNT, **kwargs: Any) -> None:
        super().__init__(*args, scale=scale, **kwargs)


class RateField(ExactField):
    """What one unit of a foreign currency is worth in ours: eight places."""

    def __init__(self, *args: Any, scale: int = exact.RATE, **kwargs: Any) -> None:
        super().__init__(*args, scale=scale, **kwargs)


class PercentField(ExactField):
    """A share in percent: four places, 13 for thirteen percent."""

    def __init__(self, *args: Any, scale: int = exact.PERCENT, **kwargs: Any) -> None:
        super().__init__(*args, scale=scale, **kwargs)


class LateIdField(models.BigIntegerField):  # type: ignore[type-arg]
    """An application-made id given when the row is saved, for a model that is also made without a database (checks)."""

    def get_pk_value_on_save(self, instance: models.Model) -> int:
        """A new id for a row that has none."""
        del instance
        return new_id()


class Row(models.Model):
    """A row with an application-made id: parents and children can be written in one batch, nothing is read back."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
