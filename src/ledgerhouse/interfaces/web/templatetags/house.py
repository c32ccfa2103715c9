"""`{% load house %}`: message ids in the reader's language, and values by kind."""

from typing import Any

from django import template

from ledgerhouse.foundation import reading

register = template.Library()


@register.filter
def msg(message: Any) -> str:
    """A message id in the reader's language."""
    return reading.words(message)


@register.filter
def by_kind(value: Any, kind: str) -> str:
    """A value of a kind as text."""
    return reading.plain(value, kind)
