"""The chart and the rules: data that people change, audited; whatever the rules are, every booking balances."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.floor import open_floor
from tests.ledgers.books.desk import book, line

from ledgerhouse.foundation.models import AuditRow
from ledgerhouse.kernel.errors import Unreadable
from ledgerhouse.ledgers.books.add_account import AddAccount, add_account
from ledgerhouse.ledgers.books.add_rule import AddRule, add_rule
from ledgerhouse.ledgers.books.append import Chart, NoAccount
from ledgerhouse.ledgers.books.change_account import ChangeAccount, change_account
from ledgerhouse.ledgers.books.change_rule import ChangeRule, change_rule
from ledgerhouse.ledgers.books.charts import CHARTS, ROLE_CODES
from ledgerhouse.ledgers.books.conditions import Unclear, holds, parse
from ledgerhouse.ledgers.books.deactivate_account import DeactivateAccount, deactivate_account
from ledgerhouse.ledgers.books.deactivate_rule import DeactivateRule, deactivate_rule
from ledgerhouse.ledgers.books.map_role import MapRole, map_role
from ledgerhouse.ledgers.books.models import Account, AccountRole, PostingRule
from ledgerhouse.ledgers.books.starting_rules import AMOUNTS, RULES
from ledgerhouse.ledgers.books.words import Booking, Role, Rule, Style, Worth
from ledgerhouse.masterdata.catalog.models import Category
from ledgerhouse.masterdata.partners.queries import partners_by_code

DAY = date(2026, 11, 22)


@pytest.fixture
def desk(ctx):
    open_floor(ctx)
    return ctx


def lines(ctx, event, *worth, **more):
    """What the company's rules make of an event, by account code."""
    booking = Booking(0, 0, event, "test", "T-1", DAY, worth, **more)
    chart = Chart(ctx)
    chart.know([booking])
    codes = dict(Account.objects.values_list("id", "code"))
    return [(codes[one.account], one.debit, one.credit) for one in chart.lines(booking)]


def test_a_chart_of_some_events_says_of_them_what_the_whole_says(desk):
    booking = Booking(0, 0, "shipment", "test", "T-1", DAY, (Worth("", "value", 100),))
    assert Chart(desk, {"shipment"}).lines(booking) == Chart(desk).lines(booking) != []
    assert Chart(desk, {"receipt"}).lines(booking) == []
    AccountRole.objects.filter(role="cogs").delete()
    without = Chart(desk, {"shipment"})
    with pytest.raises(NoAccount):
        without.lines(booking)


@pytest.mark.parametrize("standard", ["asbe", "sbe"])
def test_the_charts_are_whole(standard):
    codes = [row.code for row in CHARTS[standard]]
    assert len(set(codes)) == len(codes)
    for code in codes:
        above = code.rpartition(".")[0]
        assert not above or above in codes[: codes.index(code)], code
    headings = {code.rpartition(".")[0] for code in codes}
    assert {code for code in ROLE_CODES[standard].values() if code not in codes or code in headings} == set()
    names = {row.code: row.name for row in CHARTS[standard]}
    assert names["5001"] == {"asbe": "生产成本", "sbe": "主营业务收入"}[standard]
    columns = {row.name for row in CHARTS[standard] if row.code.startswith("2221.01.")}
    assert columns == {
        "进项税额", "销项税额", "出口退税", "进项税额转出", "已交税金", "减免税款", "销项税额抵减", "出口抵减内销产品应纳税额",
        "转出未交增值税", "转出多交增值税",
    }  # fmt: skip


def test_the_rules_that_ship_name_known_amounts_and_mapped_roles():
    assert {rule.amount for rule in RULES} <= AMOUNTS.keys()
    roles = {role for rule in RULES for role in (rule.debit, rule.credit)}
    assert roles <= ROLE_CODES["asbe"].keys()
    assert roles - ROLE_CODES["sbe"].keys() == {
        Role.DISPATCHED, Role.REFUND_LIABILITY, Role.RETURN_COST, Role.IMPAIRMENT, Role.IMPAIRMENT_RESERVE,
    }  # fmt: skip


def test_a_condition_sends_goods_of_one_category_elsewhere(desk):
    Category.objects.create(company_id=desk.company, code="fruit", name="水果")
    assert lines(desk, "shipment", Worth("fruit", "value", 70)) == [("6401", 70, 0), ("1405", 0, 70)]
    map_role(MapRole(role=Role.INVENTORY, category="fruit", account="1403"), desk)
    assert lines(desk, "shipment", Worth("fruit", "value", 70), Worth("", "value", 5)) == [
        ("6401", 70, 0), ("1403", 0, 70), ("6401", 5, 0), ("1405", 0, 5),
    ]  # fmt: skip
    change_rule(ChangeRule(event="shipment", sequence=1, condition="category != fruit"), desk)
    added = add_rule(
        AddRule(event="shipment", debit=Role.SELLING, credit=Role.INVENTORY, condition="category = fruit"), desk
    )
    assert added.sequence == 2
    assert lines(desk, "shipment", Worth("fruit", "value", 70)) == [("6601", 70, 0), ("1403", 0, 70)]
    deactivate_rule(DeactivateRule(event="shipment", sequence=2, reason="no more"), desk)
    assert lines(desk, "shipment", Worth("fruit", "value", 70)) == []
    told = AuditRow.objects.filter(kind="posting_rule").order_by("id").values_list("name", "action")
    assert list(told) == [("shipment 1", "change"), ("shipment 2", "create"), ("shipment 2", "deactivate")]


