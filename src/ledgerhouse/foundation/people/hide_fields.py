"""Hide fields from everybody who has a role: cost from pickers, telephone numbers from the shop floor."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from pydantic import ConfigDict, Field

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.listing import LISTINGS
from ledgerhouse.foundation.models import RoleField
from ledgerhouse.foundation.paper import PAPERS
from ledgerhouse.foundation.people.users import role_named
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, Code
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Problem, Unreadable, gettext_noop, problem

NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class HideFields:
    """The fields that holders of the role shall not see from now on, all of them.

    A field is named everywhere (`price`), in one list (`purchasing.lines.price`) or on one kind of paper
    (`partner.tax_number`: the English title in small letters).
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    role: Code
    fields: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=500)]
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class FieldsHidden:
    """The role and how many fields it hides now."""

    role: str
    hidden: int


@verb("people.hide_fields", may="change roles", title=gettext_noop("Hide fields"))
def hide_fields(command: HideFields, ctx: Context) -> FieldsHidden:
    """Set which fields a role hides: in lists, papers, totals, sorting, filters, search, exports and the API alike."""
    role = role_named(ctx, command.role)
    wrong = _unknown(command.fields)
    if wrong:
        raise Unreadable(wrong)
    had = set(RoleField.objects.filter(role=role).values_list("field", flat=True))
    wanted = set(command.fields)
    RoleField.objects.filter(role=role, field__in=had - wanted).delete()
    RoleField.objects.bulk_create(RoleField(role=role, field=name) for name in sorted(wanted - had))
    change = audit.Change("role", role.id, role.code, "hide", {"hidden": sorted(had)}, {"hidden": sorted(wanted)})
    audit.record(ctx, [change], reason=command.reason)
    return FieldsHidden(role=role.code, hidden=len(wanted))


def _unknown(names: Iterable[str]) -> list[Problem]:
    """A problem for each field that no list has; the facts of a paper are known only when it is drawn."""
    columns = {c.name for one in LISTINGS.values() for c in one.columns}
    of_lists = {f"{one.name}.{c.name}" for one in LISTINGS.values() for c in one.columns}
    template = gettext_noop("is not a field: {name}")
    return [
        problem(f"fields.{i}", template, name=name)
        for i, name in enumerate(names)
        if name not in columns and name not in of_lists and not _of_paper(name)
    ]


def _of_paper(name: str) -> bool:
    kind, _, field = name.partition(".")
    return kind in PAPERS and bool(NAME.fullmatch(field))
