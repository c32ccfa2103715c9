"""Settings of a company: declared here with type, default and help; stored only when they differ; every change audited."""

from collections.abc import Callable
from typing import Any, NamedTuple

from ledgerhouse.foundation import audit
from ledgerhouse.foundation.models.settings import SettingValue
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


class Setting(NamedTuple):
    """One thing a company may decide. `default` also fixes the type."""

    name: str
    default: Any
    help: str
    valid: Callable[[Any], bool] = lambda _: True


SETTINGS: dict[str, Setting] = {}


def declare(name: str, default: Any, help: str, valid: Callable[[Any], bool] = lambda _: True) -> Setting:  # noqa: A002
    """Declare a setting at import time; the room that reads it declares it."""
    SETTINGS[name] = Setting(name, default, help, valid)
    return SETTINGS[name]


def value(ctx: Context, setting: Setting) -> Any:
    """What the company has decided, or the default."""
    row = SettingValue.objects.filter(company=ctx.company, name=setting.name).values_list("value", flat=True).first()
    return setting.default if row is None else row


def change(ctx: Context, name: str, new: Any, *, reason: str = "") -> None:
    """Decide anew. Refuses an unknown name or a value of another type."""
    ctx.require("change settings")
    setting = SETTINGS.get(name)
    if setting is None:
        raise Unreadable([problem("name", gettext_noop("is not a known setting"))])
    if type(new) is not type(setting.default) or not setting.valid(new):
        raise Unreadable([problem("value", gettext_noop("is not valid: {error}"), error=setting.help)])
    old = value(ctx, setting)
    row, _ = SettingValue.objects.update_or_create(company=ctx.company, name=name, defaults={"value": new})
    audit.record(ctx, [audit.Change("setting", row.id, name, "change", {"value": old}, {"value": new})], reason=reason)
