"""Partners from a file: made or changed by code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import Field

from ledgerhouse.foundation.importing import IMPORTERS, ImportColumn, Line
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.table_importer import TableImporter, Values
from ledgerhouse.kernel.commands import STRICT
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, gettext_noop
from ledgerhouse.kernel.mnemonic import mnemonic
from ledgerhouse.masterdata.partners.models import Partner
from ledgerhouse.masterdata.partners.partner_facts import (
    Credit,
    Currency,
    Days,
    Mnemonic,
    PartnerCode,
    Percent,
    TaxNumber,
    departments,
    groups,
    outside,
)
from ledgerhouse.masterdata.partners.words import Role

ROLES: Final = {
    **{role.value: role for role in Role},
    **dict.fromkeys(("供应商", "供货商", "厂家", "vendor"), Role.SUPPLIER),
    **dict.fromkeys(("客户", "顾客", "买方"), Role.CUSTOMER),
    **dict.fromkeys(("承运商", "物流商", "快递"), Role.CARRIER),
    "货主": Role.OWNER,
}
BETWEEN: Final = re.compile(r"[\s,，、;；/+]+")
PLAIN: Final = ("name", "tax_number", "payment_days", "credit_limit", "life_percent")


@dataclass(frozen=True, kw_only=True)
class PartnerRow:
    """One line of a partners file; `roles` names one or several, e.g. `供应商/客户`. A known partner may do without."""

    __pydantic_config__ = STRICT

    code: PartnerCode
    name: Annotated[str, Field(max_length=200)] = ""
    roles: Annotated[str, Field(max_length=100)] = ""
    mnemonic: Mnemonic = ""
    tax_number: TaxNumber = ""
    payment_days: Days = 30
    currency: Currency = ""
    credit_limit: Credit = Decimal(0)
    life_percent: Percent = 0
    department: Annotated[str, Field(max_length=20)] = ""
    group: Annotated[str, Field(max_length=20)] = ""


class Partners(TableImporter[PartnerRow]):
    """Partners by code."""

    kind = "partners.partner"
    title = gettext_noop("Partners")
    may = "change partners"
    row = PartnerRow
    model = Partner
    identity = ("code",)
    sources = {"department_id": "department", "group_id": "group", **{role.value: "roles" for role in Role}}
    columns = (
        ImportColumn(
            "code",
            gettext_noop("Code"),
            ("编码", "往来单位编码", "供应商编码", "客户编码", "Customer ID", "Supplier code"),
            required=True,
        ),
        ImportColumn("name", gettext_noop("Name"), ("名称", "单位名称", "供应商名称", "客户名称", "全称", "Company")),
        ImportColumn("roles", gettext_noop("Roles"), ("角色", "类型", "往来类型", "性质")),
        ImportColumn("mnemonic", gettext_noop("Mnemonic"), ("助记码", "拼音码")),
        ImportColumn("tax_number", gettext_noop("Tax number"), ("税号", "统一社会信用代码", "税务登记号", "VAT")),
        ImportColumn("payment_days", gettext_noop("Payment days"), ("账期", "账期天数", "信用天数"), kind="number"),
        ImportColumn("currency", gettext_noop("Currency"), ("币种", "结算币种")),
        ImportColumn("credit_limit", gettext_noop("Credit limit"), ("信用额度", "授信额度"), kind="number"),
        ImportColumn(
            "life_percent", gettext_noop("Minimum remaining shelf life (%)"), ("剩余效期比例",), kind="number"
        ),
        ImportColumn("department", gettext_noop("Department"), ("部门", "所属部门")),
        ImportColumn("group", gettext_noop("Customer group"), ("客户组", "客户分组", "客户类别", "客户分类")),
    )

    def key(self, row: PartnerRow) -> str:
        return row.code

    def resolve(self, ctx: Context, lines: Sequence[Line[PartnerRow]]) -> tuple[dict[int, Values], list[Problem]]:
        units = departments(ctx, (line.row.department for line in lines))
        known_groups = groups(ctx, (line.row.group for line in lines))
        currency = company(ctx).currency
        values: dict[int, Values] = {}
        problems: list[Problem] = []
        for line in lines:
            row = line.row
            words = [word for word in BETWEEN.split(row.roles.casefold()) if word]
            strange = [word for word in words if word not in ROLES]
            template = gettext_noop("is not a role: {word}")
            problems += [line.problem("roles", template, word=word) for word in strange]
            if row.department and row.department not in units:
                problems.append(line.problem("department", gettext_noop("is not a department of the company")))
            if row.group and row.group not in known_groups:
                problems.append(line.problem("group", gettext_noop("is not a customer group here")))
            roles = {ROLES[word] for word in words if word in ROLES}
            values[line.number] = {
                "code": row.code,
                "mnemonic": row.mnemonic or mnemonic(row.name),
                "currency": row.currency or currency,
                "department_id": units.get(row.department),
                "group_id": known_groups.get(row.group),
                **{name: getattr(row, name) for name in PLAIN},
                **{role.value: role in roles for role in Role},
            }
        return values, problems

    def admit(self, ctx: Context, line: Line[PartnerRow], values: Values) -> list[Problem]:
        absent = [name for name in ("name", "roles") if not getattr(line.row, name)]
        problems = [line.problem(name, gettext_noop("is missing")) for name in absent]
        where = str(line.number)
        return problems + outside(ctx, where, values["department_id"] or 0, values["group_id"] or 0, right=self.may)

    def guard(self, ctx: Context, line: Line[PartnerRow], row: Any, changes: Values) -> list[Problem]:
        if row.merged_into_id is not None:
            return [line.problem("code", gettext_noop("{code} was merged into another partner"), code=row.code)]
        return []


IMPORTERS.add(Partners.kind)(Partners())
