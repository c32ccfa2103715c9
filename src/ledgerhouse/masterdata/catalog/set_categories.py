"""Make, rename or move categories of items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line, Written
from ledgerhouse.foundation.importing import Judged as Judgement
from ledgerhouse.foundation.nodes import new_ids
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.table_importer import TableImporter, Values, overwrite, set_rows
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.masterdata.catalog.models import Category

DEEPEST: Final = 8


@dataclass(frozen=True)
class CategoryFacts:
    """A category and the one above it ("" for a root)."""

    __pydantic_config__ = STRICT

    code: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^/]+$")]
    name: Annotated[str, Field(max_length=100)] = ""
    parent: Annotated[str, Field(max_length=60)] = ""


@dataclass(frozen=True)
class SetCategories:
    """The categories that shall exist, new or known; parents may be in the same command."""

    __pydantic_config__ = STRICT

    categories: tuple[CategoryFacts, ...]


@dataclass(frozen=True)
class CategoriesSet:
    """How many are new and how many changed."""

    created: int
    changed: int


class Categories(TableImporter[CategoryFacts]):
    """Categories by code. A parent must be known or in the same chunk of the file."""

    kind = "catalog.category"
    title = gettext_noop("Categories")
    may = "change items"
    row = CategoryFacts
    model = Category
    identity = ("code",)
    repeats = True
    sources = {"parent_id": "parent", "path": "parent", "id": ""}
    columns = (
        ImportColumn("code", gettext_noop("Code"), ("编码", "分类编码", "分类", "Category"), required=True),
        ImportColumn("name", gettext_noop("Name"), ("名称", "分类名称")),
        ImportColumn("parent", gettext_noop("Parent"), ("上级", "上级分类", "父级")),
    )

    def key(self, row: CategoryFacts) -> str:
        return row.code

    def resolve(self, ctx: Context, lines: Sequence[Line[CategoryFacts]]) -> tuple[dict[int, Values], list[Problem]]:
        tree = {code: (id_, parent) for id_, code, parent in _tree(ctx)}
        fresh = iter(new_ids(len(lines)))
        for line in lines:
            row = line.row
            known = tree.get(row.code)
            parent = row.parent if known is None or "parent" in line.given else known[1]
            tree[row.code] = (known[0] if known else next(fresh), parent)
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            id_, parent = tree[row.code]
            above = _above(row.code, tree)
            if parent and parent not in tree:
                template = gettext_noop("there is no category {code}")
                problems.append(line.problem("parent", template, code=parent))
            elif above is None:
                problems.append(line.problem("parent", gettext_noop("is below itself, or more than 8 levels deep")))
            else:
                parent_id = tree[parent][0] if parent else None
                path = "".join(f"{code}/" for code in (*above, row.code))
                name = row.name or row.code
                values[line.number] = {"id": id_, "code": row.code, "name": name, "parent_id": parent_id, "path": path}
        return values, problems

    def write(self, ctx: Context, lines: Sequence[Line[CategoryFacts]], judged: Judgement) -> list[Written]:
        # parents first: not every database waits for the end of a statement to look for them
        rising = sorted(lines, key=lambda line: judged.known[line.number].values["path"].count("/"))
        written = super().write(ctx, rising, judged)
        if any("path" in (one.after or {}) for one in written):
            # what hangs below a moved category moves with it
            tree = {code: (id_, parent) for id_, code, parent in _tree(ctx)}
            rows = list(scoped(ctx, Category))
            for row in rows:
                row.path = "".join(f"{code}/" for code in (*(_above(row.code, tree) or ()), row.code))
            overwrite(Category, rows, ["path"])
        return written


def _tree(ctx: Context) -> list[tuple[int, str, str]]:
    rows = scoped(ctx, Category).values_list("id", "code", "parent__code")
    return [(id_, code, parent or "") for id_, code, parent in rows]


def _above(code: str, tree: Mapping[str, tuple[int, str]]) -> list[str] | None:
    """The codes from the root to just above a category; None for a circle or a tree too deep."""
    found: list[str] = []
    parent = tree[code][1]
    while parent in tree:
        found.insert(0, parent)
        if len(found) >= DEEPEST:
            return None
        parent = tree[parent][1]
    return found


CATEGORIES = Categories()
IMPORTERS.add(Categories.kind)(CATEGORIES)


@verb("catalog.set_categories", may="change items", title=gettext_noop("Set categories"))
def set_categories(command: SetCategories, ctx: Context) -> CategoriesSet:
    """Make the categories that are new, rename or move the known ones with all that is below them.

    Refuses with `Unreadable` an unknown parent, a category below itself, and more than eight levels.
    """
    done = set_rows(ctx, CATEGORIES, command.categories, path="categories")
    return CategoriesSet(done["create"], done["change"])
