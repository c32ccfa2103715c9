"""Make or rename styles: families of items that differ in a few attributes (款式)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.importing import Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.models import Style


@dataclass(frozen=True)
class StyleFacts:
    """A style with the attributes its variants differ in and the values each may have, e.g. 颜色: 红, 蓝."""

    __pydantic_config__ = STRICT

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=200)]
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SetStyles:
    """The styles that shall exist, new or known."""

    __pydantic_config__ = STRICT

    styles: tuple[StyleFacts, ...]


@dataclass(frozen=True)
class StylesSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class Styles(TableImporter[StyleFacts]):
    """Styles by code; set by the verb only, as files have no cell for their attributes."""

    kind = "catalog.style"
    title = gettext_noop("Styles")
    may = "change items"
    row = StyleFacts
    model = Style
    identity = ("code",)
    columns = ()

    def key(self, row: StyleFacts) -> str:
        return row.code

    def resolve(self, ctx: Context, lines: Sequence[Line[StyleFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        values: dict[int, Values] = {}
        for line in lines:
            attributes = {name: list(choices) for name, choices in line.row.attributes.items()}
            values[line.number] = {"code": line.row.code, "name": line.row.name, "attributes": attributes}
        return values, []


@verb("catalog.set_styles", may="change items", title=gettext_noop("Set styles"))
def set_styles(command: SetStyles, ctx: Context) -> StylesSet:
    """Make the styles that are new and change the known ones."""
    done = set_rows(ctx, Styles(), command.styles, path="styles")
    return StylesSet(done["create"], done["change"])
