"""The Django app of integration."""

from django.apps import AppConfig


class Config(AppConfig):
    """Tables of integration."""

    name = "ledgerhouse.tower.integration"
    label = "integration"
