"""What may not be seen can not be inferred either: by sorting, filtering, searching, summing or exporting."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from ledgerhouse.foundation.exporting import csv_lines
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.paper import find
from ledgerhouse.foundation.people.hide_fields import HideFields, hide_fields
from ledgerhouse.kernel.context import EVERYWHERE
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.masterdata.catalog.change_items import ChangeItems, change_items
from ledgerhouse.masterdata.catalog.item_changes import ItemChange

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
