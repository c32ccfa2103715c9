"""The Django app of analytics."""

from django.apps import AppConfig


class Config(AppConfig):
    """Tables of analytics."""

    name = "ledgerhouse.tower.analytics"
    label = "analytics"
