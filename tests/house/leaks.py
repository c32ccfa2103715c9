"""What must stay apart, and how to look for it: two warehouses and two companies with canaries, and walks over every way in.

The ways in are found by introspection (addresses, operations, lists, papers, verbs, sub-commands), so that a new one is walked by itself.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader
from tests.cast import NOW, Cast
from tests.floor import buy, d

from ledgerhouse.config.wiring import open_house
from ledgerhouse.documents.sales.pricing import NewLine
from ledgerhouse.documents.sales.take_order import take_order
from ledgerhouse.documents.sales.take_orders import TakeOrder
from ledgerhouse.flows.inbound.delivery import ReceiveLine
from ledgerhouse.flows.inbound.receive import Receive, receive
from ledgerhouse.flows.inventory.start_count import StartCount, start_count
from ledgerhouse.flows.outbound.confirm_orders import ConfirmOrders, confirm_orders
from ledgerhouse.foundation.attachments import attach
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import Attachment, Company, Grant, GrantLimit, Role, User
from ledgerhouse.foundation.organisation.create_company import CreateCompany, create_company
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.ready_roles import ROLES
from ledgerhouse.foundation.scope import Access
from ledgerhouse.foundation.verb import VERBS
from ledgerhouse.kernel.context import Context, house
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.set_units import SetUnits, UnitFacts, set_units
from ledgerhouse.masterdata.sites.models import Warehouse
from ledgerhouse.masterdata.sites.open_warehouse import OpenWarehouse, open_warehouse

SECRET_COSTS = ("8642.1357", "913.37")
"""A standard cost and a purchase price that nothing else has: only for those who may see costs."""


@dataclass(frozen=True)
class Trail:
    """What was done in one place: names and numbers of its papers by kind, quantities only it has, and the ids of its rows."""

    words: frozenset[str]
    papers: Mapping[str, str]
    quantities: frozenset[Decimal]
    ids: frozenset[str] = frozenset()

    def canaries(self) -> set[str]:
        return {*self.words, *self.papers.values(), *self.ids}


@dataclass(frozen=True)
class World:
    """The cast; what happened in Shanghai, in Beijing, and in a company nobody of the cast belongs to."""

    cast: Cast
    shanghai: Trail
    beijing: Trail
    strangers: Trail
    warehouse: int
    company: int


def world(cast: Cast) -> World:
    """Goods bought, received, sold and counted in both warehouses; another company; a person for every ready-made role, for SH1 only."""
    open_house()
    change_items(ChangeItems(items=(ItemChange(code="PHONE", standard_cost=Decimal(SECRET_COSTS[0])),)), cast.house)
    shanghai = _trade(cast, "SH1", 311)
    beijing = _trade(cast, "BJ1", 777)
    company = _strangers(cast)
    sh1, bj1 = (Warehouse.objects.get(code=code, company=cast.company).id for code in ("SH1", "BJ1"))
    for role in ROLES:
        user = User.objects.create_user(f"only-{role}", None, name=role, company_id=cast.company, language="en")
        grant = Grant.objects.create(user=user, role=Role.objects.get(code=role), company_id=cast.company)
        GrantLimit.objects.create(grant=grant, dimension="warehouse", value=sh1)
    theirs = Trail(frozenset({"ZQX-ITEM", "ZQX-WH", "zqx-user"}), {}, frozenset(), _ids("company", company))
    beijing = Trail(beijing.words, beijing.papers, beijing.quantities, _ids("warehouse", bj1))
    return World(cast, shanghai, beijing, theirs, bj1, company)


def _trade(cast: Cast, warehouse: str, quantity: int) -> Trail:
    ctx = cast.house
    purchase, inbound = buy(ctx, ("CUP", quantity, SECRET_COSTS[1]), warehouse=warehouse)
    (receipt,) = receive(Receive(lines=(ReceiveLine(order=inbound, line=1, quantity=d(quantity)),)), ctx).receipts
    lines = (NewLine(item="CUP", quantity=d(1), price=d(9)),)
    sold = take_order(TakeOrder(customer="SHOP", warehouse=warehouse, lines=lines), ctx).number
    (outbound,) = confirm_orders(ConfirmOrders(numbers=(sold,)), ctx).outbound
    count = start_count(StartCount(warehouse=warehouse, items=("CUP",)), ctx).number
    papers = {
        "purchase_order": purchase,
        "inbound_order": inbound,
        "receipt": receipt,
        "sales_order": sold,
        "outbound_order": outbound,
        "stock_count": count,
        "warehouse": warehouse,
        "location": f"{warehouse}:DOCK-1",
    }
    attach(ctx, "receipt", receipt, f"photo-{warehouse}.txt", "text/plain", warehouse.encode())
    return Trail(frozenset({warehouse, f"photo-{warehouse}"}), papers, frozenset({d(quantity)}))


def _strangers(cast: Cast) -> int:
    create_company(CreateCompany(code="ZQX", name="别家"), house(0, NOW))
    company = Company.objects.get(code="ZQX").id
    ctx = house(company, NOW)
    open_warehouse(OpenWarehouse(code="ZQX-WH", name="ZQX-WH"), ctx)
    set_units(SetUnits(units=(UnitFacts(code="pcs", name="pcs", places=0),)), ctx)
    create_items(CreateItems(items=(NewItem(code="ZQX-ITEM", name="ZQX-ITEM", unit="pcs"),)), ctx)
    User.objects.create_user("zqx-user", None, name="zqx-user", company_id=company)
    assert cast.company != company
    return company


def ruled() -> Iterator[tuple[type[Model], Mapping[str, Any]]]:
    """Every table with an access rule, and its columns by dimension."""
    for model in apps.get_models():
        access = getattr(model, "access", None)
        if isinstance(access, Access) and not model._meta.proxy:
            yield model, access.columns


def rows_of(dimension: str, value: int) -> Iterator[tuple[str, Any]]:
    """Every row of every table that carries this value in this dimension."""
    for model, columns in ruled():
        path = columns.get(dimension)
        if isinstance(path, str):
            for row in model._base_manager.filter(**{path: value}).order_by("pk").values_list():
                yield model.__name__, row


def _ids(dimension: str, value: int) -> frozenset[str]:
    found = {str(value)}
    for model, columns in ruled():
        path = columns.get(dimension)
        if isinstance(path, str):
            for key in model._base_manager.filter(**{path: value}).values_list("pk", flat=True):
                found.add(str(key[-1] if isinstance(key, tuple) else key))
    return frozenset(i for i in found if len(i) > 12)


def snapshot(world: World) -> list[tuple[str, Any]]:
    """All that belongs to Beijing or to the strangers, to the letter."""
    return [*rows_of("warehouse", world.warehouse), *rows_of("company", world.company)]


def told(thing: Any) -> list[Any]:
    """Every plain value in a row or paper."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return [v for f in fields(thing) for v in told(getattr(thing, f.name))]
    if isinstance(thing, dict):
        return [v for pair in thing.items() for part in pair for v in told(part)]
    if isinstance(thing, (list, tuple, set, frozenset)):
        return [v for part in thing for v in told(part)]
    return [thing]


