"""The books on the screen, in both languages: list of vouchers, a voucher with its amount in capitals, the trial balance, a period."""

import pytest
from tests.floor import as_user, bring_in, sell
from tests.ledgers.books.desk import CHECKER, book, line, post

from ledgerhouse.flows.finance.make_vouchers import MakeVouchers, make_vouchers
from ledgerhouse.ledgers.books.approve_vouchers import ApproveVouchers, approve_vouchers
from ledgerhouse.ledgers.books.models import Voucher
from ledgerhouse.ledgers.books.submit_vouchers import SubmitVouchers, submit_vouchers

pytestmark = [pytest.mark.browser, pytest.mark.requirement("R012")]
SAID = {
    "zh-hans": ("合计大写", "科目余额表"),
    "en": ("Total in capitals", "Trial balance"),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_books_can_be_read(visitor, cast, language):
    ctx = cast.house
    bring_in(ctx, ("CUP", 100, "11.5"))
    sell(ctx, ("CUP", 40, 20))
    numbers = make_vouchers(MakeVouchers(), ctx).numbers
    submit_vouchers(SubmitVouchers(numbers=numbers), ctx)
    approve_vouchers(ApproveVouchers(numbers=numbers), as_user(ctx, CHECKER))
    post(ctx, *numbers)
    book(ctx, line("6602", "1204.30", department="FIN", explanation="办公费"), line("1002", 0, "1204.30"))
    window = visitor(language)
    window.sign_in("accountant")
    capitals, trial = SAID[language]
    window.go("/lists/books.vouchers/")
    assert "记-1" in window.text()
    window.picture(f"{language}-books-vouchers")
    window.go(f"/papers/voucher/{Voucher.objects.get(serial=1).number}/")
    assert capitals in window.text()
    assert "壹仟壹佰伍拾元整" in window.text()
    window.picture(f"{language}-books-voucher")
    window.go("/lists/books.trial_balance/")
    assert trial in window.text()
    window.picture(f"{language}-books-trial-balance")
    window.go("/papers/account/1405/")
    window.picture(f"{language}-books-account")
    window.go("/papers/period/202611/")
    window.picture(f"{language}-books-period")
    window.go("/lists/books.rules/")
    window.picture(f"{language}-books-rules")
    window.go("/do/books.write_voucher/")
    window.picture(f"{language}-books-write")
