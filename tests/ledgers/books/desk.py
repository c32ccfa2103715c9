"""An accountant's desk for tests: write, submit, approve and post vouchers in one word."""

from decimal import Decimal

from tests.floor import as_user

from ledgerhouse.kernel.context import Context
from ledgerhouse.ledgers.books.approve_vouchers import ApproveVouchers, approve_vouchers
from ledgerhouse.ledgers.books.post_vouchers import PostVouchers, post_vouchers
from ledgerhouse.ledgers.books.submit_vouchers import SubmitVouchers, submit_vouchers
from ledgerhouse.ledgers.books.voucher_lines import NewVoucherLine
from ledgerhouse.ledgers.books.write_voucher import WriteVoucher, write_voucher

MAKER, CHECKER = 31, 32


def line(
    account: str, debit: Decimal | str | int = 0, credit: Decimal | str | int = 0, **more: object
) -> NewVoucherLine:
    """One line of a voucher."""
    return NewVoucherLine(account=account, debit=Decimal(debit), credit=Decimal(credit), **more)


def pay(amount: str | int = 100) -> tuple[NewVoucherLine, ...]:
    """Money from the bank into the till."""
    return line("1001", amount, explanation="提现"), line("1002", 0, amount)


def write(ctx: Context, *lines: NewVoucherLine, **more: object) -> str:
    """A draft; answers its number."""
    return write_voucher(WriteVoucher(lines=lines or pay(), **more), as_user(ctx, MAKER)).number


def approve(ctx: Context, *numbers: str) -> tuple[str, ...]:
    """Submit drafts and approve them."""
    submit_vouchers(SubmitVouchers(numbers=numbers), as_user(ctx, MAKER))
    approve_vouchers(ApproveVouchers(numbers=numbers), as_user(ctx, CHECKER))
    return numbers


def post(ctx: Context, *numbers: str) -> list[int]:
    """Post approved vouchers; their legal numbers."""
    posted = post_vouchers(PostVouchers(numbers=numbers), as_user(ctx, CHECKER)).vouchers
    return [voucher.serial for voucher in posted]


def book(ctx: Context, *lines: NewVoucherLine, **more: object) -> str:
    """A posted voucher; answers its number."""
    number = write(ctx, *lines, **more)
    post(ctx, *approve(ctx, number))
    return number
