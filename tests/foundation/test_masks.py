"""What may not be seen can not be inferred either: by sorting, filtering, searching, summing or exporting."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.db.models import F, Subquery

from ledgerhouse.foundation.approvals.ask import AskApproval, ask
from ledgerhouse.foundation.approvals.set_route import SetRoute, StepFacts, set_route
from ledgerhouse.foundation.exporting import csv_lines
from ledgerhouse.foundation.hidden import fields_of
from ledgerhouse.foundation.history import of_paper
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.operations.listings import AuditRows
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.people.hide_fields import HideFields, hide_fields
from ledgerhouse.foundation.veils import VEIL
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange
from ledgerhouse.masterdata.catalog.models import Item
from ledgerhouse.masterdata.catalog.request_change import RequestChange, request_change

pytestmark = pytest.mark.requirement("R077", "R106")
ITEMS = "catalog.items"


@pytest.fixture
def costs(cast):
    """APPLE costs 7, CUP 3: whoever sees the order of costs knows which is dearer."""
    changes = (ItemChange(code="APPLE", standard_cost=Decimal(7)), ItemChange(code="CUP", standard_cost=Decimal(3)))
    change_items(ChangeItems(items=changes), cast.house)
    return cast


def test_a_masked_column_is_empty_and_neither_sorted_nor_exported(costs):
    picker, cfo = costs.person("picker"), costs.person("cfo")
    assert {row.standard_cost for row in LISTINGS[ITEMS].every(cfo)} >= {Decimal(7), Decimal(3)}
    assert {row.standard_cost for row in LISTINGS[ITEMS].every(picker)} == {None}
    for sort in ("standard_cost", "-standard_cost"):
        with pytest.raises(Unreadable, match="sorted"):
            LISTINGS[ITEMS].page(picker, sort=sort)
        with pytest.raises(Unreadable, match="sorted"):
            list(LISTINGS[ITEMS].every(picker, sort=sort))
    assert len("".join(csv_lines(cfo, LISTINGS[ITEMS])).splitlines()[0].split(",")) == 1 + len(
        "".join(csv_lines(picker, LISTINGS[ITEMS])).splitlines()[0].split(",")
    )


def test_no_list_is_sorted_by_a_masked_column_from_the_start():
    masked = {
        name: one.order
        for name, one in LISTINGS.items()
        for c in one.columns
        if c.masked and one.order.strip("-") == c.name
    }
    assert masked == {}


@dataclass(frozen=True)
class ByCost:
    """A filter that would tell costs."""

    standard_cost_above: Decimal = Decimal(0)
    standard_cost: Decimal | None = None


def test_a_filter_or_a_search_by_a_masked_column_is_refused(costs):
    picker = costs.person("picker")
    items = LISTINGS[ITEMS]
    probe = replace(
        items, filters=ByCost, query=lambda ctx, _where: items.query(ctx, items.filters()), search=("standard_cost",)
    )
    for where in (ByCost(standard_cost_above=Decimal(5)), ByCost(standard_cost=Decimal(7))):
        with pytest.raises(Unreadable, match="filtered"):
            probe.count(picker, where)
        assert probe.count(costs.person("cfo"), where)
    assert probe.count(picker, text="7") == 0
    assert probe.count(costs.person("cfo"), text="7") == 1


def test_fields_hidden_by_a_role_are_hidden_everywhere(costs):
    assert (
        hide_fields(
            HideFields(role="buyer", fields=("standard_cost", "partners.partners.mnemonic", "partner.payment_days")),
            costs.house,
        ).hidden
        == 3
    )
    buyer, cfo = costs.person("buyer"), costs.person("cfo")
    assert buyer.may("see costs")
    assert {row.standard_cost for row in LISTINGS[ITEMS].every(buyer)} == {None}
    with pytest.raises(Unreadable):
        LISTINGS[ITEMS].page(buyer, sort="standard_cost")
    shown = {fact.title for fact in find(buyer, "item", "APPLE").facts}
    assert "Standard cost" in {fact.title for fact in find(cfo, "item", "APPLE").facts} - shown
    assert {row.mnemonic for row in LISTINGS["partners.partners"].every(buyer)} == {None}
    hidden = {fact.title for fact in find(cfo, "partner", "FARM").facts} - {
        fact.title for fact in find(buyer, "partner", "FARM").facts
    }
    assert "Payment days" in hidden
    hide_fields(HideFields(role="buyer", fields=()), costs.house)
    assert Decimal(7) in {row.standard_cost for row in LISTINGS[ITEMS].every(costs.person("buyer"))}


def test_only_fields_that_exist_can_be_hidden(cast):
    with pytest.raises(Unreadable) as refused:
        hide_fields(
            HideFields(role="buyer", fields=("standard_cost", "nonsense", "moon.light", "item.name")), cast.house
        )
    assert [p.where for p in refused.value.problems] == ["fields.1", "fields.2"]


def test_a_paper_hands_out_no_hidden_values(cast):
    """Not even to a template that does not ask which columns may be shown."""
    asker = replace(cast.person("buyer"), hidden=frozenset({"contact", "user.name"}))
    lines = find(replace(asker, rights={**asker.rights, "see people": EVERYWHERE}), "partner", "SHOP").tables[0].rows
    assert lines
    assert {line.contact for line in lines} == {None}


@dataclass(frozen=True)
class Disguised:
    """Filters that would tell costs and do not say so."""

    dear: Decimal | None = None
    like: str = ""
    below: bool = False


def test_a_filter_or_search_by_a_masked_field_is_refused_under_any_name(costs):
    picker, cfo = costs.person("picker"), costs.person("cfo")
    items = LISTINGS[ITEMS]

    def query(ctx, where):
        rows = items.query(ctx, items.filters())
        rows = rows.filter(standard_cost__gte=where.dear) if where.dear else rows
        if where.like:
            dear = Item.objects.filter(code=where.like).values("standard_cost")
            rows = rows.annotate(other=Subquery(dear[:1])).filter(standard_cost=F("other"))
        return rows.exclude(id__in=Item.objects.filter(standard_cost__gt=5).values("id")) if where.below else rows

    probe = replace(items, filters=Disguised, query=query, search=("lots__item__standard_cost", "code"))
    for where, name in (
        (Disguised(Decimal(5)), "dear"),
        (Disguised(like="CUP"), "like"),
        (Disguised(below=True), "below"),
    ):
        with pytest.raises(Unreadable) as refused:
            probe.count(picker, where)
        assert [p.where for p in refused.value.problems] == [name]
        assert 0 < probe.count(cfo, where) < probe.count(cfo)
    assert probe.count(picker) == probe.count(cfo)
    assert probe.count(picker, text="cup") == 1
    assert probe.count(picker, text="7") == 0


def test_no_list_shows_a_masked_field_under_another_name(cast):
    """A field that one list masks is masked, by the same right, wherever a list shows it."""
    shown, rights = {}, {}
    for name, one in LISTINGS.items():
        query = getattr(one.query(cast.house, one.filters()), "query", None)
        for c in one.columns if query else ():
            for field in fields_of(query, [c.path]):
                shown.setdefault(str(field), {})[f"{name}.{c.name}"] = {c.masked, one.see}
                rights.setdefault(str(field), set()).update({c.masked} - {""})
    wrong = {f"{field} at {at}": rights[field] - needed for field in shown for at, needed in shown[field].items()}
    assert {at: missing for at, missing in wrong.items() if missing} == {}
    assert shown["catalog.Item.standard_cost"] == {"catalog.items.standard_cost": {"see costs", "see items"}}


def test_changes_show_no_value_that_the_changed_thing_hides(costs):
    """In a change request, in the history of the item, in the audit trail, and in who touched it."""
    auditor = costs.person("auditor")
    blind = replace(auditor, rights={right: reach for right, reach in auditor.rights.items() if right != "see costs"})
    wish = (ItemChange(code="APPLE", standard_cost=Decimal("8.25"), weight_g=1234),)
    number = request_change(RequestChange(items=wish, reason="x"), costs.person("buyer")).number
    for ctx, cost in ((auditor, ("7.000000", "8.25")), (blind, (VEIL, VEIL))):
        lines = {w.field: (w.old, w.new) for w in find(ctx, "change_request", number).tables[0].rows}
        assert lines == {"standard_cost": cost, "weight_g": ("1000", "1234")}
        history = next(t for t in find(ctx, "item", "APPLE").tables if t.title == "History").rows
        trail = list(LISTINGS["operations.audit"].every(ctx, AuditRows(kind="catalog.item", name="APPLE")))
        events = of_paper(ctx, "item", "APPLE")
        told = " ".join(
            [*(row.after for row in history), *(row.after for row in trail), *(str(e.after) for e in events)]
        )
        assert told.count("standard_cost") >= 3
        assert ("7" in told.replace("17", "")) is (ctx is auditor)
    assert "standard_cost" not in {f.title for f in find(blind, "item", "APPLE").facts}


def test_the_amount_of_a_price_change_is_for_those_who_see_costs(costs):
    step = StepFacts(approvers=("role:cfo",))
    set_route(SetRoute(code="p", name="p", subject="price change", steps=(step,)), costs.house)
    wish = (ItemChange(code="APPLE", standard_cost=Decimal(9)),)
    number = request_change(RequestChange(items=wish, reason="x"), costs.person("buyer")).number
    ask(AskApproval(kind="change_request", number=number), costs.person("buyer"))
    cfo = costs.person("cfo")
    blind = replace(cfo, rights={right: reach for right, reach in cfo.rights.items() if right != "see costs"})
    for name in ("approvals.mine", "approvals.all"):
        for asker, amount in ((cfo, Decimal(2)), (blind, None)):
            assert [row.amount for row in LISTINGS[name].page(asker, sort="amount").rows] == [amount]