def test_conditions_know_warehouse_cause_and_kind_of_partner(desk):
    farm = partners_by_code(desk, ["FARM"])["FARM"].id
    change_rule(
        ChangeRule(event="receipt", sequence=1, condition="partner_kind = supplier and warehouse in SH1, BJ1"), desk
    )
    value = Worth("", "value", 10)
    assert len(lines(desk, "receipt", value, partner=farm, place="SH1")) == 2
    assert lines(desk, "receipt", value, place="SH1") == []
    assert lines(desk, "receipt", value, partner=farm, place="GZ1") == []
    for cause, account in (("", "6602"), ("breakage", "6602"), ("disaster", "6711"), ("liable", "1221")):
        assert lines(desk, "count_loss", value, why=cause)[2][0] == account


def test_what_is_wrong_with_a_rule_is_told_at_once(desk):
    with pytest.raises(Unreadable) as refused:
        add_rule(
            AddRule(
                event="x",
                debit=Role.BANK,
                credit=Role.CASH,
                condition="colour = red",
                dimensions=("shoe",),
                explanation="{password}",
            ),
            desk,
        )
    assert [p.where for p in refused.value.problems] == ["dimensions", "condition", "explanation"]


@pytest.mark.parametrize(
    "text",
    [
        "category",
        "category = ",
        "shoe = 1",
        "category = a, b",
        "category in a b,",
        "1 = 1",
        "category = a or b = c",
        "__import__('os')",
    ],
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(Unclear):
        parse(text)


def test_conditions_compare_and_do_nothing_else():
    facts = {"category": frozenset({"fresh fruit"}), "warehouse": frozenset({"SH1"})}.__getitem__
    assert holds(parse(""), facts)
    assert holds(parse('category = "fresh fruit" and warehouse not in BJ1, GZ1'), facts)
    assert not holds(parse('category in "fresh fruit", milk and warehouse != SH1'), facts)


def test_an_account_grows_changes_and_goes_out_of_use(desk):
    add_account(AddAccount(code="1012.01", name="支付宝", cash=True), desk)
    row = Account.objects.get(code="1012.01")
    assert (row.kind, row.side, row.parent.code, row.parent.leaf) == ("asset", "debit", "1012", False)
    change_account(ChangeAccount(code="1012.01", name="支付宝 A", dimensions=("partner",), reason="clearer"), desk)
    book(desk, line("1012.01", 5, partner="SHOP"), line("4001", 0, 5))
    with pytest.raises(Unreadable, match="has a balance"):
        deactivate_account(DeactivateAccount(code="1012.01"), desk)
    with pytest.raises(Unreadable, match="was booked"):
        add_account(AddAccount(code="1012.01.1", name="x"), desk)
    with pytest.raises(Unreadable, match="plays the role"):
        add_account(AddAccount(code="1405.01", name="x"), desk)
    with pytest.raises(Unreadable) as refused:
        add_account(AddAccount(code="7777", name="x", dimensions=("shoe",)), desk)
    assert [p.where for p in refused.value.problems] == ["dimensions", "kind"]
    book(desk, line("1012.01", -5, partner="SHOP"), line("4001", 0, -5))
    deactivate_account(DeactivateAccount(code="1012.01"), desk)
    with pytest.raises(Unreadable, match="there is no account"):
        book(desk, line("1012.01", 5, partner="SHOP"), line("4001", 0, 5))
    assert AuditRow.objects.filter(kind="account", name="1012.01").count() == 3


def test_a_role_without_account_is_refused_by_name(desk):
    PostingRule.objects.create(company_id=desk.company, event="odd", sequence=1, debit="contract_asset", credit="bank")
    AccountRole.objects.filter(role="contract_asset").delete()
    with pytest.raises(NoAccount, match="contract_asset"):
        lines(desk, "odd", Worth("", "value", 1))


roles = st.sampled_from([Role.INVENTORY, Role.GRNI, Role.COGS, Role.PAYABLE, Role.INPUT_VAT, Role.BANK])
rules = st.builds(
    Rule,
    event=st.just("any"),
    debit=roles,
    credit=roles,
    red=st.booleans(),
    amount=st.sampled_from(["value", "net", "tax"]),
    style=st.sampled_from(list(Style)),
    condition=st.sampled_from(["", "category = fruit", "category not in fruit, milk", "warehouse = SH1"]),
)
worths = st.builds(
    Worth,
    st.sampled_from(["", "fruit", "milk"]),
    st.sampled_from(["value", "net", "tax"]),
    st.integers(-(10**12), 10**12),
)


@given(
    st.lists(rules, max_size=8),
    st.lists(worths, max_size=8),
    st.sampled_from(["SH1", ""]),
    st.sampled_from([0, 731_234_567]),
)
def test_any_rules_and_any_amounts_balance(some, worth, place, rate):
    chart = object.__new__(Chart)
    chart._rules = {"any": [(rule, parse(rule.condition)) for rule in some]}
    chart._accounts = {(role, ""): n for n, role in enumerate(Role)}
    chart._places = 2
    chart._partners = {}
    booking = Booking(0, 0, "any", "t", "1", DAY, tuple(worth), place=place, currency="USD" if rate else "", rate=rate)
    made = chart.lines(booking)
    assert sum(one.debit for one in made) == sum(one.credit for one in made)
    signed = [one.original if one.debit else -one.original for one in made if rate]
    assert sum(signed) == 0 or any(one.debit == one.credit == 0 for one in made)
