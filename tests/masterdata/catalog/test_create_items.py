from dataclasses import replace

import pytest
from tests.statements import sent

from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.commands import read
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.catalog.code_rules import NoCodeRule, SetCodeRule, set_code_rule
from ledgerhouse.masterdata.catalog.create_items import CreateItems, create_items
from ledgerhouse.masterdata.catalog.item_facts import NewItem
from ledgerhouse.masterdata.catalog.models import Item

MILK = NewItem(
    code="MILK", name="纯牛奶 1L", unit="pcs", tracking="lot", expires=True, shelf_life_days=180, near_expiry_days=30
)


@pytest.mark.requirement("R048")
def test_items_begin_as_drafts_with_their_mnemonic_and_history(ctx) -> None:
    assert create_items(CreateItems((MILK,)), ctx).codes == ("MILK",)
    item = Item.objects.get(code="MILK")
    assert (item.state, item.mnemonic) == ("draft", "CNN1L")
    (row,) = AuditRow.objects.filter(kind="catalog.item", row=item.id)
    assert (row.action, row.after["shelf_life_days"]) == ("create", 180)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("阿莫西林胶囊0.25g", "AMXLJN0.25G"), ("Advil 200mg", "A200MG"), ("重庆 小面", "CQXM"), ("", ""), ("🙂", "")],
)
def test_a_mnemonic_is_what_people_type(name, expected) -> None:
    assert mnemonic(name) == expected


def test_all_problems_come_at_once_and_nothing_is_written(ctx) -> None:
    create_items(CreateItems((MILK,)), ctx)
    bad = (
        MILK,
        replace(MILK, code="A", unit="barrel", category="none"),
        replace(MILK, code="A", tracking="none"),
        replace(MILK, code="B", expires=False),
        replace(MILK, code="C", near_expiry_days=200),
        NewItem(code="D", name="x", unit="pcs", costing="specific"),
    )
    with pytest.raises(Unreadable) as refused:
        create_items(CreateItems(bad), ctx)
    assert [p.where for p in refused.value.problems] == [
        "items.0.code",
        "items.1.unit",
        "items.1.category",
        "items.1.code",
        "items.2.expires",
        "items.2.code",
        "items.3.shelf_life_days",
        "items.4.near_expiry_days",
        "items.5.costing",
    ]
    assert Item.objects.count() == 1


def test_wrong_types_are_named() -> None:
    with pytest.raises(Unreadable) as refused:
        read(CreateItems, {"items": [{"name": "", "unit": "pcs", "tracking": "colour", "weight_g": "heavy", "x": 1}]})
    assert {p.where for p in refused.value.problems} == {
        "items.0.name",
        "items.0.tracking",
        "items.0.weight_g",
        "items.0.x",
    }


def test_a_thousand_items_cost_as_many_statements_as_one(ctx) -> None:
    def statements(*rows: NewItem) -> int:
        with sent() as seen:
            create_items(CreateItems(rows), ctx)
        return len([q for q in seen if q.startswith("SELECT")])

    one = statements(replace(MILK, code="ONE"))
    assert statements(*(replace(MILK, code=f"M{i}") for i in range(1000))) == one


@pytest.mark.requirement("R083")
def test_codes_come_from_the_rule_and_skip_those_taken(ctx) -> None:
    create_items(CreateItems((replace(MILK, code="SP-0002"),)), ctx)
    assert set_code_rule(SetCodeRule("SP-{n:04}"), ctx).first == "SP-0001"
    nameless = replace(MILK, code="")
    assert create_items(CreateItems((nameless,) * 3), ctx).codes == ("SP-0001", "SP-0003", "SP-0004")


def test_no_code_and_no_rule_is_refused(ctx) -> None:
    with pytest.raises(NoCodeRule):
        create_items(CreateItems((replace(MILK, code=""),)), ctx)


@pytest.mark.parametrize("pattern", ["no counter", "{n}{n}", "{n:06} x", "{n:6x}"])
def test_a_pattern_without_one_counter_is_refused(ctx, pattern) -> None:
    with pytest.raises(Unreadable):
        set_code_rule(SetCodeRule(pattern), ctx)
