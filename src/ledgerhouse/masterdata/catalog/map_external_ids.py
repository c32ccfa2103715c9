"""Remember what other systems and partners call our items (外部编码映射)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.table_importer import TableImporter, Values, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.models import ExternalId
from ledgerhouse.masterdata.catalog.queries import items_by_code


@dataclass(frozen=True)
class ExternalFacts:
    """What `system` (a connected system, or a partner's code) calls an item."""

    __pydantic_config__ = STRICT

    system: Annotated[str, Field(min_length=1, max_length=40)]
    external: Annotated[str, Field(min_length=1, max_length=80)]
    item: Code


@dataclass(frozen=True)
class MapExternalIds:
    """Codes of other systems and the items they mean; a known code may mean another item from now on."""

    __pydantic_config__ = STRICT

    codes: tuple[ExternalFacts, ...]


@dataclass(frozen=True)
class ExternalIdsMapped:
    """How many are new and how many mean another item now."""

    created: int
    changed: int


class ExternalIds(TableImporter[ExternalFacts]):
    """Codes of other systems by system and code."""

    kind = "catalog.external_id"
    title = gettext_noop("Foreign codes")
    may = "change items"
    row = ExternalFacts
    model = ExternalId
    identity = ("system", "code")
    sources = {"item_id": "item"}
    columns = (
        ImportColumn("system", gettext_noop("System"), ("系统", "来源系统"), required=True),
        ImportColumn("external", gettext_noop("Foreign code"), ("外部编码", "对方编码"), required=True),
        ImportColumn("item", gettext_noop("Item"), ("物料编码", "商品编码", "SKU", "Product code"), required=True),
    )

    def key(self, row: ExternalFacts) -> tuple[str, str]:
        return row.system, row.external

    def resolve(self, ctx: Context, lines: Sequence[Line[ExternalFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        items = items_by_code(ctx, [line.row.item for line in lines])
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            item = items.get(row.item)
            if item is None:
                problems.append(line.problem("item", gettext_noop("there is no item {code}"), code=row.item))
            else:
                values[line.number] = {"system": row.system, "code": row.external, "item_id": item.id}
        return values, problems


EXTERNAL_IDS = ExternalIds()
IMPORTERS.add(ExternalIds.kind)(EXTERNAL_IDS)


@verb("catalog.map_external_ids", may="change items", title=gettext_noop("Map foreign codes"))
def map_external_ids(command: MapExternalIds, ctx: Context) -> ExternalIdsMapped:
    """Remember what other systems call our items. Refuses with `Unreadable` unknown items and a code given twice."""
    done = set_rows(ctx, EXTERNAL_IDS, command.codes, path="codes")
    return ExternalIdsMapped(done["create"], done["change"])
