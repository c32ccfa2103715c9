"""The page of the company's settings: all that may be decided, with help."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledgerhouse.foundation.listing import column
from ledgerhouse.foundation.models import SettingValue
from ledgerhouse.foundation.paper import Action, Paper, Table, paper
from ledgerhouse.foundation.queries import company
from ledgerhouse.foundation.scope import scoped
from ledgerhouse.foundation.settings import SETTINGS
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import gettext_noop


@dataclass(frozen=True)
class SettingLine:
    """One setting."""

    name: str = column(gettext_noop("Setting"), kind="code")
    value: str = column(gettext_noop("Value"))
    default: str = column(gettext_noop("Default"))
    help: str = column(gettext_noop("What it decides"))


@paper("settings", title=gettext_noop("Settings"), see="see settings")
def settings_paper(ctx: Context, number: str) -> Paper | None:
    """The settings of a company; the number is the company's code."""
    row = company(ctx)
    if number != row.code:
        return None
    decided = dict(scoped(ctx, SettingValue).values_list("name", "value"))
    lines = [
        SettingLine(s.name, str(decided.get(s.name, s.default)), str(s.default), _(s.help))
        for s in sorted(SETTINGS.values(), key=lambda setting: setting.name)
    ]
    return Paper(
        kind="settings",
        number=row.code,
        title=row.name,
        tables=(Table(gettext_noop("Settings"), SettingLine, lines),),
        actions=(Action("operations.change_setting", {}),),
    )
