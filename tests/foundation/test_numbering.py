"""Document numbers: in order, once each, and without a gap among those that were committed."""

from datetime import UTC, date, datetime

from django.db import connection, transaction
from tests.crowd import Crowd

from ledgerhouse.foundation import numbering
from ledgerhouse.foundation.models import Company, NumberSeries
from ledgerhouse.kernel.context import house

DAY = date(2026, 11, 22)
HERE = "tests.foundation.test_numbering"


def test_numbers_rise_by_series_company_and_day(ctx, django_assert_max_num_queries):
    assert numbering.take(ctx, "sales_order", 2, DAY) == ["XSDD20261122-0001", "XSDD20261122-0002"]
    assert numbering.take(ctx, "sales_order", 1, date(2026, 11, 23)) == ["XSDD20261123-0001"]
    assert numbering.take(ctx, "wave", 1, DAY) == ["BC20261122-0001"]
    other = house(Company.objects.create(code="B", name="B").id, ctx.now)
    assert numbering.take(other, "sales_order", 1, DAY) == ["XSDD20261122-0001"]
    with django_assert_max_num_queries(2):
        assert numbering.take(ctx, "sales_order", 10_000, DAY)[-1] == "XSDD20261122-10002"
    with django_assert_max_num_queries(0):
        assert numbering.take(ctx, "sales_order", 0, DAY) == []


def test_what_is_taken_back_leaves_no_gap(ctx):
    with transaction.atomic():
        numbering.take(ctx, "sales_order", 5, DAY)
        transaction.set_rollback(True)
    assert numbering.take(ctx, "sales_order", 1, DAY) == ["XSDD20261122-0001"]


def test_prefixes_are_different():
    assert len(set(numbering.PREFIXES.values())) == len(numbering.PREFIXES)


def take_some(arguments):
    """Work of a crowd: many small transactions, of which every third is taken back; those that stayed."""
    ctx = house(arguments["company"], datetime(2026, 11, 22, tzinfo=UTC))
    kept = []
    for n in range(15):
        with transaction.atomic():
            taken = numbering.take(ctx, "sales_order", 1 + n % 3, DAY)
            if n % 3 == 2:
                transaction.set_rollback(True)
        if n % 3 != 2:
            kept += taken
    return kept


def make_company(arguments):
    """Work of a crowd: a company whose series has begun."""
    del arguments
    ctx = house(Company.objects.create(code="QH", name="QH").id, datetime(2026, 11, 22, tzinfo=UTC))
    with transaction.atomic():
        numbering.take(ctx, "sales_order", 1, DAY)
    return ctx.company


def next_number(company):
    """Work of a crowd: the number that comes next."""
    return NumberSeries.objects.get(company=company, series="sales_order").next


def test_processes_share_one_series_without_gap_or_twin(crowd: Crowd):
    many = 2 if connection.vendor == "sqlite" else 4
    company = crowd.ask(f"{HERE}:make_company")
    said = crowd.run([(f"{HERE}:take_some", {"company": company})] * many)
    assert [s.error for s in said] == [""] * many
    numbers = sorted(number for s in said for number in s.answer)
    assert numbers == [f"XSDD20261122-{n:04d}" for n in range(2, 2 + len(numbers))]
    assert len(numbers) == many * 15
    assert crowd.ask(f"{HERE}:next_number", company) == 2 + len(numbers)
