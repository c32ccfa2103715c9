"""Every right there is. A right is a verb phrase in plain English, its own message id; roles, verbs and lists name it."""

from collections.abc import Mapping
from typing import Final

from ledgerhouse.kernel.errors import gettext_noop

OWN_ACCOUNT: Final = "own account"
"""The right everybody has who can sign in: to look after the own account."""

_ALL: Final = (
    gettext_noop("own account"),
    # seeing
    gettext_noop("see companies"),
    gettext_noop("see people"),
    gettext_noop("see approvals"),
    gettext_noop("see settings"),
    gettext_noop("see messages"),
    gettext_noop("see jobs"),
    gettext_noop("see attachments"),
    gettext_noop("see the audit trail"),
    gettext_noop("see items"),
    gettext_noop("see partners"),
    gettext_noop("see personal data"),
    gettext_noop("see credit limits"),
    gettext_noop("see sites"),
    gettext_noop("see stock"),
    gettext_noop("see warehouse work"),
    gettext_noop("see purchases"),
    gettext_noop("see sales"),
    gettext_noop("see costs"),
    gettext_noop("see books"),
    # looking after the house
    gettext_noop("create companies"),
    gettext_noop("change companies"),
    gettext_noop("change people"),
    gettext_noop("change roles"),
    gettext_noop("design approvals"),
    gettext_noop("issue tokens"),
    gettext_noop("register devices"),
    gettext_noop("erase personal data"),
    gettext_noop("change settings"),
    gettext_noop("replay messages"),
    gettext_noop("run jobs"),
    gettext_noop("connect systems"),
    gettext_noop("mail lists"),
    gettext_noop("attach files"),
    gettext_noop("import data"),
    gettext_noop("prove the ledgers"),
    gettext_noop("repair the ledgers"),
    # keeping the books
    gettext_noop("change the chart"),
    gettext_noop("change posting rules"),
    gettext_noop("set exchange rates"),
    gettext_noop("write vouchers"),
    gettext_noop("approve vouchers"),
    gettext_noop("post vouchers"),
    gettext_noop("close periods"),
    gettext_noop("reopen periods"),
    gettext_noop("book in closing periods"),
    # master data
    gettext_noop("change items"),
    gettext_noop("request item changes"),
    gettext_noop("approve item changes"),
    gettext_noop("merge items"),
    gettext_noop("change partners"),
    gettext_noop("block partners"),
    gettext_noop("merge partners"),
    gettext_noop("change sites"),
    # buying and receiving
    gettext_noop("request goods"),
    gettext_noop("approve requisitions"),
    gettext_noop("keep price lists"),
    gettext_noop("order goods"),
    gettext_noop("approve purchases"),
    gettext_noop("receive goods"),
    gettext_noop("receive beyond rules"),
    gettext_noop("receive unexpected goods"),
    gettext_noop("announce goods"),
    gettext_noop("set receiving rules"),
    gettext_noop("return to suppliers"),
    gettext_noop("put away"),
    gettext_noop("inspect goods"),
    gettext_noop("plan inspections"),
    gettext_noop("reopen inspections"),
    # selling and shipping
    gettext_noop("keep sales prices"),
    gettext_noop("release credit holds"),
    gettext_noop("record customer payments"),
    gettext_noop("take orders"),
    gettext_noop("confirm orders"),
    gettext_noop("authorise returns"),
    gettext_noop("allocate"),
    gettext_noop("release waves"),
    gettext_noop("pick"),
    gettext_noop("assign picks"),
    gettext_noop("pack"),
    gettext_noop("accept odd weights"),
    gettext_noop("ship"),
    gettext_noop("keep carriers"),
    gettext_noop("take returns"),
    # keeping stock
    gettext_noop("move stock"),
    gettext_noop("count stock"),
    gettext_noop("approve counts"),
    gettext_noop("propose write-offs"),
    gettext_noop("approve write-offs"),
    gettext_noop("reverse movements"),
    gettext_noop("convert stock"),
    gettext_noop("change stock status"),
    gettext_noop("reserve stock"),
    gettext_noop("keep stock history"),
    # what goods are worth
    gettext_noop("adjust costs"),
    gettext_noop("run costing"),
    gettext_noop("issue provisionally"),
)

RIGHTS: Final[Mapping[str, str]] = {str(right): right for right in _ALL}
"""Right -> its label, a message id. A right that is used anywhere and not named here fails a test."""

NOT_LENT: Final = frozenset(
    {OWN_ACCOUNT, "change people", "change roles", "design approvals", "issue tokens", "erase personal data"}
)
"""Rights that go by grant only: whoever stands in for somebody shall not give rights away in their name."""