def leaks(thing: Any, trail: Trail) -> list[Any]:
    """What values of a row or paper tell of a trail."""
    values = told(thing)
    words = [v for v in values if isinstance(v, str | int) and any(canary in str(v) for canary in trail.canaries())]
    return words + [v for v in values if isinstance(v, Decimal) and v in trail.quantities]


def text_of(response: HttpResponseBase) -> str:
    """What an answer says: streamed or not, and what is inside a workbook or written on the pages of a PDF."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type,attr-defined]
    return readable(body)


def readable(body: bytes) -> str:
    """What an answer says: the sheets of a workbook, the words of a PDF, else the text itself."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist() if name.startswith("xl/"))
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "replace")


WORD = re.compile(r"[A-Za-z0-9]+")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.])")


def betrayed(text: str, *trails: Trail, costs: bool = True, asked: str = "") -> set[str]:
    """The canaries in a text, without those that the question itself has named; quantities only as whole numbers."""
    words = set(WORD.findall(text))
    found = {
        c for trail in trails for c in trail.canaries() if (c in words if c.isalnum() else c in text) and c not in asked
    }
    quantities = {f"{q:f}" for trail in trails for q in trail.quantities}
    numbers = {n.replace(",", "") for n in NUMBER.findall(text)}
    found |= {n for n in numbers if (n.rstrip("0").rstrip(".") if "." in n else n) in quantities}
    if not costs:
        plain = text.replace(",", "")
        found |= {cost for cost in SECRET_COSTS if cost in plain}
    return found


