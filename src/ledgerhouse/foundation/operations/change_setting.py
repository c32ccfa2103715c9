"""Change a setting of the company."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, cast

from pydantic import ConfigDict, Field, ValidationError

from ledgerhouse.foundation import settings
from ledgerhouse.foundation.verb import verb
from ledgerhouse.kernel.commands import STRICT, reader
from ledgerhouse.kernel.context import Context
from ledgerhouse.kernel.errors import Unreadable, gettext_noop, problem


@dataclass(frozen=True, kw_only=True)
class ChangeSetting:
    """Which setting, its new value (text is read as the type of its default), and why."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    name: Annotated[str, Field(min_length=1, max_length=60)]
    value: Any
    reason: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, kw_only=True)
class SettingChanged:
    """The setting and its value now."""

    name: str
    value: Any


@verb("operations.change_setting", may="change settings", title=gettext_noop("Change the setting"))
def change_setting(command: ChangeSetting, ctx: Context) -> SettingChanged:
    """Decide a setting of the company anew; the audit trail keeps old and new."""
    value = command.value
    setting = settings.SETTINGS.get(command.name)
    if setting is not None and type(value) is not type(setting.default):
        try:
            value = reader(cast("Hashable", type(setting.default))).validate_python(value)
        except ValidationError:
            wrong = problem("value", gettext_noop("is not valid: {error}"), error=setting.help)
            raise Unreadable([wrong]) from None
    settings.change(ctx, command.name, value, reason=command.reason)
    return SettingChanged(name=command.name, value=value)
