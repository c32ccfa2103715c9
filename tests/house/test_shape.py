"""The shape of the house, checked where import-linter can not see."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "ledgerhouse"
STOREYS = [
    "kernel",
    "foundation",
    "masterdata",
    "ledgers",
    "documents",
    "posting",
    "flows",
    "tower",
    "interfaces",
    "config",
]
SOURCES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
WRITES = {
    "add", "aupdate", "bulk_create", "bulk_update", "create", "delete", "get_or_create", "save", "update", "update_or_create",
}  # fmt: skip
LONGEST_FUNCTION = 50
LONGEST_FILE = 400
LONGEST_NAME = 30


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def at(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("ledgerhouse.")]


def place(model: type[models.Model]) -> tuple[int, str, str]:
    """The height of a model's storey, the storey, and its room."""
    parts = model.__module__.split(".")
    return STOREYS.index(parts[1]), parts[1], ".".join(parts[:3])


def rises(model: type[models.Model], field: models.Field) -> bool:
    target = field.related_model
    if not isinstance(target, type) or not target.__module__.startswith("ledgerhouse."):
        return False
    (height, storey, room), (other_height, other_storey, other_room) = place(model), place(target)
    beside = storey == other_storey and room != other_room
    allowed_beside = storey == "foundation" or (room.endswith(".costing") and other_room.endswith((".stock", ".books")))
    return other_height > height or (beside and not allowed_beside)


def test_foreign_keys_fall() -> None:
    rising = [
        f"{m.__name__}.{f.name}"
        for m in own_models()
        for f in m._meta.get_fields()
        if f.concrete and f.is_relation and rises(m, f)
    ]
    assert rising == []


def test_exact_numbers_are_never_decimal_or_float_fields() -> None:
    inexact = [
        f"{m.__name__}.{f.name}"
        for m in own_models()
        for f in m._meta.get_fields()
        if isinstance(f, (models.DecimalField, models.FloatField))
    ]
    assert inexact == [], "use QuantityField, PriceField or AmountField of foundation.fields"


def names_of(model: type[models.Model]) -> Iterator[str]:
    yield model._meta.db_table
    yield from (field.column for field in model._meta.local_concrete_fields)
    yield from (index.name for index in model._meta.indexes)
    yield from (constraint.name for constraint in model._meta.constraints)


def test_names_in_the_database_are_short() -> None:
    long = [f"{m.__name__}: {name}" for m in own_models() for name in names_of(m) if len(name) > LONGEST_NAME]
    assert long == []


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def test_functions_fit_on_a_screen() -> None:
    scripts = [*SOURCES, *sorted((ROOT / "tools").glob("*.py"))]
    long = [
        f"{at(p, f)} {f.name}"
        for p in scripts
        for f in functions(p)
        if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_files_stay_readable() -> None:
    long = {at(p): n for p in SOURCES if (n := p.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE}
    assert long == {}


def test_no_drawers_for_everything() -> None:
    drawers = [
        at(p) for p in SRC.rglob("*") if re.fullmatch(r"(utils?|helpers?|commons?|services?|misc)(\.py)?", p.name)
    ]
    assert drawers == []


def test_no_hidden_reactions() -> None:
    """No signals: what happens on a verb is what its file says."""
    hidden = []
    for path in SOURCES:
        for node in ast.walk(tree(path)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(
                re.match(r"django\.(dispatch|db\.models\.signals|core\.signals)|rest_framework", name) for name in names
            ):
                hidden.append(at(path, node))
    assert hidden == []


def query_files() -> list[Path]:
    return [p for p in SOURCES if p.stem == "queries" or "queries" in p.parts]


def test_queries_only_read() -> None:
    writing = [
        f"{at(p, node)} .{node.func.attr}()"
        for p in query_files()
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and not on_a_local(node.func)
    ]
    assert writing == []


def on_a_local(call: ast.Attribute) -> bool:
    """`seen.add(x)` and `found.update(y)` on a plain local name are about sets and dicts."""
    return call.attr in {"add", "update"} and isinstance(call.value, (ast.Name, ast.Subscript))


# The company of the context is the asker's own; every other table is read through the scope.
UNSCOPED = {("foundation", "company")}


def test_queries_are_scoped() -> None:
    unscoped = [
        f"{at(p, node)} .{node.attr}"
        for p in query_files()
        for f in tree(p).body
        if (p.parent.name, getattr(f, "name", "")) not in UNSCOPED
        for node in ast.walk(f)
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
    ]
    assert unscoped == [], "read through scoped(ctx, Model) of foundation.scope"


def test_queries_ask_for_the_context_first() -> None:
    blind = [
        f"{at(p, f)} {f.name}"
        for p in query_files()
        for f in tree(p).body
        if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef)) and not f.name.startswith("_")
        if not f.name.endswith("_sql")  # the text of a condition; whoever asks with it has the context
        if not f.args.args or f.args.args[0].arg != "ctx"
    ]
    assert blind == []


def test_migrations_are_named_and_linear() -> None:
    loader = MigrationLoader(None)
    own = [key for key in loader.disk_migrations if apps.get_app_config(key[0]).name.startswith("ledgerhouse.")]
    assert [f"{app}.{name}" for app, name in own if "auto" in name or not re.match(r"\d{4}_[a-z]", name)] == []
    for app in {app for app, _name in own}:
        assert len(loader.graph.leaf_nodes(app)) == 1, f"{app} has two ends"


def rooms() -> list[Path]:
    """Every storey and room: the packages down to the second level."""
    packages = [p.parent for p in SRC.glob("*/__init__.py")] + [p.parent for p in SRC.glob("*/*/__init__.py")]
    furniture = {"migrations", "models", "templatetags", "management", "static", "templates", "locale"}
    return sorted(p for p in packages if p.name not in furniture)


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.relative_to(SRC).as_posix())
def test_every_room_introduces_itself(room: Path) -> None:
    introduction = ast.get_docstring(tree(room / "__init__.py")) or ""
    assert len(introduction.splitlines()) >= 3, (
        "say what the room is for, its nouns, what it promises, what lives elsewhere"
    )


def test_every_debt_has_an_issue() -> None:
    texts = [p for p in [*SOURCES, *SRC.rglob("*.html"), *SRC.rglob("*.js")] if "vendor" not in p.parts]
    debts = [
        f"{at(p)[:-1]}{number} {line.strip()}"
        for p in texts
        for number, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line) and not re.search(r"#\d+", line)
    ]
    assert debts == []


def test_a_verb_is_a_file() -> None:
    """The directory listing of a flows room is its list of verbs."""
    wrong = []
    for path in SOURCES:
        for function in functions(path):
            for call in function.decorator_list:
                if (
                    isinstance(call, ast.Call)
                    and ast.unparse(call.func).split(".")[-1] == "verb"
                    and "flows" in path.parts
                ):
                    name = ast.literal_eval(call.args[0])
                    room, _, word = name.replace("-", "_").partition(".")
                    if room == path.parent.name and word != path.stem and not word.startswith(f"{path.stem}_"):
                        wrong.append(f"{at(path, function)} {name}")
    assert wrong == []