def addresses(
    patterns: Iterable[URLPattern | URLResolver] | None = None, before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    """Every address the house answers, as a route with its parameters."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield route, one


PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def filled(route: str, world: World, ctx: Context | None = None) -> list[str]:
    """The route with every sensible value of its parameters; with a context, only of lists and verbs that this asker may use.

    That nobody gets the others is walked on the interface for programs. A new parameter must be taught here, else the walk fails.
    """
    numbers = [
        *world.shanghai.papers.values(),
        *world.beijing.papers.values(),
        "CUP",
        "SHOP",
        "picker",
        "zqx-user",
        "ZQX-ITEM",
    ]
    values: dict[frozenset[str], Callable[[], Iterable[dict[str, str]]]] = {
        frozenset(): lambda: [{}],
        frozenset({"name"}): lambda: [{"name": n} for n in _names(route, ctx)],
        frozenset({"name", "kind"}): lambda: [
            {"name": n, "kind": k} for n in _names(route, ctx) for k in ("csv", "xlsx")
        ],
        frozenset({"kind", "number"}): lambda: [
            {"kind": k, "number": n} for k in PAPERS for n in _named(k, world, numbers)
        ],
        frozenset({"number"}): lambda: [{"number": n} for n in _named(_kind(route), world, numbers)],
        frozenset({"order"}): lambda: [{"order": n} for n in _named("inbound_order", world, numbers)],
        frozenset({"pick_list"}): lambda: [{"pick_list": n} for n in _named("pick_list", world, numbers)],
        frozenset({"provider_id"}): lambda: [{"provider_id": "company"}],
        frozenset({"code", "place"}): lambda: [
            dict(zip(("code", "place"), trail.papers["location"].split(":"), strict=True))
            for trail in (world.shanghai, world.beijing)
        ],
        frozenset({"pk"}): lambda: [{"pk": "1"}],
        frozenset({"code"}): lambda: [{"code": trail.papers["warehouse"]} for trail in (world.shanghai, world.beijing)],
        frozenset({"hook"}): lambda: [{"hook": "nobody"}],
        frozenset({"identifier"}): lambda: [
            {"identifier": str(i)} for i in Attachment.objects.values_list("id", flat=True)
        ],
    }
    made = values.get(frozenset(PLACE.findall(route)))
    assert made is not None, f"the leak walk does not know how to fill {route}: teach it in tests/house/leaks.py"
    return [PLACE.sub(lambda found, one=one: one[found[1]], route) for one in made()]


def _names(route: str, ctx: Context | None) -> list[str]:
    """Names of verbs or lists, whichever the route is about."""
    if route.startswith("/do/"):
        return [name for name, verb in VERBS.items() if ctx is None or ctx.may(verb.may)]
    return [name for name, one in LISTINGS.items() if ctx is None or ctx.may(one.see)]


def _kind(route: str) -> str:
    return route.partition("/papers/")[2].partition("/")[0]


def _named(kind: str, world: World, numbers: list[str]) -> list[str]:
    """Numbers worth trying for a kind: its own in both warehouses, and one of another kind."""
    own = [trail.papers[kind] for trail in (world.shanghai, world.beijing) if kind in trail.papers]
    masters = {"item": ["CUP", "ZQX-ITEM"], "partner": ["SHOP"], "user": ["picker", "zqx-user"], "role": ["picker"]}
    return own or masters.get(kind, numbers[:1])


def browser(username: str) -> Client:
    """Somebody's browser, signed in."""
    client = Client(raise_request_exception=True, headers={"accept-language": "en"})
    client.force_login(User.objects.get(username=username))
    return client


def attacks(schema: Mapping[str, Any], trail: Trail) -> Iterator[dict[str, Any]]:
    """Commands that name what is not the asker's: one for each of its papers, in every field that takes words."""
    for number in trail.papers.values():
        yield _filled(schema, schema.get("$defs", {}), number, trail)


NAMED = {
    "item": "CUP",
    "supplier": "FARM",
    "customer": "SHOP",
    "reason": "x",
    "unit": "pcs",
    "location": "DOCK-1",
    "kind": "receipt",
}


def _filled(
    schema: Mapping[str, Any], defs: Mapping[str, Any], word: str, trail: Trail, name: str = "", depth: int = 0
) -> Any:
    if "$ref" in schema:
        return _filled(defs[schema["$ref"].rpartition("/")[2]], defs, word, trail, name, depth)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], defs, word, trail, name, depth)
    if schema.get("type") == "object":
        parts = schema.get("properties", {}) if depth < 4 else {}
        return {key: _filled(part, defs, word, trail, key, depth + 1) for key, part in parts.items()}
    if schema.get("type") == "array":
        items = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return [_filled(items, defs, word, trail, name.removesuffix("s"), depth + 1)]
    if schema.get("type") in {"boolean", "integer", "number"}:
        return {"boolean": True}.get(schema["type"], 1)
    if "warehouse" in name:
        return trail.papers["warehouse"]
    made = {"date": NOW.date().isoformat(), "date-time": NOW.isoformat()}
    return made.get(schema.get("format", ""), NAMED.get(name, word))


def person(world: World, username: str) -> Context:
    """The context of one of the limited people."""
    return world.cast.person(username)
