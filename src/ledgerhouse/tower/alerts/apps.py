"""The Django app of alerts."""

from django.apps import AppConfig


class Config(AppConfig):
    """Tables of alerts."""

    name = "ledgerhouse.tower.alerts"
    label = "alerts"
